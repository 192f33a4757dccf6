"""Cohorts and their days in the back office."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort, Day, Pool
from cohorts.timetable.models import Session
from cohorts.timetable.services import release_timetable
from residencies.models import Programme
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.courses import CourseFactory
from tests.factories.residencies import (
    FundingProjectFactory,
    ProgrammeFactory,
    ResidencyFactory,
    RoomFactory,
    VenueFactory,
    manager_of,
)
from tests.factories.timetable import SessionFactory
from tests.office.rows import address, typed

pytestmark = pytest.mark.django_db
KYIV, WARSAW = ZoneInfo("Europe/Kyiv"), ZoneInfo("Europe/Warsaw")


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def office(client: Client, programme: Programme) -> Client:
    client.force_login(manager_of(programme))
    return client


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    """A cohort in preparation."""
    return CohortFactory(residency__programme=programme, state=Cohort.State.DRAFT)


def errors(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def overview(cohort: Cohort) -> str:
    return reverse("cohort_overview", args=[cohort.pk])


def step(cohort: Cohort, name: str) -> str:
    return reverse("cohort_step", args=[cohort.pk, name])


# ---------------------------------------------------------------- the cohort
def test_a_cohort_is_made_by_a_plain_form_and_lands_on_its_page(office: Client, programme: Programme) -> None:
    residency = ResidencyFactory(programme=programme)
    course = CourseFactory(residency=residency)
    url = address("cohort", "add", residency=residency.pk)
    form = office.get(url).context["form"]
    assert form["time_zone"].value() == programme.time_zone
    response = office.post(url, typed(form, course=course.pk, slug="brovary-2026", town_uk="Бровари"))
    cohort = Cohort.objects.get(slug="brovary-2026")
    assert response.url == overview(cohort)
    assert (cohort.state, cohort.course) == (Cohort.State.DRAFT, course)


def test_a_cohort_without_an_address_gets_one_of_its_residency_and_town(
    office: Client, programme: Programme
) -> None:
    residency = ResidencyFactory(programme=programme, slug="communication")
    course = CourseFactory(residency=residency)
    url = address("cohort", "add", residency=residency.pk)
    for slug in ("communication-zhovkva", "communication-zhovkva-2"):
        sent = typed(office.get(url).context["form"], course=course.pk, slug="", town_uk="Жовква")
        assert office.post(url, sent).status_code == 302
        assert Cohort.objects.latest("pk").slug == slug


def test_the_state_of_a_cohort_is_not_a_field_of_its_form(office: Client, cohort: Cohort) -> None:
    url = address("cohort", "edit", cohort)
    sent = typed(office.get(url).context["form"], state="published")
    assert office.post(url, sent).status_code == 302
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.DRAFT


def test_a_cohort_takes_no_course_of_another_residency(office: Client, programme: Programme) -> None:
    residency = ResidencyFactory(programme=programme)
    other = CourseFactory(residency__programme=programme)
    sent = {
        "residency": residency.pk,
        "course": other.pk,
        "slug": "one",
        "town_uk": "Бровари",
        "time_zone": "Europe/Kyiv",
        "working_language": "uk",
    }
    response = office.post(address("cohort", "add", residency=sent["residency"]), sent)
    assert response.status_code == 422
    assert "course" in errors(response)
    assert "Бровари" in response.content.decode()


@pytest.mark.parametrize(("field", "factory"), [("venue", VenueFactory), ("project", FundingProjectFactory)])
def test_a_cohort_takes_nothing_of_another_programme_that_one_manages_too(
    client: Client, field: str, factory: Any
) -> None:
    one, other = ProgrammeFactory(), ProgrammeFactory()
    client.force_login(manager_of(one, other))
    course = CourseFactory(residency__programme=one)
    sent = {
        "residency": course.residency_id,
        "course": course.pk,
        field: factory(programme=other).pk,
        "slug": "one",
        "town_uk": "Бровари",
        "time_zone": "Europe/Kyiv",
        "working_language": "uk",
    }
    response = client.post(address("cohort", "add", residency=course.residency_id), sent)
    assert response.status_code == 422
    assert field in errors(response)


def test_a_published_address_never_changes(office: Client, programme: Programme) -> None:
    cohort = CohortFactory(residency__programme=programme)
    url = address("cohort", "edit", cohort)
    response = office.post(url, typed(office.get(url).context["form"], slug="another"))
    assert response.status_code == 422
    assert "slug" in errors(response)


def test_a_zone_that_is_none_is_refused(office: Client, cohort: Cohort) -> None:
    url = address("cohort", "edit", cohort)
    response = office.post(url, typed(office.get(url).context["form"], time_zone="Europe/Nowhere"))
    assert response.status_code == 422
    assert "time_zone" in errors(response)


def test_a_deadline_keeps_its_hour_when_the_zone_changes(office: Client, cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort, pool__deadline=dt.datetime(2026, 12, 1, 18, 0, tzinfo=KYIV))
    url = address("cohort", "edit", cohort)
    office.post(url, typed(office.get(url).context["form"], time_zone="Europe/Warsaw"))
    day.pool.refresh_from_db()
    assert day.pool.deadline == dt.datetime(2026, 12, 1, 18, 0, tzinfo=WARSAW)


def test_a_zone_in_which_a_deadline_would_come_twice_is_refused(office: Client, cohort: Cohort) -> None:
    # 02:30 comes twice in Warsaw that night, and once in Kyiv.
    moment = dt.datetime(2026, 10, 25, 2, 30, tzinfo=KYIV)
    DayFactory(cohort=cohort, pool__deadline=moment)
    url = address("cohort", "edit", cohort)
    response = office.post(url, typed(office.get(url).context["form"], time_zone="Europe/Warsaw"))
    assert response.status_code == 422
    assert "time_zone" in errors(response)
    assert Pool.objects.get().deadline == moment


# ---------------------------------------------------------------- days
def day_form(**changes: Any) -> dict[str, Any]:
    return {
        "date": "2026-12-17",
        "admission": "selection",
        "capacity": "30",
        "deadline": "2026-12-01 18:00",
        **changes,
    }


def test_a_day_is_made_with_its_places_and_its_deadline_on_the_cohorts_clock(
    office: Client, cohort: Cohort
) -> None:
    Cohort.objects.update(time_zone="Europe/Warsaw")
    response = office.post(address("day", "add", cohort=cohort.pk), day_form(hours="6.5"))
    assert response.url == overview(cohort)
    day = cohort.days.get()
    assert day.pool.capacity == 30
    assert day.pool.deadline == dt.datetime(2026, 12, 1, 18, 0, tzinfo=WARSAW)
    assert str(day.hours) == "6.5"
    form = office.get(address("day", "edit", day)).context["form"]
    assert form["deadline"].value() == dt.datetime(2026, 12, 1, 18, 0)
    assert ModelLogEntry.objects.for_instance(day).get().action == "cohorts.add_day"


@pytest.mark.parametrize("wall", ["2026-03-29 03:30", "2026-10-25 03:30"])
def test_a_deadline_at_an_hour_that_is_missing_or_comes_twice_is_refused(
    office: Client, cohort: Cohort, wall: str
) -> None:
    response = office.post(address("day", "add", cohort=cohort.pk), day_form(deadline=wall))
    assert response.status_code == 422
    assert "deadline" in errors(response)
    assert wall in response.content.decode()
    assert not Pool.objects.exists()


def test_an_hour_is_judged_by_the_cohorts_zone_and_not_by_the_servers(office: Client, cohort: Cohort) -> None:
    Cohort.objects.update(time_zone="Europe/Warsaw")
    url = address("day", "add", cohort=cohort.pk)
    assert office.post(url, day_form(deadline="2026-03-29 02:30")).status_code == 422
    assert office.post(url, day_form(deadline="2026-03-29 03:30")).status_code == 302


@pytest.mark.parametrize(
    "typed_words", ["x", "2026-13-01 10:00", "2026-12-01 18:00+02:00", "2026-02-30 10:00"]
)
def test_what_is_no_date_and_hour_is_refused(office: Client, cohort: Cohort, typed_words: str) -> None:
    response = office.post(address("day", "add", cohort=cohort.pk), day_form(deadline=typed_words))
    assert response.status_code == 422
    assert "deadline" in errors(response)


def test_registration_ends_on_the_day_at_the_latest(office: Client, cohort: Cohort) -> None:
    url = address("day", "add", cohort=cohort.pk)
    response = office.post(url, day_form(deadline="2026-12-18 00:00"))
    assert response.status_code == 422
    assert "deadline" in errors(response)
    assert office.post(url, day_form(deadline="2026-12-17 23:59")).status_code == 302


@pytest.mark.both_databases
def test_a_cohort_has_a_date_once(office: Client, cohort: Cohort) -> None:
    url = address("day", "add", cohort=cohort.pk)
    assert office.post(url, day_form()).status_code == 302
    response = office.post(url, day_form(title_uk="Ще раз"))
    assert response.status_code == 422
    assert "date" in errors(response) or "__all__" in errors(response)
    assert "Ще раз" in response.content.decode()
    assert Pool.objects.count() == 1


def test_fewer_places_than_are_held_are_refused_and_more_are_fine(office: Client, cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort, pool__capacity=3)
    PlaceFactory.create_batch(2, pool=day.pool)
    url = address("day", "edit", day)
    form = office.get(url).context["form"]
    response = office.post(url, typed(form, capacity=1, title_uk="Перший день"))
    assert response.status_code == 422
    assert "capacity" in errors(response)
    assert "Перший день" in response.content.decode()
    day.pool.refresh_from_db()
    assert day.pool.capacity == 3
    for number in (2, 40):
        form = office.get(url).context["form"]
        assert office.post(url, typed(form, capacity=number)).status_code == 302
        day.pool.refresh_from_db()
        assert day.pool.capacity == number


@pytest.mark.parametrize("number", ["-1", "", "10001", "3.5"])
def test_a_number_of_places_that_makes_no_sense_is_refused(
    office: Client, cohort: Cohort, number: str
) -> None:
    response = office.post(address("day", "add", cohort=cohort.pk), day_form(capacity=number))
    assert response.status_code == 422
    assert "capacity" in errors(response)


def test_a_day_form_notices_that_somebody_changed_the_places(office: Client, cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort, pool__capacity=30)
    url = address("day", "edit", day)
    form = office.get(url).context["form"]
    Pool.objects.update(capacity=50)
    response = office.post(url, typed(form, capacity=40))
    assert response.status_code == 409
    assert "50" in response.content.decode()
    assert Pool.objects.get().capacity == 50


def test_what_stands_against_deleting_a_day_is_said_with_what_to_do_first(
    office: Client, programme: Programme
) -> None:
    office.cookies["language"] = "en"
    cohort = CohortFactory(residency__programme=programme)
    taught, asked_for = DayFactory(cohort=cohort), DayFactory(cohort=cohort)
    session = SessionFactory(day=taught)
    sent_for(asked_for)
    text = office.post(address("day", "delete", taught)).text
    assert f"Sessions stand on this day: {session.title}. Move them to another day first" in text
    text = office.post(address("day", "delete", asked_for)).text
    assert "There is 1 application for this day, so it stays." in text


def test_a_cohort_in_preparation_whose_timetable_people_have_read_is_not_deleted(
    office: Client, programme: Programme
) -> None:
    office.cookies["language"] = "en"
    cohort = CohortFactory(residency__programme=programme, state=Cohort.State.DRAFT)
    session = SessionFactory(day=DayFactory(cohort=cohort))
    release_timetable(actor=manager_of(programme), cohort=cohort, expected=0)
    Session.objects.filter(pk=session.pk).delete()
    answer = office.post(address("cohort", "delete", cohort))
    assert answer.status_code == 422
    assert "Its timetable was released, so people know of this cohort." in answer.text


def test_a_day_with_sessions_or_places_is_not_deleted(office: Client, cohort: Cohort) -> None:
    with_session, with_place = DayFactory(cohort=cohort), DayFactory(cohort=cohort)
    SessionFactory(day=with_session)
    PlaceFactory(pool=with_place.pool)
    for day in (with_session, with_place):
        assert office.post(address("day", "delete", day)).status_code == 422
    assert Day.objects.count() == Pool.objects.count() == 2


# ---------------------------------------------------------------- the cohort's page
def test_the_page_says_the_places_of_each_day(office: Client, cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort, pool__capacity=25)
    PlaceFactory.create_batch(3, pool=day.pool)
    DayFactory(cohort=cohort, pool__capacity=10)
    lines = office.get(overview(cohort)).context["day_lines"]
    assert {(line.row.held, line.row.pool.capacity) for line in lines} == {(3, 25), (0, 10)}


def test_the_page_has_what_rooms_above_have_of_the_cohort_in_the_order_of_a_managers_work(
    office: Client, cohort: Cohort
) -> None:
    office.cookies["language"] = "en"
    titles = [panel.title for panel in office.get(overview(cohort)).context["panels"]]
    assert titles == [
        "Applications",
        "Food and accessibility",
        "Meals",
        "Lodging",
        "Buses",
        "Day pack",
        "Materials",
        "Presence",
        "Invitations and attestations",
        "Completion and certificates",
    ]


def test_a_foreign_cohorts_page_and_its_steps_are_not_found(office: Client) -> None:
    foreign = CohortFactory()
    DayFactory(cohort=foreign)
    assert office.get(overview(foreign)).status_code == 404
    for name in ("publish", "cancel", "archive"):
        assert office.get(step(foreign, name)).status_code == 404
        assert office.post(step(foreign, name)).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.state, foreign.archived_at) == (Cohort.State.PUBLISHED, None)


@pytest.mark.both_databases
def test_the_page_takes_the_same_queries_for_two_sessions_and_for_many(
    office: Client, cohort: Cohort
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(overview(cohort)).status_code == 200
        return len(queries)

    days = DayFactory.create_batch(2, cohort=cohort)
    for day in days:
        SessionFactory(day=day)
        PlaceFactory(pool=day.pool)
    count()
    few = count()
    for day in days:
        SessionFactory.create_batch(8, day=day)
        PlaceFactory.create_batch(5, pool=day.pool)
    assert count() == few


# ---------------------------------------------------------------- the steps of its life
def test_a_cohort_is_published_after_a_question(office: Client, cohort: Cohort) -> None:
    DayFactory(cohort=cohort)
    assert office.get(step(cohort, "publish")).status_code == 200
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.DRAFT
    assert office.post(step(cohort, "publish")).url == overview(cohort)
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.PUBLISHED
    assert ModelLogEntry.objects.for_instance(cohort).filter(action="cohorts.publish").exists()


def test_the_page_that_publishes_names_what_is_missing_and_leads_to_it(
    office: Client, cohort: Cohort
) -> None:
    office.cookies["language"] = "en"
    programme = cohort.residency.programme
    Programme.objects.filter(pk=programme.pk).update(contact_email="")
    ahead, late = DayFactory(cohort=cohort), DayFactory(cohort=cohort, pool__deadline=timezone.now())
    open_ended = DayFactory(cohort=cohort, pool__deadline=None)
    room = RoomFactory(venue__programme=programme)
    first, _second = SessionFactory.create_batch(2, day=ahead, venue=room.venue, room=room)
    missing = {
        "nobody knows whom to write to": reverse("programme:edit", args=[programme.pk]),
        "the deadline has passed, so nobody can apply": reverse("day:edit", args=[late.pk]),
        "people can apply until the day begins": reverse("day:edit", args=[open_ended.pk]),
        "There is no completion rule": reverse("certificates_rule", args=[cohort.pk]),
        "The timetable is not released": reverse("timetable_release", args=[cohort.pk]),
        "no sessions": f"{reverse('session:add')}?cohort={cohort.pk}&amp;day={late.pk}",
        "is needed twice": reverse("session:edit", args=[first.pk]),
    }
    for url in (step(cohort, "publish"), overview(cohort)):
        page = office.get(url).content.decode()
        for words, leads_to in missing.items():
            assert re.search(f'<a href="{re.escape(leads_to)}">[^<]*{words}', page), words


def test_a_cohort_is_published_with_remarks_and_they_are_not_repeated_on_its_page(
    office: Client, cohort: Cohort
) -> None:
    office.cookies["language"] = "en"
    DayFactory(cohort=cohort, pool__deadline=None)
    assert "Before it is published" in office.get(overview(cohort)).content.decode()
    assert office.post(step(cohort, "publish")).url == overview(cohort)
    assert "Before it is published" not in office.get(overview(cohort)).content.decode()


def test_the_page_of_a_release_repeats_what_should_be_mended(office: Client, cohort: Cohort) -> None:
    SessionFactory(day=DayFactory(cohort=cohort))
    page = office.get(reverse("timetable_release", args=[cohort.pk])).content.decode()
    assert f'<a href="{reverse("certificates_rule", args=[cohort.pk])}">' in page
    assert "The timetable is not released" not in page


def test_a_cohort_without_days_is_not_published(office: Client, cohort: Cohort) -> None:
    assert office.post(step(cohort, "publish")).status_code == 422
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.DRAFT


@pytest.mark.both_databases
def test_publishing_twice_is_a_conflict(office: Client, cohort: Cohort) -> None:
    DayFactory(cohort=cohort)
    assert [office.post(step(cohort, "publish")).status_code for _each in range(2)] == [302, 409]


def test_a_published_cohort_is_cancelled_for_good(office: Client, cohort: Cohort) -> None:
    DayFactory(cohort=cohort)
    assert office.post(step(cohort, "cancel")).status_code == 409
    office.post(step(cohort, "publish"))
    assert office.post(step(cohort, "cancel")).status_code == 302
    assert office.post(step(cohort, "publish")).status_code == 409
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.CANCELLED


def test_a_cohort_is_put_away_and_brought_back(office: Client, cohort: Cohort) -> None:
    assert office.post(step(cohort, "archive")).status_code == 302
    assert office.post(step(cohort, "archive")).status_code == 409
    cohort.refresh_from_db()
    assert cohort.archived_at <= timezone.now()
    assert office.post(step(cohort, "bring-back")).status_code == 302
    cohort.refresh_from_db()
    assert cohort.archived_at is None


def test_a_step_that_is_none_is_not_found(office: Client, cohort: Cohort) -> None:
    assert office.post(step(cohort, "burn")).status_code == 404


def test_a_cohort_in_preparation_is_deleted_with_its_days(office: Client, cohort: Cohort) -> None:
    DayFactory(cohort=cohort)
    assert office.post(address("cohort", "delete", cohort)).url == address("cohort", "index")
    assert not Cohort.objects.exists()
    assert not Pool.objects.exists()


def test_a_cohort_that_people_have_seen_is_not_deleted(office: Client, programme: Programme) -> None:
    cohort = CohortFactory(residency__programme=programme)
    DayFactory(cohort=cohort)
    assert office.post(address("cohort", "delete", cohort)).status_code == 422
    assert cohort.days.count() == 1


def test_the_first_screen_leads_to_own_cohorts(office: Client, cohort: Cohort) -> None:
    foreign = CohortFactory()
    html = office.get(reverse("wagtailadmin_home")).content.decode()
    assert overview(cohort) in html
    assert overview(foreign) not in html


def test_the_first_screen_says_where_each_cohort_stands_the_soonest_first(
    office: Client, programme: Programme
) -> None:
    today = timezone.localdate(timezone.now(), KYIV)
    for slug, dates in (("ended", [-9, -8]), ("later", [20]), ("now", [0, 1]), ("old", [-90])):
        run = CohortFactory(residency__programme=programme, slug=slug)
        for number in dates:
            DayFactory(cohort=run, date=today + dt.timedelta(days=number), pool__deadline=None)
    CohortFactory(residency__programme=programme, archived_at=timezone.now())
    page = office.get(reverse("wagtailadmin_home"), headers={"accept-language": "en"})
    lines = [(line["cohort"].slug, str(line["phase_words"])) for line in home_lines(page)]
    assert lines == [
        ("now", "under way"),
        ("later", "open for applications"),
        ("ended", "ended"),
        ("old", "ended"),
    ]


def home_lines(page: Any) -> list[dict[str, Any]]:
    """What the first screen says of each cohort."""
    lines: list[dict[str, Any]] = page.context["lines"]
    return lines


@pytest.mark.both_databases
def test_the_first_screen_takes_the_same_queries_for_one_cohort_and_for_many(
    office: Client, programme: Programme
) -> None:
    def with_days() -> None:
        run = CohortFactory(residency__programme=programme)
        for number in (-2, 3):
            day = DayFactory(cohort=run, date=timezone.localdate() + dt.timedelta(days=number))
            SessionFactory(day=day)
            PlaceFactory.create_batch(2, pool=day.pool)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(reverse("wagtailadmin_home")).status_code == 200
        return len(queries)

    with_days()
    count()
    few = count()
    for _number in range(5):
        with_days()
    assert count() == few


def test_after_its_last_day_a_cohort_takes_no_day_and_is_not_cancelled(
    office: Client, programme: Programme
) -> None:
    cohort = CohortFactory(residency__programme=programme)
    adding = f"{reverse('day:add')}?cohort={cohort.pk}"
    day = DayFactory(cohort=cohort, date=timezone.localdate() + dt.timedelta(days=9))
    page = office.get(overview(cohort)).content.decode()
    assert adding in page and step(cohort, "cancel") in page
    Day.objects.filter(pk=day.pk).update(date=timezone.localdate() - dt.timedelta(days=9))
    page = office.get(overview(cohort)).content.decode()
    assert adding not in page and step(cohort, "cancel") not in page
    # A record of what has been is still written down.
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.DRAFT)
    assert adding in office.get(overview(cohort)).content.decode()
