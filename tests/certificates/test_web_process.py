"""The web process stays small: what draws, signs and makes tables is loaded where it is used, never by a page."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from cohorts.timetable.services import release_timetable
from pages.tree import prepare_tree
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.admission import draft_for, sent_for
from tests.factories.certificates import ended_cohort
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.product import product_environment

from .conftest import issue_to_all, seen_of

HEAVY = (
    "highspy",
    "numpy",
    "reportlab",
    "pyhanko",
    "openpyxl",
    "pikepdf",
    "segno",
    "PIL.ImageFont",
    "fontTools",
    "boto3",
)
# Loaded where there is work to hand to the worker.
SENDING = "celery"

VISIT = """
import json, sys
from config.wsgi import application
from django.test import Client
from people.models import User

names, visits, uploaded, seen = json.loads(sys.argv[1]), json.loads(sys.argv[2]), *sys.argv[3:]

def heavy():
    return [name for name in names if name in sys.modules]

loaded = {"start": heavy()}
browsers = {}
for who, method, url, expected in visits:
    if who not in browsers:
        browsers[who] = Client()
        if who:
            browsers[who].force_login(User.objects.get(email=who))
    response = getattr(browsers[who], method)(url, {"seen": seen} if method == "post" else {})
    if response.streaming:
        b"".join(response)
    assert response.status_code == expected, (who, method, url, response.status_code)
    loaded[f"{method} {url}"] = heavy()
with open(uploaded, "rb") as file:
    page = browsers[""].post("/en/verify/", {"by_file": "1", "file": file}).content.decode()
    assert '<p class="verdict-word">Valid</p>' in page, page
loaded["by file"] = heavy()
print(json.dumps(loaded))
"""
Visit = tuple[str, str, str, int]  # whose browser, how, where, and the status


def visited(visits: list[Visit], uploaded: str, seen: str) -> dict[str, list[str]]:
    """What a fresh web process has loaded after its start and after each visit."""
    arguments = [json.dumps([*HEAVY, SENDING]), json.dumps(visits), uploaded, seen]
    done = subprocess.run(
        [sys.executable, "-c", VISIT, *arguments],
        cwd=settings.BASE_DIR,
        env=product_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def opens(who: User | None, *urls: str, status: int = 200) -> list[Visit]:
    """Visits that open pages."""
    return [(who.email if who else "", "get", url, status) for url in urls]


@pytest.mark.django_db(transaction=True)
def test_neither_the_start_nor_a_page_loads_what_draws_and_signs() -> None:
    prepare_tree()
    ended = ended_cohort(people=1)
    signed = issue_to_all(ended)[0]
    ended.add_person()
    sync_admission(user=ended.manager)
    holder, over = signed.participant.user, ended.cohort

    cohort = CohortFactory()
    day = DayFactory(cohort=cohort)
    manager = manager_of(cohort.residency.programme)
    SessionFactory(day=day)
    release_timetable(actor=manager, cohort=cohort, expected=0)
    applicant = draft_for(day).participant.user
    sent = sent_for(day)

    pages: list[Any] = [
        *opens(None, "/uk/", "/en/residencies/", "/en/verify/", f"/en/verify/{signed.code}/"),
        *opens(None, f"/en/cohorts/{cohort.slug}/", f"/en/cohorts/{cohort.slug}/programme/"),
        *opens(None, f"/cohorts/{cohort.slug}/programme.ics", "/healthz", "/en/accounts/signup/"),
        *opens(None, f"/verify/{signed.code}/", "/admin/login/", status=302),
        *opens(applicant, "/en/my/", f"/en/cohorts/{cohort.slug}/apply/days/"),
        *opens(applicant, f"/en/cohorts/{cohort.slug}/apply/check/"),
        *opens(sent.participant.user, f"/en/my/applications/{sent.public_id}/"),
        *opens(holder, "/en/my/", f"/en/my/certificates/{signed.public_id}/"),
        *opens(holder, f"/calendar/{holder.calendar_token}.ics"),
        *opens(manager, "/admin/", "/admin/cohorts/", f"/admin/cohorts/overview/{cohort.pk}/"),
        *opens(manager, f"/admin/cohorts/{cohort.pk}/applications/", f"/admin/sessions/?cohort={cohort.pk}"),
        *opens(manager, f"/admin/cohorts/{cohort.pk}/applications/{sent.public_id}/"),
        *opens(manager, f"/admin/cohorts/{cohort.pk}/releases/", "/admin/letters/"),
        *opens(ended.manager, f"/admin/cohorts/overview/{over.pk}/", "/admin/certificates/"),
        *opens(ended.manager, f"/admin/cohorts/{over.pk}/completion/", f"/admin/cohorts/{over.pk}/presence/"),
        *opens(ended.manager, f"/en/my/sessions/{ended.sessions[0].public_id}/presence/"),
        *opens(ended.manager, f"/admin/cohorts/{over.pk}/certificates/issue/"),
        *opens(ended.manager, f"/admin/certificates/{signed.public_id}/"),
        *opens(ended.manager, f"/admin/cohorts/{over.pk}/certificates.zip"),
        (ended.manager.email, "post", f"/admin/cohorts/{over.pk}/certificates/issue/", 302),
    ]
    seen = seen_of(ended)["seen"]
    loaded = visited(pages, signed.delivered.file.path, seen)
    by_file = loaded.pop("by file")
    issued = loaded.pop(f"post {pages[-1][2]}")
    assert {name: found for name, found in loaded.items() if found} == {}
    assert len(loaded) == len({visit[1:3] for visit in pages})  # the start, and each page but the last
    # Issuing hands work to the worker and does none of it.
    assert set(issued) <= {SENDING}
    # The check of a file needs the signature library, and nothing that draws.
    assert set(by_file) <= {"pyhanko", SENDING}
