"""Rounds for the last place of a session, or of a stretch of a bus, in a process that uses the run's own database.

python -m benchmarks.last_place_rows session|stretch CLIENTS ROUNDS

prints how many rounds gave exactly one place, and how long a round took
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.admission_rows import _cohort, _people

THREADS = 24
# As many sessions as a group of visits has.
ABREAST = 8
Press = Callable[[Any], str]


# ---------------------------------------------------------------- sessions
def sessions_of(clients: int, rounds: int) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Groups of sessions with one place each, as many as there are rounds, released; and people who hold the day."""
    import datetime as dt

    from cohorts.choices.models import ChoiceGroup
    from cohorts.choices.services.settings import Settings, configure
    from cohorts.models import Place
    from cohorts.timetable.models import Session, SessionFormat, TrackGroup
    from cohorts.timetable.services import release_timetable
    from people.models import User

    day = _cohort(clients)
    kind, _made = SessionFormat.objects.get_or_create(slug="field-visit", defaults={"name": "візит"})
    hours = {"starts": dt.time(10), "ends": dt.time(12)}
    groups = [
        TrackGroup.objects.create(cohort=day.cohort, title=f"Візити {number}")
        for number in range(-(-rounds // ABREAST))
    ]
    sessions = [
        Session.objects.create(
            day=day, track_group=groups[number // ABREAST], format=kind, title=f"Візит {number}", **hours
        )
        for number in range(rounds)
    ]
    manager = User.objects.create_user("manager@bench.example")
    release_timetable(actor=manager, cohort=day.cohort, expected=0)
    rows = []
    for group in groups:
        settings = Settings(
            ChoiceGroup.Mode.FIRST_COME,
            capacities={each.pk: 1 for each in sessions if each.track_group_id == group.pk},
        )
        rows.append(configure(actor=manager, group=group, settings=settings))
    people = _people(clients, day.cohort)
    Place.objects.bulk_create(Place(pool=day.pool, participant=person) for person in people)
    return [(rows[number // ABREAST], session) for number, session in enumerate(sessions)], people


def session_rounds(clients: int, rounds: int) -> Iterator[tuple[Press, int, list[Any]]]:
    """Round by round: what each client does, the pool of which one place is left, and the clients."""
    from cohorts import places
    from cohorts.choices.models import Option
    from cohorts.choices.services import choosing
    from cohorts.models import Place
    from cohorts.places import PoolFull

    made, people = sessions_of(clients, rounds)
    for row, session in made:

        def press(person: Any, row: Any = row, session: Any = session) -> str:
            try:
                choosing.choose(actor=person.user, choice_group=row, session=str(session.public_id))
            except PoolFull:
                return "full"
            return "place"

        pool = Option.objects.get(session=session).pool_id
        yield press, pool, people
        for place in Place.objects.filter(pool=pool).select_related("participant"):
            places.give_back(pool_id=pool, participant=place.participant)  # the next has the same hours


# ---------------------------------------------------------------- stretches
def stretch_rounds(clients: int, rounds: int) -> Iterator[tuple[Press, int, list[Any]]]:
    """The same of a bus with one seat and three stops: all want the first leg, every other one the second too."""
    import datetime as dt

    from django.db import transaction

    from cohorts import places
    from cohorts.logistics.models import Call, Operator, Run, Vehicle
    from cohorts.logistics.services import seats
    from cohorts.models import Place, Pool, Stretch

    day = _cohort(clients)
    people = _people(clients, day.cohort)
    Place.objects.bulk_create(Place(pool=day.pool, participant=person) for person in people)
    carrier = Operator.objects.create(programme=day.cohort.residency.programme, name="Перевізник")
    vehicle = Vehicle.objects.create(operator=carrier, name="Авто", plate="BC 0001 AA", seats=1)
    pool = Pool.objects.create(cohort=day.cohort, capacity=1, legs=2)
    run = Run.objects.create(
        cohort=day.cohort, pool=pool, number=1, date=day.date, starts=dt.time(7), vehicle=vehicle
    )
    for position, stop in enumerate(("Вокзал", "Ратуша", "Завод")):
        Call.objects.create(run=run, position=position, stop=stop, minutes=10)

    def press(person: Any) -> str:
        stretch = Stretch(0, 1 + person.pk % 2)
        got = seats.take_seat(actor=person.user, run=run, participant=person, stretch=stretch)
        return "place" if isinstance(got, Place) else "full"

    for _round in range(rounds):
        yield press, pool.pk, people
        with transaction.atomic():
            places.lock(pool.pk)
            places.close(queues=[pool.pk], places=[pool.pk])


# ---------------------------------------------------------------- rounds
def one_round(press: Press, people: list[Any]) -> tuple[Counter[str], float]:
    """What everybody was answered, and the seconds from the first to the last answer."""
    from django.db import connections

    threads = min(THREADS, len(people))
    start = threading.Barrier(threads)
    begun = threading.local()

    def one(person: Any) -> str:
        if not hasattr(begun, "yes"):
            begun.yes = True
            start.wait(timeout=60)
        try:
            return press(person)
        except Exception as error:  # noqa: BLE001 — every fault is counted
            return type(error).__name__
        finally:
            connections.close_all()

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        answers = Counter(pool.map(one, people))
    return answers, time.perf_counter() - began


def main(what: str, clients: int, rounds: int) -> int:
    """Run all rounds; the counts of answers of rounds that were not as they should be are told on stderr."""
    import django

    django.setup()
    from cohorts.models import Place

    exact, seconds = 0, []
    of = {"session": session_rounds, "stretch": stretch_rounds}[what]
    for press, pool, people in of(clients, rounds):
        answers, spent = one_round(press, people)
        held = Place.objects.filter(pool=pool).count()
        if answers == {"place": 1, "full": clients - 1} and held == 1:
            exact += 1
        else:
            print(dict(answers), held, file=sys.stderr)
        seconds.append(spent)
    print(json.dumps({"exact": exact, "seconds": sorted(seconds)[len(seconds) // 2]}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
