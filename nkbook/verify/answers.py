"""Verdicts and estimates: every claim is answered anew and compared with the record."""

from collections.abc import Iterator, Mapping
from typing import Any

from nkbook.claims import assess, claims
from nkbook.claims.report import record as plain
from nkbook.errors import BookError
from nkbook.figures import rounded
from nkbook.verify import alike, record
from nkbook.verify.stage import Difference

OF_READING = ("estimate", "lower", "upper", "n", "carries", "open", "limits")


def changed() -> Iterator[Difference]:
    """Compare verdicts, limits and estimates of every claim with those recorded."""
    held, here = dict(record.read()["claims"]), {}
    for item in claims():
        try:
            here[item.id] = answer(plain(assess(item.id)))
        except BookError as error:
            held.pop(item.id, None)
            yield Difference(item.id, f"cannot be evaluated ({error})", (item.id,))
    yield from between(held, here, "in the record", "here")


def found() -> dict[str, Any]:
    """Return the answer to every claim by its id, numbers at six significant digits."""
    return {item.id: answer(plain(assess(item.id))) for item in claims()}


def answer(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the verdict of a claim and of its parts, and what each reading finds, without their words."""
    parts = {
        key: {"verdict": part["verdict"], "limits": part["limits"], "readings": _readings(part)}
        for key, part in told["parts"].items()
    }
    short: dict[str, Any] = rounded(
        {"verdict": told["verdict"], "limits": told["limits"], "without": told["without"], "parts": parts}
    )
    return short


def _readings(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {key: one[key] for key in OF_READING} for name, one in part["readings"].items()}


def between(one: Mapping[str, Any], other: Mapping[str, Any], was: str, now: str) -> Iterator[Difference]:
    """Yield where two sets of answers differ. was, now: words for either."""
    for name in sorted({*one, *other}):
        for gap in alike.gaps(one.get(name, alike.NOTHING), other.get(name, alike.NOTHING)):
            yield Difference(name, alike.told(gap, was, now), (name,))
