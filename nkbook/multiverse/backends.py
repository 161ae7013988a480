"""Where analyses are evaluated: joblib is the only parallel interface, its backends are choices."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import joblib

from nkbook.errors import BookError

BACKENDS = ("loky", "dask", "ray")


def check(name: str, scheduler: str | None) -> None:
    """Raise `BookError` for an unknown backend, and for a scheduler where there can be none."""
    if name not in BACKENDS:
        raise BookError(f"no backend {name!r}; backends are: {', '.join(BACKENDS)}")
    if scheduler and name == "loky":
        raise BookError("loky runs on this machine and has no scheduler; use --backend dask")


@contextmanager
def backend(name: str = "loky", jobs: int = -1, scheduler: str | None = None) -> Iterator[int]:
    """Make `name` the backend of joblib inside the block; yield the number of parallel tasks.

    scheduler: address of a running Dask scheduler, e.g. "tcp://host:8786", or of a Ray cluster;
    without one Dask and Ray use this machine. Raises `BookError` for an unknown backend, or for
    one whose package is not installed.
    """
    check(name, scheduler)
    opened = {"loky": _loky, "dask": _dask, "ray": _ray}[name]
    with opened(jobs, scheduler) as count:
        yield count


@contextmanager
def _loky(jobs: int, _scheduler: str | None) -> Iterator[int]:
    # One thread each: as many threads as processors in every process would fight for them.
    settings: dict[str, Any] = {} if jobs == 1 else {"inner_max_num_threads": 1}
    with joblib.parallel_config(backend="loky", n_jobs=jobs, **settings):
        yield joblib.effective_n_jobs(jobs)


@contextmanager
def _dask(jobs: int, scheduler: str | None) -> Iterator[int]:
    try:
        from distributed import Client
    except ImportError:
        raise BookError("the backend dask needs: pip install 'nkbook[dask]'") from None
    local = {"n_workers": joblib.cpu_count() if jobs < 1 else jobs, "threads_per_worker": 1}
    with (
        Client(scheduler) if scheduler else Client(**local, dashboard_address=None) as client,
        # The client that is current here is the one that joblib takes.
        client.as_current(),
        joblib.parallel_config(backend="dask", n_jobs=-1),
    ):
        yield max(1, sum(client.nthreads().values()))


@contextmanager
def _ray(jobs: int, scheduler: str | None) -> Iterator[int]:
    try:
        import ray
        from ray.util.joblib import register_ray
    except ImportError:
        raise BookError("the backend ray needs: pip install ray") from None
    ray.init(address=scheduler, ignore_reinit_error=True, log_to_driver=False)
    register_ray()
    try:
        with joblib.parallel_config(backend="ray", n_jobs=jobs):
            yield joblib.effective_n_jobs(jobs)
    finally:
        ray.shutdown()
