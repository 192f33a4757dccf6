"""Rows for the benchmark of applications, made and counted in processes that use the run's own database.

python -m benchmarks.admission_rows prepare ours|floor   rounds of claims, ready to be sent
python -m benchmarks.admission_rows list NUMBER          what the managers' list of so many costs
python -m benchmarks.admission_rows held POOL            places held
"""

import json
import sys
import time
import uuid
from typing import Any
from urllib.parse import urlencode

CLIENTS, PLACES, ROUNDS = 200, 30, 7
BATCH = 1000  # rows in one statement
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _cohort(capacity: int) -> Any:
    import datetime as dt

    from django.utils import timezone

    from cohorts.models import Cohort, Day, Pool
    from courses.models import Course
    from people.models import Organisation
    from residencies.models import Programme, Residency, Theme

    word = uuid.uuid4().hex[:12]
    organiser = Organisation.objects.create(name="Зразкова організація")
    programme = Programme.objects.create(
        name="Зразкова програма", slug=word, organiser=organiser, is_public=True
    )
    theme = Theme.objects.create(name="Тема", slug=word)
    now = timezone.now()
    residency = Residency.objects.create(
        programme=programme,
        theme=theme,
        name="Зразкова резиденція",
        slug=word,
        is_public=True,
        published_at=now,
    )
    course = Course.objects.create(residency=residency, title="Зразковий курс", hours=12)
    cohort = Cohort.objects.create(
        residency=residency, course=course, slug=word, state=Cohort.State.PUBLISHED, town="Львів"
    )
    pool = Pool.objects.create(cohort=cohort, capacity=capacity, deadline=now + dt.timedelta(days=5))
    return Day.objects.create(
        cohort=cohort, pool=pool, date=now.date() + dt.timedelta(days=20), admission=Day.Admission.OPEN
    )


def _people(count: int, cohort: Any) -> list[Any]:
    from cohorts.models import Participant
    from people.models import User

    word = uuid.uuid4().hex[:12]
    users = [
        User(
            email=f"{word}-{number}@demo.example",
            given_name="Зразок",
            family_name=f"Прикладенко{number}",
            password="!",
            language="uk",
        )
        for number in range(count)
    ]
    User.objects.bulk_create(users, BATCH)
    return Participant.objects.bulk_create([Participant(cohort=cohort, user=user) for user in users], BATCH)


def _community() -> Any:
    import datetime as dt

    from people.models import Community

    return Community.objects.get_or_create(
        scheme="katotth",
        code="UA00000000000000001",
        defaults={
            "country": "UA",
            "kind": "hromada",
            "name": "Зразкова",
            "region": "Зразкова",
            "district": "Зразковий",
            "search_key": "зразкова",
            "register_date": dt.date(2026, 1, 1),
        },
    )[0]


def _session(user: Any) -> str:
    from importlib import import_module

    from django.conf import settings

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = BACKEND
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _apply(day: Any, participants: list[Any], *, sent_at: Any = None) -> None:
    """An application of each of them to the day: a draft, or sent at that moment."""
    from cohorts.admission.models import Application, DayRequest

    community = _community()
    applications = [
        Application(
            participant=participant,
            community=community,
            country="UA",
            organisation="Зразкова міська рада",
            position="спеціалістка",
            state=Application.State.SENT if sent_at else Application.State.DRAFT,
            sent_at=sent_at,
            receipt=f"B{participant.pk}",
        )
        for participant in participants
    ]
    Application.objects.bulk_create(applications, BATCH)
    DayRequest.objects.bulk_create([DayRequest(application=row, day=day) for row in applications], BATCH)


def _claims(kind: str) -> dict[str, Any]:
    day = _cohort(PLACES)
    participants = _people(CLIENTS, day.cohort)
    path = f"/uk/cohorts/{day.cohort.slug}/apply/check/" if kind == "ours" else f"/claim/{day.pool_id}/"
    if kind == "ours":
        _apply(day, participants)
    forms = []
    for participant in participants:
        token = uuid.uuid4().hex
        forms.append(
            {
                "path": path,
                "cookies": f"sessionid={_session(participant.user)}; csrftoken={token}",
                "body": urlencode({"csrfmiddlewaretoken": token, "version": 1}),
            }
        )
    return {"pool": day.pool_id, "forms": forms}


def _manager_of(programme: Any) -> Any:
    from django.contrib.auth.models import Permission

    from people.models import User
    from residencies.models import Membership

    manager = User.objects.create_user(f"{uuid.uuid4().hex}@demo.example", language="uk")
    manager.user_permissions.add(Permission.objects.get(codename="access_admin"))
    Membership.objects.create(user=manager, programme=programme, role=Membership.Role.MANAGER)
    return manager


def _list(rows: int) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    day = _cohort(PLACES)
    _apply(day, _people(rows, day.cohort), sent_at=timezone.now())
    manager = _manager_of(day.cohort.residency.programme)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(headers={"host": "localhost"})
    client.force_login(manager, backend=BACKEND)
    address = f"/admin/cohorts/{day.cohort_id}/applications/"
    client.get(address)
    best = float("inf")
    for _number in range(5):
        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            answer = client.get(address)
            best = min(best, time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return {"queries": len(captured), "milliseconds": best * 1000}


def _held(pool: int) -> int:
    from cohorts.models import Place

    return Place.objects.filter(pool=pool).count()


def main(command: str, argument: str) -> None:
    """One step of a run, in a process of its own with the run's database."""
    import django

    django.setup()
    if command == "prepare":
        print(json.dumps([_claims(argument) for _round in range(ROUNDS + 1)]))
    elif command == "list":
        print(json.dumps(_list(int(argument))))
    else:
        print(_held(int(argument)))


if __name__ == "__main__":
    main(*sys.argv[1:])
