"""`nkbook archive`: committed files in which editors and archives look for what the book says of itself."""

import json
from typing import Any

import jinja2

from nkbook import data, files, paths
from nkbook.archive import programs
from nkbook.book.papers import cited
from nkbook.data import descriptor

RENDERED = {"codecheck.yml": "codecheck.yml", "docs/programs.md": "programs.md"}  # and their templates
ZENODO = ".zenodo.json"
TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("nkbook.archive"),
    autoescape=False,  # plain text: Markdown, YAML
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.filters |= {
    # What would end a cell of a table in Markdown, or begin something else.
    "cell": lambda text: str(text).replace("|", r"\|").replace("*", r"\*"),
    "quoted": lambda text: json.dumps(text, ensure_ascii=False),  # JSON is YAML
}


def renewed() -> list[str]:
    """Write the files that are not what the book says now; return their paths in the clone."""
    written = []
    for name, text in current().items():
        path = paths.root() / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            files.write_atomic(path, text)
            written.append(name)
    return written


def current() -> dict[str, str]:
    """Return each file, by its path in the clone, as it has to be now."""
    facts = {
        "book": cited(),
        "shown": list(programs.shown()),
        "verdicts": list(programs.verdicts()),
        "titles": programs.titles(),
        "tables": descriptor.resources(),
        "rights": sorted(
            data.sources()["licence"].value_counts().items(), key=lambda pair: (-pair[1], pair[0])
        ),
    }
    texts = {name: TEMPLATES.get_template(template).render(facts) for name, template in RENDERED.items()}
    return texts | {ZENODO: json.dumps(zenodo(), indent=2, ensure_ascii=False) + "\n"}


def zenodo() -> dict[str, Any]:
    """Return what the book says of itself, in the fields of a deposit on Zenodo."""
    book = cited()
    return {
        "title": book["title"],
        "version": book["version"],
        "publication_date": str(book["date-released"]),
        "upload_type": book["type"],
        "creators": [{"name": author["name"]} for author in book["authors"]],
        "description": book["abstract"].strip(),
        "notes": TEMPLATES.get_template("rights.txt").render().strip(),
        "keywords": book["keywords"],
        "license": book["license"],
        "access_right": "open",
        "language": "eng",
    }
