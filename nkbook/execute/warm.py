"""A papermill engine that forks each run from an interpreter with its imports done.

    papermill --engine warm chapter.ipynb out.ipynb

A run by papermill spends seconds on starting Python, a kernel and the imports of the chapter. This
engine starts one interpreter that does this once, the warm one, and forks it for every run: the
child executes the cells with the same kernel classes, only without sockets between. The warm
interpreter itself never executes a cell, so nothing leaks from run to run. It lives as long as the
process that runs papermill: many runs in one process gain, a single run gains nothing.
"""

import asyncio
import atexit
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

# The file is also the program of the warm interpreter, where each import made here would stand
# before the shell exists; everything else is imported where it is used.
WARMED = (
    "numpy", "pandas", "scipy.stats", "scipy.optimize", "statsmodels.api", "plotly.graph_objects",
    "plotly.io", "plotly.subplots", "pyarrow", "myst_nb", "yaml", "pydantic",
    "nkbook.claims", "nkbook.data", "nkbook.figures", "nkbook.parameters", "nkbook.prose",
)
NO_FORK = "engine warm: this system cannot fork; running with papermill's default engine"
OTHER_KERNEL = "engine warm: kernel {} is not this Python; running with papermill's default engine"
SAVE_EVERY = 1.0  # seconds between two writes of a running notebook
_LENGTH = struct.Struct("!I")


def _send(pipe: socket.socket, message: Any) -> None:
    raw = json.dumps(message).encode()
    pipe.sendall(_LENGTH.pack(len(raw)) + raw)


def _receive(pipe: socket.socket) -> Any:
    """Return the next message; raise `EOFError` when the other side is gone."""
    return json.loads(_exactly(pipe, _LENGTH.unpack(_exactly(pipe, _LENGTH.size))[0]))


def _exactly(pipe: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        try:
            part = pipe.recv(min(size, 1 << 20))
        except ConnectionResetError:
            part = b""
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


# ---------------------------------------------------------------- in the process of papermill


class _Warm:
    """The warm interpreter, seen from the process that runs papermill."""

    def __init__(self, python: str) -> None:
        self.control, theirs = socket.socketpair()
        # -P keeps this folder, which holds a module called html, out of the search path.
        command = [python, "-P", str(Path(__file__).resolve()), str(theirs.fileno())]
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        _receive(self.control)

    def fork(self, folder: str | None) -> tuple[socket.socket, int]:
        """Return a connection to a new child, and its process id."""
        ours, theirs = socket.socketpair()
        request = {"folder": str(Path(folder or ".").resolve()), "environment": dict(os.environ)}
        socket.send_fds(self.control, [b"f"], [theirs.fileno()])
        theirs.close()
        _send(self.control, request)
        return ours, int(_receive(self.control))

    def stop(self) -> None:
        """End the warm interpreter."""
        self.control.close()
        self.process.wait()


_warm: dict[tuple[int, str, str], _Warm] = {}
_lock = threading.Lock()


def warm() -> _Warm:
    """Return the warm interpreter of this process, started if need be."""
    # Hashing is fixed when Python starts, so another seed needs another interpreter.
    identity = (os.getpid(), sys.executable, os.environ.get("PYTHONHASHSEED", ""))
    with _lock:
        known = _warm.get(identity)
        if known is None or known.process.poll() is not None:
            known = _warm[identity] = _Warm(sys.executable)
            atexit.register(known.stop)
    return known


def _is_this_python(kernel_name: str) -> bool:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return False  # the default engine knows how to say so
    command, *rest = spec.argv
    same = command in ("python", "python3") or os.path.realpath(command) == os.path.realpath(sys.executable)
    return same and any("ipykernel" in word for word in rest)


def _engine() -> Any:
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine, NBClientEngine
    from papermill.log import logger

    class Client(PapermillNotebookClient):  # type: ignore[misc]
        """Papermill's client with a forked child in place of a kernel behind sockets."""

        def execute(self, *, folder: str | None = None, **_: Any) -> Any:
            """Execute all cells of the notebook."""
            self.reset_execution_trackers()
            self.widget_registry = {}
            self.pipe, self.child = warm().fork(folder)
            try:
                self.papermill_execute_cells()
                _send(self.pipe, {"do": "info"})
                self.nb.metadata["language_info"] = self._reply("info", None)["language_info"]
                self.set_widgets_metadata()
                _send(self.pipe, {"do": "stop"})
                self._end()
            finally:
                self.pipe.close()
            return self.nb

        def execute_cell(self, cell: Any, cell_index: int, *_: Any, **__: Any) -> Any:
            """Execute one cell; outputs are processed as nbclient processes those of a kernel."""
            from nbclient.exceptions import CellExecutionComplete

            tags = cell.metadata.get("tags", [])
            if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
                return cell
            cell.outputs = []
            self.clear_before_next_output = False
            if self.record_timing:
                cell.metadata["execution"] = {}
            self.code_cells_executed += 1
            _send(self.pipe, {"do": "execute", "code": cell.source})

            def handle(message: dict[str, Any]) -> None:
                with contextlib.suppress(CellExecutionComplete):
                    self.process_message(message, cell, cell_index)

            reply = self._reply("execute_reply", cell, handle)
            self._raise_for_error(cell, cell_index, reply)
            return cell

        def _raise_for_error(self, cell: Any, cell_index: int, reply: dict[str, Any]) -> None:
            from jupyter_core.utils import run_sync

            run_sync(self._check_raise_for_error)(cell, cell_index, reply)

        def _reply(self, kind: str, cell: Any, handle: Any = None) -> dict[str, Any]:
            """Return the reply of the child, with the messages before it handled."""
            from nbclient.exceptions import DeadKernelError
            from nbclient.util import timestamp  # noqa: F401

            limit = self._get_timeout(cell) if cell is not None else None
            end = None if limit is None else time.monotonic() + limit
            while True:
                try:
                    self.pipe.settimeout(None if end is None else max(0.001, end - time.monotonic()))
                    message: dict[str, Any] = _receive(self.pipe)
                except EOFError:
                    raise DeadKernelError("Kernel died") from None
                except TimeoutError:
                    self._too_late(limit, cell)
                if message["msg_type"] == kind:
                    return message
                if handle is not None:
                    handle(message)

        def _too_late(self, limit: float | None, cell: Any) -> None:
            from nbclient.exceptions import CellTimeoutError

            os.kill(self.child, signal.SIGKILL)
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", limit, cell)

        def _end(self) -> None:
            """Wait until the child has written what it writes at its end."""
            with contextlib.suppress(EOFError):
                while True:
                    _receive(self.pipe)

    class WarmEngine(Engine):  # type: ignore[misc]
        """Runs a notebook in a child forked from a warm interpreter (`papermill --engine warm`)."""

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, log_output: bool = False, stdout_file: Any = None,
            stderr_file: Any = None, start_timeout: int = 60, execution_timeout: int | None = None, **kwargs: Any,
        ) -> Any:
            """Execute the notebook of `nb_man`; parameters as those of papermill's default engine."""
            reason = _why_not(kernel_name)
            if reason:
                logger.warning(reason)
                return NBClientEngine.execute_managed_notebook(
                    nb_man, kernel_name, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file,
                    start_timeout=start_timeout, execution_timeout=execution_timeout, **kwargs,
                )
            _save_seldom(nb_man)
            client = Client(
                nb_man, timeout=execution_timeout or kwargs.get("timeout"), kernel_name=kernel_name, log=logger,
                log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file,
                **{k: v for k, v in kwargs.items() if Client.class_traits(config=True).get(k) is not None},
            )
            resources = kwargs.get("resources") or {}
            return client.execute(folder=resources.get("metadata", {}).get("path"))

    return WarmEngine


def _why_not(kernel_name: str) -> str:
    """Return why a notebook cannot run warm; "" where it can."""
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return NO_FORK
    return "" if _is_this_python(kernel_name) else OTHER_KERNEL.format(kernel_name)


def _save_seldom(nb_man: Any) -> None:
    """Write a running notebook at most once a second; papermill writes it twice for every cell."""
    save, last = nb_man.save, time.monotonic()

    def seldom(**kwargs: Any) -> None:
        nonlocal last
        done = nb_man.end_time is not None or nb_man.nb.metadata.papermill["exception"]
        if done or time.monotonic() - last > SAVE_EVERY:
            save(**kwargs)
            last = time.monotonic()
        elif kwargs.get("nb"):
            nb_man.nb = kwargs["nb"]

    nb_man.save = seldom


def __getattr__(name: str) -> Any:
    # papermill is imported when it asks for its engine, and never in the warm interpreter.
    if name == "WarmEngine":
        globals()[name] = _engine()
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
