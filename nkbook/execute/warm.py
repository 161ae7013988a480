"""A papermill engine that forks each run from an interpreter with its imports done.

    papermill --engine warm chapter.ipynb out.ipynb

Before a chapter's first line, papermill spends a second or more on starting Python and a kernel,
and the chapter then spends as much on imports. This engine starts one interpreter that does all of
it once, and forks it for every run. Cells are executed by IPython's own kernel and their outputs
handled by papermill's own client, so what is stored is the same; the warm interpreter executes no
cell itself, so nothing leaks from run to run. It lives as long as the process that runs papermill:
many runs in one process gain, a single run gains nothing.
"""

import atexit
import base64
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.utils import run_sync
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine
from papermill.log import logger

from nkbook.execute import warm_interpreter
from nkbook.execute.warm_interpreter import receive, send

NO_FORK = "engine warm: this system cannot fork; running with papermill's default engine"
OTHER_KERNEL = "engine warm: kernel {} is not this Python; running with papermill's default engine"


class WarmEngine(Engine):  # type: ignore[misc]
    """Runs a notebook in a child forked from a warm interpreter."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
        """Execute the notebook of `nb_man`; settings as those of papermill's default engine."""
        reason = why_not(kernel_name)
        if reason:
            logger.warning(reason)
            return NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **settings)
        _save_seldom(nb_man)
        timeout = settings.pop("execution_timeout", None) or settings.pop("timeout", None)
        known = {k: v for k, v in settings.items() if k in WarmClient.class_trait_names()}
        client = WarmClient(nb_man, kernel_name=kernel_name, timeout=timeout, log=logger, **known)
        return client.execute()


class WarmClient(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client with a forked child in place of a kernel behind sockets."""

    def execute(self, **_: Any) -> Any:
        """Execute all cells of the notebook and return it."""
        self.reset_execution_trackers()
        self.pipe, self.child = interpreter().fork()
        with self.pipe:
            self.papermill_execute_cells()
            self._store_kernel_info()
            self._end()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, *_: Any, **__: Any) -> Any:
        """Execute one cell; its outputs are handled as nbclient handles those of a kernel."""
        skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or skipped:
            return cell
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        self.code_cells_executed += 1
        reply = self._replied(cell, cell_index)
        run_sync(self._check_raise_for_error)(cell, cell_index, reply)
        return cell

    def _replied(self, cell: Any, cell_index: int) -> dict[str, Any]:
        """Send a cell, handle what it displays, and return the reply of the kernel."""
        request = uuid.uuid4().hex
        limit = self._get_timeout(cell)
        end = None if limit is None else time.monotonic() + limit
        send(self.pipe, {"do": "execute", "id": request, "code": cell.source})
        reply: dict[str, Any] = {}
        while True:
            try:
                message = self._message(end)
            except TimeoutError:
                os.kill(self.child, signal.SIGKILL)
                raise CellTimeoutError.error_from_timeout_and_cell(
                    "Cell execution timed out", limit, cell
                ) from None
            if message["parent_header"].get("msg_id") != request:
                continue  # printed by a thread of an earlier cell
            if message["msg_type"] == "execute_reply":
                reply = message
                if self.record_timing:
                    cell["metadata"]["execution"]["shell.execute_reply"] = timestamp(message)
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                return reply

    def _message(self, end: float | None = None) -> dict[str, Any]:
        self.pipe.settimeout(None if end is None else max(0.001, end - time.monotonic()))
        try:
            message: dict[str, Any] = receive(self.pipe)
        except EOFError:
            raise DeadKernelError("Kernel died") from None
        message["header"]["date"] = datetime.fromisoformat(message["header"]["date"])
        message["buffers"] = [base64.b64decode(blob) for blob in message["buffers"]]
        return message

    def _store_kernel_info(self) -> None:
        send(self.pipe, {"do": "info"})
        while (message := self._message())["msg_type"] != "kernel_info_reply":
            pass
        self.nb.metadata["language_info"] = message["content"]["language_info"]
        self.set_widgets_metadata()

    def _end(self) -> None:
        """Wait until the child has done what it does at its end."""
        send(self.pipe, {"do": "stop"})
        with contextlib.suppress(DeadKernelError):
            while True:
                self._message()


class Interpreter:
    """The warm interpreter, seen from the process that runs papermill."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair()
        # -P keeps the folder of the program, which holds a module called html, out of the path.
        program = str(Path(warm_interpreter.__file__).resolve())
        command = [sys.executable, "-P", program, str(theirs.fileno())]
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        receive(self.control)

    def fork(self) -> tuple[socket.socket, int]:
        """Return a connection to a new child in this folder and environment, and its process id."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [b"f"], [theirs.fileno()])
        send(self.control, {"folder": os.getcwd(), "environment": dict(os.environ)})
        return ours, int(receive(self.control))

    def stop(self) -> None:
        """End the warm interpreter."""
        self.control.close()
        self.process.wait()


_interpreters: dict[tuple[int, str, str], Interpreter] = {}
_lock = threading.Lock()


def interpreter() -> Interpreter:
    """Return the warm interpreter of this process; start it if need be."""
    # Both are read when Python starts, so another value needs another interpreter.
    identity = (os.getpid(), os.environ.get("PYTHONHASHSEED", ""), os.environ.get("PYTHONPATH", ""))
    with _lock:
        found = _interpreters.get(identity)
        if found is None or found.process.poll() is not None:
            found = _interpreters[identity] = Interpreter()
            atexit.register(found.stop)
    return found


def why_not(kernel_name: str) -> str:
    """Return why a notebook cannot run warm; "" where it can."""
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return NO_FORK
    try:
        command, *rest = KernelSpecManager().get_kernel_spec(kernel_name).argv
    except NoSuchKernel:
        return OTHER_KERNEL.format(kernel_name)
    ours = command in ("python", "python3") or os.path.realpath(command) == os.path.realpath(sys.executable)
    return "" if ours and any("ipykernel" in word for word in rest) else OTHER_KERNEL.format(kernel_name)


def _save_seldom(nb_man: Any) -> None:
    """Write a running notebook as often as papermill saves a long cell, not twice for every cell."""
    save = nb_man.save
    every = nb_man.autosave_cell_every or float("inf")
    last = time.monotonic()

    def seldom(nb: Any = None, **kwargs: Any) -> None:
        nonlocal last
        if nb is not None:
            nb_man.nb = nb
        # A notebook that has run to its end is written by papermill itself, one cut short is not.
        cut_short = nb_man.end_time is not None and sys.exc_info()[0] is not None
        if cut_short or time.monotonic() - last > every:
            save(**kwargs)
            last = time.monotonic()

    nb_man.save = seldom
