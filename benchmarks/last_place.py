"""Many people for the last place of a session, and of a stretch of a bus, round after round: one each, no fault.

Two hundred on PostgreSQL, fifty on SQLite. `BENCH_ROUNDS` asks for fewer rounds than a hundred.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.admission_ours import ROOT, database, has_database, run
from benchmarks.figure import Figure

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "100"))
CLIENTS = {"postgres": 200, "sqlite": 50}
WHAT = ("session", "stretch")


@contextmanager
def small_database() -> Iterator[dict[str, str]]:
    """The environment of a run with an embedded database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "PYTHONPATH": str(ROOT),
            "VAR_DIR": str(Path(folder, "var")),
        }
        run(environment, "-m", "django", "migrate", "-v0")
        yield environment


def figures() -> list[Figure]:
    """In how many rounds exactly one got the place, and how many were answered a second in the median round."""
    found = []
    for name, made in (("postgres", database), ("sqlite", small_database)):
        if name == "postgres" and not has_database():
            print("no PostgreSQL answers; BENCH_DATABASE_URL says where it is", file=sys.stderr)
            continue
        with made() as environment:
            for what in WHAT:
                found += _of(environment, name, what)
    return found


def _of(environment: dict[str, str], name: str, what: str) -> list[Figure]:
    clients = CLIENTS[name]
    command = ("-m", "benchmarks.last_place_rows", what, str(clients), str(ROUNDS))
    answer = json.loads(run(environment, *command).splitlines()[-1])
    start = f"visits-last-{what}-{name}"
    return [
        Figure(start, answer["exact"], "rounds", "higher", target=ROUNDS),
        Figure(f"{start}-rate", clients / answer["seconds"], "answers/s", "higher"),
    ]
