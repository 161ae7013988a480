"""A Dask cluster of a scheduler and two workers ends in the same bytes, even when a worker dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nkbook.multiverse.backends import backend
from nkbook.multiverse.sweep import Sweep
from nkbook.multiverse.universes import universes
from tests.multiverse import synthetic
from tests.multiverse.synthetic import SIMPLE

if os.environ.get("NKBOOK_REQUIRE_DASK"):
    import distributed
else:
    distributed = pytest.importorskip(
        "distributed", reason="Dask is an optional extra: pip install 'nkbook[dask]'"
    )
pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(root: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on loopback, as on two machines: nothing shared but files."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {"PYTHONPATH": str(root)}

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *words]
        return subprocess.Popen(command, env=environment, cwd=root, stderr=subprocess.DEVNULL)

    scheduler = start(
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        address.rsplit(":", 1)[1],
        "--no-dashboard",
    )
    workers = [
        start("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        for _ in range(2)
    ]
    with distributed.Client(address, timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def local(folder: Path) -> bytes:
    one = Sweep(SIMPLE, universes(SIMPLE), "k", folder, synthetic.evaluate)
    one.run(1)
    return one.target.read_bytes()


def test_a_cluster_writes_the_bytes_of_a_local_run(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    one = Sweep(SIMPLE, universes(SIMPLE), "k", tmp_path / "far", synthetic.evaluate)
    with backend("dask", scheduler=cluster[0]) as jobs:
        assert jobs == 2
        one.run(jobs)
    assert one.target.read_bytes() == local(tmp_path / "near")


def test_killing_a_worker_midway_loses_nothing(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    done: list[int] = []

    def kill_once(count: int) -> None:
        done.append(count)
        if sum(done) and workers[0].poll() is None:
            workers[0].send_signal(signal.SIGKILL)
            workers[0].wait()

    one = Sweep(SIMPLE, universes(SIMPLE), "k", tmp_path / "far", synthetic.slow)
    start = time.monotonic()
    with backend("dask", scheduler=address) as jobs:
        one.run(jobs, kill_once)
    assert workers[0].poll() == -signal.SIGKILL
    assert time.monotonic() - start > 0.05 * len(universes(SIMPLE)) / 2  # it died before all was done
    assert sum(done) == len(universes(SIMPLE))
    assert one.target.read_bytes() == local(tmp_path / "near")
