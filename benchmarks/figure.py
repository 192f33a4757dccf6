"""What a benchmark gives: a figure, its floor in the same run, their ratio, and what it must reach."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True)
class Figure:
    """One row of the table. `target` is of the ratio where there is a floor, of the value otherwise."""

    name: str
    value: float
    unit: str
    better: Literal["higher", "lower"]
    floor: float | None = None
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        """Value over floor."""
        return self.value / self.floor if self.floor else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        judged = self.value if self.floor is None else self.ratio
        if self.target is None or judged is None:
            return None
        return judged >= self.target if self.better == "higher" else judged <= self.target

    def row(self) -> dict[str, object]:
        """The figure as `latest.json` holds it."""
        return {**asdict(self), "ratio": self.ratio}


Benchmark = Callable[[], list[Figure]]


def run(benchmarks: dict[str, Benchmark], only: str) -> list[Figure]:
    """Run those whose figures' names begin with `only`; say on the way what is being measured.

    A key names what its figures' names begin with.
    """
    figures: list[Figure] = []
    for prefix, benchmark in benchmarks.items():
        if prefix.startswith(only) or only.startswith(prefix):
            print(f"… {prefix}", file=sys.stderr, flush=True)
            figures += [figure for figure in benchmark() if figure.name.startswith(only)]
    return figures


def table(figures: list[Figure]) -> str:
    """The figures as lines for people."""
    lines = [f"{'what':<34}{'value':>12} {'unit':<12}{'floor':>12}{'ratio':>8}{'target':>9}  reached"]
    for figure in figures:
        floor = "" if figure.floor is None else f"{figure.floor:,.4g}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        sign = "≥" if figure.better == "higher" else "≤"
        target = "" if figure.target is None else f"{sign} {figure.target:g}"
        reached = {True: "yes", False: "NO", None: ""}[figure.is_reached]
        lines.append(
            f"{figure.name:<34}{figure.value:>12,.4g} {figure.unit:<12}{floor:>12}{ratio:>8}{target:>9}  {reached}"
        )
    return "\n".join(lines)


def write(figures: list[Figure]) -> None:
    """Keep the figures for programs that compare runs."""
    LATEST.write_text(json.dumps([figure.row() for figure in figures], indent=2) + "\n")
