"""The verdict of a claim: its default, each reading alone, and each source left out in turn."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass

from nkbook.claims.evaluation import Evaluation, evaluate, origins_of
from nkbook.claims.registry import Claim
from nkbook.claims.registry import claim as find_claim
from nkbook.claims.verdicts import Verdict, combine
from nkbook.errors import BookError

# Names a file to which every assessment adds one line: the evaluation it rests on, unrounded.
RESULTS = "NKBOOK_RESULTS"


@dataclass(frozen=True)
class Assessment:
    """A claim with its computed verdict.

    default: evaluation of the default reading (of the first that finds evidence, where the
    default finds none). alone: evaluation of each reading by itself. without: verdict of the
    claim when one source is left out, by source key.
    """

    claim: Claim
    verdict: Verdict
    default: Evaluation
    alone: dict[str, Evaluation]
    without: dict[str, Verdict]

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the keys of all sources that some reading used."""
        return tuple(sorted({s for e in self.alone.values() for s in e.sources}))

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the independent origins behind them."""
        return origins_of(self.sources)

    @property
    def hangs_on(self) -> tuple[str, ...]:
        """Return the sources without which the claim would get another verdict."""
        return tuple(source for source, verdict in self.without.items() if verdict != self.verdict)


def assess(claim: str, **choices: object) -> Assessment:
    """Return the computed verdict of a claim; choices as in `evaluate`.

    A `reading` among the choices takes the place of the claim's default reading.
    """
    item = find_claim(claim)
    main = str(choices.get("reading") or item.default)
    alone = _readings(item, choices)
    if main not in alone:
        raise BookError(f"{claim} has no reading {main!r}; readings are: {', '.join(item.readings)}")
    note_result(alone[main], choices)
    default = _first_heard(main, alone)
    sources = sorted({s for e in alone.values() for s in e.sources})
    excluded: tuple[str, ...] = choices.get("exclude", ())  # type: ignore[assignment]
    without = {
        source: _verdict(
            main,
            alone
            | _readings(
                item,
                choices | {"exclude": (*excluded, source)},
                [key for key, found in alone.items() if source in found.sources],
            ),
        )
        for source in sources
    }
    return Assessment(item, _verdict(main, alone), default, alone, without)


def note_result(found: Evaluation, choices: dict[str, object]) -> None:
    """Add an evaluation and the choices asked for to the side file that NKBOOK_RESULTS names."""
    log = os.environ.get(RESULTS)
    if log:
        line = {
            "claim": found.claim,
            "choices": choices,
            "estimate": found.estimate,
            "lower": found.lower,
            "upper": found.upper,
            "verdict": str(found.verdict),
        }
        with open(log, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")


def _readings(
    item: Claim, choices: dict[str, object], keys: Iterable[str] | None = None
) -> dict[str, Evaluation]:
    chosen = item.readings if keys is None else keys
    return {key: evaluate(item.id, **{**choices, "reading": key}) for key in chosen}  # type: ignore[arg-type]


def _verdict(main: str, alone: dict[str, Evaluation]) -> Verdict:
    return combine(alone[main].verdict, [e.verdict for e in alone.values()])


def _first_heard(main: str, alone: dict[str, Evaluation]) -> Evaluation:
    ordered = [alone[main], *alone.values()]
    heard = [e for e in ordered if e.verdict is not Verdict.NOT_TESTABLE]
    return heard[0] if heard else ordered[0]
