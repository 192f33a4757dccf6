"""Calendars that people subscribe to: the public one of a cohort, and each person's own."""

import datetime as dt
import gzip
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from icalendar import Calendar

from cohorts.models import Cohort
from cohorts.places import give_back, take
from cohorts.timetable import feeds, services
from cohorts.timetable.models import Session
from foundation.cache import built
from foundation.cache.pages import GENERATION
from people.services import renew_calendar_token
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.courses import TrainerFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import MembershipFactory, RoomFactory, VenueFactory
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db
SECRETS = ("Secret street 1", "Secret hall", "Secret contact", "Secret shelter", "Secret entry")


def make_cohort(released: bool = True, **more: Any) -> Cohort:
    """A cohort on 20 and 21 November with one session each day, in a venue full of secrets."""
    cohort = CohortFactory(residency__name_en="Medicine", **more)
    venue = VenueFactory(
        programme=cohort.residency.programme,
        name_en="House of culture",
        town_en="Brovary",
        address_en=SECRETS[0],
        contact=SECRETS[2],
        shelter_en=SECRETS[3],
        entry_rules_en=SECRETS[4],
    )
    room = RoomFactory(venue=venue, name_en=SECRETS[1])
    for number in (20, 21):
        day = DayFactory(cohort=cohort, date=dt.date(2026, 11, number))
        SessionFactory(day=day, title_en=f"Day {number}", venue=venue, room=room)
    if released:
        release(cohort)
    return cohort


def release(cohort: Cohort) -> None:
    """Make the working copy what people see."""
    last = cohort.releases.order_by("-number").first()
    services.release_timetable(actor=UserFactory(), cohort=cohort, expected=last.number if last else 0)


def public(cohort: Cohort, query: str = "?lang=en", **headers: str) -> Any:
    return Client().get(f"/cohorts/{cohort.slug}/programme.ics{query}", headers=headers or None)


def personal(user: Any, **headers: str) -> Any:
    return Client().get(f"/calendar/{user.calendar_token}.ics", headers=headers or None)


def events(response: Any) -> dict[str, Any]:
    """The events of a calendar by their titles."""
    assert response.status_code == 200
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


# ------------------------------------------------------------------ the public calendar
def test_the_public_calendar_holds_the_released_sessions() -> None:
    cohort = make_cohort()
    Session.objects.update(title_en="Nobody has seen this")
    response = public(cohort)
    found = events(response)
    assert set(found) == {"Day 20", "Day 21"}
    event = found["Day 20"]
    session = Session.objects.get(day__date=dt.date(2026, 11, 20))
    assert event["UID"] == f"{session.public_id}@testserver"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"] == "House of culture, Brovary"
    assert event["URL"] == f"http://testserver/en/cohorts/{cohort.slug}/programme/"
    assert event.decoded("DTSTART").isoformat() == "2026-11-20T10:00:00+02:00"
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VTIMEZONE" in response.content
    assert not response.cookies


def test_the_public_calendar_keeps_what_strangers_may_not_know() -> None:
    cohort = make_cohort(notes_en="Secret notes")
    for query in ("", "?lang=en", "?lang=uk", "?lang=xx"):
        body = public(cohort, query).text.replace("\r\n ", "")
        for secret in (*SECRETS, "Secret notes"):
            assert secret not in body
    cohort.details_are_public = True
    cohort.save()
    body = public(cohort).text.replace("\r\n ", "")
    for secret in SECRETS:
        assert secret in body


def test_the_calendar_speaks_the_language_asked_for_or_the_cohorts_own() -> None:
    cohort = make_cohort(working_language="pl", residency__name_pl="Medycyna")
    assert "LANGUAGE=pl:Medycyna" in public(cohort, "").text
    assert public(cohort, "")["Content-Language"] == "pl"
    assert "Medicine" in public(cohort, "?lang=en").text
    assert public(cohort, "?lang=de")["Content-Language"] == "pl"


def test_a_release_takes_a_cancelled_session_away_and_moves_a_moved_one() -> None:
    cohort = make_cohort()
    Session.objects.filter(title_en="Day 20").update(starts=dt.time(9))
    services.cancel_session(actor=UserFactory(), session=Session.objects.get(title_en="Day 21"))
    release(cohort)
    found = events(public(cohort))
    assert (found["Day 20"]["SEQUENCE"], found["Day 20"]["STATUS"]) == (1, "CONFIRMED")
    assert (found["Day 21"]["SEQUENCE"], found["Day 21"]["STATUS"]) == (1, "CANCELLED")
    Session.objects.filter(title_en="Day 20").update(starts=dt.time(8))
    release(cohort)
    assert events(public(cohort))["Day 21"]["SEQUENCE"] == 1


def cancel(cohort: Cohort, day: int) -> dt.datetime:
    """Cancel the cohort at six in the morning of that day of November; what moment that is."""
    moment = dt.datetime(2026, 11, day, 6, tzinfo=cohort.zone)
    cohort.state, cohort.cancelled_at = Cohort.State.CANCELLED, moment
    cohort.save()
    return moment


def test_a_cancelled_cohort_calls_off_what_had_not_begun_at_the_moment_of_its_cancellation() -> None:
    cohort = make_cohort()
    before = public(cohort)
    moment = cancel(cohort, 21)
    response = public(cohort)
    found = events(response)
    assert (found["Day 20"]["STATUS"], found["Day 20"]["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (found["Day 21"]["STATUS"], found["Day 21"]["SEQUENCE"]) == ("CANCELLED", 1)
    assert found["Day 21"].decoded("DTSTAMP") == moment
    assert found["Day 20"].decoded("DTSTAMP") == events(before)["Day 20"].decoded("DTSTAMP")
    assert response["ETag"] != before["ETag"]


def test_a_cohort_cancelled_before_its_first_day_calls_every_session_off() -> None:
    cohort = make_cohort()
    cancel(cohort, 20)
    found = events(public(cohort))
    assert {(event["STATUS"], event["SEQUENCE"]) for event in found.values()} == {("CANCELLED", 1)}


def test_a_day_without_a_released_session_is_a_whole_day() -> None:
    cohort = make_cohort(released=False, town_en="Brovary", venue=VenueFactory(name_en="House of culture"))
    first, last = cohort.days.all()
    last.title_en, last.called_off_at = "Practice", dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
    last.save()
    found = events(public(cohort))
    assert set(found) == {"Medicine", "Medicine: Practice"}
    event = found["Medicine"]
    assert event["UID"] == f"{first.public_id}@testserver"
    assert event.decoded("DTSTART") == dt.date(2026, 11, 20)
    assert event.decoded("DTEND") == dt.date(2026, 11, 21)
    assert event["LOCATION"] == "House of culture, Brovary"
    off = found["Medicine: Practice"]
    assert (off["STATUS"], off["SEQUENCE"], off.decoded("DTSTAMP")) == ("CANCELLED", 1, last.called_off_at)
    Session.objects.get(day=last).delete()
    release(cohort)
    assert set(events(public(cohort))) == {"Day 20", "Medicine: Practice"}


def test_a_release_restamps_only_what_it_changes() -> None:
    cohort = make_cohort()
    before = events(public(cohort))
    Session.objects.filter(title_en="Day 20").update(starts=dt.time(9))
    release(cohort)
    after = events(public(cohort))
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert after["Day 21"].decoded(name) == before["Day 21"].decoded(name)
    changed = cohort.releases.order_by("number").last().released_at.replace(microsecond=0)
    assert {after["Day 20"].decoded(name) for name in ("DTSTAMP", "LAST-MODIFIED")} == {changed}


def test_a_release_from_before_moments_were_kept_stamps_its_sessions_itself() -> None:
    cohort = make_cohort()
    old = cohort.releases.get()
    for session in old.content["sessions"]:
        del session["changed_at"]
    old.released_at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    old.save()
    Session.objects.filter(title_en="Day 20").update(starts=dt.time(9))
    release(cohort)
    assert events(public(cohort))["Day 21"].decoded("DTSTAMP") == old.released_at


def test_each_text_names_its_own_language() -> None:
    cohort = make_cohort(residency__name_pl="")
    Session.objects.filter(title_en="Day 20").update(title_pl="Dzień", summary_pl="Opis")
    release(cohort)
    body = public(cohort, "?lang=pl").text.replace("\r\n ", "")
    assert "NAME;LANGUAGE=uk:" in body
    found = Calendar.from_ical(body)
    event = next(each for each in found.walk("VEVENT") if each["SUMMARY"] == "Dzień")
    assert event["SUMMARY"].params["LANGUAGE"] == "pl"
    assert event["LOCATION"].params["LANGUAGE"] == "uk"
    assert "LANGUAGE" not in event["DESCRIPTION"].params, "a format in Ukrainian and a summary in Polish"


@pytest.mark.parametrize("more", [{"state": "draft"}, {"residency__is_public": False}])
def test_what_is_not_public_has_no_calendar(more) -> None:
    assert public(make_cohort(**more)).status_code == 404
    assert Client().get("/cohorts/nothing/programme.ics").status_code == 404


def test_who_has_the_calendar_already_gets_304_without_its_being_built(
    django_assert_num_queries, monkeypatch
) -> None:
    cohort = make_cohort()
    first = public(cohort)

    def never(*_args: object) -> bytes:
        raise AssertionError("built")

    monkeypatch.setattr(feeds, "build", never)
    for condition in (
        {"if-none-match": first["ETag"]},
        {"if-none-match": first["ETag"].removeprefix("W/")},
        {"if-modified-since": first["Last-Modified"]},
    ):
        with django_assert_num_queries(2):
            response = public(cohort, **condition)
        assert response.status_code == 304
        assert response.content == b""
        assert response["ETag"] == first["ETag"]
        assert response["Last-Modified"] == first["Last-Modified"]
        assert response["Cache-Control"] == "public, no-cache"
    with django_assert_num_queries(2):
        assert public(cohort).content == first.content


def test_the_address_without_a_language_is_kept_as_pages_are(django_assert_num_queries) -> None:
    cohort = make_cohort()
    first = public(cohort, "")
    with django_assert_num_queries(0):
        again = public(cohort, "")
        conditions = ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]})
        answers = [public(cohort, "", **each).status_code for each in conditions]
    assert (again.content, answers) == (first.content, [304, 304])
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Language", "Content-Disposition"):
        assert again[name] == first[name]
    compressed = public(cohort, "", **{"accept-encoding": "gzip"})
    assert gzip.decompress(compressed.content) == first.content
    caches["pages"].delete(GENERATION)  # as on commit of anything that public pages show
    with django_assert_num_queries(2):
        assert public(cohort, "")["Last-Modified"] == first["Last-Modified"]


def test_who_asks_by_the_date_alone_hears_of_everything_that_changes() -> None:
    """Also of what is changed twice within one second, and of what was put back as it had been."""
    cohort = make_cohort()
    seen = [public(cohort)]

    def changes() -> Iterator[None]:
        cohort.details_are_public = True
        yield cohort.save()
        cohort.details_are_public = False
        yield cohort.save()
        cohort.residency.name_en = "Another name"
        yield cohort.residency.save()
        Session.objects.update(ends=dt.time(12))
        yield release(cohort)
        yield DayFactory(cohort=cohort, date=dt.date(2026, 11, 22)) and None
        cancel(cohort, 20)
        yield

    for _changed in changes():
        for before in seen:
            response = public(cohort, **{"if-modified-since": before["Last-Modified"]})
            assert response.status_code == 200
        seen.append(response)
        since = {"if-modified-since": response["Last-Modified"]}
        assert public(cohort, **since).status_code == 304
    statuses = {event["STATUS"] for title, event in events(response).items() if title.startswith("Day")}
    assert statuses == {"CANCELLED"}


def test_calendars_are_served_where_nothing_can_be_kept(monkeypatch) -> None:
    cohort = make_cohort()
    monkeypatch.setattr(built.caches["pages"], "get", lambda *_args, **_more: None)
    first = public(cohort)
    assert set(events(first)) == {"Day 20", "Day 21"}
    assert public(cohort, **{"if-none-match": first["ETag"]}).status_code == 304
    assert public(cohort, **{"if-modified-since": first["Last-Modified"]}).status_code == 200


def test_one_session_at_an_hour_that_is_not_there_takes_no_calendar_down() -> None:
    """Forms and services refuse such an hour; new rules of a zone, or a day moved, can still make one."""
    cohort = CohortFactory(time_zone="UTC")
    day = DayFactory(cohort=cohort, date=dt.date(2027, 3, 28))
    SessionFactory(day=day, title_en="Day")
    SessionFactory(day=day, title_en="Night", starts=dt.time(3, 30), ends=dt.time(4, 10))
    off = SessionFactory(day=day, title_en="Off", starts=dt.time(3, 30), ends=dt.time(4, 10))
    release(cohort)
    services.cancel_session(actor=UserFactory(), session=off)
    release(cohort)
    Cohort.objects.update(time_zone="Europe/Kyiv")
    user = PlaceFactory(pool=day.pool, participant__user__language="en").participant.user
    for response in (public(cohort), personal(user)):
        found = events(response)
        assert set(found) == {"Day", "Night", "Off"}
        starts, ends = (found["Night"].decoded(name) for name in ("DTSTART", "DTEND"))
        assert (starts.isoformat(), ends - starts) == ("2027-03-28T01:30:00+00:00", dt.timedelta(minutes=40))


def test_the_etag_changes_with_everything_that_the_calendar_shows() -> None:
    cohort = make_cohort()
    seen = [public(cohort)["ETag"], public(cohort, "?lang=uk")["ETag"]]
    Session.objects.update(ends=dt.time(12))
    release(cohort)
    seen.append(public(cohort)["ETag"])
    cohort.details_are_public = True
    cohort.save()
    seen.append(public(cohort)["ETag"])
    cohort.residency.name_en = "Another name"
    cohort.residency.save()
    seen.append(public(cohort)["ETag"])
    assert len(set(seen)) == len(seen)
    assert public(cohort)["ETag"] == seen[-1]


def test_the_calendar_is_built_with_as_many_queries_for_one_session_as_for_many(
    django_assert_num_queries,
) -> None:
    small, large = make_cohort(released=False), make_cohort(released=False)
    day = large.days.first()
    for hour in range(8, 18):
        SessionFactory(day=day, starts=dt.time(hour), ends=dt.time(hour, 45))
    for cohort, number in ((small, 2), (large, 12)):
        release(cohort)
        with django_assert_num_queries(5):
            response = public(cohort)
        assert len(events(response)) == number
        assert response.content.count(b"BEGIN:VEVENT") == number


def test_the_calendar_is_sent_compressed_to_those_who_read_it_so() -> None:
    response = public(make_cohort(), **{"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


# ------------------------------------------------------------------ one's own calendar
def test_ones_own_calendar_holds_the_days_held_with_their_addresses() -> None:
    cohort = make_cohort()
    user = PlaceFactory(pool=cohort.days.first().pool, participant__user__language="en").participant.user
    PlaceFactory(pool=make_cohort(residency__slug="other").days.last().pool, participant__user=user)
    make_cohort()
    response = personal(user)
    found = events(response)
    assert set(found) == {"Day 20", "Day 21"}
    assert response.content.count(b"BEGIN:VEVENT") == 2
    assert "Secret street 1" in str(found["Day 20"]["LOCATION"])
    for secret in SECRETS[2:]:
        assert secret in str(found["Day 20"]["DESCRIPTION"])
    assert found["Day 20"]["URL"] == f"http://testserver/en/my/cohorts/{cohort.slug}/"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_a_trainers_calendar_holds_their_sessions() -> None:
    cohort = make_cohort()
    teacher = UserFactory(language="en")
    row = TrainerFactory(programme=cohort.residency.programme, user=teacher)
    role = MembershipFactory(programme=row.programme, user=teacher, role="trainer")
    Session.objects.get(title_en="Day 21").trainers.add(row)
    assert set(events(personal(teacher))) == {"Day 21"}
    role.delete()
    MembershipFactory(user=teacher, role="trainer")  # a trainer elsewhere
    assert events(personal(teacher)) == {}, "a withdrawn role still reads addresses"


def test_a_trainer_sees_nothing_of_a_cohort_in_preparation() -> None:
    cohort = make_cohort(state=Cohort.State.DRAFT)
    teacher = UserFactory()
    Session.objects.first().trainers.add(TrainerFactory(programme=cohort.residency.programme, user=teacher))
    MembershipFactory(programme=cohort.residency.programme, user=teacher, role="trainer")
    assert events(personal(teacher)) == {}


@pytest.mark.parametrize("token", [uuid.uuid4(), uuid.UUID(int=0)])
def test_an_unknown_token_is_nobodys(token) -> None:
    make_cohort()
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_a_renewed_token_stops_the_old_address() -> None:
    user = PlaceFactory(pool=make_cohort().days.first().pool).participant.user
    old = user.calendar_token
    renew_calendar_token(actor=user)
    response = Client().get(f"/calendar/{old}.ics")
    assert (response.status_code, response["X-Robots-Tag"]) == (410, "noindex")
    assert not response.cookies
    assert personal(user).status_code == 200


def test_a_disabled_account_has_no_calendar() -> None:
    user = PlaceFactory(pool=make_cohort().days.first().pool).participant.user
    user.is_active = False
    user.save()
    assert personal(user).status_code == 404


@pytest.mark.both_databases
def test_ones_own_304_costs_the_same_for_one_cohort_and_for_many(
    django_assert_num_queries, monkeypatch
) -> None:
    user = UserFactory()
    PlaceFactory(pool=make_cohort().days.first().pool, participant__user=user)
    with django_assert_num_queries(9):
        personal(user)
    for _number in range(4):
        PlaceFactory(pool=make_cohort().days.first().pool, participant__user=user)
    with django_assert_num_queries(9):
        first = personal(user)
    monkeypatch.setattr(feeds, "build", lambda *_args: pytest.fail("built"))
    for condition in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        with django_assert_num_queries(8):
            assert personal(user, **condition).status_code == 304
    with django_assert_num_queries(8):
        assert personal(user).content == first.content


def test_who_holds_nothing_has_a_calendar_with_its_zone_and_no_event() -> None:
    response = personal(UserFactory())
    assert events(response) == {}
    assert b"X-WR-TIMEZONE:Europe/Kyiv" in response.content
    assert response.content.count(b"BEGIN:VTIMEZONE") == 1


def test_a_day_held_before_its_release_stands_in_ones_calendar_as_a_whole_day() -> None:
    cohort = make_cohort(released=False)
    place = PlaceFactory(pool=cohort.days.first().pool, participant__user__language="en")
    user = place.participant.user
    event = events(personal(user))["Medicine"]
    assert event.decoded("DTSTART") == dt.date(2026, 11, 20)
    assert event["URL"] == f"http://testserver/en/my/cohorts/{cohort.slug}/"
    assert event.decoded("DTSTAMP") == place.taken_at.replace(microsecond=0)
    release(cohort)
    assert set(events(personal(user))) == {"Day 20"}
    Cohort.objects.update(state=Cohort.State.DRAFT)
    assert events(personal(user)) == {}


def test_who_asks_by_the_date_alone_hears_of_a_place_given_back() -> None:
    cohort = make_cohort()
    place = PlaceFactory(pool=cohort.days.first().pool, participant__user__language="en")
    user = place.participant.user
    since = {"if-modified-since": personal(user)["Last-Modified"]}
    assert personal(user, **since).status_code == 304
    give_back(pool_id=place.pool_id, participant=place.participant)
    assert events(personal(user, **since)) == {}
    again = take(pool_id=place.pool_id, participant=place.participant)
    assert again
    assert set(events(personal(user, **since))) == {"Day 20"}


def test_a_place_taken_or_given_back_and_a_release_change_ones_etag() -> None:
    cohort = make_cohort()
    place = PlaceFactory(pool=cohort.days.first().pool, participant__user__language="en")
    user, last = place.participant.user, cohort.days.last()
    seen = [personal(user)["ETag"]]
    take(pool_id=last.pool_id, participant=place.participant)
    seen.append(personal(user)["ETag"])
    give_back(pool_id=place.pool_id, participant=place.participant)
    response = personal(
        user, **{"if-none-match": seen[-1], "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    assert set(events(response)) == {"Day 21"}
    seen.append(response["ETag"])
    Session.objects.update(ends=dt.time(13))
    release(cohort)
    seen.append(personal(user)["ETag"])
    assert len(set(seen)) == 4


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_calendars_are_only_read(method) -> None:
    cohort = make_cohort()
    user = PlaceFactory(pool=cohort.days.first().pool).participant.user
    for path in (f"/cohorts/{cohort.slug}/programme.ics", f"/calendar/{user.calendar_token}.ics"):
        assert getattr(Client(), method)(path).status_code == 405
