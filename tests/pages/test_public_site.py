"""The tree of the public site and its editorial pages."""

import datetime as dt
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker
from wagtail.log_actions import log
from wagtail.models import Locale, ModelLogEntry, Page, PageViewRestriction, Site

from cohorts.timetable.models import SessionFormat
from pages.models import ContentPage, HomePage, ResidencyPage
from pages.tree import CONTENT_PAGES, TEXTS, make_residency_pages, prepare_tree, read_text
from residencies.models import Theme
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import AdministratorFactory, OrganisationFactory, UserFactory
from tests.factories.residencies import PartnerFactory, ProgrammeFactory, ResidencyFactory
from tests.factories.timetable import SessionFactory
from tests.made_once import taken_back

pytestmark = pytest.mark.django_db
OFFER = '<span class="sign-in"> · sign in</span>'
EDITORIAL = ["", "residencies/", "about/", "privacy/", "accessibility/"]


@pytest.fixture(scope="module")
def tree(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The site's tree as a new site has it, by its first page."""
    with taken_back(django_db_blocker):
        yield prepare_tree().pk


@pytest.fixture
def home(tree: int) -> HomePage:
    """The first page of a new site's tree."""
    return HomePage.objects.get(pk=tree)


def parse(html: str) -> None:
    """Refuse HTML that is not valid as it is written."""
    html5lib.HTMLParser(strict=True).parse(html)


def read(path: str, status: int = 200) -> str:
    """The text of a page as it is now."""
    caches["pages"].clear()
    response = Client().get(path)
    assert response.status_code == status
    return response.text


# ------------------------------------------------------------------ the tree
def test_a_new_site_has_its_pages_in_three_languages(home) -> None:
    assert {locale.language_code for locale in Locale.objects.all()} == {"uk", "en", "pl"}
    assert Site.objects.get().root_page.specific == home
    assert Site.objects.get().hostname == "testserver"
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail site").exists()
    for code in ("uk", "en", "pl"):
        for path in EDITORIAL:
            text = read(f"/{code}/{path}")
            parse(text)
            assert f'<html lang="{code}">' in text
            assert text.count("<h1") == 1


def test_preparing_again_changes_nothing_and_keeps_what_editors_wrote(home) -> None:
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    page.title = "About us"
    page.save_revision().publish()
    theme = Theme.objects.get(slug="medicine")
    theme.name_en = "Health"
    theme.save()
    before = (Page.objects.count(), Theme.objects.count(), Site.objects.count())
    call_command("prepare_site", stdout=io.StringIO())
    formats = SessionFormat.objects.count()
    call_command("prepare_site", stdout=io.StringIO())
    assert (Page.objects.count(), Theme.objects.count(), Site.objects.count()) == before
    assert SessionFormat.objects.count() == formats == 13
    assert "About us" in read("/en/about/")
    assert Theme.objects.get(slug="medicine").name_en == "Health"


def test_every_text_of_a_new_site_is_there_in_three_languages_and_has_the_same_parts() -> None:
    for name in CONTENT_PAGES:
        shapes = set()
        for code in ("uk", "en", "pl"):
            _title, blocks = read_text((TEXTS / f"{name}.{code}.txt").read_text(encoding="utf-8"))
            shapes.add(tuple((kind, value.count("<li>")) for kind, value in blocks))
        assert len(shapes) == 1, name


def test_breaks_are_not_training_and_field_visits_are(home) -> None:
    call_command("prepare_site", stdout=io.StringIO())
    taught = dict(SessionFormat.objects.values_list("slug", "is_taught"))
    assert taught["field-visit"] and taught["workshop"]
    assert not taught["break"] and not taught["networking"]


# ------------------------------------------------------------------ pages of residencies
def test_a_residency_has_its_page_under_the_address_of_its_row(home) -> None:
    residency = ResidencyFactory(
        slug="medicine", name_uk="Медицина", name_en="Medicine", audience_en="For doctors"
    )
    page = make_residency_pages(residency=residency)
    assert page is not None
    assert page.alias_of is None
    assert ResidencyPage.objects.filter(residency=residency).count() == 3
    for code, name in (("uk", "Медицина"), ("en", "Medicine")):
        text = read(f"/{code}/residencies/medicine/")
        parse(text)
        assert f"<h1>{name}</h1>" in text
    assert "For doctors" in read("/en/residencies/medicine/")


def test_making_the_pages_again_follows_a_new_name_and_adds_none(home) -> None:
    residency = ResidencyFactory(slug="medicine")
    make_residency_pages(residency=residency)
    residency.slug = "health"
    residency.save()
    make_residency_pages(residency=residency)
    assert ResidencyPage.objects.filter(residency=residency).count() == 3
    assert read("/pl/residencies/health/")
    read("/pl/residencies/medicine/", status=404)


def test_before_the_site_is_prepared_no_page_is_made_and_preparing_makes_it() -> None:
    residency = ResidencyFactory()
    assert make_residency_pages(residency=residency) is None
    prepare_tree()
    assert residency.pages.count() == 3


def test_a_text_that_nobody_translated_is_shown_and_marked_with_its_language(home) -> None:
    residency = ResidencyFactory(slug="medicine")
    page = make_residency_pages(residency=residency)
    page.body = [("heading", "Що ви побачите"), ("text", "<p>Нові відділення.</p>")]
    page.save_revision().publish()
    assert '<div class="prose" lang="uk">' in read("/en/residencies/medicine/")
    assert '<div class="prose">' in read("/uk/residencies/medicine/")
    assert "Нові відділення." in read("/pl/residencies/medicine/")


@pytest.mark.parametrize("where", ["residency", "programme"])
def test_a_residency_that_is_not_public_is_nowhere(home, where) -> None:
    residency = ResidencyFactory(slug="secret", name_en="The secret residency")
    make_residency_pages(residency=residency)
    CohortFactory(residency=residency)
    row = residency if where == "residency" else residency.programme
    row.is_public = False
    row.save()
    read("/en/residencies/secret/", status=404)
    for path in ("/en/", "/en/residencies/", "/sitemap.xml"):
        assert "secret" not in read(path)


def test_a_residency_page_shows_its_open_and_past_groups_and_its_partners(home) -> None:
    residency = ResidencyFactory(slug="medicine")
    make_residency_pages(residency=residency)
    open_one = CohortFactory(residency=residency)
    DayFactory(cohort=open_one)
    past = CohortFactory(residency=residency, course=open_one.course)
    DayFactory(cohort=past, date=dt.date(2025, 5, 5))
    PartnerFactory(
        programme=residency.programme, role="funder", organisation=OrganisationFactory(name_en="The donor")
    )
    text = read("/en/residencies/medicine/")
    parse(text)
    assert f'href="/en/cohorts/{open_one.slug}/"' in text
    assert f'href="/en/cohorts/{past.slug}/"' in text
    assert "5 May 2025" in text
    assert "Past groups" in text
    assert "The donor" in text


# ------------------------------------------------------------------ home
def test_the_home_page_says_what_is_open_which_themes_and_who_runs_it(home) -> None:
    residency = ResidencyFactory(name_en="Medicine for all", theme=Theme.objects.get(slug="medicine"))
    cohort = CohortFactory(residency=residency, town_en="Brovary")
    DayFactory(cohort=cohort)
    PartnerFactory(
        programme=residency.programme,
        role="organiser",
        organisation=OrganisationFactory(name_en="City institute"),
    )
    text = read("/en/")
    parse(text)
    assert f'href="/en/cohorts/{cohort.slug}/"' in text
    assert "Brovary" in text
    assert "City institute" in text
    assert text.count("btn-lamp") == 1


def test_who_was_accepted_finds_the_way_in_on_the_home_page_and_in_the_menu(home) -> None:
    text = read("/en/")
    assert '<a href="my/">Sign in</a>' in text
    assert f"My page{OFFER}" in text


def test_signing_in_is_offered_neither_to_who_is_signed_in_nor_where_it_is_not_known(home) -> None:
    reader = Client()
    assert OFFER in reader.get("/en/accounts/login/").text
    reader.force_login(UserFactory())
    nowhere, mine = reader.get("/en/nothing/here/"), reader.get("/en/my/")
    assert (nowhere.status_code, mine.status_code) == (404, 200)
    for page in (nowhere, mine):
        assert "My page</a>" in page.text and OFFER not in page.text


def test_an_empty_site_says_what_will_be_here(home) -> None:
    text = read("/en/")
    parse(text)
    assert "No residency takes applications just now" in text
    assert text.count("btn-lamp") == 1
    assert "There are no residencies here yet" in read("/en/residencies/")


def test_lists_cost_the_same_for_one_residency_and_for_many(home, client) -> None:
    programme = ProgrammeFactory()

    def cost(path: str) -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def another() -> None:
        residency = ResidencyFactory(programme=programme)
        DayFactory(cohort=CohortFactory(residency=residency))
        PartnerFactory(programme=programme)

    another()
    cost("/en/")  # fills Wagtail's own small caches
    one = [cost(path) for path in ("/en/", "/en/residencies/", "/sitemap.xml")]
    for _number in range(6):
        another()
    assert [cost(path) for path in ("/en/", "/en/residencies/", "/sitemap.xml")] == one


# ------------------------------------------------------------------ editors
def test_editorial_pages_are_kept_too(home, client, django_assert_num_queries) -> None:
    client.get("/en/about/")
    with django_assert_num_queries(0):
        assert client.get("/en/about/").status_code == 200


def test_a_preview_shows_the_draft_and_is_not_kept(home, client) -> None:
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    client.get("/en/about/")
    page.title = "A draft that nobody may see yet"
    preview = page.make_preview_request(preview_mode="")
    assert "A draft that nobody may see yet" in preview.content.decode()
    assert "A draft that nobody may see yet" not in client.get("/en/about/").text
    caches["pages"].clear()
    page.make_preview_request(preview_mode="")
    assert "A draft that nobody may see yet" not in client.get("/en/about/").text


def test_the_editors_preview_may_be_framed_by_the_site_itself_and_the_page_by_nobody(home, client) -> None:
    client.force_login(AdministratorFactory(second_factor=True))
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]) + "?in_preview_panel=true"
    sent = client.post(address, {"title": page.title, "slug": page.slug, "body-count": "0"})
    assert sent.json()["is_valid"]
    preview = client.get(address)
    assert preview.status_code == 200
    assert "<main" in preview.text
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert "script-src 'self';" in preview["Content-Security-Policy"] + ";"
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    public = Client().get("/en/about/")
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    assert public["X-Frame-Options"] == "DENY"


def test_a_page_behind_a_password_is_never_kept(home, client) -> None:
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="lamp"
    )
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    for _number in range(2):
        assert "Residencies, two days as a rule, are announced here" in client.get("/en/about/").text
    assert "Residencies, two days as a rule, are announced here" not in Client().get("/en/about/").text


def test_script_in_an_editors_text_is_inert(home) -> None:
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    page.body = [
        (
            "text",
            '<p onclick="alert(1)">Text <a href="javascript:alert(2)">here</a><img src=x onerror=alert(3)></p>',
        ),
        ("heading", "<script>alert(4)</script>"),
    ]
    page.save_revision().publish()
    text = read("/en/about/")
    assert "onclick" not in text
    assert "javascript:" not in text
    assert "onerror" not in text
    assert "<script>alert" not in text


def test_a_first_visit_weighs_less_than_a_hundred_kilobytes(home, client) -> None:
    """Page, styles, scripts and every cut of the font, compressed as they are sent."""
    cohort = CohortFactory(residency=ResidencyFactory(slug="medicine"))
    DayFactory.create_batch(2, cohort=cohort)
    make_residency_pages(residency=cohort.residency)
    fonts = sum(path.stat().st_size for path in Path(settings.BASE_DIR, "static", "fonts").glob("*.woff2"))
    for path in ("/uk/", "/uk/residencies/medicine/", f"/uk/cohorts/{cohort.slug}/"):
        text = client.get(path).text
        files = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js|svg))"', text))
        assert "css/site.css" in files
        sent = [Path(finders.find(name)).read_bytes() for name in files] + [text.encode()]
        assert fonts + sum(len(gzip.compress(body)) for body in sent) <= 100_000, path


# ------------------------------------------------------------------ search engines
def test_the_sitemap_lists_public_pages_with_their_languages(home) -> None:
    residency = ResidencyFactory(slug="medicine")
    make_residency_pages(residency=residency)
    cohort = CohortFactory(residency=residency)
    SessionFactory(day=DayFactory(cohort=cohort))
    CohortFactory(slug="a-draft", state="draft")
    changed = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)
    Page.objects.filter(slug="medicine").update(last_published_at=changed)
    text = read("/sitemap.xml")
    moments = {node.findtext("{*}loc"): node.findtext("{*}lastmod") for node in ET.fromstring(text)}
    medicine = "http://testserver/pl/residencies/medicine/"
    assert dt.datetime.fromisoformat(moments[medicine]) == changed
    assert text.count('hreflang="x-default"') == len(moments)
    addresses = [node.text for node in ET.fromstring(text).findall(".//{*}loc")]
    for path in ("", "residencies/", "residencies/medicine/", "privacy/", f"cohorts/{cohort.slug}/"):
        for code in ("uk", "en", "pl"):
            assert f"http://testserver/{code}/{path}" in addresses
    assert f"http://testserver/en/cohorts/{cohort.slug}/programme/" not in addresses  # nothing is released
    assert "a-draft" not in text
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        read(address.removeprefix("http://testserver"))


def test_the_sitemap_dates_a_cohort_by_who_changed_it_last(home, django_assert_num_queries) -> None:
    cohort = CohortFactory()
    log(cohort, "wagtail.edit")
    line = ModelLogEntry.objects.get()
    text = read("/sitemap.xml")
    moments = {node.findtext("{*}loc"): node.findtext("{*}lastmod") for node in ET.fromstring(text)}
    found = dt.datetime.fromisoformat(moments[f"http://testserver/uk/cohorts/{cohort.slug}/"])
    assert found == line.timestamp.replace(microsecond=0)
    with CaptureQueriesContext(connection) as before:
        read("/sitemap.xml")
    CohortFactory()
    with django_assert_num_queries(len(before)):
        read("/sitemap.xml")


def test_robots_are_shown_the_sitemap_and_kept_from_the_back_office(
    client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        text = client.get("/robots.txt").text
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


@pytest.mark.parametrize(
    ("code", "kept", "remembered"),
    [
        ("uk", "kept_form, на 30 хвилин", "form_owners, на рік"),
        ("en", "kept_form, for 30 minutes", "form_owners, for a year"),
        ("pl", "kept_form, na 30 minut", "form_owners, na rok"),
    ],
)
def test_the_page_on_privacy_names_what_brings_a_form_back(home, code, kept, remembered) -> None:
    page = read(f"/{code}/privacy/")
    assert kept in page and remembered in page
