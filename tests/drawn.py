"""Reads the drawn pictures of figures: where their words lie, and what is drawn."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree

SPACING = 2.0  # pixels between two points of a line that are looked at
DIGIT = 5.0  # pixels across that a digit has at least
MARGIN = 3.0  # pixels at the edge of a word's box that hold no ink
STEP = re.compile(r"([MLHVhvmlZz])([^A-Za-z]*)")
NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")


class Box(NamedTuple):
    """A rectangle on the picture, in pixels from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


Found = tuple[ElementTree.Element, float, float, tuple[str, ...]]


class Picture:
    """A picture as it is drawn; plotly moves what it draws, and turns only words that stand upright."""

    def __init__(self, svg: str) -> None:
        self._root = ElementTree.fromstring(re.sub(r'\sxmlns(:\w+)?="[^"]*"|xlink:', "", svg))
        self._looks = dict(re.findall(r"\.(s\d+)\{([^}]*)\}", svg))
        self._all = list(self._walk(self._root, 0.0, 0.0, ()))

    def covered(self) -> list[str]:
        """Return each word that lies on a mark, on a line across, or on another word."""
        names, marks = list(self.labels()), list(self.marks())
        found = []
        for at, (name, box) in enumerate(names):
            found += [f"{name} | mark" for mark in marks if box.meets(mark)][:1]
            found += [
                f"{name} | {other}" for n, (other, there) in enumerate(names) if n != at and box.meets(there)
            ]
        return found

    def outside(self) -> list[str]:
        """Return each number beside a bar that begins left of its panel, where the names of rows stand."""
        found, left = [], 0.0
        for node, x, _, _ in self._all:
            left = x if node.get("class") == "points" else left
            text = "".join(node.itertext()) if "bartext-outside" in node.get("class", "") else ""
            if text and x - DIGIT * len(text) / 2 < left:
                found.append(text)
        return found

    def labels(self) -> Iterator[tuple[str, Box]]:
        """Yield the words of each label that does not stand upright, and where they lie."""
        for group, *_ in self._of("annotation-text-g"):
            turned = re.match(r"rotate\(([^,]+)", group.get("transform", ""))
            inner = next((node for node in group.iter() if node.get("class") == "cursor-pointer"), None)
            frame = None if inner is None else inner.find("rect")
            if inner is None or frame is None or (turned and float(turned[1])):
                continue
            x, y = _shift(inner)
            wide, high = float(frame.get("width", 0)), float(frame.get("height", 0))
            words = " ".join("".join(inner.itertext()).split())
            yield words, Box(x + MARGIN, y + MARGIN, x + wide - MARGIN, y + high - MARGIN)

    def marks(self) -> Iterator[Box]:
        """Yield where something is drawn: dots, bars, and small parts of lines; areas do not count."""
        for node, x, y, above in self._all:
            if node.tag != "path":
                continue
            kind, look = node.get("class", ""), self._look(node)
            lined = (
                "stroke-width: 0" not in look
                and "stroke-opacity: 0;" not in look
                and "stroke: none" not in look
            )
            points = [(x + a, y + b) for a, b in _points(node.get("d", ""))]
            if "point" in kind.split():
                yield Box(x - 3, y - 3, x + 3, y + 3)
            elif "point" in above and "barlayer mlayer" in above and points:
                across, up = zip(*points, strict=True)
                yield Box(min(across), min(up), max(across), max(up))
            rule = "shape-group" in above and len(points) == 2
            if lined and (rule or "js-line" in kind or "errorbar" in above):
                yield from _along(points)

    def _of(self, kind: str) -> list[Found]:
        return [found for found in self._all if found[0].get("class") == kind]

    def _look(self, node: ElementTree.Element) -> str:
        shared = [self._looks.get(name, "") for name in node.get("class", "").split()]
        return ";".join([node.get("style", ""), *shared])

    def _walk(self, node: ElementTree.Element, x: float, y: float, above: tuple[str, ...]) -> Iterator[Found]:
        dx, dy = _shift(node)
        x, y = x + dx, y + dy
        yield node, x, y, above
        own = re.sub(r" s\d+$", "", node.get("class", ""))
        for child in node:
            if child.tag not in ("defs", "clipPath"):
                yield from self._walk(child, x, y, (*above, own))


def _shift(node: ElementTree.Element) -> tuple[float, float]:
    moved = re.match(r"translate\(([^,)]+)(?:,([^)]+))?\)", node.get("transform", ""))
    return (float(moved[1]), float(moved[2] or 0)) if moved else (0.0, 0.0)


def _points(path: str) -> list[tuple[float, float]]:
    """Return the corners of a path of straight lines."""
    x = y = 0.0
    found = []
    for kind, text in STEP.findall(path):
        numbers = [float(number) for number in NUMBER.findall(text)]
        if kind in "HhVv":
            for number in numbers:
                x = {"H": number, "h": x + number}.get(kind, x)
                y = {"V": number, "v": y + number}.get(kind, y)
                found.append((x, y))
        for a, b in zip(numbers[::2], numbers[1::2], strict=False) if kind in "MLml" else ():
            x, y = (a, b) if kind in "ML" else (x + a, y + b)
            found.append((x, y))
    return found


def _along(points: list[tuple[float, float]]) -> Iterator[Box]:
    for (x0, y0), (x1, y1) in pairwise(points):
        parts = max(1, round(max(abs(x1 - x0), abs(y1 - y0)) / SPACING))
        for part in range(parts + 1):
            x, y = x0 + (x1 - x0) * part / parts, y0 + (y1 - y0) * part / parts
            yield Box(x, y, x + 0.1, y + 0.1)
