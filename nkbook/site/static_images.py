"""Keeps a still picture of every figure: for print, for readers without JavaScript, for phones.

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

WIDTH = 760
# Raise it when pictures are to be drawn differently: every picture then counts as stale.
STYLE = 2
SHARED = 8  # marks with the same style
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MARK = "nkbook figure sha256"
INK, GRID = "#20262d", "#dfe3e8"
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
    for name, figure in figures.items():
        path = _path(chapters, name)
        if not path.is_file():
            lines.append(f"{path.name}: missing")
        elif not _is_current(path, figure):
            lines.append(f"{path.name}: shows an older version of the figure")
    return lines + [f"{path.name}: belongs to no figure" for path in _orphans(chapters, figures)]


def redraw(chapters: Path) -> list[str]:
    """Draw the pictures that are stale and remove orphans; return the names drawn.

    Raises BookError when a picture is needed and no browser can be found.
    """
    figures = papers.figures(chapters)
    for path in _orphans(chapters, figures):
        path.unlink()
    todo = [f for f in figures.values() if not _is_current(_path(chapters, f.name), f)]
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
        drawn = thread.submit(asyncio.run, _draw(todo, program)).result()
    for figure, svg in zip(todo, drawn, strict=True):
        write_atomic(_path(chapters, figure.name), finished(figure, svg))
    return [figure.name for figure in todo]


def finished(figure: StoredFigure, svg: str) -> str:
    """Return a drawn SVG with title, description and digest, and without random ids."""
    style, body = _shared_styles(_without_random_ids(svg))
    words = (
        f"<!-- {MARK}: {_digest(figure)} -->"
        f'<title id="title">{escape(figure.title)}</title><desc id="desc">{escape(figure.alt)}</desc>{style}'
    )
    head = re.match(r"\s*<svg\b[^>]*>", body)
    if head is None:
        raise BookError(f"figure {figure.name!r}: the browser returned no SVG.")
    opening = head[0].strip()[:-1] + ' role="img" aria-labelledby="title desc">'
    return opening + words + body[head.end() :].rstrip() + "\n"


def _without_random_ids(svg: str) -> str:
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
    rules = "".join(f".{name}{{{text}}}" for text, name in names.items())

    def named(tag: re.Match[str]) -> str:
        found = re.search(r' style="([^"]*)"', tag[0])
        if found is None or found[1] not in names:
            return tag[0]
        short = tag[0].replace(found[0], "")
        own = re.search(r' class="([^"]*)"', short)
        if own is None:
            return re.sub(r"^<\w+", rf'\g<0> class="{names[found[1]]}"', short)
        return short.replace(own[0], f' class="{own[1]} {names[found[1]]}"')

    return (f"<style>{rules}</style>" if rules else ""), re.sub(r"<\w[^>]*>", named, svg)


async def _draw(figures: Iterable[StoredFigure], program: str) -> list[str]:
    # Imported here, because it starts machinery that only this function needs.
    import kaleido

    fitting = [Path(__file__).parent / "assets" / "nkbook.js", Path(__file__).parent / "picture.js"]
    page = kaleido.PageGenerator(mathjax=False, others=[path.as_uri() for path in fitting])
    async with kaleido.Kaleido(n=1, page_generator=page, path=program) as server:
        drawn = []
        for figure in figures:
            options: Any = {"format": "svg", "width": WIDTH, "height": figure.height}
            drawn.append((await server.calc_fig(for_paper(figure), opts=options)).decode("utf-8"))
    return drawn


def for_paper(figure: StoredFigure) -> dict[str, Any]:
    """Return what kaleido draws: the plot alone, in ink on transparent ground."""
    spec = copy.deepcopy(figure.spec)
    layout = spec["layout"]
    layout |= {"paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "width": WIDTH}
    layout["font"] = {"family": FONTS, "size": 13} | layout.get("font", {}) | {"color": INK}
    for key in {"xaxis", "yaxis"} | {k for k in layout if re.fullmatch(r"[xy]axis\d*", k)}:
        quiet = {"gridcolor": GRID, "zerolinecolor": GRID, "linecolor": GRID, "automargin": True}
        layout[key] = layout.get(key, {}) | quiet
    return spec


def _digest(figure: StoredFigure) -> str:
    return f"{figure.digest} style {STYLE}"


def _is_current(path: Path, figure: StoredFigure) -> bool:
    return path.is_file() and f"{MARK}: {_digest(figure)} " in path.read_text(encoding="utf-8")


def _orphans(chapters: Path, figures: dict[str, StoredFigure]) -> list[Path]:
    return [p for p in sorted((chapters / "figures").glob("*.svg")) if p.stem not in figures]


def _path(chapters: Path, name: str) -> Path:
    return chapters / "figures" / f"{name}.svg"
