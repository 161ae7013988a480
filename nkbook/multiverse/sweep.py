"""Evaluate the universes of a claim side by side, and keep what is done when interrupted."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
from joblib import Parallel, delayed

from nkbook import files, paths
from nkbook.claims.registry import Claim
from nkbook.multiverse.outcomes import Evaluate, Outcome, evaluate, marked, outcome
from nkbook.multiverse.universes import Universe

# Small enough that an interruption loses little, large enough that passing a batch costs little.
BATCH = 25
KEY = b"nkbook.key"

# The columns of a table are the fields of `Outcome`, with types of Arrow.
TYPES: dict[Any, pa.DataType] = {str: pa.string(), int: pa.int64()}
TYPES |= {int | None: pa.int64(), float | None: pa.float64()}
SCHEMA = pa.schema([(name, TYPES[kind]) for name, kind in get_type_hints(Outcome).items()])


@dataclass
class Sweep:
    """The universes of one claim, where their outcomes are stored, and how they are evaluated.

    key: hash of all that the outcomes depend on. folder: gets `<claim>.parquet`, and while the
    sweep runs a journal beside it.
    """

    claim: Claim
    universes: list[Universe]
    key: str
    folder: Path
    function: Evaluate = evaluate

    @property
    def target(self) -> Path:
        """Return the path of the finished table."""
        return self.folder / f"{self.claim.id}.parquet"

    @property
    def journal(self) -> Path:
        """Return the path of the outcomes of an unfinished sweep with this key."""
        return self.folder / f".{self.claim.id}.{self.key[:16]}.jsonl"

    def done(self) -> dict[str, Outcome]:
        """Return what an earlier sweep with the same key has evaluated without error, by id."""
        found = read(self.target) if stored_key(self.target) == self.key else _journalled(self.journal)
        return {o.universe: o for o in found if not o.error}

    def run(self, jobs: int = -1, progress: Callable[[int], None] = lambda _: None) -> list[Outcome]:
        """Evaluate what is not done yet, write the table, and return it, sorted by universe.

        jobs: parallel tasks. progress: told the number of universes done, batch by batch. Failed
        universes are rows with their error, and are evaluated anew by the next sweep.
        """
        done = self.done()
        progress(len(done))
        waiting = [u for u in self.universes if u.id not in done]
        if not waiting and stored_key(self.target) == self.key:
            return read(self.target)
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.journal, "a", encoding="utf-8") as journal:
            journal.write("\n")  # ends a line that an interruption may have cut off
            for batch in self._evaluated(waiting, jobs):
                for found in batch:
                    done[found.universe] = found
                    journal.write(json.dumps(found.row()) + "\n")
                journal.flush()
                progress(len(batch))
        wanted = {u.id for u in self.universes}
        table = marked(o for o in done.values() if o.universe in wanted)
        write(self.target, table, self.key)
        self.journal.unlink()
        return table

    def _evaluated(self, waiting: list[Universe], jobs: int) -> Iterator[list[Outcome]]:
        size = max(1, min(BATCH, len(waiting) // (4 * abs(jobs))))
        batches = [waiting[at : at + size] for at in range(0, len(waiting), size)]
        if jobs == 1 or len(batches) < 2:
            return (_batch(batch, self.function) for batch in batches)
        work = (delayed(_batch)(batch, self.function) for batch in batches)
        done: Iterator[list[Outcome]] = Parallel(jobs, return_as="generator_unordered")(work)
        return done


def folder() -> Path:
    """Return where tables are stored: a place for what can be computed again."""
    return paths.root() / "_build" / "multiverse"


def write(path: Path, table: list[Outcome], key: str) -> None:
    """Write outcomes as Parquet: the same outcomes and key are the same bytes."""
    schema = SCHEMA.with_metadata({KEY: key.encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist([o.row() for o in table], schema=schema), sink, compression="zstd")
    files.write_atomic(path, sink.getvalue().to_pybytes())


def read(path: Path) -> list[Outcome]:
    """Return the outcomes of a table."""
    return [Outcome(**row) for row in pq.read_table(path).to_pylist()]


def stored_key(path: Path) -> str:
    """Return the key of a table; "" where there is none."""
    if not path.is_file():
        return ""
    metadata: dict[bytes, bytes] = pq.read_schema(path).metadata or {}
    return metadata.get(KEY, b"").decode()


def _batch(batch: list[Universe], function: Evaluate) -> list[Outcome]:
    return [outcome(universe, function) for universe in batch]


def _journalled(path: Path) -> list[Outcome]:
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(Outcome(**json.loads(line)))
        except (json.JSONDecodeError, TypeError):
            continue  # a line cut off by the interruption
    return found
