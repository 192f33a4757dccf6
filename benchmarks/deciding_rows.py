"""A cohort of many applications with motivation, in a process that uses the run's own database.

python -m benchmarks.deciding_rows list          queries and ms (best) of the list to decide on, for few and for many
python -m benchmarks.deciding_rows newest        the same of the list as it is opened, with nothing chosen
python -m benchmarks.deciding_rows csv|xlsx      MiB by which taking the many out makes the process grow, and queries
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.admission_rows import BACKEND, PLACES, _apply, _cohort, _manager_of, _people

FEW, MANY, ROUNDS = 20, 20_000, 7
MOTIVATION = "Хочу навчитися говорити з людьми просто і поділитися цим у своїй громаді. " * 5


def cohort_of(number: int) -> tuple[Any, Any]:
    """A day that so many people ask for, and a manager who decides."""
    from django.utils import timezone

    from cohorts.admission.models import Application
    from cohorts.models import Day

    day = _cohort(PLACES)
    _apply(day, _people(number, day.cohort), sent_at=timezone.now())
    Day.objects.filter(pk=day.pk).update(admission=Day.Admission.SELECTION)
    Application.objects.filter(participant__cohort=day.cohort).update(motivation=MOTIVATION)
    return day, _manager_of(day.cohort.residency.programme)


def _client(manager: Any) -> Any:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(manager, backend=BACKEND)
    return client


def listed(chosen: str) -> list[list[float]]:
    """Queries and milliseconds of the first page for few and for many, asked for in turn."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    worlds = [cohort_of(FEW), cohort_of(MANY)]
    _analyze()
    clients = [(_client(manager), day.cohort_id) for day, manager in worlds]
    best = [[0.0, float("inf")] for _world in worlds]
    for number in range(ROUNDS + 1):
        for (client, cohort), line in zip(clients, best, strict=True):
            address = f"/admin/cohorts/{cohort}/applications/?{chosen}motivation=1"
            with CaptureQueriesContext(connection) as captured:
                began = time.perf_counter()
                answer = client.get(address)
                spent = (time.perf_counter() - began) * 1000
            if answer.status_code != 200 or MOTIVATION[:40] not in answer.content.decode():
                raise RuntimeError(f"{address} answered {answer.status_code}")
            line[0] = len(captured)
            line[1] = min(line[1], spent) if number else line[1]  # the first round warms
    return best


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def taken_out(ending: str) -> list[float]:
    """Growth in MiB and queries of taking out the many, once the few have been."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    worlds = [cohort_of(FEW), cohort_of(MANY)]
    _analyze()
    _take_out(*worlds[0], ending)
    Path("/proc/self/clear_refs").write_text("5")
    before = _kib("VmRSS")
    with CaptureQueriesContext(connection) as captured:
        _take_out(*worlds[1], ending)
    ours = [line for line in captured if 'FROM "admission_' in line["sql"]]
    return [(_kib("VmHWM") - before) / 1024, len(ours)]


def _take_out(day: Any, manager: Any, ending: str) -> None:
    from office.exports.services import write_export
    from office.models import ExportFile

    columns = ["receipt", "name", "community", "organisation", "position", "email", "sent", "motivation"]
    client, address = _client(manager), f"/admin/exports/applications/{day.cohort_id}/"
    answer = client.post(address, {"format": ending, "columns": columns})
    if ending == "csv":
        size = sum(len(part) for part in answer.streaming_content)
        if not size:
            raise RuntimeError("nothing came")
        return
    row = ExportFile.objects.latest("pk")
    write_export(row.pk)
    row.refresh_from_db()
    if not row.file:
        raise RuntimeError(row.last_error)


def _kib(name: str) -> int:
    """A figure of this process's memory, in KiB."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{name}:"))


def main(command: str) -> None:
    """One measurement."""
    import django

    django.setup()
    chosen = {"list": "state=undecided&", "newest": ""}
    print(json.dumps(listed(chosen[command]) if command in chosen else taken_out(command)))


if __name__ == "__main__":
    main(*sys.argv[1:])
