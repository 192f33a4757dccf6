"""Sessions of the working copy and releases in the back office."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Cohort, Day
from cohorts.timetable.models import Release, Session
from residencies.models import Membership, Programme
from tests.factories.admission import DayRequestFactory, SentApplicationFactory
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.courses import TrainerFactory, UnitFactory
from tests.factories.people import AdministratorFactory, OrganisationFactory
from tests.factories.residencies import (
    PartnerFactory,
    ProgrammeFactory,
    RoomFactory,
    VenueFactory,
    manager_of,
    works_in_office,
)
from tests.factories.timetable import SessionFactory, SessionFormatFactory, TrackGroupFactory
from tests.office.rows import address, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def office(client: Client, programme: Programme) -> Client:
    client.force_login(manager_of(programme))
    return client


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    return CohortFactory(residency__programme=programme)


@pytest.fixture
def day(cohort: Cohort) -> Day:
    return DayFactory(cohort=cohort, date=dt.date(2026, 12, 17))


def errors(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def overview(cohort: Cohort) -> str:
    return reverse("cohort_overview", args=[cohort.pk])


def sessions_of(day: Day) -> str:
    """Where one was: the sessions of that day on the cohort's page."""
    return f"{overview(day.cohort)}#day-{day.pk}"


def release_url(cohort: Cohort) -> str:
    return reverse("timetable_release", args=[cohort.pk])


def release(office: Client, cohort: Cohort, expected: int, note: str = "") -> Any:
    return office.post(release_url(cohort), {"expected": expected, "note_uk": note})


def step(session: Session, name: str) -> str:
    return reverse("timetable_session", args=[session.pk, name])


def session_form(day: Day, **changes: Any) -> dict[str, Any]:
    return {
        "day": day.pk,
        "starts": "10:00",
        "ends": "11:30",
        "title_uk": "Майстерня слова",
        "format": SessionFormatFactory().pk,
        **changes,
    }


# ---------------------------------------------------------------- sessions
def test_a_session_is_made_with_room_trainers_and_hosts(
    office: Client, programme: Programme, day: Day
) -> None:
    room = RoomFactory(venue__programme=programme)
    trainers = TrainerFactory.create_batch(2, programme=programme)
    host = PartnerFactory(programme=programme).organisation
    url = address("session", "add", cohort=day.cohort_id, day=day.pk)
    assert office.get(url).context["form"]["day"].value() == day.pk
    sent = session_form(day, room=room.pk, trainers=[row.pk for row in trainers], hosts=[host.pk])
    assert office.post(url, sent).url == sessions_of(day)
    session = Session.objects.get()
    assert (session.room, list(session.hosts.all())) == (room, [host])
    assert set(session.trainers.all()) == set(trainers)


def test_after_a_session_one_more_is_added_to_the_same_day_and_group(office: Client, day: Day) -> None:
    DayFactory(cohort=day.cohort, date=dt.date(2026, 12, 16))
    url = address("session", "add", cohort=day.cohort_id)
    assert 'name="add_another"' in office.get(url).text
    refused = office.post(url, session_form(day, ends="09:00", add_another="1"))
    assert (refused.status_code, Session.objects.count()) == (422, 0)
    more = office.post(url, session_form(day, add_another="1")).url
    assert more.startswith(reverse("session:add"))
    assert office.get(more).context["form"]["day"].value() == day.pk
    group = TrackGroupFactory(cohort=day.cohort)
    more = office.post(more, session_form(day, track_group=group.pk, add_another="1")).url
    form = office.get(more).context["form"]
    assert (form["day"].value(), form["track_group"].value()) == (day.pk, group.pk)
    assert f'id="day-{day.pk}"' in office.get(overview(day.cohort)).text


@pytest.mark.both_databases
def test_a_session_form_offers_what_belongs_to_its_cohort_only(
    client: Client, programme: Programme, day: Day
) -> None:
    other = CohortFactory(residency__programme=programme)
    elsewhere = ProgrammeFactory()
    client.force_login(manager_of(programme, elsewhere))
    foreign = {
        "day": DayFactory(cohort=other),
        "unit": UnitFactory(course=other.course),
        "track_group": TrackGroupFactory(cohort=other),
        "venue": VenueFactory(programme=elsewhere),
        "room": RoomFactory(venue__programme=elsewhere),
        "trainers": TrainerFactory(programme=elsewhere),
        "hosts": OrganisationFactory(),
    }
    url = address("session", "add", cohort=day.cohort_id)
    for field, row in foreign.items():
        many = field in {"trainers", "hosts"}
        response = client.post(url, {**session_form(day), field: [row.pk] if many else row.pk})
        assert response.status_code == 422, field
        assert field in errors(response)
    assert not Session.objects.exists()


@pytest.mark.parametrize(("starts", "ends"), [("11:30", "10:00"), ("10:00", "10:00")])
def test_a_session_ends_after_it_starts(office: Client, day: Day, starts: str, ends: str) -> None:
    url = address("session", "add", cohort=day.cohort_id)
    response = office.post(url, session_form(day, starts=starts, ends=ends))
    assert response.status_code == 422
    assert list(errors(response)) == ["ends"]
    assert "Майстерня слова" in response.content.decode()


@pytest.mark.parametrize("date", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_an_hour_that_is_missing_or_comes_twice_is_refused(
    office: Client, cohort: Cohort, date: dt.date
) -> None:
    day = DayFactory(cohort=cohort, date=date)
    url = address("session", "add", cohort=cohort.pk)
    response = office.post(url, session_form(day, starts="03:30", ends="05:00"))
    assert response.status_code == 422
    assert "starts" in errors(response)


def test_a_room_in_another_venue_than_the_chosen_one_is_refused(
    office: Client, programme: Programme, day: Day
) -> None:
    room, venue = RoomFactory(venue__programme=programme), VenueFactory(programme=programme)
    url = address("session", "add", cohort=day.cohort_id)
    response = office.post(url, session_form(day, room=room.pk, venue=venue.pk))
    assert response.status_code == 422
    assert "room" in errors(response)


def test_a_session_is_moved_and_people_see_it_with_the_next_release(office: Client, day: Day) -> None:
    session = SessionFactory(day=day)
    release(office, day.cohort, 0)
    url = address("session", "edit", session)
    sent = typed(office.get(url).context["form"], starts="14:00", ends="15:30")
    assert office.post(url, sent).url == sessions_of(day)
    session.refresh_from_db()
    assert session.starts == dt.time(14, 0)
    assert Release.objects.get().content["sessions"][0]["starts"] == "10:00"


def test_a_session_form_notices_that_somebody_changed_the_trainers(
    office: Client, programme: Programme, day: Day
) -> None:
    one, other = TrainerFactory.create_batch(2, programme=programme)
    session = SessionFactory(day=day, trainers=[one])
    url = address("session", "edit", session)
    form = office.get(url).context["form"]
    session.trainers.set([other])
    response = office.post(url, typed(form, title_uk="Інша назва", trainers=[one.pk]))
    assert response.status_code == 409
    assert "Інша назва" in response.content.decode()
    assert list(session.trainers.all()) == [other]


def test_the_state_of_a_session_is_not_a_field_of_its_form(office: Client, day: Day) -> None:
    session = SessionFactory(day=day)
    url = address("session", "edit", session)
    sent = typed(office.get(url).context["form"], state="cancelled", public_id="x")
    assert office.post(url, sent).status_code == 302
    session.refresh_from_db()
    assert session.state == Session.State.PLANNED


def test_a_session_is_cancelled_and_brought_back_after_a_question(office: Client, day: Day) -> None:
    session = SessionFactory(day=day)
    assert office.get(step(session, "cancel")).status_code == 200
    session.refresh_from_db()
    assert session.state == Session.State.PLANNED
    assert office.post(step(session, "cancel")).url == sessions_of(day)
    assert office.post(step(session, "cancel")).status_code == 409
    session.refresh_from_db()
    assert session.state == Session.State.CANCELLED
    assert office.post(step(session, "restore")).status_code == 302
    session.refresh_from_db()
    assert session.state == Session.State.PLANNED
    assert office.post(step(session, "burn")).status_code == 404


def test_a_foreign_session_is_neither_cancelled_nor_brought_back(office: Client) -> None:
    foreign = SessionFactory()
    for name in ("cancel", "restore"):
        assert office.get(step(foreign, name)).status_code == 404
        assert office.post(step(foreign, name)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == Session.State.PLANNED


def test_a_session_that_people_have_seen_is_cancelled_and_not_deleted(office: Client, day: Day) -> None:
    seen = SessionFactory(day=day)
    release(office, day.cohort, 0)
    unseen = SessionFactory(day=day)
    assert office.post(address("session", "delete", seen)).status_code == 422
    assert office.post(address("session", "delete", unseen)).url == sessions_of(day)
    assert list(Session.objects.all()) == [seen]


@pytest.mark.parametrize("who", ["trainer", "organisation"])
def test_whom_a_session_names_is_not_deleted(
    office: Client, day: Day, programme: Programme, who: str
) -> None:
    trainer = TrainerFactory(programme=programme)
    host = PartnerFactory(programme=programme).organisation
    session = SessionFactory(day=day, trainers=[trainer], hosts=[host])
    row = trainer if who == "trainer" else host
    office.cookies["language"] = "en"
    programme.partners.all().delete()  # nothing but the session holds the organisation
    response = office.post(address(who, "delete", row))
    assert response.status_code == 422
    assert "in use, so it cannot be deleted: sessions." in response.text
    assert (list(session.trainers.all()), list(session.hosts.all())) == ([trainer], [host])
    session.trainers.clear()
    session.hosts.clear()
    assert office.post(address(who, "delete", row)).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_parallel_sessions_are_grouped_by_plain_forms(office: Client, day: Day) -> None:
    url = address("trackgroup", "add", cohort=day.cohort_id)
    assert office.post(url, {"title_uk": "Виїзд на вибір"}).url == overview(day.cohort)
    group = day.cohort.track_groups.get()
    url = address("session", "add", cohort=day.cohort_id)
    assert office.post(url, session_form(day, track_group=group.pk)).status_code == 302
    assert Session.objects.get().track_group == group


def test_formats_are_the_administrators(client: Client) -> None:
    client.force_login(AdministratorFactory())
    sent = {"name_uk": "екскурсія", "slug": "walk", "is_taught": "on"}
    assert client.post(address("sessionformat", "add"), sent).status_code == 302


# ---------------------------------------------------------------- releases
def test_the_release_page_says_what_changes_and_how_many_are_told(
    office: Client, cohort: Cohort, day: Day
) -> None:
    moved = SessionFactory(day=day, title_uk="Рухоме")
    gone = SessionFactory(day=day, title_uk="Скасоване")
    release(office, cohort, 0)
    application = SentApplicationFactory(participant__cohort=cohort)
    DayRequestFactory(application=application, day=day, state="accepted")
    PlaceFactory(pool=day.pool, participant=application.participant)
    Session.objects.filter(pk=moved.pk).update(starts=dt.time(9, 0))
    Session.objects.filter(pk=gone.pk).update(state=Session.State.CANCELLED)
    SessionFactory(day=day, title_uk="Нове")
    page = office.get(release_url(cohort)).context
    assert [title for title, *_rest in page["added"]] == ["Нове"]
    assert [title for title, _differences in page["changed"]] == ["Рухоме"]
    assert [title for title, *_rest in page["cancelled"]] == ["Скасоване"]
    [change] = page["changed"][0][1]
    assert "10:00" in change.before
    assert "09:00" in change.after
    assert "1" in page["recipients"]
    assert page["expected"] == 1


def test_a_release_goes_out_with_its_note_and_the_next_number(
    office: Client, cohort: Cohort, day: Day
) -> None:
    SessionFactory(day=day)
    assert release(office, cohort, 0, "Перша програма.").url == overview(cohort)
    made = Release.objects.get()
    assert (made.number, made.note_uk, made.note_en) == (1, "Перша програма.", "")
    html = office.get(reverse("timetable_releases", args=[cohort.pk])).content.decode()
    assert "Перша програма." in html


def test_a_release_with_an_old_number_is_a_conflict_and_keeps_the_note(
    office: Client, cohort: Cohort, day: Day
) -> None:
    SessionFactory(day=day)
    release(office, cohort, 0)
    SessionFactory(day=day)
    response = release(office, cohort, 0, "Додали заняття.")
    assert response.status_code == 409
    assert "Додали заняття." in response.content.decode()
    assert Release.objects.count() == 1
    # The page shows the present number, so that sending once more is a decision and not an accident.
    assert response.context["expected"] == 1
    assert release(office, cohort, 1, "Додали заняття.").status_code == 302


def test_a_release_that_changes_nothing_is_refused(office: Client, cohort: Cohort, day: Day) -> None:
    SessionFactory(day=day)
    release(office, cohort, 0)
    assert release(office, cohort, 1).status_code == 422
    assert Release.objects.count() == 1


@pytest.mark.parametrize("expected", ["", "x", "-1"])
def test_a_release_without_the_number_that_was_seen_is_refused(
    office: Client, cohort: Cohort, day: Day, expected: str
) -> None:
    SessionFactory(day=day)
    response = office.post(release_url(cohort), {"expected": expected})
    assert response.status_code == 422
    assert not Release.objects.exists()


def test_opening_the_page_releases_nothing(office: Client, cohort: Cohort, day: Day) -> None:
    SessionFactory(day=day)
    office.get(release_url(cohort), {"expected": 0})
    assert not Release.objects.exists()


def test_a_foreign_timetable_is_neither_seen_nor_released(office: Client) -> None:
    foreign = SessionFactory().day.cohort
    assert office.get(release_url(foreign)).status_code == 404
    assert office.get(reverse("timetable_releases", args=[foreign.pk])).status_code == 404
    assert release(office, foreign, 0).status_code == 404
    assert not Release.objects.exists()


def test_the_cohorts_page_says_how_many_changes_wait(office: Client, cohort: Cohort, day: Day) -> None:
    SessionFactory.create_batch(2, day=day)
    html = office.get(overview(cohort)).content.decode()
    assert release_url(cohort) in html
    release(office, cohort, 0)
    assert release_url(cohort) not in office.get(overview(cohort)).content.decode()


def test_a_cancelled_cohorts_page_offers_no_release_and_no_new_day(
    office: Client, cohort: Cohort, day: Day
) -> None:
    SessionFactory(day=day)
    assert address("day", "add", cohort=cohort.pk) in office.get(overview(cohort)).text
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.CANCELLED)
    html = office.get(overview(cohort)).text
    assert release_url(cohort) not in html
    assert address("day", "add", cohort=cohort.pk) not in html
    assert release(office, cohort, 0).status_code == 422


# ---------------------------------------------------------------- what became of it
def released_url(cohort: Cohort, number: int) -> str:
    return reverse("timetable_released", args=[cohort.pk, number])


def test_the_history_says_what_a_release_changed_and_who_was_told(
    office: Client, cohort: Cohort, day: Day
) -> None:
    session = SessionFactory(day=day)
    held = PlaceFactory(pool=day.pool, participant__user__given_name="Олена")
    assert release(office, cohort, 0).status_code == 302
    office.cookies["language"] = "en"
    first = office.get(released_url(cohort, 1)).content.decode()
    assert "1 session is new" in first and "1 participant" in first and "Олена" in first
    Session.objects.filter(pk=session.pk).update(title_uk="Сесія про воду")
    held.delete()
    assert release(office, cohort, 1).status_code == 302
    second = office.get(released_url(cohort, 2)).content.decode()
    assert "1 session changes" in second
    assert "Nobody was told by letter." in second and "Олена" not in second
    # What became of the place since does not change what is kept.
    assert "Олена" in office.get(released_url(cohort, 1)).content.decode()
    listed = office.get(reverse("timetable_releases", args=[cohort.pk])).content.decode()
    assert released_url(cohort, 1) in listed and "1 participant" in listed
    assert office.get(released_url(cohort, 3)).status_code == 404


def test_who_sees_no_contacts_reads_numbers_of_who_was_told_and_no_names(
    client: Client, office: Client, cohort: Cohort, day: Day
) -> None:
    SessionFactory(day=day)
    PlaceFactory(pool=day.pool, participant__user__given_name="Олена")
    release(office, cohort, 0)
    client.force_login(works_in_office(cohort.residency.programme, role=Membership.Role.VIEWER))
    client.cookies["language"] = "en"
    page = client.get(released_url(cohort, 1)).content.decode()
    assert "1 participant" in page and "Олена" not in page


def test_a_release_from_before_it_was_kept_says_that_it_is_not_known_who_was_told(
    office: Client, cohort: Cohort, day: Day
) -> None:
    SessionFactory(day=day)
    release(office, cohort, 0)
    Release.objects.update(told=None)
    office.cookies["language"] = "en"
    assert "Not kept." in office.get(released_url(cohort, 1)).content.decode()


def test_the_history_takes_the_same_queries_for_one_release_and_for_many(
    office: Client, cohort: Cohort, day: Day
) -> None:
    SessionFactory(day=day)
    release(office, cohort, 0)
    url = reverse("timetable_releases", args=[cohort.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(url).status_code == 200
        return len(captured)

    count()
    one = count()
    for number in range(1, 6):
        SessionFactory(day=day)
        release(office, cohort, number)
    assert count() == one
