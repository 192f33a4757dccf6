"""Every benchmark by the beginning of its figures' names."""

from benchmarks import (
    admission_ours,
    allocation,
    away,
    backup,
    calendar_floor,
    calendar_kept,
    calendar_ours,
    certificates_floor,
    certificates_ours,
    deciding,
    last_place,
    lighthouse,
    lists,
    newcomer,
    pages_ours,
    paper_pack,
    polling,
    slow_ours,
    sweep,
    weight,
)
from benchmarks.figure import Benchmark, Figure
from benchmarks.servers import start_and_memory


def calendars() -> list[Figure]:
    """programme.ics of 60 and of 500 events, against bare icalendar on the same events."""
    return [
        Figure(
            f"main-calendar-{count}",
            calendar_ours.seconds(count) * 1000,
            "ms",
            "lower",
            floor=calendar_floor.seconds(count) * 1000,
            target=1.5,
        )
        for count in (60, 500)
    ]


def certificates() -> list[Figure]:
    """Certificates drawn and signed on one core, against the libraries as documented; the growth of memory."""
    return [
        Figure(
            "main-certificates-signed",
            certificates_ours.documents_per_second(),
            "documents/s",
            "higher",
            floor=certificates_floor.documents_per_second(),
            target=0.7,
        ),
        Figure("main-certificates-memory", certificates_ours.growth(), "MiB", "lower", target=5),
    ]


BENCHMARKS: dict[str, Benchmark] = {
    "defects-away": away.figures,
    "defects-backup": backup.figures,
    "defects-slow": slow_ours.figures,
    "main-appl": admission_ours.figures,
    "main-calendar": calendars,
    "main-certificates": certificates,
    "main-page-weight": weight.figures,
    "main-pages": pages_ours.figures,
    "main-run": newcomer.figures,
    "main-server": start_and_memory,
    "paper-pack": paper_pack.figures,
    "strangers-calendar": calendar_kept.figures,
    "strangers-deciding": deciding.deciding,
    "strangers-exports": deciding.exports,
    "strangers-lighthouse": lighthouse.figures,
    "strangers-pages": sweep.figures,
    "paper-summary": lists.summary,
    "visits-allocation": allocation.figures,
    "visits-last": last_place.figures,
    "visits-lists": lists.figures,
    "visits-polling": polling.figures,
}
