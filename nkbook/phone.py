"""How a figure is laid out on a phone, stored beside the wide layout: nothing is guessed in the page."""

import re
import textwrap
from typing import Any

SMALL, ROOM = 11, 18  # pixels of the smallest text; characters of a label in one line
CATEGORY, AXIS = 16, 30  # characters in one line of a category's name, and of an axis's title
LAST = 4  # characters of a last line that is not left alone
TICKS = 5  # on an axis across

Layout = dict[str, Any]


def layout(stored: dict[str, Any]) -> Layout:
    """Return what differs on a phone from a stored figure's layout, to be laid over it.

    Labels are broken into short lines and kept at 11 px, ticks are few, and names of categories wrap.
    """
    wide = stored["layout"]
    small: Layout = {"margin": {"l": 8, "r": 12}, "font": {"size": SMALL + 1}}
    for axis in (key for key in wide if re.fullmatch(r"[xy]axis\d*", key)):
        small[axis] = _axis(axis, wide[axis], stored["data"])
    small["annotations"] = [
        _note(note) for note in wide.get("annotations", []) if note.get("name") != "footer"
    ]
    if "legend" in wide:
        small["legend"] = {"orientation": "h", "x": 0, "xanchor": "left"}
    return small


def wrapped(text: str, room: int) -> str:
    """Return a text in lines of at most so many characters; one that is broken already stays as it is."""
    if "<br>" in text:
        return text
    lines = textwrap.wrap(text, room, break_long_words=False)
    if len(lines) > 1 and len(lines[-1]) < LAST:
        lines = textwrap.wrap(text, max(map(len, lines[:-1])) - 1, break_long_words=False)
    return "<br>".join(lines) or text


def _axis(name: str, wide: Layout, traces: list[dict[str, Any]]) -> Layout:
    small: Layout = {"tickfont": {**wide.get("tickfont", {}), "size": SMALL}}
    if name.startswith("x") and "tickvals" not in wide:
        small["nticks"] = TICKS
    title = wide.get("title", {})
    if isinstance(title, dict) and title.get("text"):
        small["title"] = {**title, "text": wrapped(title["text"], AXIS)}
    dates = [re.sub(r"^(\d{4}-)(\d\d-\d\d)$", r"\1<br>\2", str(text)) for text in wide.get("ticktext", ())]
    if name.startswith("y") and dates != wide.get("ticktext", []):
        small["ticktext"] = dates
    names = _categories(name, traces)
    if names and "ticktext" not in wide:
        small |= {"tickvals": names, "ticktext": [wrapped(text, CATEGORY) for text in names]}
    return small


def _categories(axis: str, traces: list[dict[str, Any]]) -> list[str]:
    """Return the names along an axis in order, where it holds names and not numbers or dates."""
    own = [t for t in traces if t.get(f"{axis[0]}axis", axis[0]) == axis.replace("axis", "")]
    values = [value for trace in own for value in trace.get(axis[0]) or []]
    if not values or not all(isinstance(value, str) for value in values):
        return []
    if any(re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?([T ].*)?", value) for value in values):
        return []
    return list(dict.fromkeys(values))


def _note(wide: Layout) -> Layout:
    size = min(wide.get("font", {}).get("size", SMALL), SMALL)
    note = {
        **wide,
        "text": wrapped(wide.get("text", ""), ROOM),
        "font": {**wide.get("font", {}), "size": size},
    }
    if "align" not in wide and "xanchor" in wide:
        note["align"] = wide["xanchor"]
    return note
