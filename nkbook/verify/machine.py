"""What a verification ran on: revision, software, hardware; nothing that names a person or a host."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from nkbook import paths
from nkbook.verify import packages

CPU = Path("/proc/cpuinfo")


def environment() -> dict[str, str]:
    """Return revision, Python and operating system."""
    return {
        "revision": revision(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Return the version of each locked package that is installed here."""
    here = packages.installed(packages.home())
    return {name: version(name) for name in packages.locked() if name in here}


def hardware() -> dict[str, str]:
    """Return processor, number of its cores that may be used, and memory."""
    return {"processor": _processor(), "cores": str(os.cpu_count()), "memory": _memory()}


def revision() -> str:
    """Return the commit that is checked out, and whether files differ from it; "unknown" without git."""
    commit, changes = (_git("rev-parse", "HEAD"), _git("status", "--porcelain"))
    if not commit:
        return "unknown"
    return f"{commit.strip()}{' with changes that are not committed' if changes.strip() else ''}"


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=paths.root(), capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _processor() -> str:
    """Return the name of the processor, which only Linux keeps in a file."""
    text = CPU.read_text(encoding="utf-8", errors="replace") if CPU.is_file() else ""
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return f"{named[1] if named else platform.processor() or 'unnamed'} ({platform.machine()})"


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):  # a system that does not tell
        return "unknown"
    return f"{size / 2**30:.1f} GiB"
