"""Run one notebook through papermill and strip what differs from run to run."""

import logging
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.reader import NotJSONError
from papermill.exceptions import PapermillExecutionError

from nkbook.data.package import READS
from nkbook.errors import BookError

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# The address of a socket holds 107 characters at most, on macOS fewer; of these 40 come behind the folder.
LONGEST = 60
# A busy machine may take its time; an output that came later would be left out without a word.
PATIENCE = {"iopub_timeout": 120, "raise_on_iopub_timeout": True}  # seconds

# What nbformat says of a file that is no notebook, or half of one.
BROKEN = (
    NotJSONError, nbformat.ValidationError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
)  # fmt: skip


class IPCKernelManager(AsyncKernelManager):
    """Kernels that talk over files: parallel runs cannot fight for a port (papermill issue 511)."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.transport = "ipc"
        # Else the sockets would lie in the working directory, which parallel runs share.
        short = None if len(tempfile.gettempdir()) < LONGEST else "/tmp"
        self._sockets = tempfile.TemporaryDirectory(prefix="nkbook-", dir=short)
        self.ip = str(Path(self._sockets.name) / "kernel")

    async def _async_launch_kernel(self, kernel_cmd: list[str], **settings: Any) -> None:
        # What a chapter writes is an output; what its kernel says past that, as when it ends, is for nobody.
        await super()._async_launch_kernel(kernel_cmd, **settings | {"stderr": subprocess.DEVNULL})


def execute(
    source: Path, target: Path, parameters: dict[str, Any], *, folder: Path
) -> tuple[nbformat.NotebookNode, list[str]]:
    """Execute `source` into `target`; return the stripped notebook and the data files it read.

    Raises `BookError` with the last line of the chapter's own error.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # failures are told below
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "reads"
        with environment(READS, str(log)), environment("PYTHONHASHSEED", "0"):
            try:
                papermill.execute_notebook(
                    str(source),
                    str(target),
                    parameters,
                    kernel_name="python3",
                    language="python",
                    progress_bar=False,
                    request_save_on_cell_execute=False,  # the whole file, twice for each cell
                    cwd=str(folder),
                    kernel_manager_class=IPCKernelManager,
                    **PATIENCE,
                )
            except PapermillExecutionError as error:
                message = error.evalue if error.ename.endswith("Error") else f"{error.ename}: {error.evalue}"
                raise BookError(f"{source.name}: {message}") from None
            except (DeadKernelError, CellTimeoutError) as error:
                raise BookError(f"{source.name}: its kernel stopped ({error})") from None
        reads = sorted(set(log.read_text().split())) if log.exists() else []
    return stripped(nbformat.read(target, as_version=4)), reads


def read(path: Path) -> nbformat.NotebookNode:
    """Read a stored chapter; raise `BookError` with one line where the file is gone or no notebook."""
    try:
        found: nbformat.NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(found)
    except FileNotFoundError:
        raise BookError(f"{path.name}: the chapter is missing; `git checkout` brings it back") from None
    except BROKEN as error:
        why = str(error).partition("\n")[0][:120]
        raise BookError(f"{path.name}: not a notebook; `git checkout` brings it back ({why})") from None
    return found


def stripped(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook without times, host and versions, so that a rerun changes no byte.

    The kernel that it names is the one that every machine has, whoever edited it last.
    """
    notebook.metadata.pop("papermill", None)
    notebook.metadata["kernelspec"] = dict(KERNEL)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        for noise in ("papermill", "execution"):
            cell.metadata.pop(noise, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
    return notebook


def text(notebook: nbformat.NotebookNode) -> str:
    """Return the notebook as the text that is stored."""
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


class environment:
    """Set one environment variable for the kernels started inside the block."""

    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value

    def __enter__(self) -> None:
        self.before = os.environ.get(self.name)
        os.environ[self.name] = self.value

    def __exit__(self, *_: object) -> None:
        if self.before is None:
            os.environ.pop(self.name, None)
        else:
            os.environ[self.name] = self.before
