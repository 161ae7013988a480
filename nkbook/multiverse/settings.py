"""Which settings of its choices each reading of a claim is evaluated under.

A choice belongs to the readings whose functions take it. One that several readings face, or that
every evaluation takes (grades, years, sources left out), is shared: made once for all of them.
Choices between questions (N) stay at their default, and so does strictness (S), which is no analysis.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nkbook.claims.answers import ARGUMENTS, answers
from nkbook.claims.registry import Claim, Constraint, Value, canonical
from nkbook.errors import BookError

# The number of the option taken, for each choice that a reading faces.
Options = tuple[int, ...]
ALWAYS = tuple(name for name in ARGUMENTS if name not in ("reading", "confidence"))


@dataclass(frozen=True)
class Plan:
    """The choices of a claim, by who faces them.

    takes: names of the choices that each reading takes, whether registered or not.
    """

    item: Claim
    takes: Mapping[str, tuple[str, ...]]

    @cached_property
    def analytic(self) -> tuple[str, ...]:
        """Return the choices that make analyses differ: the equivalent and the uncertain ones."""
        return tuple(name for name, choice in self.item.choices.items() if choice.type in "EU")

    @cached_property
    def faced(self) -> dict[str, tuple[str, ...]]:
        """Return the analytic choices that each reading faces, in the order of the registry."""
        return {
            reading: tuple(n for n in self.analytic if n in ALWAYS or n in self.takes[reading])
            for reading in self.item.readings
        }

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """Return the analytic choices that are made once for all readings that face them."""
        return tuple(
            n for n in self.analytic if n in ALWAYS or sum(n in faced for faced in self.faced.values()) > 1
        )

    @cached_property
    def settings(self) -> list[Options]:
        """Return the allowed settings of the shared choices; bit i of a mask stands for the i-th."""
        rules = [c for c in self.item.constraints if c.reading is None and self._free(c) <= {*self.shared}]
        return [o for o in self._product(self.shared) if self._admitted(self.shared, o, rules)]

    def grid(self, reading: str) -> list[Options]:
        """Return the settings under which a reading is evaluated."""
        faced = self.faced[reading]
        rules = [
            c for c in self.item.constraints if c.reading in (None, reading) and self._free(c) <= {*faced}
        ]
        allowed = (o for o in self._product(faced) if self._admitted(faced, o, rules))
        return [options for options in allowed if self.mask(reading, options)]

    def mask(self, reading: str, options: Options) -> int:
        """Return the shared settings that agree with a setting of a reading, as bits."""
        taken = dict(zip(self.faced[reading], options, strict=True))
        wanted = tuple(taken[name] for name in self.shared if name in taken)
        return self._agreeing[reading].get(wanted, 0)

    def default(self, reading: str) -> Options:
        """Return the setting of a reading in which every choice is at its default."""
        return tuple(self.defaults[name] for name in self.faced[reading])

    @cached_property
    def defaults(self) -> dict[str, int]:
        """Return the number of the default option of each choice."""
        return {
            name: [canonical(v) for v in choice.values].index(canonical(choice.default))
            for name, choice in self.item.choices.items()
        }

    def arguments(self, reading: str, options: Options) -> dict[str, Any]:
        """Return a setting as keyword arguments of `nkbook.claims.evaluate`."""
        values = self.values(self.faced[reading], options)
        return {"reading": reading} | {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}

    def values(self, names: tuple[str, ...], options: Options) -> dict[str, Value]:
        """Return options as the values that the registry holds, by name of their choice."""
        return {n: self.item.choices[n].values[o] for n, o in zip(names, options, strict=True)}

    def changed(self, reading: str, options: Options) -> dict[str, int]:
        """Return the choices of a setting that are not at their default, with their options."""
        taken = zip(self.faced[reading], options, strict=True)
        return {name: option for name, option in taken if option != self.defaults[name]}

    @cached_property
    def _agreeing(self) -> dict[str, dict[Options, int]]:
        """Return, by reading, the bits of the settings that agree in the shared choices that it faces."""
        found: dict[str, dict[Options, int]] = {}
        for reading, faced in self.faced.items():
            places = [i for i, name in enumerate(self.shared) if name in faced]
            bits: dict[Options, int] = {}
            for bit, setting in enumerate(self.settings):
                key = tuple(setting[i] for i in places)
                bits[key] = bits.get(key, 0) | 1 << bit
            found[reading] = bits
        return found

    def _product(self, names: tuple[str, ...]) -> Iterator[Options]:
        return itertools.product(*(range(len(self.item.choices[name].options)) for name in names))

    def _admitted(self, names: tuple[str, ...], options: Options, rules: list[Constraint]) -> bool:
        at = {name: choice.default for name, choice in self.item.choices.items()}
        at |= self.values(names, options)
        return all(rule.admits(at) for rule in rules)

    def _free(self, rule: Constraint) -> set[str]:
        return rule.names & {*self.analytic}


def plan(item: Claim, takes: Mapping[str, tuple[str, ...]] | None = None) -> Plan:
    """Return the choices of a claim by reading; takes: those of its functions where None.

    Raises `BookError` for a choice that nothing takes, and for a constraint that links choices of
    different readings, whose analyses could then not be counted apart.
    """
    found = Plan(item, answers(item.id).takes if takes is None else takes)
    known = {name for taken in found.takes.values() for name in taken}
    for name in item.choices:
        if name not in ARGUMENTS and name not in known:
            raise BookError(f"{item.id}: no reading takes the choice {name!r}")
    for rule in item.constraints:
        names = rule.names & {*found.analytic}
        homes = [faced for key, faced in found.faced.items() if rule.reading in (None, key)]
        if not names <= {*found.shared} and not any(names <= {*faced} for faced in homes):
            raise BookError(
                f"{item.id}: a constraint links {', '.join(sorted(names))}, no choices of one reading"
            )
    return found
