"""The same two tasks in nkbook, ndlib and mesa; each function returns an Outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import setting
from benchmarks.rules import Month, Person, tie_month
from benchmarks.setting import Outcome
from nkbook import trust
from nkbook.trust import Network, Society, kernels
from nkbook.trust.simulation import pack_people

CASCADE, LEARNING = "cascade", "tie learning"
MONTHS = 3
OUR_RUNS = 40  # a run takes milliseconds; on a busy machine the minimum needs many

Trajectory = list[tuple[int, ...]]


def nkbook_cascade(people: int, runs: int) -> Outcome:
    """Bit-packed rows, compiled."""
    begun = time.perf_counter()
    network = setting.network(people)
    needs = trust.needs_share(network, setting.thresholds(people))
    seeds = setting.starters(people)
    build = time.perf_counter() - begun

    def run() -> Trajectory:
        return [(n,) for n in trust.spread(network, needs, seeds).adopters]

    run()  # compiles
    return _measured("nkbook", CASCADE, people, run, OUR_RUNS, build)


def nkbook_learning(people: int, runs: int) -> Outcome:
    """Bit-packed people, one byte a tie, compiled."""
    begun = time.perf_counter()
    network = setting.network(people)
    society = trust.begin(network, setting.PARAMETERS, setting.SEED)
    build = time.perf_counter() - begun
    first_people, first_ties = society.people.copy(), society.ties.copy()

    def run() -> Trajectory:
        history = trust.live(society, MONTHS)
        return list(zip(history.holders.tolist(), history.detained.tolist(), strict=True))

    def again() -> None:
        society.people[:], society.ties[:], society.month = first_people, first_ties, 0

    run()  # compiles
    outcome = _measured("nkbook", LEARNING, people, run, OUR_RUNS, build, again)
    outcome.trajectory.append((society.checksum(),))
    return outcome


def ndlib_cascade(people: int, runs: int) -> Outcome:
    """ndlib's own ThresholdModel."""
    from ndlib.models import ModelConfig
    from ndlib.models.epidemics import ThresholdModel

    network = setting.network(people)
    seeds = np.flatnonzero(setting.starters(people)).tolist()
    thresholds = setting.thresholds(people).tolist()
    begun = time.perf_counter()
    graph = _networkx(network)
    build = time.perf_counter() - begun

    def run() -> Trajectory:
        adopters = [len(seeds)]
        while True:
            counts = model.iteration(node_status=False)["node_count"]
            if counts[1] == adopters[-1]:
                return [(n,) for n in adopters]
            adopters.append(counts[1])

    def again() -> None:
        nonlocal model
        model = ThresholdModel(graph)
        options = ModelConfig.Configuration()
        options.add_model_initial_configuration("Infected", seeds)
        for person, threshold in enumerate(thresholds):
            options.add_node_configuration("threshold", person, threshold)
        model.set_initial_status(options)
        model.iteration(node_status=False)  # the zeroth reports the start

    model: Any = None
    again()
    return _measured("ndlib", CASCADE, people, run, runs, build, again)


def ndlib_learning(people: int, runs: int) -> Outcome:
    """A DiffusionModel whose ties carry their count as an attribute of the graph."""
    from ndlib.models.DiffusionModel import DiffusionModel

    network = setting.network(people)
    society = trust.begin(network, setting.PARAMETERS, setting.SEED)
    start = [Month.of(society, m) for m in range(MONTHS)]

    class TieLearning(DiffusionModel):  # type: ignore[misc]
        """Statuses: without content, with content, detained."""

        def __init__(self, graph: Any, crowd: list[Person]) -> None:
            super().__init__(graph)
            self.available_statuses = {"Susceptible": 0, "Infected": 1, "Removed": 2}
            self.crowd = crowd
            self.status = {number: int(person.holder) for number, person in enumerate(crowd)}

        def iteration(self, node_status: bool = False) -> dict[str, Any]:
            month = start[self.actual_iteration]
            for one, other, data in self.graph.edges(data=True):
                data["count"] = tie_month(
                    month, data["tie"], data["count"], self.crowd[one], self.crowd[other]
                )
            after = {}
            for number in self.graph.nodes:
                person = self.crowd[number]
                person.end_month(month, number)
                after[number] = 2 if person.detained else int(person.holder)
            _, counts, _ = self.status_delta(after)
            self.status = after
            self.actual_iteration += 1
            return {"iteration": self.actual_iteration, "node_count": counts}

    begun = time.perf_counter()
    graph = _networkx(network, society)
    build = time.perf_counter() - begun

    def run() -> Trajectory:
        rows = [_holders_and_detained(model.crowd)]
        for _ in range(MONTHS):
            nodes = model.iteration()["node_count"]
            rows.append((nodes[1], nodes[2]))
        return rows

    def again() -> None:
        nonlocal model
        for (_, _, data), count in zip(graph.edges(data=True), society.ties.tolist(), strict=True):
            data["count"] = count
        model = TieLearning(graph, _crowd(society, Person))

    model: Any = None
    outcome = _measured("ndlib", LEARNING, people, run, runs, build, again)
    counts = [data["count"] for _, _, data in graph.edges(data=True)]
    outcome.trajectory.append((_checksum(society, counts, model.crowd),))
    return outcome


def mesa_cascade(people: int, runs: int) -> Outcome:
    """mesa as its documentation teaches: agents in the cells of a Network."""
    import mesa
    from mesa.discrete_space import CellAgent
    from mesa.discrete_space import Network as Grid

    class Citizen(CellAgent):  # type: ignore[misc]
        def __init__(self, model: Any, cell: Any, threshold: float, acting: bool) -> None:
            super().__init__(model)
            self.cell, self.threshold, self.acting, self.will = cell, threshold, acting, acting

        def decide(self) -> None:
            if not self.acting:
                friends = list(self.cell.neighborhood.agents)
                seen = sum(friend.acting for friend in friends)
                self.will = bool(friends) and seen / len(friends) >= self.threshold

        def act(self) -> None:
            self.acting = self.will

    return _mesa_cascade("mesa (cells)", Citizen, people, runs, mesa, Grid)


def lean_mesa_cascade(people: int, runs: int) -> Outcome:
    """mesa with agents that hold a list of their neighbours."""
    import mesa

    class Citizen(mesa.Agent):  # type: ignore[misc]
        friends: list[Any]

        def __init__(self, model: Any, threshold: float, acting: bool) -> None:
            super().__init__(model)
            self.threshold, self.acting, self.will = threshold, acting, acting

        def decide(self) -> None:
            if not self.acting and self.friends:
                seen = sum(friend.acting for friend in self.friends)
                self.will = seen / len(self.friends) >= self.threshold

        def act(self) -> None:
            self.acting = self.will

    return _mesa_cascade("mesa (lists)", Citizen, people, runs, mesa, None)


def mesa_learning(people: int, runs: int) -> Outcome:
    """mesa agents in cells; the lower-numbered end of a tie keeps its count."""
    import mesa
    from mesa.discrete_space import CellAgent
    from mesa.discrete_space import Network as Grid

    network = setting.network(people)
    society = trust.begin(network, setting.PARAMETERS, setting.SEED)
    start = [Month.of(society, m) for m in range(MONTHS)]

    class Citizen(CellAgent, Person):  # type: ignore[misc]
        def __init__(self, model: Any, cell: Any, number: int) -> None:
            super().__init__(model)
            self.cell, self.number = cell, number
            self.ties: dict[int, tuple[int, int]] = {}  # neighbour: number of the tie, count

        def exchange(self) -> None:
            for other in self.cell.neighborhood.agents:
                if other.number in self.ties:
                    tie, count = self.ties[other.number]
                    count = tie_month(self.model.month, tie, count, self, other)
                    self.ties[other.number] = tie, count

        def close(self) -> None:
            self.end_month(self.model.month, self.number)

    class Country(mesa.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(seed=SEED_OF_MESA)
            self.grid = Grid(_networkx(network), capacity=1, random=self.random)
            for number in range(people):
                Citizen(self, self.grid[number], number)

        def step(self) -> None:
            self.agents.do("exchange")
            self.agents.do("close")

    begun = time.perf_counter()
    model = Country()
    citizens = list(model.agents)
    build = time.perf_counter() - begun
    one, other = (end.tolist() for end in network.ends())

    def again() -> None:
        for tie, count in enumerate(society.ties.tolist()):
            citizens[one[tie]].ties[other[tie]] = tie, count
        _fill(citizens, society)

    def run() -> Trajectory:
        rows = [_holders_and_detained(citizens)]
        for month in start:
            model.month = month
            model.step()
            rows.append(_holders_and_detained(citizens))
        return rows

    outcome = _measured("mesa (cells)", LEARNING, people, run, runs, build, again)
    counts = [citizens[low].ties[high][1] for low, high in zip(one, other, strict=True)]
    outcome.trajectory.append((_checksum(society, counts, citizens),))
    return outcome


SEED_OF_MESA = 1  # orders nothing here: the rules draw by number


def _mesa_cascade(name: str, citizen: Any, people: int, runs: int, mesa: Any, grid: Any) -> Outcome:
    network = setting.network(people)
    seeds = setting.starters(people).tolist()
    thresholds = setting.thresholds(people).tolist()
    begun = time.perf_counter()
    model = mesa.Model(seed=SEED_OF_MESA)
    if grid is not None:
        space = grid(_networkx(network), capacity=1, random=model.random)
        for number in range(people):
            citizen(model, space[number], thresholds[number], seeds[number])
    else:
        for number in range(people):
            citizen(model, thresholds[number], seeds[number])
        everyone = list(model.agents)
        rows = np.split(network.indices, network.indptr[1:-1])
        for person, row in zip(everyone, rows, strict=True):
            person.friends = [everyone[number] for number in row.tolist()]
    build = time.perf_counter() - begun

    def run() -> Trajectory:
        adopters = [sum(seeds)]
        while True:
            model.agents.do("decide")
            model.agents.do("act")
            total = sum(model.agents.get("acting"))
            if total == adopters[-1]:
                return [(n,) for n in adopters]
            adopters.append(total)

    def again() -> None:
        for person, acting in zip(model.agents, seeds, strict=True):
            person.acting = person.will = acting

    return _measured(name, CASCADE, people, run, runs, build, again)


def _measured(
    engine: str,
    task: str,
    people: int,
    run: Callable[[], Trajectory],
    runs: int,
    build: float,
    again: Callable[[], None] = lambda: None,
) -> Outcome:
    """Run a task several times from the same start and keep every time."""
    seconds = []
    for _ in range(runs):
        again()
        trajectory, each = setting.timed(run)
        seconds.append(each)
    peak = setting.peak_megabytes()
    return Outcome(engine, task, people, trajectory, seconds, build, peak)


def _networkx(network: Network, society: Society | None = None) -> Any:
    """The network as networkx graph, ties in order, with their number and count if asked."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(network.people))
    one, other = (end.tolist() for end in network.ends())
    if society is None:
        graph.add_edges_from(zip(one, other, strict=True))
    else:
        counts = society.ties.tolist()
        graph.add_edges_from(
            (a, b, {"tie": tie, "count": counts[tie]})
            for tie, (a, b) in enumerate(zip(one, other, strict=True))
        )
    return graph


def _crowd(society: Society, kind: type[Person]) -> list[Person]:
    crowd = [kind() for _ in range(society.network.people)]
    _fill(crowd, society)
    return crowd


def _fill(crowd: list[Any], society: Society) -> None:
    """Give each person the traits of the start."""
    traits = zip(society.who(kernels.INFORMER).tolist(), society.who(kernels.HOLDER).tolist(), strict=True)
    for person, (informer, holder) in zip(crowd, traits, strict=True):
        person.informer, person.holder = informer, holder
        person.detained = person.removed = person.reached = False


def _holders_and_detained(crowd: list[Any]) -> tuple[int, int]:
    return sum(p.holder for p in crowd), sum(p.detained for p in crowd)


def _checksum(society: Society, counts: list[int], crowd: list[Any]) -> int:
    """The checksum of a state that lives in Python objects."""
    bits = [p.informer + 2 * p.holder + 4 * p.detained for p in crowd]
    people = pack_people(np.array(bits, np.uint8))
    ties = np.array(counts, np.uint8)
    return Society(society.network, society.parameters, society.seed, people, ties).checksum()
