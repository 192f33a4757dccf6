"""Managers' lists of a cohort of many people, in a process that uses the run's own database.

python -m benchmarks.lists_rows   prints, by list, queries and milliseconds (best of several) for few and for many
"""

import datetime as dt
import json
import time
from typing import Any

from benchmarks.admission_rows import BACKEND, _apply, _cohort, _manager_of, _people

FEW, MANY, ROUNDS = 60, 2000, 5
VISITS, BUSES, SEATS = 8, 4, 50


def lists(number: int) -> tuple[Any, dict[str, str]]:
    """A cohort of so many people who chose, wait, travel and are to be called: its manager, and where the lists are.

    A bus has fifty seats whatever the number; of the other buses, one takes everybody who is left.
    """
    from django.urls import reverse
    from django.utils import timezone

    from cohorts.admission.models import DayRequest
    from cohorts.models import Place

    day = _cohort(number)
    people = _people(number, day.cohort)
    _apply(day, people, sent_at=timezone.now())
    DayRequest.objects.filter(day=day).update(state=DayRequest.State.ACCEPTED)
    Place.objects.bulk_create(Place(pool=day.pool, participant=person) for person in people)
    manager = _manager_of(day.cohort.residency.programme)
    group, sessions, queue = _chosen(day, people, manager)
    bus = _buses(day, people)
    visit = _visits(sessions)
    cohort = day.cohort_id
    return manager, {
        "calls": reverse("admission_calls", args=[cohort]),
        "queue": reverse("cohort_queue", args=[cohort, queue]),
        "chose": reverse("choices_people", args=[group.pk]),
        "proposal": reverse("choices_run", args=[group.pk]),
        "runs": reverse("logistics_runs", args=[cohort]),
        "run": reverse("logistics_run", args=[bus]),
        "manifest": reverse("logistics_list", args=[bus]),
        "visits": reverse("logistics_visits", args=[cohort]),
        "names": reverse("logistics_names", args=[visit]),
    }


def _chosen(day: Any, people: list[Any], manager: Any) -> tuple[Any, list[Any], int]:
    """Everybody wishes for three visits, is proposed the first of them, and waits for the last visit."""
    from django.utils import timezone

    from cohorts.choices.models import Allocation, ChoiceGroup, Proposal, Wish
    from cohorts.choices.services.settings import Settings, configure
    from cohorts.timetable.models import Session, SessionFormat, TrackGroup
    from cohorts.timetable.services import release_timetable
    from foundation.work import WorkState

    kind, _made = SessionFormat.objects.get_or_create(slug="field-visit", defaults={"name": "візит"})
    group = TrackGroup.objects.create(cohort=day.cohort, title="Візити")
    hours = {"starts": dt.time(10), "ends": dt.time(12)}
    sessions = [
        Session.objects.create(day=day, track_group=group, format=kind, title=f"Візит {each}", **hours)
        for each in range(VISITS)
    ]
    release_timetable(actor=manager, cohort=day.cohort, expected=0)
    until = timezone.now() + dt.timedelta(days=1)
    settings = Settings(
        ChoiceGroup.Mode.RANKED, closes_at=until, capacities={each.pk: len(people) for each in sessions}
    )
    configure(actor=manager, group=group, settings=settings)
    row = ChoiceGroup.objects.get(group=group)
    options = list(row.options.order_by("pk"))
    Wish.objects.bulk_create(
        Wish(participant=person, option=options[(number + rank) % VISITS], rank=rank)
        for number, person in enumerate(people)
        for rank in (1, 2, 3)
    )
    run = Allocation.objects.create(
        choice_group=row, started_by=manager, state=WorkState.DONE, finished_at=timezone.now()
    )
    Proposal.objects.bulk_create(
        Proposal(allocation=run, participant=person, option=options[(number + 1) % VISITS], rank=1, wishes=3)
        for number, person in enumerate(people)
    )
    return row, sessions, _queue(options[-1].pool_id, people)


def _queue(pool: int, people: list[Any]) -> int:
    """A pool for which everybody waits."""
    from cohorts.models import Waiting

    Waiting.objects.bulk_create(
        Waiting(pool_id=pool, participant=person, position=number)
        for number, person in enumerate(people, start=1)
    )
    return pool


def _buses(day: Any, people: list[Any]) -> int:
    """The first of a few buses, full."""
    from cohorts.logistics.models import Call, Operator, Run, Vehicle
    from cohorts.models import Place, Pool

    carrier = Operator.objects.create(programme=day.cohort.residency.programme, name="Перевізник")
    first = 0
    for number in range(1, BUSES + 1):
        seats = SEATS if number == 1 else len(people)
        vehicle = Vehicle.objects.create(
            operator=carrier, name="Автобус", plate=f"BC {number:04} AA", seats=seats
        )
        pool = Pool.objects.create(cohort=day.cohort, capacity=seats, legs=2)
        run = Run.objects.create(
            cohort=day.cohort, pool=pool, number=number, date=day.date, starts=dt.time(7), vehicle=vehicle
        )
        for position, stop in enumerate(("Вокзал", "Ратуша", "Завод")):
            Call.objects.create(run=run, position=position, stop=stop, minutes=10)
        aboard = people[:SEATS] if number == 1 else people[SEATS:] if number == 2 else []
        Place.objects.bulk_create(Place(pool=pool, participant=person, to_call=2) for person in aboard)
        first = first or run.pk
    return first


def _visits(sessions: list[Any]) -> int:
    """The first visit, which fifty people hold."""
    from cohorts.choices.models import Option
    from cohorts.logistics.models import Visit, VisitSite
    from cohorts.models import Participant, Place
    from residencies.models import Venue

    programme = sessions[0].day.cohort.residency.programme
    found = []
    for number, session in enumerate(sessions):
        visit = Visit.objects.create(session=session)
        venue = Venue.objects.create(programme=programme, name=f"Завод {number}", is_host_site=True)
        VisitSite.objects.create(visit=visit, venue=venue)
        found.append(visit.pk)
    people = Participant.objects.filter(cohort=sessions[0].day.cohort_id).order_by("pk")[:SEATS]
    pool = Option.objects.get(session=sessions[0]).pool_id
    Place.objects.bulk_create(Place(pool_id=pool, participant=person) for person in people)
    return found[0]


def measured(worlds: list[tuple[Any, dict[str, str]]]) -> dict[str, list[list[float]]]:
    """By list, for each of the cohorts: queries and milliseconds of its first page, asked for in turn."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    clients = []
    for manager, _addresses in worlds:
        client = Client(headers={"host": "localhost"})
        client.force_login(manager, backend=BACKEND)
        clients.append(client)
    found: dict[str, list[list[float]]] = {}
    for name in worlds[0][1]:
        best = [[0.0, float("inf")] for _world in worlds]
        for number in range(ROUNDS + 1):
            for client, (_manager, addresses), line in zip(clients, worlds, best, strict=True):
                with CaptureQueriesContext(connection) as captured:
                    began = time.perf_counter()
                    answer = client.get(addresses[name])
                    spent = (time.perf_counter() - began) * 1000
                if answer.status_code != 200:
                    raise RuntimeError(f"{addresses[name]} answered {answer.status_code}")
                line[0] = len(captured)
                line[1] = min(line[1], spent) if number else line[1]  # the first round warms
        found[name] = best
    return found


def main() -> None:
    """A cohort of few and a cohort of many, one beside the other."""
    import django

    django.setup()
    from django.db import connection

    worlds = [lists(FEW), lists(MANY)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(measured(worlds)))


if __name__ == "__main__":
    main()
