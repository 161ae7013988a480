"""What the analyses of a claim say, in sentences; their words lie in `sentences.yml`."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nkbook import files
from nkbook.claims import noise
from nkbook.claims.registry import UNSAMPLED, Claim, Value, canonical
from nkbook.data.credit import names
from nkbook.data.package import note_read
from nkbook.multiverse.agreement import DECIDED
from nkbook.multiverse.results import Result
from nkbook.multiverse.strictness import HIGHEST, LARGEST
from nkbook.words import listed, sentence

Row = tuple[str, ...]
LEAST = 0.005  # a share below which a choice is not named


def sentences() -> dict[str, Any]:
    """Return the templates of all sentences."""
    path = Path(__file__).with_name("sentences.yml")
    note_read(path)
    return _read(path, files.stamp(path))


def write(key: str, /, **facts: Any) -> str:
    """Return a sentence out of `sentences.yml`, e.g. "firm.few", with facts in its places."""
    template: Any = sentences()
    for part in key.split("."):
        template = template[part]
    text = sentence(template, facts | {"percent": percent}, f"sentences.yml, {key}")
    return re.sub(r" +([,.;:])", r"\1", text)


def choice_name(name: str) -> str:
    """Return what a choice is called."""
    return str(sentences()["arguments"].get(name, name.replace("_", " ")))


def option_name(value: Value) -> str:
    """Return what an option is called; sources that it leaves out by the names of their publishers."""
    if isinstance(value, list):
        return listed(sorted(set(names(value).values())), "nothing")
    special = {"null": "all", "true": "yes", "false": "no"}
    named = sentences()["options"].get(str(value), str(value).replace("_", " "))
    return str(special.get(canonical(value), named))


def percent(part: float, whole: float = 1) -> str:
    """Return a share as a percentage: whole, but never rounded to all or nothing."""
    rounded = round(100 * part / whole) if whole else 0
    if rounded == 100 and part < whole:
        return "more than 99 %"
    return "less than 1 %" if rounded == 0 and part > 0 else f"{rounded} %"


def said(item: Claim, result: Result) -> dict[str, Any]:
    """Return all that the analyses of a claim say: a sentence, or a list of them, by term."""
    found, titles = result.agreement, {key: reading.title for key, reading in item.readings.items()}
    return {
        "readings": [write("reading", name=titles[k], one=result.readings[k]) for k in titles],
        "firm": firm(item, result),
        "together": write("together", found=found, conditional=_conditional(result))
        if found.side in DECIDED
        else "",
        "turns": _turns(item, result),
        "strict": _strict(item, result),
        "noise": [_noise(item, key, result.noise[key]) for key in titles if key in result.noise],
        "shares": write("shares", shares=_largest(found.shares, titles)) if found.shares else "",
        "variance": [
            write("variance", name=title, shares=_largest(result.readings[key].variance, {}))
            for key, title in titles.items()
            if len(result.readings[key].variance) > 1
        ],
    }


def firm(item: Claim, result: Result) -> str:
    """Return how firmly the side of a claim stands; for one that is not decided how many analyses decide."""
    found, ones = result.agreement, result.readings
    counts = {key: one.analyses for key, one in ones.items()}
    return write(
        f"firm.{found.label or 'open'}",
        found=found,
        flips=[_change(flip) for flip in found.flips],
        carrying=sum(counts[key] for key in found.carried_by),
        carriers=[f"“{item.readings[key].title}”" for key in found.carried_by],
        analyses=sum(counts.values()),
        deciding=sum(sum(one.carry.values()) for one in ones.values()),
    )


def summary(item: Claim, result: Result) -> list[tuple[str, list[str]]]:
    """Return all that the analyses say, as pairs of a term and sentences."""
    told, terms = said(item, result), sentences()["terms"]
    return [
        (terms[name], [told[name]] if isinstance(told[name], str) else told[name])
        for name in terms
        if told[name]
    ]


def choice_rows(item: Claim) -> Iterable[Row]:
    """Yield every choice with its type, options and reasons, to stand below one another in a table."""
    types = sentences()["types"]
    rows: list[Row] = [
        (
            choice_name(name),
            f"{choice.type}, {types[choice.type]}: {choice.why}",
            option_name(option.value)
            + (" (default)" if canonical(option.value) == canonical(choice.default) else ""),
            option.why,
        )
        for name, choice in item.choices.items()
        for option in choice.options
    ]
    last: Row = ()
    for row in rows:
        # A reason is not said again; the name is, for each row may stand alone on a phone.
        yield (row[0], "", *row[2:]) if row[:2] == last[:2] else row
        last = row


def _change(changed: Mapping[str, Value]) -> str:
    return " and ".join(f"{choice_name(name)} ({option_name(value)})" for name, value in changed.items())


def _conditional(result: Result) -> list[tuple[str, str, str]]:
    """Return the shared choices whose options differ in agreement, with the least and the largest share."""
    found: dict[str, list[float]] = {}
    for name, _, agree, combinations in result.agreement.under:
        found.setdefault(name, []).append(agree / combinations if combinations else 0.0)
    return [
        (choice_name(name), percent(min(shares)), percent(max(shares)))
        for name, shares in found.items()
        if max(shares) - min(shares) > LEAST
    ]


def _turns(item: Claim, result: Result) -> str:
    found = result.agreement
    turned = {
        key: sorted({choice_name(name) for change in result.readings[key].turned for name in change})
        for key in item.readings
        if result.readings[key].turned
    }
    rest = [f"“{item.readings[key].title}”" for key in found.carried_by if key not in turned]
    named = [(f"“{item.readings[key].title}”", names) for key, names in turned.items()]
    decided = result.agreement.side in DECIDED
    return "" if found.flips and decided else write("turns", turned=named, rest=rest, decided=decided)


def _strict(item: Claim, result: Result) -> str:
    strict, carried_by = result.strictness, result.agreement.carried_by
    if strict is None:
        return ""
    turned = [_change(change) for change in strict.turned]
    counted = all(item.fails(key).by in UNSAMPLED for key in carried_by)
    return write("strict", strict=strict, counted=counted, turned=turned, highest=HIGHEST, largest=LARGEST)


def _noise(item: Claim, key: str, one: noise.Worlds) -> str:
    p = one.p_value(item.criterion_of(key))
    name = item.readings[key].title
    return write("noise", name=name, one=one, p=p, worlds=sum(one.above), sampled=len(one.lower))


def _largest(shares: Mapping[str, float], titles: Mapping[str, str]) -> list[tuple[str, str]]:
    ordered = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        (f"“{titles[k]}”" if k in titles else choice_name(k), percent(v)) for k, v in ordered if v > LEAST
    ]


@lru_cache(maxsize=4)
def _read(path: Path, _changed: files.Stamp) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found
