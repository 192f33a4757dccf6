"""The programme that people see: released, never the working copy, without what strangers may not know."""

import datetime as dt
from dataclasses import replace
from typing import Any

import html5lib
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cohorts import wing
from cohorts.facts import SessionExtra
from cohorts.models import Cohort
from cohorts.places import give_back
from cohorts.programme import FrozenSession, FrozenTimetable
from cohorts.timetable import services, shown_timetable
from cohorts.timetable.models import Session
from cohorts.timetable.person import section
from foundation.words.translated import Words
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory, PoolFactory
from tests.factories.courses import TrainerFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.residencies import MembershipFactory, RoomFactory, VenueFactory, manager_of
from tests.factories.timetable import SessionFactory, SessionFormatFactory, TrackGroupFactory

SECRETS = (
    "Secret street 1",
    "Secret hall",
    "Secret contact",
    "Secret shelter",
    "Secret entry",
    "Secret notes",
)


def make_cohort(**more: Any) -> Cohort:
    """A cohort on 20 and 21 November with one session each day, in a venue full of secrets."""
    cohort = CohortFactory(town_en="Brovary", notes_en=SECRETS[5], **more)
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
        SessionFactory(day=day, title_en=f"Session of the {number}th", venue=venue, room=room)
    return cohort


def release(cohort: Cohort, note: str = "") -> None:
    """Make the working copy what people see."""
    last = cohort.releases.order_by("-number").first()
    services.release_timetable(
        actor=UserFactory(), cohort=cohort, note=note, expected=last.number if last else 0
    )
    caches["pages"].clear()


def read(cohort: Cohort, client: Client | None = None, address: str = "/en/cohorts/{}/programme/") -> str:
    """The text of a page, whole and valid."""
    response = (client or Client()).get(address.format(cohort.slug))
    assert response.status_code == 200
    html5lib.HTMLParser(strict=True).parse(response.text)
    return response.text


# ------------------------------------------------------------------ releases
@pytest.mark.django_db
def test_before_the_first_release_the_page_says_what_will_be_here() -> None:
    text = read(make_cohort())
    assert "The programme is being made" in text
    assert "Session of the 20th" not in text


@pytest.mark.django_db
def test_people_see_the_release_and_not_the_working_copy() -> None:
    cohort = make_cohort()
    release(cohort, note="Now with lunch.")
    Session.objects.update(title_en="Nobody has seen this")
    text = read(cohort)
    assert "Session of the 20th" in text
    assert "Nobody has seen this" not in text
    assert "Release 1," in text
    assert "Now with lunch." in text
    assert "Kyiv time" in text


@pytest.mark.django_db(transaction=True)
def test_a_release_shows_at_once_and_costs_nothing_afterwards(django_assert_num_queries) -> None:
    cohort = make_cohort()
    first = Client()
    for path in ("", "programme/"):
        first.get(f"/en/cohorts/{cohort.slug}/{path}")
    services.release_timetable(actor=UserFactory(), cohort=cohort, expected=0)
    for path in ("", "programme/"):
        assert "Session of the 20th" in first.get(f"/en/cohorts/{cohort.slug}/{path}").text
        with django_assert_num_queries(0):
            Client().get(f"/en/cohorts/{cohort.slug}/{path}")
    Session.objects.update(title_en="The second release")
    services.release_timetable(actor=UserFactory(), cohort=cohort, expected=1)
    for path in ("", "programme/"):
        assert "The second release" in Client().get(f"/en/cohorts/{cohort.slug}/{path}").text


@pytest.mark.django_db
def test_a_programme_costs_the_same_for_one_session_and_for_sixty(client) -> None:
    small, large = make_cohort(), make_cohort()
    days = list(large.days.all())
    for number in range(58):
        SessionFactory(
            day=days[number % 2],
            starts=dt.time(8 + number % 12),
            ends=dt.time(9 + number % 12),
            trainers=[TrainerFactory(programme=large.residency.programme)],
            hosts=[OrganisationFactory()],
        )
    costs = []
    for cohort in (small, large):
        release(cohort)
        with CaptureQueriesContext(connection) as queries:
            text = read(cohort, client)
        costs.append(len(queries))
    assert text.count("<article") == 60
    assert costs == [3, 3]


@pytest.mark.django_db
def test_a_cancelled_session_is_said_once_and_gone_in_the_next_release() -> None:
    cohort = make_cohort()
    release(cohort)
    session = Session.objects.get(title_en="Session of the 21th")
    services.cancel_session(actor=UserFactory(), session=session)
    release(cohort)
    text = read(cohort)
    assert "timetable-session--cancelled" in text
    assert "Session of the 21th" in text
    assert "Session of the 21th" not in read(cohort, address="/en/cohorts/{}/")
    Session.objects.filter(title_en="Session of the 20th").update(ends=dt.time(12))
    release(cohort)
    assert "Session of the 21th" not in read(cohort)


@pytest.mark.django_db
def test_samples_requirements_choices_and_untranslated_words_are_marked() -> None:
    cohort = make_cohort()
    day = cohort.days.first()
    group = TrackGroupFactory(cohort=cohort, title_en="Three hubs")
    for number in range(3):
        SessionFactory(
            day=day, starts=dt.time(14), ends=dt.time(15 + number), track_group=group, title_en="",
            title_uk=f"Хаб {number}", is_sample=True, is_required=True,
            format=SessionFormatFactory(slug="field-visit", name_en="field visit"),
        )  # fmt: skip
    release(cohort)
    text = " ".join(read(cohort).split())
    assert '<span lang="uk">Хаб 1</span>' in text
    assert "Three hubs: one of 3" in text
    assert text.count("field visit</span>") == 3
    assert text.count("sample</span>") == 3
    assert "required for the certificate" in text
    assert "until 15:00" in text
    assert "Lines marked “sample” fill what the organiser’s source does not give." in text


@pytest.mark.django_db
def test_titles_that_look_like_markup_are_printed_as_they_are() -> None:
    cohort = make_cohort()
    Session.objects.update(title_en='<img src=x onerror="alert(1)">', summary_en="<b>\nline")
    release(cohort)
    for address in ("/en/cohorts/{}/programme/", "/en/cohorts/{}/"):
        text = read(cohort, address=address)
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text


# ------------------------------------------------------------------ what strangers may not know
@pytest.mark.django_db
def test_strangers_get_the_town_and_the_name_of_the_site_everywhere(client) -> None:
    cohort = make_cohort()
    release(cohort)
    for address in (
        "/en/cohorts/{}/", "/en/cohorts/{}/programme/", "/en/cohorts/{}/places/", "/cohorts/{}/programme.ics",
        "/cohorts/{}/programme.ics?lang=en", "/sitemap.xml",
    ):  # fmt: skip
        text = client.get(address.format(cohort.slug)).text
        for secret in SECRETS:
            assert secret not in text, (address, secret)
    assert "House of culture" in client.get(f"/en/cohorts/{cohort.slug}/programme/").text


@pytest.mark.django_db
def test_where_the_cohort_says_so_details_are_public_but_notes_never() -> None:
    cohort = make_cohort(details_are_public=True)
    release(cohort)
    text = read(cohort)
    for secret in SECRETS[:5]:
        assert secret in text
    assert "Secret notes" not in text


# ------------------------------------------------------------------ one's own page
def own_page(cohort: Cohort, user: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"/en/my/cohorts/{cohort.slug}/")


@pytest.mark.django_db
def test_who_holds_a_place_reads_the_details_of_that_day_only() -> None:
    cohort = make_cohort()
    first, second = cohort.days.all()
    Session.objects.filter(day=second).update(
        venue=VenueFactory(programme=cohort.residency.programme, address_en="Other street 2"), room=None
    )
    release(cohort)
    user = PlaceFactory(pool=first.pool).participant.user
    response = own_page(cohort, user)
    html5lib.HTMLParser(strict=True).parse(response.text)
    for secret in SECRETS:
        assert secret in response.text
    assert "Other street 2" not in response.text
    before, _day, after = response.text.partition('id="day-2"')
    assert "You have no place on this day" in after and "You have no place on this day" not in before
    assert "You have no place on this day" not in read(cohort)
    assert str(user.calendar_token) in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_trainers_and_managers_read_the_details_of_every_day() -> None:
    cohort = make_cohort()
    teacher = UserFactory()
    row = TrainerFactory(programme=cohort.residency.programme, user=teacher)
    MembershipFactory(programme=row.programme, user=teacher, role="trainer")
    Session.objects.first().trainers.add(row)
    release(cohort)
    for user in (teacher, manager_of(cohort.residency.programme)):
        text = own_page(cohort, user).text
        # Both days are at one place: how to find it is said once.
        assert text.count("Secret street 1") == 1
        assert text.count("The places are the same as before") == 1
        assert "You have a place" not in text and "You have no place" not in text


@pytest.mark.django_db
def test_on_one_of_the_days_a_link_leads_to_its_programme(time_machine) -> None:
    cohort = make_cohort()
    release(cohort)
    _first, second = cohort.days.all()
    user = PlaceFactory(pool=second.pool).participant.user
    noon = dt.datetime.combine(second.date, dt.time(12), cohort.zone)
    time_machine.move_to(noon + dt.timedelta(days=1), tick=False)
    assert "To today’s programme" not in own_page(cohort, user).text
    time_machine.move_to(noon, tick=False)
    assert '<a class="btn btn-quiet" href="#day-2">To today’s programme</a>' in own_page(cohort, user).text


@pytest.mark.django_db
def test_for_others_the_page_is_not_there() -> None:
    cohort = make_cohort()
    release(cohort)
    applied_only = ParticipantFactory(cohort=cohort).user
    elsewhere = PlaceFactory().participant.user
    for user in (UserFactory(), applied_only, elsewhere):
        assert own_page(cohort, user).status_code == 404
    anonymous = Client().get(f"/en/my/cohorts/{cohort.slug}/")
    assert anonymous.status_code == 302
    assert "Secret" not in anonymous.text


@pytest.mark.django_db
def test_a_place_given_back_closes_the_page_at_the_next_request() -> None:
    cohort = make_cohort()
    place = PlaceFactory(pool=cohort.days.first().pool)
    assert own_page(cohort, place.participant.user).status_code == 200
    give_back(pool_id=place.pool_id, participant=place.participant)
    assert own_page(cohort, place.participant.user).status_code == 404


@pytest.mark.django_db
def test_a_higher_room_adds_to_a_session_what_its_people_have(monkeypatch) -> None:
    cohort = make_cohort()
    release(cohort)
    session = Session.objects.first()
    extra = SessionExtra(label="Slides", url="/en/materials/1/", note="PDF")

    class Slides(wing.Wing):
        def beside(self, user: Any, cohort: Cohort) -> dict[str, list[SessionExtra]]:
            return {str(session.public_id): [extra]}

    monkeypatch.setattr(wing, "wings", lambda: [Slides()])
    user = PlaceFactory(pool=cohort.days.first().pool).participant.user
    assert '<a href="/en/materials/1/">Slides</a>' in own_page(cohort, user).text
    assert "Slides" not in read(cohort)


@pytest.mark.django_db
def test_my_page_leads_to_the_programmes_of_own_cohorts_alone(django_assert_num_queries) -> None:
    cohort = make_cohort()
    user = PlaceFactory(pool=cohort.days.first().pool).participant.user
    PlaceFactory(pool=make_cohort().days.first().pool, participant__user=user)
    make_cohort()
    with translation.override("en"), django_assert_num_queries(3):
        found = section(user, "en")
    assert found is not None
    assert [item.url for item in found.items][1] == f"/en/my/cohorts/{cohort.slug}/"
    assert len(found.items) == 2
    assert section(UserFactory(), "en") is None


@pytest.mark.django_db
def test_days_of_a_pool_that_is_no_day_open_nothing() -> None:
    """A place on a bus is no place on a day."""
    cohort = make_cohort()
    bus = PoolFactory(cohort=cohort)
    assert own_page(cohort, PlaceFactory(pool=bus).participant.user).status_code == 404


# ------------------------------------------------------------------ how it is laid out, from plain values
def frozen(name: str, date: int, starts: str, ends: str, **more: Any) -> FrozenSession:
    """A session of a release."""
    return FrozenSession(
        id=name,
        date=dt.date(2026, 11, date),
        starts=dt.time.fromisoformat(starts),
        ends=dt.time.fromisoformat(ends),
        title=Words({"en": name}),
        **more,
    )


def laid_out(*sessions: FrozenSession) -> shown_timetable.ShownTimetable:
    """The sessions as the English page shows them."""
    released = FrozenTimetable(1, dt.datetime(2026, 11, 1, tzinfo=dt.UTC), "Europe/Kyiv", sessions)
    with translation.override("en"):
        return shown_timetable.show(released)


def test_the_same_hours_of_two_days_lie_on_the_same_lines() -> None:
    shown = laid_out(
        frozen("a", 20, "09:00", "12:00"),
        frozen("b", 20, "13:00", "14:00"),
        frozen("c", 21, "09:30", "11:00"),
        frozen("d", 21, "11:00", "13:00"),
    )
    assert shown.is_aligned
    # lines: 09:00, 09:30, 11:00, 13:00
    assert [(slot.line, slot.span) for slot in shown.days[0].slots] == [(1, 3), (4, 1)]
    assert [(slot.line, slot.span) for slot in shown.days[1].slots] == [(2, 1), (3, 1)]


def test_a_slot_ends_where_the_next_of_its_day_begins() -> None:
    shown = laid_out(
        frozen("a", 20, "09:00", "12:00"),
        frozen("b", 20, "10:00", "11:00"),
        frozen("c", 21, "09:00", "10:00"),
    )
    assert [(slot.line, slot.span) for slot in shown.days[0].slots] == [(1, 1), (2, 1)]


def test_a_day_that_begins_much_later_leaves_no_hole() -> None:
    days = [frozen(f"m{hour}", 21, f"{hour:02}:00", f"{hour:02}:30") for hour in range(8, 14)]
    assert not laid_out(frozen("a", 20, "14:00", "17:00"), *days).is_aligned
    assert not laid_out(frozen("a", 20, "09:00", "10:00")).is_aligned


def test_many_sessions_at_one_hour_leave_no_holes_in_the_other_day() -> None:
    other = [frozen("a", 20, "09:00", "10:00"), frozen("b", 20, "10:00", "11:00")]
    abreast = [frozen(f"v{number}", 21, "09:00", "12:00") for number in range(5)]
    assert laid_out(*other, *abreast[:4]).is_aligned
    assert not laid_out(*other, *abreast).is_aligned


def test_sessions_at_one_hour_stand_side_by_side_and_say_when_they_end_sooner() -> None:
    group = {"group_id": 1, "group": Words({"en": "Visits"})}
    shown = laid_out(
        frozen("long", 20, "10:00", "13:00", **group),
        frozen("short", 20, "10:00", "12:00", **group),
        frozen("apart", 20, "10:00", "13:00"),
    )
    (slot,) = shown.days[0].slots
    assert slot.is_parallel
    assert (slot.starts, slot.ends) == ("10:00", "13:00")
    assert [(choice.title, len(choice.sessions)) for choice in slot.choices] == [("", 1), ("Visits", 2)]
    assert {session.id: session.hours for session in slot.sessions}["short"] == "until 12:00"


def test_one_chooses_among_those_that_were_not_cancelled() -> None:
    group = {"group_id": 1, "group": Words({"en": "Visits"})}
    shown = laid_out(
        frozen("a", 20, "10:00", "11:00", **group),
        frozen("b", 20, "10:00", "11:00", **group),
        frozen("c", 20, "10:00", "11:00", is_cancelled=True, **group),
    )
    assert shown.days[0].slots[0].choices[0].number == 2


def test_hours_are_moments_of_the_cohorts_zone() -> None:
    (slot,) = laid_out(frozen("a", 20, "10:00", "11:00")).days[0].slots
    assert slot.starts_at.isoformat() == "2026-11-20T10:00:00+02:00"


def test_a_visit_named_after_its_site_does_not_name_it_twice() -> None:
    site = {"site": Words({"uk": "Хаб", "en": "Hub"}), "town": Words({"uk": "Київ", "en": "Kyiv"})}
    session = frozen("Hub", 20, "10:00", "11:00", **site)
    shown = laid_out(replace(session, title=site["site"]), frozen("b", 20, "12:00", "13:00", **site))
    assert [slot.sessions[0].where for slot in shown.days[0].slots] == ["Kyiv", "Hub, Kyiv"]


def test_details_of_one_day_do_not_come_with_another() -> None:
    address = {"address": Words({"en": "Street 1"})}
    released = FrozenTimetable(
        1,
        dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        "Europe/Kyiv",
        (frozen("a", 20, "10:00", "11:00", **address), frozen("b", 21, "10:00", "11:00", **address)),
    )
    shown = shown_timetable.whole_on(released, {dt.date(2026, 11, 20)})
    assert [bool(session.address) for session in shown.sessions] == [True, False]
