"""The verdict of a claim: its default, each reading alone, and each source left out in turn."""

from collections.abc import Iterable
from dataclasses import dataclass

from nkbook.claims.evaluation import Evaluation, evaluate, origins_of
from nkbook.claims.registry import Claim
from nkbook.claims.registry import claim as find_claim
from nkbook.claims.verdicts import Verdict, combine


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

    @property
    def dissent(self) -> Evaluation | None:
        """Return a reading that ends elsewhere than the default, if there is one."""
        differing = [e for e in self.alone.values()
                     if e.verdict not in (self.default.verdict, Verdict.NOT_TESTABLE)]
        return differing[0] if differing else None


def assess(claim: str, **choices: object) -> Assessment:
    """Return the computed verdict of a claim; choices as in `evaluate`, `reading` excepted."""
    item = find_claim(claim)
    alone = _readings(item, choices)
    default = _first_heard(item, alone)
    sources = sorted({s for e in alone.values() for s in e.sources})
    excluded: tuple[str, ...] = choices.get("exclude", ())  # type: ignore[assignment]
    without = {}
    for source in sources:
        # A reading that never saw the source stays as it is.
        left = choices | {"exclude": (*excluded, source)}
        touched = [key for key, found in alone.items() if source in found.sources]
        without[source] = _verdict(item, alone | _readings(item, left, touched))
    return Assessment(item, _verdict(item, alone), default, alone, without)


def _readings(
    item: Claim, choices: dict[str, object], keys: Iterable[str] | None = None
) -> dict[str, Evaluation]:
    chosen = item.readings if keys is None else keys
    return {key: evaluate(item.id, **{**choices, "reading": key}) for key in chosen}  # type: ignore[arg-type]


def _verdict(item: Claim, alone: dict[str, Evaluation]) -> Verdict:
    return combine(alone[item.default].verdict, [e.verdict for e in alone.values()])


def _first_heard(item: Claim, alone: dict[str, Evaluation]) -> Evaluation:
    ordered = [alone[item.default], *alone.values()]
    heard = [e for e in ordered if e.verdict is not Verdict.NOT_TESTABLE]
    return heard[0] if heard else ordered[0]
