"""The rooms of the house, as the contract of imports in `pyproject.toml` has them: named there and nowhere else."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
_LAYERS: dict[str, list[str]] = {each["id"]: each["layers"] for each in _CONTRACTS}

# The folders, the highest first. `config` puts them together and holds no rules.
ROOMS = tuple(room for room in _LAYERS["rooms"] if room != "config")
# The apps inside cohorts, the highest first; one that is not built yet stands in brackets in the contract.
INSIDE_COHORTS = tuple(name for name in _LAYERS["cohorts"] if name.isidentifier())


def with_those_inside() -> list[str]:
    """All rooms by their dotted names, the highest first; those inside cohorts before it."""
    found: list[str] = []
    for room in ROOMS:
        found += [f"cohorts.{name}" for name in INSIDE_COHORTS] if room == "cohorts" else []
        found.append(room)
    return found
