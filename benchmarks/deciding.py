"""The list to decide on with the motivation shown, and taking 20,000 applications out: time, queries, memory."""

import json
import sys

from benchmarks.admission_ours import database, has_database, run
from benchmarks.figure import Figure

# MiB by which the process may grow.
MOST = {"csv": 30, "xlsx": 80}


def _measured(what: str) -> list[list[float]] | list[float]:
    with database() as environment:
        found: list[list[float]] | list[float] = json.loads(
            run(environment, "-m", "benchmarks.deciding_rows", what).splitlines()[-1]
        )
    return found


def _is_possible() -> bool:
    if not has_database():
        print("no PostgreSQL answers; BENCH_DATABASE_URL says where it is", file=sys.stderr)
        return False
    return True


def deciding() -> list[Figure]:
    """The first page of twenty thousand against that of twenty, and its queries."""
    if not _is_possible():
        return []
    (few_queries, few), (many_queries, many) = _measured("list")  # type: ignore[misc]
    (_queries, few_newest), (_more, newest) = _measured("newest")  # type: ignore[misc]
    return [
        Figure("strangers-deciding-newest", newest, "ms", "lower", floor=few_newest, target=1.5),
        Figure("strangers-deciding", many, "ms", "lower", floor=few, target=1.5),
        Figure("strangers-deciding-queries", many_queries, "queries", "lower", floor=few_queries, target=1),
    ]


def exports() -> list[Figure]:
    """Growth of the process by taking the list out."""
    if not _is_possible():
        return []
    figures = []
    for ending, most in MOST.items():
        growth, queries = _measured(ending)
        figures += [
            Figure(f"strangers-exports-{ending}", float(growth), "MiB", "lower", target=most),  # type: ignore[arg-type]
            Figure(f"strangers-exports-{ending}-queries", float(queries), "queries", "lower", target=2),  # type: ignore[arg-type]
        ]
    return figures
