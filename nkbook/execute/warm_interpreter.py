"""The program of the warm interpreter: it imports once, then forks a child for every run.

Run by path, so that nothing of the book is imported before the shell exists: plotly decides when
it is imported how figures are displayed, and asks the shell. The kernel is IPython's own, with a
pipe in place of sockets; the interpreter itself never executes a cell.
"""

import asyncio
import atexit
import base64
import contextlib
import gc
import importlib
import json
import os
import socket
import struct
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any, NoReturn

# ipykernel and traitlets are hardly typed, and set their attributes by configuration.
# mypy: disable-error-code="no-untyped-call, attr-defined, assignment, union-attr"

WARMED = (
    "numpy",
    "pandas",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.api",
    "plotly.graph_objects",
    "plotly.io",
    "plotly.subplots",
    "pyarrow",
    "myst_nb",
    "yaml",
    "pydantic",
    "nkbook.claims",
    "nkbook.data",
    "nkbook.figures",
    "nkbook.parameters",
    "nkbook.prose",
    "nkbook.methods.bounds",
    "nkbook.methods.breaks",
    "nkbook.methods.surveys",
)
_LENGTH = struct.Struct("!I")


def send(pipe: socket.socket, message: Any) -> None:
    """Send a message, or the bytes of one."""
    raw = message if isinstance(message, bytes) else json.dumps(message).encode()
    pipe.sendall(_LENGTH.pack(len(raw)) + raw)


def receive(pipe: socket.socket) -> Any:
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


def main(control: socket.socket) -> None:
    """Warm up, then fork a child for every request until the other side closes `control`."""
    # IPython puts a module of its own in the place of this one, which must not be torn down.
    keep = sys.modules["__main__"]
    app = _kernel()
    for name in WARMED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # What is frozen is never looked at by the collectors of the children, and stays shared.
    gc.collect()
    gc.freeze()
    send(control, keep.__name__)
    while True:
        _, pipes, _, _ = socket.recv_fds(control, 1, 1)
        if not pipes:
            return
        request = receive(control)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        child = os.fork()
        if child == 0:
            control.close()
            _run(app, socket.socket(fileno=pipes[0]), request)
        os.close(pipes[0])
        send(control, child)


def _kernel() -> Any:
    """Return IPython's kernel application with its shell, and with no socket or thread yet."""
    from ipykernel.iostream import IOPubThread
    from ipykernel.ipkernel import IPythonKernel
    from ipykernel.kernelapp import IPKernelApp
    from jupyter_client.session import Session
    from traitlets.config import Config

    class PipeSession(Session):
        """Writes every message of the kernel to one pipe."""

        def send(
            self,
            stream: Any,
            msg_or_type: Any,
            content: Any = None,
            parent: Any = None,
            ident: Any = None,
            buffers: Any = None,
            track: bool = False,
            header: Any = None,
            metadata: Any = None,
        ) -> Any:
            message = msg_or_type
            if not isinstance(message, dict):
                message = self.msg(msg_or_type, content, parent, header, metadata)
            blobs = [base64.b64encode(memoryview(b).cast("B")).decode() for b in buffers or []]
            raw = self.pack(message | {"buffers": blobs})
            with self.app.lock:
                send(self.app.pipe, raw)
            return message

    class Publisher(IOPubThread):
        """Flushes what a cell prints now and then, as the thread of a kernel does."""

        def __init__(self) -> None:
            self.socket = self.background_socket = None
            self.io_loop = asyncio.new_event_loop()
            self.thread = threading.Thread(target=self.io_loop.run_forever, name="IOPub", daemon=True)

        def start(self) -> None:
            self.thread.start()

        def schedule(self, f: Any) -> None:
            if self.thread.is_alive():
                self.io_loop.call_soon_threadsafe(f)
            else:
                f()

    class App(IPKernelApp):
        """The kernel's application up to where it would open sockets."""

        def init_poller(self) -> None: ...
        def init_connection_file(self) -> None: ...
        def init_heartbeat(self) -> None: ...
        def write_connection_file(self, **_: Any) -> None: ...
        def log_connection_info(self) -> None: ...
        def init_io(self) -> None: ...

        def init_sockets(self) -> None:
            self.session = PipeSession(parent=self)
            self.session.app = self
            self.iopub_thread = self.iopub_socket = None

        def init_kernel(self) -> None:
            self.kernel = IPythonKernel.instance(
                parent=self,
                session=self.session,
                log=self.log,
                profile_dir=self.profile_dir,
                user_ns=self.user_ns,
                shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            )

        def open(self, pipe: socket.socket) -> None:
            """Connect the kernel to `pipe`: what needs threads, which no child inherits."""
            self.pipe, self.lock = pipe, threading.Lock()
            self.session.pid = os.getpid()
            self.iopub_thread = self.kernel.iopub_thread = Publisher()
            self.iopub_thread.start()
            IPKernelApp.init_io(self)
            self.displayhook.get_execution_count = lambda: self.kernel.execution_count
            self.init_gui_pylab()
            self.shell.init_environment()

    sys.argv = ["ipykernel_launcher.py"]
    # The history would start a thread; a kernel under papermill keeps none either.
    app = App.instance(config=Config({"HistoryManager": {"enabled": False}}))
    app.initialize([])
    return app


def _run(app: Any, pipe: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Be the kernel of one run, then end without returning to the warm interpreter."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else every run would draw the same numbers
    app.open(pipe)
    with contextlib.suppress(EOFError):
        asyncio.run(_serve(app, pipe))
    sys.stdout.flush()
    sys.stderr.flush()
    with contextlib.suppress(BaseException):
        threading._shutdown()
        atexit._run_exitfuncs()
    os._exit(0)


async def _serve(app: Any, pipe: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    while True:
        request = await loop.run_in_executor(None, receive, pipe)
        if request["do"] == "stop":
            return
        if request["do"] == "info":
            app.session.send(None, "kernel_info_reply", app.kernel.kernel_info)
            continue
        await _execute(app.kernel, app.session, request)


async def _execute(kernel: Any, session: Any, request: dict[str, Any]) -> None:
    """Execute one cell as the kernel's dispatcher does."""
    content = {
        "code": request["code"],
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": False,
    }
    message = session.msg("execute_request", content)
    message["header"]["msg_id"] = message["msg_id"] = request["id"]
    kernel.set_parent([], message)
    kernel._publish_status("busy", "shell")
    kernel.pre_handler_hook()
    try:
        await kernel.execute_request(None, [], message)
    finally:
        kernel.post_handler_hook()
    sys.stdout.flush()
    sys.stderr.flush()
    kernel._publish_status("idle", "shell")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
