"""The public programme page of 60 sessions: requests a second when kept, and what it costs when it is not.

Target: at least 0.4 of `pages_floor`, both asked with `Accept-Encoding: gzip`, in one thread through WSGI, so that it
runs wherever Python does. Each side is a process of its own with an embedded database.
"""

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import pages_floor
from benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
SESSIONS = 60


def figures() -> list[Figure]:
    """Requests a second against the constant page; milliseconds and queries of a page that is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "floor_settings.py").write_text(pages_floor.SETTINGS)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
            "VAR_DIR": str(Path(folder, "var")),
        }
        python(environment, "-m", "django", "migrate", "-v0")
        python(environment, "-m", "django", "collectstatic", "--noinput", "-v0")
        page = Path(folder, "page.html")
        ours, cold, queries = map(
            float, python(environment, "-m", "benchmarks.pages_ours", str(page)).split()
        )
        environment |= {"DJANGO_SETTINGS_MODULE": "floor_settings", "CONSTANT_PAGE": str(page)}
        floor = float(python(environment, "-m", "benchmarks.pages_floor"))
    return [
        Figure("main-pages-kept", ours, "requests/s", "higher", floor=floor, target=0.4),
        Figure("main-pages-not-kept", cold, "ms", "lower"),
        Figure("main-pages-queries", queries, "queries", "lower", target=8),
    ]


def python(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip().rpartition("\n")[2]


NAMES = {"name_uk": "Зразкова назва", "name_en": "A sample name"}
TOWN = {"town_uk": "Бровари", "town_en": "Brovary"}
TITLES = {"title_uk": "Курс", "title_en": "Course"}


def make_programme(sessions: int = SESSIONS) -> str:
    """A cohort with so many sessions on two days, released; its address in the site."""
    from django.utils import timezone

    from cohorts.models import Cohort
    from cohorts.timetable.services import release_timetable
    from courses.models import Course
    from people.models import Organisation, User
    from residencies.models import Programme, Residency, Theme

    organiser = Organisation.objects.create(**NAMES)
    programme = Programme.objects.create(**NAMES, slug="sample", organiser=organiser, is_public=True)
    theme = Theme.objects.create(**NAMES, slug="sample", hue="medicine")
    residency = Residency.objects.create(
        **NAMES,
        programme=programme,
        theme=theme,
        slug="sample",
        is_public=True,
        published_at=timezone.now(),
    )
    cohort = Cohort.objects.create(
        residency=residency,
        course=Course.objects.create(**TITLES, residency=residency, hours=12),
        slug="sample",
        state=Cohort.State.PUBLISHED,
        **TOWN,
    )
    _fill_days(cohort, programme, organiser, sessions)
    release_timetable(actor=User.objects.create_user("bench@demo.example"), cohort=cohort, expected=0)
    return f"/cohorts/{cohort.slug}/programme"


def _fill_days(cohort: Any, programme: Any, organiser: Any, sessions: int) -> None:
    from cohorts.models import Day, Pool
    from cohorts.timetable.models import Session, SessionFormat
    from residencies.models import Venue

    venue = Venue.objects.create(**NAMES, programme=programme, **TOWN)
    session_format = SessionFormat.objects.create(**NAMES, slug="workshop")
    for offset in (30, 31):
        pool = Pool.objects.create(cohort=cohort, capacity=30)
        day = Day.objects.create(cohort=cohort, pool=pool, date=dt.date.today() + dt.timedelta(days=offset))  # noqa: DTZ011
        for number in range(sessions // 2):
            words = {
                "title_uk": f"Майстерня {number}: як говорити з громадою, коли немає світла",
                "title_en": f"Workshop {number}: talking with a community when the power is off",
                "summary_uk": "Розбираємо три справжні випадки: повідомлення, чутка, запит журналіста.",
            }
            session = Session.objects.create(
                **words,
                day=day,
                format=session_format,
                venue=venue,
                starts=dt.time(9 + number // 4 % 12, 15 * (number % 4)),
                ends=dt.time(10 + number // 4 % 12, 0),
            )
            session.hosts.add(organiser)


def main() -> None:
    """`python -m benchmarks.pages_ours FILE`: write the page there; print rate kept, ms and queries not kept."""
    from config.wsgi import application

    address = f"/uk{make_programme()}/"
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    Path(sys.argv[1]).write_bytes(Client(headers={"host": "localhost:8000"}).get(address).content)
    times = []
    for _round in range(10):
        caches["pages"].clear()
        began = time.perf_counter()
        pages_floor.ask(application, address)
        times.append(time.perf_counter() - began)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        pages_floor.ask(application, address)
    count = len(queries)
    print(pages_floor.rate(application, address), min(times) * 1000, count)


if __name__ == "__main__":
    main()
