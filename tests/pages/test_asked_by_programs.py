"""What browsers and other programs ask a site for without having read a page of it."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort
from foundation.words.titles import shortened
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of


def test_the_sign_of_the_site_is_found_where_programs_look(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find("img/touch-icon.png") and "touch-icon" in answer["Location"]


def test_the_manifest_names_the_site_and_its_icons(client: Client) -> None:
    answer = client.get("/site.webmanifest")
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert said["name"] and said["start_url"] == "/"
    assert {icon["sizes"] for icon in said["icons"]} == {"180x180", "any"}


def test_whoever_finds_a_weakness_is_told_whom_to_write_to(client: Client, settings) -> None:
    lines = client.get("/.well-known/security.txt").text.splitlines()
    said = dict(line.split(": ", 1) for line in lines)
    assert said["Contact"] == "mailto:svitlytsia@demo.example"
    expires = dt.datetime.fromisoformat(said["Expires"])
    assert dt.timedelta(days=150) < expires - timezone.now() < dt.timedelta(days=365)
    assert said["Canonical"] == "http://testserver/.well-known/security.txt"
    settings.SECURITY_CONTACT = "security@residencies.example"
    assert "mailto:security@residencies.example" in client.get("/.well-known/security.txt").text


@pytest.mark.django_db
def test_password_managers_are_led_to_where_a_password_is_changed(client: Client) -> None:
    assert client.get("/.well-known/change-password")["Location"].endswith("/accounts/password/change/")


@pytest.mark.django_db
def test_pages_name_the_manifest(client: Client) -> None:
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/uk/verify/").text


# ------------------------------------------------------------------ the head of a page
@pytest.fixture
def cohort() -> Cohort:
    """A cohort with a name that no list of results shows whole."""
    cohort = CohortFactory(residency__name_en="Communication of communities " * 4)
    DayFactory(cohort=cohort, date=dt.date(2027, 5, 20))
    return cohort


@pytest.mark.django_db
def test_a_page_names_its_other_languages_and_the_address_for_any(client: Client, cohort: Cohort) -> None:
    text = client.get(f"/pl/cohorts/{cohort.slug}/").text
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))
    assert found.keys() == {"uk", "en", "pl", "x-default"}
    assert found["x-default"] == f"http://testserver/cohorts/{cohort.slug}/"
    led = client.get(f"/cohorts/{cohort.slug}/", headers={"accept-language": "en"})
    assert led["Location"] == f"/en/cohorts/{cohort.slug}/"
    assert 'property="og:locale" content="pl_PL"' in text
    assert set(re.findall(r'property="og:locale:alternate" content="([^"]+)"', text)) == {"uk_UA", "en_GB"}


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["", "programme/", "places/"])
def test_a_long_title_is_cut_at_a_word_and_keeps_its_dates(client: Client, cohort: Cohort, rest: str) -> None:
    text = client.get(f"/en/cohorts/{cohort.slug}/{rest}").text
    title = re.search(r"<title>(.*?)</title>", text).group(1)
    assert len(title) < 70
    assert "…" in title
    assert rest == "places/" or "20 May 2027" in title


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Short", "Short"),
        ("A name of words", "A name…"),
        ("Unbreakablename", "Unbreaka…"),
        ("A name, of", "A name…"),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, cut: str) -> None:
    assert shortened(text, 9) == cut


@pytest.mark.django_db
def test_search_engines_find_the_check_and_none_of_its_answers(client: Client) -> None:
    page = client.get("/en/verify/")
    assert "X-Robots-Tag" not in page and "noindex" not in page.text
    assert '<link rel="canonical" href="http://testserver/en/verify/">' in page.text
    for answer in (
        client.get(f"/en/verify/{'0' * 32}/"),
        client.get("/en/verify/?number=01-2026-00001"),
        client.post("/en/verify/", {"number": "", "family_name": ""}),
    ):
        assert answer["X-Robots-Tag"] == "noindex"
        assert "noindex" not in answer.text, "said once"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/uk/", "/uk/verify/", "/uk/accounts/login/", "/uk/my/", "/admin/", "/nowhere/"]
)
@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_a_method_that_no_page_knows_is_refused_with_those_that_are_known(
    client: Client, path: str, method: str
) -> None:
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.django_db
def test_the_way_for_organisers_is_shown_to_organisers(client: Client, cohort: Cohort) -> None:
    assert "/admin/" not in client.get(f"/en/cohorts/{cohort.slug}/").text
    client.force_login(UserFactory())
    assert "/admin/" not in client.get("/en/my/").text
    client.force_login(manager_of(cohort.residency.programme))
    assert '<a href="/admin/">For organisers</a>' in client.get("/en/my/").text


def test_no_template_uses_attributes_of_its_own_making() -> None:
    """`data-hx-*` is HTML, `hx-*` is not."""
    folder = settings.BASE_DIR / "templates"
    assert [
        path for path in folder.rglob("*.html") if re.search(r"(?<![-\w])hx-\w+=", path.read_text())
    ] == []
