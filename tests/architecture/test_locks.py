"""The lock files pin what pyproject.toml asks for: exactly, with hashes, and naming no place to fetch it from."""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.rooms import ROOMS

ROOT = Path(settings.BASE_DIR)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+))?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(lock: str) -> list[str]:
    """The lines of a lock file, each package with its hashes on one line."""
    joined = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


def pins(lock: str) -> dict[str, list[tuple[Version, Marker | None]]]:
    """The versions that a lock file gives to each package, with the marker each holds under."""
    found = defaultdict(list)
    for entry in entries(lock):
        match = PIN.match(entry.split("--hash")[0].strip())
        assert match, f"{lock}: not a pin: {entry[:80]}"
        marker = Marker(match["marker"]) if match["marker"] else None
        found[canonicalize_name(match["name"])].append((Version(match["version"]), marker))
    return dict(found)


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [("requirements.lock", RUNTIME), ("requirements-dev.lock", RUNTIME + DEVELOPMENT)],
)
def test_each_requirement_is_pinned_to_a_version_that_satisfies_it(
    lock: str, requirements: list[str]
) -> None:
    """Otherwise `make lock` was forgotten."""
    locked = pins(lock)
    wrong = []
    for text in requirements:
        requirement = Requirement(text)
        versions = locked.get(canonicalize_name(requirement.name), [])
        if not versions or not all(requirement.specifier.contains(version) for version, _ in versions):
            wrong.append(f"{text}: {[str(version) for version, _ in versions] or 'not locked'}")
    assert not wrong, f"make lock; {lock}: {wrong}"


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_has_hashes_and_no_address(lock: str) -> None:
    for entry in entries(lock):
        pin, *hashes = re.split(r"\s+(?=--hash)", entry.strip())
        assert hashes, f"{lock}: no hash: {pin}"
        assert all(HASH.fullmatch(each.strip()) for each in hashes), f"{lock}: {pin}"
        assert "://" not in entry and "@" not in pin, f"{lock}: an address: {pin}"


def imported(folder: Path) -> set[str]:
    """The packages from outside that the modules in a folder import, at any depth."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    ours = {path.stem for path in (*ROOT.iterdir(), *(ROOT / "tools").iterdir())}
    return found - set(sys.stdlib_module_names) - ours


@pytest.mark.parametrize(
    ("folders", "requirements"),
    [((*ROOMS, "config"), RUNTIME), (("tests", "benchmarks", "tools"), RUNTIME + DEVELOPMENT)],
    ids=["the product", "its checks"],
)
def test_what_is_imported_is_asked_for_by_name(folders: tuple[str, ...], requirements: list[str]) -> None:
    """A package that comes along with another one may be gone with its next version."""
    asked = {canonicalize_name(Requirement(text).name) for text in requirements}
    given_by = packages_distributions()
    names = {name for folder in folders for name in imported(ROOT / folder)}
    assert names
    assert {
        name for name in names if not asked & set(map(canonicalize_name, given_by.get(name, [])))
    } == set()


def test_checks_run_on_the_versions_that_the_product_runs_on() -> None:
    """Every package of the product stands in the development lock, at the same version."""
    product, checks = (
        {name: {version for version, _ in versions} for name, versions in pins(lock).items()}
        for lock in LOCKS[:2]
    )
    assert {name: found for name, found in product.items() if not found <= checks.get(name, set())} == {}


def test_the_installed_packages_are_the_locked_ones() -> None:
    """What is tested here is what `make run` installs."""
    from importlib.metadata import PackageNotFoundError, version

    different = {}
    for name, versions in pins("requirements-dev.lock").items():
        here = [pinned for pinned, marker in versions if marker is None or marker.evaluate()]
        try:
            installed = Version(version(name)) if here else None
        except PackageNotFoundError:
            installed = None
        if here and installed not in here:
            different[name] = (installed, here)
    assert different == {}
