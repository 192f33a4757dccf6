"""Rounds for the last place of a session, in a process that uses the run's own database.

python -m benchmarks.last_place_rows   prints how many rounds gave exactly one place, and how long a round took
"""

import json
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.admission_rows import _cohort, _people

CLIENTS, ROUNDS, THREADS = 200, 100, 24
# As many sessions as a group of visits has.
ABREAST = 8


def prepared() -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Groups of sessions with one place each, as many as there are rounds, released; and people who hold the day."""
    import datetime as dt

    from cohorts.choices.models import ChoiceGroup
    from cohorts.choices.services.settings import Settings, configure
    from cohorts.models import Place
    from cohorts.timetable.models import Session, SessionFormat, TrackGroup
    from cohorts.timetable.services import release_timetable
    from people.models import User

    day = _cohort(CLIENTS)
    kind, _made = SessionFormat.objects.get_or_create(slug="field-visit", defaults={"name": "візит"})
    hours = {"starts": dt.time(10), "ends": dt.time(12)}
    groups = [
        TrackGroup.objects.create(cohort=day.cohort, title=f"Візити {number}")
        for number in range(-(-ROUNDS // ABREAST))
    ]
    sessions = [
        Session.objects.create(
            day=day, track_group=groups[number // ABREAST], format=kind, title=f"Візит {number}", **hours
        )
        for number in range(ROUNDS)
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
    people = _people(CLIENTS, day.cohort)
    Place.objects.bulk_create(Place(pool=day.pool, participant=person) for person in people)
    return [(rows[number // ABREAST], session) for number, session in enumerate(sessions)], people


def one_round(row: Any, session: Any, people: list[Any]) -> tuple[Counter[str], float]:
    """What everybody was answered, and the seconds from the first to the last answer."""
    from django.db import connections

    from cohorts.choices.services import choosing
    from cohorts.places import PoolFull

    start = threading.Barrier(THREADS)
    begun = threading.local()

    def press(person: Any) -> str:
        if not hasattr(begun, "yes"):
            begun.yes = True
            start.wait(timeout=60)
        try:
            choosing.choose(actor=person.user, choice_group=row, session=str(session.public_id))
        except PoolFull:
            return "full"
        except Exception as error:  # noqa: BLE001 — every fault is counted
            return type(error).__name__
        finally:
            connections.close_all()
        return "place"

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(press, people))
    return answers, time.perf_counter() - began


def main() -> int:
    """Run all rounds; the counts of answers of rounds that were not as they should be are told on stderr."""
    import django

    django.setup()
    from cohorts import places
    from cohorts.models import Place

    rounds, people = prepared()
    exact, seconds = 0, []
    for row, session in rounds:
        answers, spent = one_round(row, session, people)
        held = list(Place.objects.filter(pool__choice_option__session=session).select_related("participant"))
        if answers == {"place": 1, "full": CLIENTS - 1} and len(held) == 1:
            exact += 1
        else:
            print(dict(answers), len(held), file=sys.stderr)
        for place in held:  # the next round has the same hours
            places.give_back(pool_id=place.pool_id, participant=place.participant)
        seconds.append(spent)
    print(json.dumps({"exact": exact, "seconds": sorted(seconds)[len(seconds) // 2]}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
