"""Installed packages against the lock, against their own records, and against an environment made anew."""

import base64
import csv
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nkbook import paths
from nkbook.errors import BookError
from nkbook.verify.stage import Difference

LOCK = "requirements.txt"
CODE = (".py", ".pth", ".so", ".pyd", ".dylib")  # what Python may load from a folder of packages
BY_INSTALLER = ("INSTALLER", "REQUESTED", "direct_url.json")
OURS = "nkbook"  # installed in place: set-up mends its path, and its code is the clone itself


def locked() -> dict[str, str]:
    """Return the version of each package that the lock names for this Python and platform."""
    text = (paths.CODE / LOCK).read_text(encoding="utf-8").replace("\\\n", " ")
    named = [Requirement(re.split(r"\s+--hash=", line)[0]) for line in text.splitlines() if line.strip()]
    return {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==")
        for one in named
        if one.marker is None or one.marker.evaluate()
    }


def installed(folder: Path) -> dict[str, Distribution]:
    """Return the packages of an environment by name. folder: where its packages lie."""
    return {canonicalize_name(one.name): one for one in distributions(path=[str(folder)])}


def home() -> Path:
    """Return the folder of packages of the running environment."""
    return _place("purelib", sys.prefix)


def changed() -> Iterator[Difference]:
    """Compare installed packages with the lock and every file of them with its record."""
    yield from against_lock(locked(), installed(home()))
    yield from against_records(home())


def against_lock(pins: Mapping[str, str], found: Mapping[str, Distribution]) -> Iterator[Difference]:
    """Yield the packages that are not there in the locked version."""
    for name, version in pins.items():
        if name not in found:
            yield Difference(name, f"is not installed; the lock names {version}")
        elif found[name].version != version:
            yield Difference(name, f"is installed in version {found[name].version}; the lock names {version}")


def against_records(folder: Path) -> Iterator[Difference]:
    """Yield the files that are not what the record of their package says, and code that no record names."""
    known: set[str] = set()
    for name, package in installed(folder).items():
        for file, digest in _recorded(package).items():
            place = Path(str(package.locate_file(file)))
            known.add(os.path.normpath(place))
            if name != OURS and (how := _fault(place, digest)):
                yield Difference(f"{name}, {file}", how)
    for path in sorted(folder.rglob("*")):
        if path.suffix in CODE and str(path) not in known:
            yield Difference(path.relative_to(folder).as_posix(), "belongs to no installed package")


def _recorded(package: Distribution) -> dict[str, str]:
    """Return the files that the record of a package names, with their hashes, "" where it gives none.

    Read here, since `package.files` leaves out what is missing as soon as the backport of
    importlib.metadata is loaded.
    """
    return {file: digest for file, digest, *_ in csv.reader((package.read_text("RECORD") or "").splitlines())}


def _fault(place: Path, recorded: str) -> str:
    if not recorded:
        return "" if place.name == "RECORD" or place.suffix == ".pyc" else "has no hash in the record"
    method, _, expected = recorded.partition("=")
    try:
        digest = hashlib.new(method, place.read_bytes()).digest()
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    found = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return "" if found == expected else "is not the file that the package was installed with"


def rebuilt() -> Iterator[Difference]:
    """Install the lock anew elsewhere, hashes required, and compare each record with the one here.

    A file that was changed together with its record is found here, and only here. Asks the package index.
    """
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = _place("scripts", scratch) / "python"
        command = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        command += ["--require-hashes", "-r", str(paths.CODE / LOCK)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"pip ended with code {done.returncode}"]
            raise BookError(f"{LOCK}: cannot be installed elsewhere ({lines[-1]})")
        yield from between(installed(_place("purelib", scratch)), installed(home()), list(locked()))


def between(
    anew: Mapping[str, Distribution], here: Mapping[str, Distribution], names: list[str]
) -> Iterator[Difference]:
    """Yield the files whose hash differs between two environments, for the packages called `names`."""
    for name in names:
        fresh, held = (_hashes(env[name]) if name in env else {} for env in (anew, here))
        for file in sorted({*fresh, *held}):
            if fresh.get(file) != held.get(file):
                yield Difference(f"{name}, {file}", "differs from what the lock installs elsewhere")


def _hashes(package: Distribution) -> dict[str, str]:
    """Return the recorded hashes of a package's files, without those that the installer itself has made."""
    return {
        file: digest
        for file, digest in _recorded(package).items()
        # Scripts, outside the folder of packages, hold the path of their environment.
        if digest and ".." not in Path(file).parts and Path(file).name not in BY_INSTALLER
    }


def _place(kind: str, environment: str) -> Path:
    """Return a folder of an environment: `purelib` holds its packages, `scripts` its programs."""
    within = {"base": environment, "platbase": environment}
    return Path(sysconfig.get_path(kind, "venv", vars=within)).resolve()
