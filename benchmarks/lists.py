"""Managers' lists of a cohort of sixty and of two thousand people: the same queries, a first page hardly slower.

Both cohorts stand in one database and are asked for in turn by one process, so the ratio is of one run.
"""

import json
import sys

from benchmarks.admission_ours import database, has_database, run
from benchmarks.figure import Figure

# How much slower the first page of many people may be, and a page that looks for some among all of them.
FIRST_PAGE, AMONG_ALL = 1.5, 6.0


def figures() -> list[Figure]:
    """The lists of choosing, travelling, calling."""
    return _figures("visits-lists", "benchmarks.lists_rows")


def summary() -> list[Figure]:
    """One row a person, and those of them who lack something."""
    return _figures("paper-summary", "benchmarks.summary_rows", {"missing": AMONG_ALL})


def _figures(prefix: str, module: str, targets: dict[str, float] | None = None) -> list[Figure]:
    """By list, the best time of the first page with many people against that with few, and so its queries."""
    if not has_database():
        print("no PostgreSQL answers; BENCH_DATABASE_URL says where it is", file=sys.stderr)
        return []
    with database() as environment:
        answer = json.loads(run(environment, "-m", module).splitlines()[-1])
    found = []
    for name, ((few_queries, few), (many_queries, many)) in answer.items():
        target = (targets or {}).get(name, FIRST_PAGE)
        found += [
            Figure(f"{prefix}-{name}", many, "ms", "lower", floor=few, target=target),
            Figure(f"{prefix}-{name}-queries", many_queries, "queries", "lower", floor=few_queries, target=1),
        ]
    return found
