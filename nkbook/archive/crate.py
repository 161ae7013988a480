"""`nkbook crate`: the book as a Research Object Crate, a folder in which every file is described."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from nkbook import files, paths
from nkbook.archive import programs
from nkbook.archive.command import zenodo
from nkbook.data import descriptor

MADE = (".ipynb", ".html")  # what a reader may have written beside the book: runs and comparisons
LEFT_OUT = (".git", "__pycache__", ".ipynb_checkpoints")
# By the end of a name, and not by what a machine holds it for; all other files are plain text.
FORMATS = {
    ".css": "text/css", ".csv": "text/csv", ".html": "text/html", ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript", ".json": "application/json", ".md": "text/markdown", ".png": "image/png",
    ".py": "text/x-python", ".svg": "image/svg+xml", ".toml": "application/toml", ".woff2": "font/woff2",
    ".yml": "application/yaml",
}  # fmt: skip


def pack(folder: Path) -> Path:
    """Write the crate into a folder, in place of what lies there, and return the path of its description."""
    made = described()
    if folder.is_dir():
        shutil.rmtree(folder)
    made.write(folder)
    return folder / "ro-crate-metadata.json"


def described() -> ROCrate:
    """Return the crate: every file with its format and hash, tables of data with title and licence, too."""
    made, book = ROCrate(), zenodo()
    made.name, made.description, made.keywords = book["title"], book["description"], book["keywords"]
    made.datePublished, made.license = book["publication_date"], book["license"]
    made.root_dataset["version"], made.root_dataset["usageInfo"] = book["version"], book["notes"]
    authors = [{"@type": "Organization", "name": author["name"]} for author in book["creators"]]
    made.creator = [made.add(ContextEntity(made, f"#author-{n}", one)) for n, one in enumerate(authors, 1)]
    known = {f"data/{item['path']}": _of_table(made, item) for item in descriptor.resources()}
    known |= {path: {"name": title} for path, title in programs.titles().items()}
    for path in _files(paths.root()):
        name = path.relative_to(paths.root()).as_posix()
        kind, digest = FORMATS.get(path.suffix, "text/plain"), files.sha256(path.read_bytes())
        facts = {"encodingFormat": kind, "sha256": digest}
        made.add_file(path, name, properties=facts | known.get(name, {"name": path.name}))
    return made


def _files(root: Path) -> Iterator[Path]:
    """Yield the files of the clone that belong to the book, and none of those that are built from them."""
    places = [path for path in root.glob("*") if path.is_file() and path.suffix not in MADE]
    places += [path for part in paths.PARTS for path in (root / part).rglob("*") if path.is_file()]
    yield from sorted(path for path in places if not {*LEFT_OUT} & {*path.relative_to(root).parts})


def _of_table(made: ROCrate, item: descriptor.Resource) -> dict[str, Any]:
    licences = []
    for one in item["licenses"]:
        identity = one.get("path") or f"#{one['name']}"
        named = {"@type": "CreativeWork", "name": one.get("title") or one["name"]}
        licences.append(made.get(identity) or made.add(ContextEntity(made, identity, named)))
    return {"name": item["title"], "license": licences, "creativeWorkStatus": item["integrity"]}
