"""Managers' lists of a cohort of sixty and of two thousand people: the same queries, a first page hardly slower.

Both cohorts stand in one database and are asked for in turn by one process, so the ratio is of one run.
"""

import json
import sys

from benchmarks.admission_ours import database, has_database, run
from benchmarks.figure import Figure


def figures() -> list[Figure]:
    """By list, the best time of the first page with many people against that with few, and so its queries."""
    if not has_database():
        print("no PostgreSQL answers; BENCH_DATABASE_URL says where it is", file=sys.stderr)
        return []
    with database() as environment:
        answer = json.loads(run(environment, "-m", "benchmarks.lists_rows").splitlines()[-1])
    found = []
    for name, ((few_queries, few), (many_queries, many)) in answer.items():
        found += [
            Figure(f"visits-lists-{name}", many, "ms", "lower", floor=few, target=1.5),
            Figure(
                f"visits-lists-{name}-queries", many_queries, "queries", "lower", floor=few_queries, target=1
            ),
        ]
    return found
