"""A Dask cluster of a scheduler and two workers finds the same, even when a worker dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nkbook.multiverse import analyses
from nkbook.multiverse.analyses import outcomes
from nkbook.multiverse.backends import backend
from tests.multiverse import synthetic
from tests.multiverse.synthetic import SIMPLE, planned

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


def test_a_cluster_finds_what_one_process_finds(cluster: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    with backend("dask", scheduler=cluster[0]) as jobs:
        assert jobs == 2
        assert outcomes(planned(SIMPLE), synthetic.evaluate, jobs) == outcomes(
            planned(SIMPLE), synthetic.evaluate
        )


def test_killing_a_worker_midway_loses_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, workers = cluster
    monkeypatch.setattr(analyses, "BATCH", 4)
    done: list[int] = []

    def kill_once(count: int) -> None:
        done.append(count)
        if workers[0].poll() is None:
            workers[0].send_signal(signal.SIGKILL)
            workers[0].wait()

    start = time.monotonic()
    with backend("dask", scheduler=address) as jobs:
        found = outcomes(planned(SIMPLE), synthetic.slow, jobs, kill_once)
    assert workers[0].poll() == -signal.SIGKILL
    assert time.monotonic() - start > 0.05 * sum(done) / 2  # it died before all was done
    assert found == outcomes(planned(SIMPLE), synthetic.evaluate)
