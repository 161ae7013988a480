"""What the locks promise: exact packages, by hash, on every Python and platform that the README names."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RANGE = SpecifierSet(PROJECT["project"]["requires-python"])
PYTHONS = [f"3.{minor}" for minor in range(50) if f"3.{minor}" in RANGE]
BOOK, DEVELOPMENT, PRINT = "requirements.txt", "tests/requirements.txt", "nkbook/print/requirements.txt"
GROUPS = {DEVELOPMENT: PROJECT["dependency-groups"]["dev"], PRINT: PROJECT["dependency-groups"]["print"]}
NAMED = {BOOK: PROJECT["dependency-groups"]["book"]} | GROUPS
ASKED = [Requirement(named) for named in PROJECT["project"]["dependencies"]]  # of whoever installs the wheel
APART = ("benchmarks/requirements.txt", "tests/requirements-ci.txt", "tests/requirements-grading.txt")
LOCKS = (*NAMED, *APART)
# What uv calls a platform, and what a marker sees there.
PLATFORMS = {
    "x86_64-manylinux_2_28": ("linux", "Linux", "x86_64"),
    "aarch64-manylinux_2_28": ("linux", "Linux", "aarch64"),
    "aarch64-apple-darwin": ("darwin", "Darwin", "arm64"),
}


def locked(lock: str) -> Iterator[tuple[Requirement, int]]:
    """Yield each package of a lock and how many hashes it has."""
    for entry in (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        named, *hashes = re.split(r"\s+--hash=sha256:", entry.strip())
        assert all(re.fullmatch(r"[0-9a-f]{64}", found) for found in hashes), entry
        yield Requirement(named), len(hashes)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_one_version_and_its_hashes(lock: str) -> None:
    for package, hashes in locked(lock):
        assert hashes, package
        assert re.fullmatch(r"==[\w.]+", str(package.specifier)), package
        assert package.url is None, package


@pytest.mark.parametrize("lock", NAMED)
def test_what_is_named_is_what_is_locked(lock: str) -> None:
    pinned = {(package.name, str(package.specifier)) for package, _ in locked(lock)}
    for named in map(Requirement, NAMED[lock]):
        assert (canonicalize_name(named.name), str(named.specifier)) in pinned


# What belongs to another package that is named, and comes with it.
PARTS = {"pydantic-core": "pydantic"}


def test_every_package_that_the_library_imports_is_named_with_a_reason() -> None:
    known = packages_distributions()
    groups = [*NAMED.values(), *PROJECT["project"]["optional-dependencies"].values()]
    named = {canonicalize_name(Requirement(one).name) for group in groups for one in group}
    for path in sorted((ROOT / "nkbook").rglob("*.py")):
        for module in modules(path) & known.keys():
            found = canonicalize_name(known[module][0])
            assert PARTS.get(found, found) in named | {"nkbook"}, f"{path.relative_to(ROOT)} imports {module}"


def modules(path: Path) -> set[str]:
    """Return the first names of all modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_wheel_asks_in_ranges_for_what_the_book_is_made_with() -> None:
    pins = {canonicalize_name(one.name): str(one.specifier)[2:] for one in map(Requirement, NAMED[BOOK])}
    for asked in ASKED:
        assert "==" not in str(asked.specifier)
        assert pins[canonicalize_name(asked.name)] in asked.specifier, asked
    assert {one.name for one in ASKED}.isdisjoint({"jupyter-book", "papermill", "hatchling"})


@pytest.mark.parametrize("group", GROUPS)
def test_who_only_runs_the_book_installs_no_tool_of_development_or_of_print(group: str) -> None:
    installed = {package.name for package, _ in locked(BOOK)}
    assert installed.isdisjoint(canonicalize_name(Requirement(named).name) for named in GROUPS[group])
    assert installed.isdisjoint({"coverage", "choreographer", "greenlet", "execnet"})


@pytest.mark.parametrize("group", GROUPS)
def test_locks_agree_where_they_share_a_package(group: str) -> None:
    book = {package.name: package.specifier for package, _ in locked(BOOK)}
    for package, _ in locked(group):
        assert package.specifier == book.get(package.name, package.specifier), package


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", NAMED)
def test_no_package_is_missing_from_a_lock_on_any_python(lock: str, python: str, platform: str) -> None:
    seen = dict(
        zip(("sys_platform", "platform_system", "platform_machine"), PLATFORMS[platform], strict=True)
    )
    seen |= {"python_version": python, "python_full_version": f"{python}.9"}
    pins = {
        package.name: str(package.specifier).removeprefix("==")
        for package, _ in locked(lock)
        if package.marker is None or package.marker.evaluate(seen)
    }
    wanted, met = list(map(Requirement, NAMED[lock])), set()
    while wanted:
        package = wanted.pop()
        assert pins[canonicalize_name(package.name)] in package.specifier, f"{package} on {python}"
        if str(package) in met or not (found := _installed(package.name)):
            continue
        met.add(str(package))
        assert f"{python}.9" in SpecifierSet(found.metadata.get("Requires-Python", "")), package
        for extra in package.extras or {""}:
            further = map(Requirement, found.requires or [])
            wanted += [r for r in further if r.marker is None or r.marker.evaluate(seen | {"extra": extra})]


def _installed(name: str) -> Distribution | None:
    # What only another Python or platform needs is not installed here.
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("lock", LOCKS)
def test_wheels_exist_for_python_3_11_to_3_14(lock: str, platform: str, tmp_path: Path) -> None:
    """Nothing is compiled on a reader's machine: each package of the lock has a wheel."""
    if os.environ.get("NKBOOK_REQUIRE_WHEELS") != "1":
        pytest.skip("asks the package index; set NKBOOK_REQUIRE_WHEELS=1, with uv installed")
    for python in PYTHONS:
        command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", "--target", str(tmp_path), "-r", str(ROOT / lock)]
        command += ["--python-version", python, "--python-platform", platform]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{python}: {done.stderr}"


def test_everything_that_names_a_python_names_the_same_range() -> None:
    first, last = PYTHONS[0], PYTHONS[-1]
    assert (first, last) == ("3.11", "3.14")
    assert f"Python {first} to {last}" in (ROOT / "README.md").read_text(encoding="utf-8")
    setup = (ROOT / "scripts" / "setup").read_text(encoding="utf-8")
    assert f"in python3 {' '.join(f'python{python}' for python in reversed(PYTHONS))};" in setup
    assert f"python@{last}" in setup
    tools = PROJECT["tool"]
    assert tools["ruff"]["target-version"] == f"py{first.replace('.', '')}"
    assert tools["mypy"]["python_version"] == first


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the script of set-up and what it looks at, and no environment."""
    for name in ("scripts/setup", "requirements.txt", "pyproject.toml", "tests/requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path


def set_up(clone: Path) -> int:
    """Set up with a Python that refuses to make an environment; 7 tells that it was asked to."""
    python = clone / "python"
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] || exit 7\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    command = ["sh", str(clone / "scripts" / "setup")]
    environment = os.environ | {"PYTHON": str(python)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).returncode


def made_for(clone: Path, folder: Path) -> None:
    """Leave an environment as a finished set-up of a folder leaves it."""
    command = f"cd '{clone}' && cat requirements.txt pyproject.toml | cksum"
    checked = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    (clone / ".venv").mkdir()
    (clone / ".venv" / ".ready").write_text(f"{folder}\n{checked}")


def test_set_up_does_nothing_twice(clone: Path) -> None:
    made_for(clone, clone)
    assert set_up(clone) == 0


def test_a_clone_that_was_moved_or_copied_is_set_up_again(clone: Path) -> None:
    made_for(clone, clone.parent / "elsewhere")
    assert set_up(clone) == 7


def test_set_up_is_done_again_for_another_lock(clone: Path) -> None:
    made_for(clone, clone)
    with (clone / "requirements.txt").open("a") as lock:
        lock.write("# one more\n")
    assert set_up(clone) == 7


@pytest.mark.parametrize("minor", range(10, 16))
def test_set_up_takes_the_pythons_of_the_range_and_refuses_others_in_one_line(
    minor: int, clone: Path, tmp_path: Path
) -> None:
    script = clone / "scripts" / "setup"
    python = tmp_path / "python"
    patched = f"import sys; sys.version_info = (3, {minor}, 0); exec(sys.argv[1])"
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] || exit 7\nexec {sys.executable} -c "{patched}" "$2"\n')
    python.chmod(0o755)
    environment = os.environ | {"PYTHON": str(python)}
    done = subprocess.run(["sh", str(script)], env=environment, capture_output=True, text=True, check=False)
    if f"3.{minor}" in PYTHONS:
        assert (done.returncode, done.stderr) == (7, "")  # as far as making the environment
    else:
        assert (done.returncode, done.stderr) == (1, f"PYTHON={python} is not Python 3.11 to 3.14\n")
