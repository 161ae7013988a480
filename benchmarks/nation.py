"""Twenty-six million people: one cascade, twenty years of ties, memory, and the floors."""

from __future__ import annotations

import time
from statistics import median

from benchmarks import floors, setting
from nkbook import trust

PEOPLE = 26_000_000


def cascade(people: int) -> list[str]:
    """Build the country, let a cascade run, measure the floors; the report, line by line."""
    begun = time.perf_counter()
    network = setting.network(people)
    built = time.perf_counter() - begun
    needs = trust.needs_share(network, setting.thresholds(people))
    seeds = setting.starters(people)

    def run() -> list[int]:
        return trust.spread(network, needs, seeds).adopters

    adopters, seconds = run(), []
    for _ in range(5):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    first = floors.best(lambda: trust.spread(network, needs, seeds, max_steps=1), 5)
    peak = setting.peak_megabytes()  # before the floors take memory of their own

    steps = len(adopters)  # the last step finds nobody new
    mean = min(seconds) / steps
    anywhere = floors.random_bit_gather(people) * 2 * network.ties
    here = floors.network_bit_gather(network)
    return [
        f"nation: {people:,} people, {network.ties:,} ties, built in {built:.1f} s, "
        f"peak memory {peak / 1024:.2f} GiB",
        f"  cascade, {steps} steps: min {min(seconds):.2f} s, median {median(seconds):.2f} s",
        f"  gather floor of a step (one bit for each tie end): at random places "
        f"{anywhere * 1e3:.0f} ms, in this network's order {here * 1e3:.0f} ms",
        f"  mean step {mean * 1e3:.0f} ms: {mean / anywhere:.2f}x and {mean / here:.2f}x the floor",
        f"  first step, when nearly everybody looks, {first * 1e3:.0f} ms: "
        f"{first / anywhere:.2f}x and {first / here:.2f}x",
        f"  adopters: {adopters}",
    ]


def ties(people: int, months: int) -> list[str]:
    """Let the country live for some months; the report, line by line."""
    network = setting.network(people)
    society = trust.begin(network, setting.PARAMETERS, setting.SEED)
    seconds = []
    for _ in range(months):
        begun = time.perf_counter()
        trust.simulation.one_month(society)
        seconds.append(time.perf_counter() - begun)
    peak = setting.peak_megabytes()

    month = median(seconds)
    anywhere = floors.random_bit_gather(people) * 4 * network.ties
    here = floors.network_tie_gather(network, society.people, society.ties)
    return [
        f"  tie learning, {months} months: {sum(seconds):.0f} s in all, a month min "
        f"{min(seconds):.2f}, median {month:.2f}, max {max(seconds):.2f} s; "
        f"peak memory {peak / 1024:.2f} GiB",
        f"  floor of a month: four bits a tie at random places {anywhere * 1e3:.0f} ms; both ends, "
        f"count and one draw a tie in this network's order {here * 1e3:.0f} ms",
        f"  median month {month / anywhere:.2f}x and {month / here:.2f}x the floor",
    ]
