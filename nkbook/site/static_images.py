"""Keeps two still pictures of every figure, a wide one and one for phones: what a page shows first.

A picture cannot be a notebook output, since fonts differ between machines. It is committed next to
the chapters and carries the SHA-256 of the stored figure it shows, so it is drawn again only when
that figure changed, and only where a browser exists to draw it.
"""

import asyncio
import copy
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

from nkbook.errors import BookError
from nkbook.files import write_atomic
from nkbook.site import papers
from nkbook.site.stored_figure import StoredFigure

# Folder of each drawing below that of the pictures, and its width in pixels.
WIDTHS = {"": 760, "phone": 328}
# Raise it when pictures are to be drawn differently: every picture then counts as stale.
STYLE = 4
SHARED = 8  # marks with the same style
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MARK = "nkbook figure sha256"
# A word that lies on a line stays legible; the same rule holds on the page.
HALO = (
    ".annotation-text,.bartext-outside,.textpoint text"
    "{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-opacity:.85}"
)
INK, GRID = "#20262d", "#dfe3e8"
Drawing = tuple[StoredFigure, int]  # a figure, and the width at which it is drawn
FONTS = "system-ui, 'Segoe UI', 'Liberation Sans', 'Apple SD Gothic Neo', NanumGothic, sans-serif"


def browser() -> str | None:
    """Return the path of a Chromium-like browser (`BROWSER_PATH` first); None if there is none."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named if Path(named).is_file() else shutil.which(named)
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def stale(chapters: Path) -> list[str]:
    """Return a line for each picture that is missing, out of date, or of no figure."""
    figures = papers.figures(chapters)
    lines = []
    for path, (figure, _) in _wanted(chapters, figures).items():
        if not path.is_file():
            lines.append(f"{_named(path)}: missing")
        elif not _is_current(path, figure):
            lines.append(f"{_named(path)}: shows an older version of the figure")
    return lines + [f"{_named(path)}: belongs to no figure" for path in _orphans(chapters, figures)]


def redraw(chapters: Path) -> list[str]:
    """Draw the pictures that are stale and remove orphans; return the names of their figures.

    Raises BookError when a picture is needed and no browser can be found.
    """
    figures = papers.figures(chapters)
    for path in _orphans(chapters, figures):
        path.unlink()
    wanted = _wanted(chapters, figures)
    todo = {path: drawing for path, drawing in wanted.items() if not _is_current(path, drawing[0])}
    if not todo:
        return []
    program = browser()
    if program is None:
        raise BookError(
            f"{len(todo)} pictures of figures are out of date, and there is no Chromium to draw them; "
            "install Chromium or set BROWSER_PATH."
        )
    # In a thread of its own: that of the caller may run a loop already, as a notebook's does.
    with ThreadPoolExecutor(1) as thread:
        drawn = thread.submit(asyncio.run, _draw(todo.values(), program)).result()
    for (path, (figure, _)), svg in zip(todo.items(), drawn, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, finished(figure, svg))
    return list(dict.fromkeys(figure.name for figure, _ in todo.values()))


def finished(figure: StoredFigure, svg: str) -> str:
    """Return a drawn SVG with title, description and digest, and without random ids."""
    style, body = _shared_styles(without_random_ids(svg))
    words = (
        f"<!-- {MARK}: {_digest(figure)} -->"
        f'<title id="title">{escape(figure.title)}</title><desc id="desc">{escape(figure.alt)}</desc>{style}'
    )
    head = re.match(r"\s*<svg\b[^>]*>", body)
    if head is None:
        raise BookError(f"figure {figure.name!r}: the browser returned no SVG.")
    opening = head[0].strip()[:-1] + ' role="img" aria-labelledby="title desc">'
    return opening + words + body[head.end() :].rstrip() + "\n"


def without_random_ids(svg: str) -> str:
    """Number the ids that plotly draws at random, so that equal figures give equal bytes."""
    seen: dict[str, str] = {}
    for found in re.findall(r'(?:id="(?:topdefs-|defs-|clip|legend)|class="[^"]*\btrace)([0-9a-f]{6})', svg):
        seen.setdefault(found, f"{len(seen):06d}")
    for random, fixed in seen.items():
        svg = re.sub(rf"(topdefs-|defs-|clip|legend|trace){random}", rf"\g<1>{fixed}", svg)
    return svg


def _shared_styles(svg: str) -> tuple[str, str]:
    """Write each style that many marks share once, which halves a picture of many marks."""
    counts = Counter(re.findall(r' style="([^"]*)"', svg))
    shared = [text for text, count in counts.items() if count >= SHARED]
    names = {text: f"s{n}" for n, text in enumerate(shared)}
    rules = HALO + "".join(f".{name}{{{text}}}" for text, name in names.items())

    def named(tag: re.Match[str]) -> str:
        found = re.search(r' style="([^"]*)"', tag[0])
        if found is None or found[1] not in names:
            return tag[0]
        short = tag[0].replace(found[0], "")
        own = re.search(r' class="([^"]*)"', short)
        if own is None:
            return re.sub(r"^<\w+", rf'\g<0> class="{names[found[1]]}"', short)
        return short.replace(own[0], f' class="{own[1]} {names[found[1]]}"')

    return f"<style>{rules}</style>", re.sub(r"<\w[^>]*>", named, svg)


async def _draw(drawings: Iterable[Drawing], program: str) -> list[str]:
    # Imported here, because it starts machinery that only this function needs.
    import kaleido

    fitting = [Path(__file__).parent / "assets" / "nkbook.js", Path(__file__).parent / "picture.js"]
    page = kaleido.PageGenerator(mathjax=False, others=[path.as_uri() for path in fitting])
    async with kaleido.Kaleido(n=1, page_generator=page, path=program) as server:
        drawn = []
        for figure, width in drawings:
            options: Any = {"format": "svg", "width": width, "height": figure.height}
            drawn.append((await server.calc_fig(for_paper(figure, width), opts=options)).decode("utf-8"))
    return drawn


def for_paper(figure: StoredFigure, width: int) -> dict[str, Any]:
    """Return what kaleido draws: the plot alone, in ink on transparent ground."""
    spec = copy.deepcopy(figure.spec)
    layout = spec["layout"]
    layout |= {"paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "width": width}
    layout["font"] = {"family": FONTS, "size": 13} | layout.get("font", {}) | {"color": INK}
    for key in {"xaxis", "yaxis"} | {k for k in layout if re.fullmatch(r"[xy]axis\d*", k)}:
        quiet = {"gridcolor": GRID, "zerolinecolor": GRID, "linecolor": GRID, "automargin": True}
        layout[key] = layout.get(key, {}) | quiet
    return spec


def _digest(figure: StoredFigure) -> str:
    return f"{figure.digest} style {STYLE}"


def _is_current(path: Path, figure: StoredFigure) -> bool:
    return path.is_file() and f"{MARK}: {_digest(figure)} " in path.read_text(encoding="utf-8")


def _wanted(chapters: Path, figures: dict[str, StoredFigure]) -> dict[Path, Drawing]:
    """Return what is to be drawn, by the file it goes to."""
    return {
        path_of(chapters, name, folder): (figure, width)
        for name, figure in figures.items()
        for folder, width in WIDTHS.items()
    }


def _orphans(chapters: Path, figures: dict[str, StoredFigure]) -> list[Path]:
    wanted = _wanted(chapters, figures)
    return [p for p in sorted((chapters / "figures").rglob("*.svg")) if p not in wanted]


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.parent.name in WIDTHS else path.name


def path_of(chapters: Path, name: str, folder: str = "") -> Path:
    """Return the file of a figure's picture; `folder` is a key of `WIDTHS`."""
    return chapters / "figures" / folder / f"{name}.svg"
