"""The summary of a cohort of few people and of one of many, in a process that uses the run's own database.

python -m benchmarks.summary_rows   prints, by page, queries and milliseconds (best of several) for few and for many
"""

import datetime as dt
import json
from typing import Any

from benchmarks.lists_rows import FEW, MANY, lists, measured

# Of so many people, one lacks a bed, and another has answered nothing.
EVERY = 10


def summary(number: int) -> tuple[Any, dict[str, str]]:
    """A cohort of so many people who chose, travel, sleep and answered, most of them; its manager and the pages."""
    from django.urls import reverse

    from cohorts.models import Cohort, Participant
    from documents.models import Document

    manager, _addresses = lists(number)
    cohort = Cohort.objects.latest("pk")
    people = list(Participant.objects.filter(cohort=cohort).order_by("pk"))
    _nights(cohort, people)
    _needs(people)
    Document.objects.bulk_create(
        Document(participant=person) for each, person in enumerate(people) if each % EVERY
    )
    url = reverse("summary_overview", args=[cohort.pk])
    return manager, {"page": url, "missing": f"{url}?missing=any"}


def _nights(cohort: Any, people: list[Any]) -> None:
    """Three nights that everybody asked for; some have no bed on the middle one."""
    from cohorts.lodging.models import Hotel, Night, RoomType, Stay, WantedNight, Wish
    from cohorts.models import Place, Pool

    hotel = Hotel.objects.create(programme=cohort.residency.programme, name="Готель")
    kind = RoomType.objects.create(hotel=hotel, name="двомісний", beds=2)
    wishes = Wish.objects.bulk_create(Wish(participant=person) for person in people)
    first = cohort.days.get().date - dt.timedelta(days=1)
    for number in range(3):
        date = first + dt.timedelta(days=number)
        pool = Pool.objects.create(cohort=cohort, capacity=2 * len(people))
        Night.objects.create(cohort=cohort, room_type=kind, date=date, rooms=len(people), pool=pool)
        WantedNight.objects.bulk_create(WantedNight(wish=wish, date=date) for wish in wishes)
        sleep = [person for each, person in enumerate(people) if number != 1 or each % EVERY != 3]
        places = Place.objects.bulk_create(Place(pool=pool, participant=person) for person in sleep)
        Stay.objects.bulk_create(
            Stay(participant=place.participant, date=date, place=place) for place in places
        )


def _needs(people: list[Any]) -> None:
    from cohorts.needs.models import Need, Question

    Need.objects.bulk_create(
        Need(participant=person, question=question, kind=Need.Kind.NOTHING)
        for each, person in enumerate(people)
        for question in Question
        if each % EVERY != 5
    )


def main() -> None:
    """A cohort of few and a cohort of many, one beside the other."""
    import django

    django.setup()
    from django.db import connection

    worlds = [summary(FEW), summary(MANY)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(measured(worlds)))


if __name__ == "__main__":
    main()
