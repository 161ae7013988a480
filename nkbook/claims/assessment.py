"""The verdict of a claim: what each reading finds, each part, and the claim without each origin in turn."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from nkbook import data
from nkbook.claims import maps, noise, trials
from nkbook.claims.evaluation import Finding, evaluate
from nkbook.claims.maps import Laid, Said
from nkbook.claims.registry import Claim
from nkbook.claims.registry import claim as find_claim
from nkbook.claims.rule import Ruling, Stance, Verdict, rule, together

# Names a file to which every assessment adds a line for each reading: what it finds, unrounded.
RESULTS = "NKBOOK_RESULTS"


@dataclass(frozen=True)
class Assessment:
    """A claim with its computed verdict.

    findings: what each reading says, by key, those of parts that the essay asserts first. parts: the
    verdict of each part. ruling: that of the claim. without: the verdict of the claim when all that
    goes back to one origin is left out, by origin. laid, voices: what its evidence map holds, where the
    claim has a map and no verdict.
    """

    claim: Claim
    findings: dict[str, Finding]
    parts: dict[str, Ruling]
    ruling: Ruling
    without: dict[str, Verdict]
    laid: tuple[Laid, ...] = ()
    voices: tuple[Said, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Return the verdict of the claim."""
        return self.ruling.verdict

    @cached_property
    def lead(self) -> Finding:
        """Return the finding on what the essay asserts that is quoted first, or a map's lack of any.

        One that carries a side, else has a say, else any.
        """
        mapped = self.verdict is Verdict.MAP
        found = [] if mapped else [one for one in self.findings.values() if one.part in self.claim.states]
        carrying = [one for one in found if one.stance and one.stance.carries]
        heard = carrying or [one for one in found if one.stance is not None] or found
        if heard:
            return heard[0]
        part, reason = self.claim.states[0], "an evidence map has no reading"
        return Finding(self.claim.id, part, "", unit=self.claim.criterion.unit, reason=reason)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the keys of all sources that some reading used."""
        found = {source for found in self.findings.values() for source in found.sources}
        found |= {said.source for said in self.voices}
        found |= {key for laid in self.laid for row in laid.studies for key in row["source"].split("; ")}
        return tuple(sorted(found))

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the independent origins of what was observed."""
        return tuple(sorted({origin for found in self.findings.values() for origin in found.origins}))

    @property
    def hangs_on(self) -> tuple[str, ...]:
        """Return the origins without which the claim would fall on another side."""
        return tuple(o for o, verdict in self.without.items() if verdict.side != self.verdict.side)


def assess(claim: str, **choices: object) -> Assessment:
    """Return the computed verdict of a claim; choices as in `evaluate`, none of them a reading."""
    item = find_claim(claim)
    findings = _findings(item, choices)
    note_results(findings.values(), choices)
    parts, ruling = judge(item, findings)
    origins = sorted({origin for found in findings.values() for origin in found.origins})
    without = {origin: _without(item, findings, choices, origin) for origin in origins}
    admitted = str(choices.get("grades", "ABC")), tuple(choices.get("exclude", ()))  # type: ignore[arg-type, var-annotated]
    laid, voices = maps.laid_out(item, *admitted), maps.voices(item, *admitted)
    return Assessment(item, findings, parts, ruling, without, laid, voices)


def judge(item: Claim, findings: Mapping[str, Finding]) -> tuple[dict[str, Ruling], Ruling]:
    """Return the verdict of each part of a claim, and of the claim."""
    parts = {
        key: trials.qualified(item, key, rule(findings[reading].stance for reading in part.readings))
        if part.readings
        else Ruling(Verdict.MAP)
        for key, part in item.parts.items()
    }
    if any(parts[key].verdict is Verdict.MAP for key in item.states):
        return parts, Ruling(Verdict.MAP)
    return parts, together({key: parts[key] for key in item.states})


def note_results(findings: Iterable[Finding], choices: Mapping[str, object]) -> None:
    """Add findings and the choices asked for to the side file that NKBOOK_RESULTS names."""
    log = os.environ.get(RESULTS)
    if not log:
        return
    with open(log, "a", encoding="utf-8") as stream:
        for found in findings:
            line = {
                "claim": found.claim,
                "reading": found.reading,
                "choices": choices,
                "estimate": found.estimate,
                "lower": found.lower,
                "upper": found.upper,
                "verdict": str(found.verdict),
            }
            stream.write(json.dumps(line) + "\n")


def _findings(
    item: Claim, choices: Mapping[str, object], keys: Iterable[str] | None = None
) -> dict[str, Finding]:
    chosen = item.readings if keys is None else keys
    found = (evaluate(item.id, **{**choices, "reading": key}) for key in chosen)  # type: ignore[arg-type]
    return {one.reading: silenced(one) for one in found}


def silenced(found: Finding) -> Finding:
    """Return a finding that abstains where noise alone would look as decided as its reading does."""
    if not found.stance or not found.stance.excludes or not noise.abstains(found.claim, found.reading):
        return found
    return replace(found, stance=Stance(origins=found.stance.origins), open="noise")


def _without(
    item: Claim, findings: Mapping[str, Finding], choices: Mapping[str, object], origin: str
) -> Verdict:
    """Return the verdict when no row of an origin is admitted; what did not use it is not computed anew."""
    behind = tuple(str(s) for s in data.origins().index[data.origins() == origin]) or (origin,)
    excluded: tuple[str, ...] = choices.get("exclude", ())  # type: ignore[assignment]
    touched = [key for key, found in findings.items() if set(behind) & set(found.sources)]
    renewed = _findings(item, {**choices, "exclude": (*excluded, *behind)}, touched)
    return judge(item, {**findings, **renewed})[1].verdict
