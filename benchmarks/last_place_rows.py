"""Rounds for the last place of a session, or of a stretch of a bus, in a process that uses the run's own database.

python -m benchmarks.last_place_rows session|stretch CLIENTS ROUNDS

prints how many rounds gave exactly one place, and how long a round took
"""

import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from typing import Any

from benchmarks.admission_rows import _cohort, _people

# At any moment so many press at once, each by a connection of their own; processes and connections last all rounds.
PROCESSES, THREADS = 2, 12
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


def _choose(row: Any, session: Any, person: Any) -> str:
    from cohorts.choices.services import choosing
    from cohorts.places import PoolFull

    try:
        choosing.choose(actor=person.user, choice_group=row, session=str(session.public_id))
    except PoolFull:
        return "full"
    return "place"


def session_rounds(clients: int, rounds: int) -> Iterator[tuple[Press, int, list[Any]]]:
    """Round by round: what each client does, the pool of which one place is left, and the clients."""
    from cohorts import places
    from cohorts.choices.models import Option
    from cohorts.models import Place

    made, people = sessions_of(clients, rounds)
    for row, session in made:
        pool = Option.objects.get(session=session).pool_id
        yield partial(_choose, row, session), pool, people
        for place in Place.objects.filter(pool=pool).select_related("participant"):
            places.give_back(pool_id=pool, participant=place.participant)  # the next has the same hours


# ---------------------------------------------------------------- stretches
def _take_seat(run: Any, person: Any) -> str:
    from cohorts.logistics.services import seats
    from cohorts.models import Place, Stretch

    stretch = Stretch(0, 1 + person.pk % 2)
    got = seats.take_seat(actor=person.user, run=run, participant=person, stretch=stretch)
    return "place" if isinstance(got, Place) else "full"


def stretch_rounds(clients: int, rounds: int) -> Iterator[tuple[Press, int, list[Any]]]:
    """The same of a bus with one seat and three stops: all want the first leg, every other one the second too."""
    import datetime as dt

    from django.db import transaction

    from cohorts import places
    from cohorts.logistics.models import Call, Operator, Run, Vehicle
    from cohorts.models import Place, Pool

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

    for _round in range(rounds):
        yield partial(_take_seat, run), pool.pk, people
        with transaction.atomic():
            places.lock(pool.pk)
            places.close(queues=[pool.pk], places=[pool.pk])


# ---------------------------------------------------------------- rounds
# What a process of clients has: see `_begin`.
_here: dict[str, Any] = {}


class Clients:
    """Processes in which people press at once, for all rounds."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        start = context.Barrier(PROCESSES * THREADS)
        self.processes = ProcessPoolExecutor(PROCESSES, context, _begin, (start,))

    def all_press(self, press: Press, people: list[Any]) -> tuple[Counter[str], float]:
        """What everybody was answered, and the seconds from the first to the last answer."""
        shares = [people[number::PROCESSES] for number in range(PROCESSES)]
        found = list(self.processes.map(_press_share, [press] * PROCESSES, shares))
        answers = sum((each for each, _began, _ended in found), Counter[str]())
        return answers, max(ended for *_, ended in found) - min(began for _, began, _ in found)


def _begin(start: Any) -> None:
    """Threads, each with its connection, and the barrier behind which those of all processes begin."""
    import django

    django.setup()
    _here.update(start=start, threads=ThreadPoolExecutor(THREADS))


def _press_share(press: Press, people: list[Any]) -> tuple[Counter[str], float, float]:
    """The answers to those who press in this process, and when the first began and the last had its answer."""
    shares = [people[number::THREADS] for number in range(THREADS)]
    found = list(_here["threads"].map(partial(_in_turn, press), shares))
    answers = Counter(answer for each, _began, _ended in found for answer in each)
    return answers, min(began for _, began, _ in found), max(ended for *_, ended in found)


def _in_turn(press: Press, people: list[Any]) -> tuple[list[str], float, float]:
    _here["start"].wait(timeout=120)
    began = time.monotonic()
    answers = [_answer(press, person) for person in people]
    return answers, began, time.monotonic()


def _answer(press: Press, person: Any) -> str:
    from django.db import connections

    try:
        return press(person)
    except Exception as error:  # noqa: BLE001 — every fault is counted
        connections.close_all()
        return type(error).__name__


def main(what: str, clients: int, rounds: int) -> int:
    """Run all rounds; the counts of answers of rounds that were not as they should be are told on stderr."""
    import django

    django.setup()
    from cohorts.models import Place

    exact, seconds, at_once = 0, [], Clients()
    of = {"session": session_rounds, "stretch": stretch_rounds}[what]
    for press, pool, people in of(clients, rounds):
        answers, spent = at_once.all_press(press, people)
        held = Place.objects.filter(pool=pool).count()
        if answers == {"place": 1, "full": clients - 1} and held == 1:
            exact += 1
        else:
            print(dict(answers), held, file=sys.stderr)
        seconds.append(spent)
    at_once.processes.shutdown()
    print(json.dumps({"exact": exact, "seconds": sorted(seconds)[len(seconds) // 2]}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
