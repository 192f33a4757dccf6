"""A cohort on the public site: its facts, its doors, its places, and what strangers may not see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import Client
from django.utils import timezone, translation

from cohorts.models import Cohort, Day
from cohorts.places import take
from cohorts.queries import (
    cohorts_of,
    facts_of,
    open_cohorts,
    public_cohorts,
)
from cohorts.services import cancel_cohort
from cohorts.views import call_to_act
from tests.factories.admission import draft_for
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.courses import TrainerFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.residencies import (
    FundingProjectFactory,
    MembershipFactory,
    PartnerFactory,
    ResidencyFactory,
    manager_of,
)
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 12, 10, 0, tzinfo=dt.UTC)  # noon in Kyiv


@pytest.fixture(autouse=True)
def at_noon(time_machine) -> None:
    """Every test begins at noon of 12 November 2026, in Kyiv."""
    time_machine.move_to(NOW, tick=False)


def two_days(cohort: Cohort | None = None, **more: Any) -> Cohort:
    """A cohort on 20 and 21 November, open until 18 and 19 November, 18:00 in Kyiv."""
    cohort = cohort or CohortFactory(**{"town_en": "Brovary", **more})
    for number in (20, 21):
        DayFactory(
            cohort=cohort,
            date=dt.date(2026, 11, number),
            pool__deadline=dt.datetime(2026, 11, number - 2, 16, 0, tzinfo=dt.UTC),
        )
    return cohort


def read(cohort: Cohort, language: str = "en", rest: str = "") -> str:
    """The text of a cohort's page as it is now."""
    caches["pages"].clear()
    response = Client().get(f"/{language}/cohorts/{cohort.slug}/{rest}")
    assert response.status_code == 200
    return response.text


def parse(html: str) -> None:
    """Refuse HTML that is not valid as it is written."""
    html5lib.HTMLParser(strict=True).parse(html)


# ------------------------------------------------------------------ the facts
def test_the_page_says_when_where_in_which_language_and_until_when() -> None:
    cohort = two_days(cost_en="Free", gains_en="A plan\nContacts")
    text = read(cohort)
    parse(text)
    assert "20–21 November 2026" in text
    assert "Friday, 20 November 2026" in text
    assert "Brovary" in text
    assert "Ukrainian" in text
    assert "Free" in text
    assert "<li>A plan</li><li>Contacts</li>" in text
    assert "Apply by 18:00, 18 November, Kyiv time" in text
    assert "Apply by 18:00, 19 November, Kyiv time" in text
    assert "in 6 days" in text


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_the_page_is_valid_in_each_language(language) -> None:
    parse(read(two_days(), language))


def test_words_that_are_not_translated_are_shown_and_marked_with_their_language() -> None:
    cohort = two_days(
        CohortFactory(town_uk="Бровари", town_en="", residency__name_uk="Медицина", residency__name_en="")
    )
    text = read(cohort)
    assert '<span lang="uk">Бровари</span>' in text
    assert '<h1><span lang="uk">Медицина</span></h1>' in text
    assert '<span lang="uk">' not in read(cohort, "uk")


def test_a_name_that_looks_like_markup_is_printed_as_it_is() -> None:
    cohort = two_days(residency__name_en="<b>Name</b> & Co", town_en='"><script>alert(1)</script>')
    text = read(cohort)
    parse(text)
    assert "&lt;b&gt;Name&lt;/b&gt; &amp; Co" in text
    assert "<script>alert" not in text


def test_partners_stand_in_their_roles_in_the_order_that_donors_expect() -> None:
    residency = ResidencyFactory()
    for role in ("supporter", "funder", "organiser"):
        PartnerFactory(
            programme=residency.programme, role=role, organisation=OrganisationFactory(name_en=f"The {role}")
        )
    PartnerFactory(
        programme=residency.programme,
        residency=ResidencyFactory(programme=residency.programme),
        organisation=OrganisationFactory(name_en="Partner of another residency"),
    )
    text = read(two_days(residency=residency))
    assert text.index("The organiser") < text.index("The funder") < text.index("The supporter")
    assert "Partner of another residency" not in text


def test_the_page_says_whom_to_ask_and_who_pays() -> None:
    residency = ResidencyFactory(programme__contact_email="office@demo.example")
    project = FundingProjectFactory(
        programme=residency.programme, sentence_en="With the support of <a donor>."
    )
    text = read(two_days(residency=residency, project=project))
    assert '<a href="mailto:office@demo.example">office@demo.example</a>' in text
    assert "With the support of &lt;a donor&gt;." in text
    other = read(two_days(residency=residency))
    assert "With the support" not in other


def test_shared_links_and_search_engines_get_the_town_and_no_more() -> None:
    cohort = two_days(
        notes_uk="Таємні нотатки", residency__name_en="Medicine", residency__summary_en="Two days."
    )
    text = read(cohort)
    assert f'<link rel="canonical" href="http://testserver/en/cohorts/{cohort.slug}/">' in text
    assert f'<link rel="alternate" hreflang="pl" href="http://testserver/pl/cohorts/{cohort.slug}/">' in text
    assert '<meta property="og:title" content="Medicine · 20–21 November 2026">' in text
    assert '<meta name="description" content="20–21 November 2026, Brovary. Two days.">' in text
    assert "Таємні нотатки" not in text


# ------------------------------------------------------------------ who is not there
@pytest.mark.parametrize(
    "more",
    [
        {"state": Cohort.State.DRAFT},
        {"residency__is_public": False},
        {"residency__programme__is_public": False},
    ],
    ids=["draft", "private residency", "private programme"],
)
@pytest.mark.parametrize("rest", ["", "places/", "programme/"])
def test_what_is_not_public_is_not_there(more, rest, client) -> None:
    cohort = two_days(**more)
    assert client.get(f"/en/cohorts/{cohort.slug}/{rest}").status_code == 404


def test_an_unknown_address_is_not_there(client) -> None:
    assert client.get("/en/cohorts/nothing/").status_code == 404


def test_a_cancelled_cohort_says_so_and_takes_no_applications() -> None:
    cohort = two_days()
    cancel_cohort(actor=UserFactory(), cohort=cohort)
    text = read(cohort)
    parse(text)
    assert "This residency is cancelled" in text
    assert "btn-lamp" not in text


@pytest.mark.parametrize("what", ["cohort", "residency", "programme"])
def test_what_is_in_the_archive_takes_no_applications_and_search_engines_are_not_told_of_it(
    what: str,
) -> None:
    cohort = two_days(residency__is_public=True)
    person = UserFactory(language="en")
    draft_for(cohort.days.first(), user=person)
    apply = f"/en/cohorts/{cohort.slug}/apply/"

    def told() -> tuple[bool, bool, bool]:
        """Whether the page, search engines, and “My page” lead to applying."""
        text = read(cohort)
        parse(text)
        caches["pages"].clear()
        browser = Client()
        browser.force_login(person)
        listed = f"/en/cohorts/{cohort.slug}/" in browser.get("/sitemap.xml").text
        return apply in text, listed, apply in browser.get("/en/my/").text

    assert told() == (True, True, True)
    rows = {
        "cohort": cohort,
        "residency": cohort.residency,
        "programme": cohort.residency.programme,
    }
    type(rows[what]).objects.filter(pk=rows[what].pk).update(archived_at=NOW)
    assert told() == (False, False, False)
    assert "Registration is closed" in read(cohort)
    assert not facts_of(public_cohorts().get(slug=cohort.slug), NOW).is_open
    browser = Client()
    browser.force_login(person)
    assert browser.get(apply).status_code == 404
    assert "Applications are not taken any more" in browser.get("/en/my/").text


# ------------------------------------------------------------------ the doors
def button(cohort: Cohort) -> str:
    """What the one button says."""
    with translation.override("en"):
        return call_to_act(facts_of(cohort, timezone.now()))


def test_the_button_says_what_will_happen() -> None:
    cohort = two_days()
    assert button(cohort) == "Apply for 20–21 November"
    text = read(cohort)
    assert text.count("btn-lamp") == 1
    assert f'href="/en/cohorts/{cohort.slug}/apply/"' in text


def test_the_page_that_is_kept_promises_no_place_on_an_open_day() -> None:
    cohort = two_days()
    Day.objects.update(admission=Day.Admission.OPEN)
    assert button(Cohort.objects.get(pk=cohort.pk)) == "Apply for 20–21 November"
    assert (
        "You get a place when you send the application, while there are any; after that, the waiting list."
        in read(cohort)
    )


def test_who_applied_already_is_led_to_their_page() -> None:
    assert '<a href="/en/my/">Your application is on My page</a>' in read(two_days())


def test_the_first_deadline_does_not_close_the_second_day(time_machine) -> None:
    cohort = two_days()
    time_machine.move_to(dt.datetime(2026, 11, 18, 16, 0, 1, tzinfo=dt.UTC), tick=False)
    assert button(cohort) == "Apply for 21 November"
    text = read(cohort)
    assert "Registration closed at 18:00, 18 November, Kyiv time" in text
    assert "Apply by 18:00, 19 November, Kyiv time" in text


@pytest.mark.parametrize(("second", "is_open"), [(-1, True), (0, True), (0.999, True), (1, False)])
def test_the_second_of_the_deadline_still_counts(second, is_open) -> None:
    cohort = two_days()
    moment = dt.datetime(2026, 11, 18, 16, 0, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
    assert facts_of(cohort, moment).days[0].is_open is is_open
    cohort.days.last().delete()
    assert bool(open_cohorts(moment)) is is_open


def test_after_the_last_deadline_registration_is_closed(time_machine) -> None:
    cohort = two_days()
    time_machine.move_to(dt.datetime(2026, 11, 19, 16, 0, 1, tzinfo=dt.UTC), tick=False)
    text = read(cohort)
    assert "Registration is closed" in text
    assert "btn-lamp" not in text
    assert "data-late" not in text


def test_a_day_without_a_deadline_is_open_until_it_is_over_by_its_own_clock() -> None:
    cohort = CohortFactory(time_zone="Pacific/Auckland")
    DayFactory(cohort=cohort, date=dt.date(2026, 11, 20), pool__deadline=None)
    evening = dt.datetime(2026, 11, 20, 10, 59, tzinfo=dt.UTC)  # 23:59 in Auckland
    assert facts_of(cohort, evening).is_open
    after = evening + dt.timedelta(minutes=2)
    assert not facts_of(cohort, after).is_open
    assert facts_of(cohort, after).is_past


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        ("2026-11-12T10:00", "open"),
        ("2026-11-19T17:00", "closed"),
        ("2026-11-20T05:00", "under_way"),
        ("2026-11-21T21:00", "under_way"),
        ("2026-11-21T22:30", "past"),  # half past midnight of the 22nd in Kyiv
    ],
)
def test_a_cohort_goes_through_its_phases_by_its_own_clock(moment, phase) -> None:
    cohort = two_days()
    assert facts_of(cohort, dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)).phase == phase


# ------------------------------------------------------------------ the places
def test_places_left_come_as_a_fragment_that_nobody_keeps(client, django_assert_num_queries) -> None:
    cohort = two_days()
    Day.objects.update(admission=Day.Admission.OPEN)
    day = cohort.days.first()
    PlaceFactory.create_batch(29, pool=day.pool)
    url = f"/en/cohorts/{cohort.slug}/places/"
    with django_assert_num_queries(3):
        response = client.get(url, headers={"hx-request": "true"})
    assert "1 of 30 places is left." in " ".join(response.text.split())
    assert 'hx-swap-oob="true"' in response.text
    assert "<html" not in response.text
    assert "no-store" in response["Cache-Control"]
    take(pool_id=day.pool_id, participant=ParticipantFactory(cohort=cohort))
    again = client.get(url, headers={"hx-request": "true"})
    assert "All 30 places are taken." in " ".join(again.text.split())
    assert again.text.count("No places left: waiting list") == 1
    assert "No places left" not in response.text


def test_without_scripts_the_places_are_a_page_of_their_own() -> None:
    cohort = two_days()
    assert f'<a href="/en/cohorts/{cohort.slug}/places/">See how many places are left</a>' in read(cohort)
    text = read(cohort, rest="places/")
    parse(text)
    assert "There are 30 places." in " ".join(text.split())


def test_a_full_day_is_said_to_have_a_waiting_list_in_the_page_that_is_sent() -> None:
    cohort = two_days()
    Day.objects.update(admission=Day.Admission.OPEN)
    full = cohort.days.first()
    PlaceFactory.create_batch(30, pool=full.pool)
    text = read(cohort)
    assert text.count("No places left: waiting list") == 1
    assert text.count("Registration is open") == 1
    full.pool.places.all().delete()
    caches["pages"].clear()
    assert "No places left" not in read(cohort)


def test_a_day_by_selection_is_open_however_many_places_are_given() -> None:
    cohort = two_days()
    for day in cohort.days.all():
        PlaceFactory.create_batch(30, pool=day.pool)
    assert read(cohort).count("Registration is open") == 2


def test_the_page_itself_says_nothing_that_a_place_taken_would_change() -> None:
    cohort = two_days()
    before = read(cohort)
    for day in cohort.days.all():
        PlaceFactory.create_batch(3, pool=day.pool)
    assert read(cohort) == before


# ------------------------------------------------------------------ lists and the number of queries
def test_open_cohorts_come_by_their_nearest_deadline(django_assert_num_queries) -> None:
    later = two_days()
    sooner = CohortFactory()
    DayFactory(cohort=sooner, date=dt.date(2026, 12, 20), pool__deadline=NOW + dt.timedelta(hours=1))
    closed = CohortFactory()
    DayFactory(cohort=closed, date=dt.date(2026, 11, 30), pool__deadline=NOW - dt.timedelta(hours=1))
    two_days(state=Cohort.State.DRAFT)
    two_days(archived_at=NOW)
    with django_assert_num_queries(2):
        found = open_cohorts(NOW)
    assert [facts.row for facts in found] == [sooner, later]


def test_a_residency_lists_its_cohorts_by_phase_with_two_queries(django_assert_num_queries) -> None:
    residency = ResidencyFactory()
    cohort = two_days(residency=residency)
    with django_assert_num_queries(2):
        assert [facts.row for facts in cohorts_of(residency, NOW)["open"]] == [cohort]
    past = [CohortFactory(residency=residency, course=cohort.course) for _number in range(3)]
    for number, row in enumerate(past):
        DayFactory(cohort=row, date=dt.date(2025, 1, 1 + number))
    with django_assert_num_queries(2):
        found = cohorts_of(residency, NOW)
    assert [facts.row for facts in found["past"]] == past[::-1]


def test_the_page_costs_the_same_for_one_day_and_for_many(client, django_assert_num_queries) -> None:
    one, many = CohortFactory(), CohortFactory()
    DayFactory(cohort=one)
    DayFactory.create_batch(5, cohort=many)
    PartnerFactory.create_batch(5, programme=many.residency.programme)
    for cohort in (one, many):
        with django_assert_num_queries(5):
            client.get(f"/en/cohorts/{cohort.slug}/")


# ------------------------------------------------------------------ who may see details
def participant(cohort: Cohort) -> Any:
    return PlaceFactory(pool=cohort.days.first().pool).participant.user


def trainer(cohort: Cohort) -> Any:
    user = UserFactory()
    row = TrainerFactory(programme=cohort.residency.programme, user=user)
    MembershipFactory(programme=row.programme, user=user, role="trainer")
    SessionFactory(day=cohort.days.first(), trainers=[row])
    return user


def trainer_elsewhere(cohort: Cohort) -> Any:
    user = UserFactory()
    row = TrainerFactory(programme=cohort.residency.programme, user=user)
    MembershipFactory(programme=row.programme, user=user, role="trainer")
    return user


def trainer_no_more(cohort: Cohort) -> Any:
    user = trainer(cohort)
    user.memberships.all().delete()
    return user


@pytest.mark.parametrize(
    ("make", "allowed"),
    [
        (participant, True),
        (trainer, True),
        (lambda cohort: manager_of(cohort.residency.programme), True),
        (lambda cohort: UserFactory(is_superuser=True), True),
        (trainer_elsewhere, False),
        (trainer_no_more, False),
        (lambda cohort: ParticipantFactory(cohort=cohort).user, False),
        (lambda cohort: participant(two_days()), False),
        (lambda cohort: manager_of(ResidencyFactory().programme), False),
        (lambda cohort: UserFactory(), False),
        (lambda cohort: AnonymousUser(), False),
    ],
    ids=["has a place", "teaches", "manages", "administers", "teaches elsewhere",
         "teaches no more", "applied only", "place in another cohort", "manages another programme",
         "stranger", "nobody"],
)  # fmt: skip
def test_details_are_for_those_who_come_and_those_who_run_it(make: Callable[[Cohort], Any], allowed) -> None:
    cohort, client = two_days(), Client()
    user = make(cohort)
    if user.is_authenticated:
        client.force_login(user)
    answer = client.get(f"/en/my/cohorts/{cohort.slug}/")
    assert (answer.status_code == 200) is allowed


def test_a_public_cohort_is_found_with_its_days_in_two_queries(django_assert_num_queries) -> None:
    cohort = two_days()
    with django_assert_num_queries(2):
        facts = facts_of(public_cohorts().get(slug=cohort.slug), NOW)
    assert [day.date.day for day in facts.days] == [20, 21]
