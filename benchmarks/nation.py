"""Twenty-six million people: one cascade, twenty years of ties, memory, and the floors."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

from benchmarks import floors, setting
from nkbook import trust

PEOPLE = 26_000_000


@dataclass
class Nation:
    """Times in seconds, memory in megabytes."""

    people: int
    ties: int
    build: float
    adopters: list[int]
    cascades: list[float]
    months: list[float]
    peak: float
    random_gather: float
    network_gather: float
    tie_gather: float
    first_step: float


def run(people: int, months: int) -> Nation:
    """Do it all in this process; the peak is taken before the floors are measured."""
    begun = time.perf_counter()
    network = setting.network(people)
    build = time.perf_counter() - begun
    needs = trust.needs_share(network, setting.thresholds(people))
    seeds = setting.starters(people)
    adopters, cascades = [], []
    for _ in range(4):
        begun = time.perf_counter()
        adopters = trust.spread(network, needs, seeds).adopters
        cascades.append(time.perf_counter() - begun)
    first_step = floors.best(lambda: trust.spread(network, needs, seeds, max_steps=1), 3)

    society = trust.begin(network, setting.PARAMETERS, setting.SEED)
    months_taken = []
    for _ in range(months):
        begun = time.perf_counter()
        trust.simulation.one_month(society)
        months_taken.append(time.perf_counter() - begun)
    peak = setting.peak_megabytes()
    return Nation(
        people,
        network.ties,
        build,
        adopters,
        cascades[1:],  # the first compiled, or read the compiled code
        months_taken,
        peak,
        floors.random_bit_gather(people) * 2 * network.ties,
        floors.network_bit_gather(network),
        floors.network_tie_gather(network, society.people, society.ties),
        first_step,
    )


def lines(n: Nation) -> list[str]:
    """The report, one line each."""
    steps = len(n.adopters)  # the last step finds nothing new
    step = min(n.cascades) / steps
    month = median(n.months)
    return [
        f"nation: {n.people:,} people, {n.ties:,} ties, built in {n.build:.1f} s, "
        f"peak memory {n.peak / 1024:.2f} GiB",
        f"  cascade, {steps} steps: min {min(n.cascades):.2f} s, median {median(n.cascades):.2f} s",
        f"  gather floor of a step (all tie ends): random places {n.random_gather * 1e3:.0f} ms, "
        f"this network's places {n.network_gather * 1e3:.0f} ms",
        f"  mean step {step * 1e3:.0f} ms = {step / n.random_gather:.2f}x the random floor, "
        f"{step / n.network_gather:.2f}x the network's; first step (nearly everybody looks) "
        f"{n.first_step * 1e3:.0f} ms = {n.first_step / n.random_gather:.2f}x and "
        f"{n.first_step / n.network_gather:.2f}x",
        f"  tie learning, {len(n.months)} months: {sum(n.months):.0f} s in all; a month min "
        f"{min(n.months):.2f}, median {month:.2f}, max {max(n.months):.2f} s",
        f"  floor of a month (both ends, count, one draw a tie): {n.tie_gather * 1e3:.0f} ms; "
        f"median month {month / n.tie_gather:.2f}x, slowest {max(n.months) / n.tie_gather:.2f}x; "
        f"against 4 random bits a tie {month / (2 * n.random_gather):.2f}x",
        f"  adopters: {n.adopters}",
    ]
