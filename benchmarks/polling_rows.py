"""People whose phones show the page of the day, in a process that uses the run's own database.

python -m benchmarks.polling_rows PEOPLE    where each asks and with what, and the queries of one answer
"""

import datetime as dt
import json
import re
import sys
from typing import Any

from benchmarks.admission_rows import _cohort, _people, _session


def _day(people: int) -> Any:
    """A day that is today, with a session that lasts all of it, released; everybody holds it."""
    from django.utils import timezone

    from cohorts.models import Day, Place
    from cohorts.timetable.models import Session, SessionFormat
    from cohorts.timetable.services import release_timetable
    from people.models import User

    day = _cohort(people)
    Day.objects.filter(pk=day.pk).update(date=timezone.localdate(timezone.now(), day.cohort.zone))
    day = Day.objects.select_related("cohort", "pool").get(pk=day.pk)
    kind, _made = SessionFormat.objects.get_or_create(slug="workshop", defaults={"name": "майстерня"})
    hours = {"starts": dt.time(0, 1), "ends": dt.time(23, 59)}
    Session.objects.create(day=day, format=kind, title="Майстерня", **hours)
    manager = User.objects.create_user("manager@bench.example")
    release_timetable(actor=manager, cohort=day.cohort, expected=0)
    Place.objects.bulk_create(
        Place(pool=day.pool, participant=person) for person in _people(people, day.cohort)
    )
    return day


def prepared(people: int) -> dict[str, Any]:
    """The address, each one's cookie and the mark of what they have, and the queries of “nothing has changed”."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from people.models import User

    day = _day(people)
    path = f"/uk/my/cohorts/{day.cohort.slug}/today/"
    phones = []
    for user in User.objects.filter(participations__cohort=day.cohort).order_by("pk"):
        client, key = Client(headers={"host": "localhost"}), _session(user)
        client.cookies["sessionid"] = key
        mark = client.get(path)["ETag"]
        phones.append({"Cookie": f"sessionid={key}", "HX-Request": "true", "If-None-Match": mark})
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path, headers={"HX-Request": "true", "If-None-Match": mark}).status_code
    if status != 304 or not re.fullmatch(r'"[0-9a-f]+"', mark):
        raise RuntimeError(f"{path} answered {status}")
    return {"path": path, "phones": phones, "queries": len(captured)}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(prepared(int(sys.argv[1]))))
