"""Two hundred people for the last place of a session, a hundred rounds on PostgreSQL: one each, no fault."""

import json
import sys

from benchmarks.admission_ours import database, has_database, run
from benchmarks.figure import Figure
from benchmarks.last_place_rows import CLIENTS, ROUNDS


def figures() -> list[Figure]:
    """In how many rounds exactly one got the place, and how many were answered a second in the median round."""
    if not has_database():
        print("no PostgreSQL answers; BENCH_DATABASE_URL says where it is", file=sys.stderr)
        return []
    with database() as environment:
        answer = json.loads(run(environment, "-m", "benchmarks.last_place_rows").splitlines()[-1])
    return [
        Figure("visits-last-place", answer["exact"], "rounds", "higher", target=ROUNDS),
        Figure("visits-last-place-rate", CLIENTS / answer["seconds"], "answers/s", "higher"),
    ]
