"""The multiverse of one claim from its choices to what the book shows."""

from collections.abc import Callable
from dataclasses import dataclass

from nkbook.claims import registry
from nkbook.claims.answers import answers
from nkbook.claims.registry import Claim
from nkbook.errors import BookError
from nkbook.multiverse import content, results, sweep
from nkbook.multiverse.joint import joint
from nkbook.multiverse.outcomes import Outcome
from nkbook.multiverse.results import Result
from nkbook.multiverse.robustness import robustness
from nkbook.multiverse.universes import CAP, Universe, chosen, refuse_unknown_options, universes


@dataclass(frozen=True)
class Study:
    """The universes of a claim that are to be evaluated.

    combinations: number of allowed universes, of which `universes` are all, or a seeded sample.
    sample: size asked for on trial; results are stored for full sweeps only.
    """

    claim: Claim
    combinations: int
    universes: list[Universe]
    sample: int | None
    seed: int

    def run(
        self, jobs: int = -1, progress: Callable[[int], None] = lambda _: None
    ) -> tuple[Result, list[Outcome]]:
        """Evaluate the universes; return what they say and the table of all of them."""
        settings = results.settings() | {"sample": self.sample, "seed": self.seed}
        key = content.everything(self.claim, **settings)
        table = sweep.Sweep(self.claim, self.universes, key, sweep.folder()).run(jobs, progress)
        noise = joint(self.claim, self.universes, seed=self.seed, jobs=jobs)
        found = robustness(self.claim, table, noise)
        return results.collect(self.claim, table, self.combinations, found), table


def plan(item: Claim, sample: int | None = None, seed: int = 0) -> Study:
    """Return the study of a claim; raise `BookError` for a choice that no function takes."""
    refuse_unknown_options(item, answers(item.id).choices)
    allowed = universes(item)
    return Study(item, len(allowed), chosen(allowed, sample or CAP, seed), sample, seed)


def with_choices(names: list[str]) -> list[Claim]:
    """Return the claims called `names`, or all that have choices where none is named."""
    chosen_claims = [registry.claim(name) for name in names] or registry.claims()
    without = [item.id for item in chosen_claims if names and not item.choices]
    if without:
        raise BookError(f"{without[0]} has no choices in data/claims/{registry.claim(without[0]).theme}.yml")
    return [item for item in chosen_claims if item.choices]
