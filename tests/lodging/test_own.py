"""What participants say and see of where they sleep; what is kept of it, and how long."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation

from cohorts.lodging.models import Named, Night, Stay, Wish
from cohorts.lodging.person import section
from cohorts.lodging.services import keeping, slept
from cohorts.lodging.services.wishes import Said, say
from cohorts.models import Cohort, Participant, Place
from foundation.clocks.dates import date_in_words, dates_in_words
from foundation.errors import DomainError
from tests.factories.cohorts import ParticipantFactory
from tests.factories.lodging import NightFactory, bed, wish_of
from tests.factories.residencies import FundingProjectFactory
from tests.school import browser_of

from .conftest import Trip

pytestmark = pytest.mark.django_db


def url(trip: Trip) -> str:
    return f"/en/my/lodging/{trip.cohort.slug}/"


def answer_of(trip: Trip, who: Participant, **form: object) -> Any:
    """What the page answers to a form that was just opened, unless it carries another mark."""
    browser = browser_of(who.user)
    if not Night.objects.exists():
        NightFactory(cohort=trip.cohort, date=trip.eve)
    return browser.post(url(trip), {"seen": browser.get(url(trip)).context["mark"], **form})


def test_somebody_says_for_which_nights_and_with_whom(trip: Trip) -> None:
    who = trip.person()
    answer = answer_of(
        trip,
        who,
        nights=[str(trip.eve), str(trip.between)],
        sharing="women",
        wanted="Олена Зразкова\n\nІрина Приклад",
        unwanted="Ганна Інша",
        note="приїду о 23:00",
    )
    assert answer.status_code == 302
    wish = Wish.objects.get()
    assert [night.date for night in wish.nights.all()] == [trip.eve, trip.between]
    assert (wish.sharing, wish.note) == ("women", "приїду о 23:00")
    assert set(wish.named.values_list("what", "typed", "is_settled")) == {
        ("wanted", "Олена Зразкова", False),
        ("wanted", "Ірина Приклад", False),
        ("unwanted", "Ганна Інша", False),
    }
    page = browser_of(who.user).get(url(trip)).content.decode()
    assert "Олена Зразкова" in page and "checked" in page


def test_changing_the_answer_keeps_whom_a_name_means(trip: Trip) -> None:
    who, other = trip.person(), trip.person()
    said = Said(nights=[trip.eve], sharing="any", wanted=["Олена", "Ірина"])
    say(actor=who.user, participant=who, said=said)
    Named.objects.filter(typed="Олена").update(person=other, is_settled=True)
    say(actor=who.user, participant=who, said=Said(nights=[trip.eve], sharing="men", wanted=["Олена"]))
    assert list(Named.objects.values_list("typed", "person")) == [("Олена", other.pk)]


def test_an_answer_from_an_older_window_overwrites_nothing_and_keeps_what_was_typed(trip: Trip) -> None:
    who = trip.person()
    NightFactory(cohort=trip.cohort, date=trip.eve)
    older = browser_of(who.user).get(url(trip)).context["mark"]
    answer_of(trip, who, nights=[str(trip.eve)], sharing="women", wanted="Олена Зразкова")
    late = answer_of(trip, who, seen=older, nights=[str(trip.after)], sharing="men", note="після опівночі")
    assert late.status_code == 409 and "після опівночі" in late.text
    wish = Wish.objects.get()
    assert (wish.sharing, [night.date for night in wish.nights.all()]) == ("women", [trip.eve])
    knowing = answer_of(trip, who, seen=late.context["mark"], nights=[str(trip.after)], sharing="men")
    assert knowing.status_code == 302 and Wish.objects.get().sharing == "men"


def test_nobody_needs_a_bed_who_ticks_no_night(trip: Trip) -> None:
    who = trip.person()
    assert answer_of(trip, who).status_code == 302
    assert Wish.objects.get().nights.count() == 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"sharing": ""}, "Choose one answer"),
        ({"sharing": "alone", "wanted": "Олена Зразкова"}, "Choose one of the two"),
        ({"sharing": "strangers"}, "strangers"),
        ({"nights": ["2020-01-01"], "sharing": "any"}, "2020-01-01"),
        ({"wanted": "\n".join("абвгґд"), "sharing": "any"}, "at most 5 names"),
        ({"note": "я" * 501, "sharing": "any"}, "Shorten this"),
        ({"wanted": "ї" * 201, "sharing": "any"}, "Shorten this"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_keeps_what_was_typed(
    trip: Trip, form: dict[str, object], words: str
) -> None:
    who = trip.person()
    answer = answer_of(trip, who, **{"nights": [str(trip.eve)], "note": "лишається", **form})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page and ("лишається" in page or "note" in form)
    assert not Wish.objects.exists()


def test_only_nights_of_ones_own_days_are_offered(trip: Trip) -> None:
    who = trip.person(trip.days[1])
    NightFactory(cohort=trip.cohort, date=trip.after)
    page = browser_of(who.user).get(url(trip)).content.decode()
    assert f'value="{trip.eve}"' not in page and f'value="{trip.after}"' in page
    with pytest.raises(DomainError):
        say(actor=who.user, participant=who, said=Said(nights=[trip.eve], sharing="any"))


def test_strangers_and_who_holds_no_day_find_no_page(trip: Trip) -> None:
    applicant = ParticipantFactory(cohort=trip.cohort)
    for user in (applicant.user, ParticipantFactory().user):
        assert browser_of(user).get(url(trip)).status_code == 404


def test_where_no_night_is_ordered_there_is_no_page_of_nights(trip: Trip) -> None:
    who = trip.person()
    assert browser_of(who.user).get(url(trip)).status_code == 404
    NightFactory(cohort=trip.cohort, date=trip.eve)
    assert browser_of(who.user).get(url(trip)).status_code == 200


def test_once_the_first_night_is_over_one_calls_the_organiser(trip: Trip) -> None:
    who = trip.person()
    NightFactory(cohort=trip.cohort, date=trip.between)
    trip.has_ended(0)
    assert "Call the organiser" in browser_of(who.user).get(url(trip)).content.decode()
    assert answer_of(trip, who).status_code == 422


def test_ones_hotel_is_shown_and_nobody_else_in_the_room(trip: Trip) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    who, other = trip.person(), trip.person()
    wish_of(other, "any", unwanted=[who])
    bed(who, night, room=1)
    bed(other, night, room=1, number=2)
    page = browser_of(who.user).get(url(trip)).content.decode()
    assert night.room_type.hotel.name in page and "вул. Зразкова, 1" in page
    assert other.user.family_name not in page


def test_my_page_asks_and_then_says_where_one_sleeps(trip: Trip) -> None:
    who = trip.person()
    browser = browser_of(who.user)
    assert url(trip) not in browser.get("/en/my/").content.decode()  # nothing is ordered yet
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    asked = browser.get("/en/my/").content.decode()
    assert "Say for which nights you need a bed" in asked
    assert dates_in_words([day.date for day in trip.days]) in asked
    second = section(trip.person(trip.days[1]).user, "en")
    assert second is not None and second.items[0].facts[0] == dates_in_words([trip.days[1].date])
    wish_of(who, "any", trip.eve)
    assert "You have answered" in browser.get("/en/my/").content.decode()
    bed(who, night)
    assert night.room_type.hotel.name in browser.get("/en/my/").content.decode()
    assert url(trip) in browser.get(f"/en/my/cohorts/{trip.cohort.slug}/").content.decode()


# ---------------------------------------------------------------- how long it is kept
def test_wishes_are_forgotten_a_month_after_the_end(trip: Trip) -> None:
    wish_of(trip.person(), "women", trip.eve)
    trip.has_ended(30)
    assert keeping.forget_wishes() == 0
    trip.has_ended(31)
    assert keeping.forget_wishes() == 1
    assert keeping.forget_wishes() == 0
    assert not Wish.objects.exists() and not Named.objects.exists()


def test_wishes_are_forgotten_as_early_as_all_that_people_need(trip: Trip, settings: Any) -> None:
    settings.NEEDS_KEPT_DAYS = 10
    who = trip.person()
    wish_of(who, "women", trip.eve, accessible=True)
    gone = trip.days[1].date + dt.timedelta(days=11)
    with translation.override("en"):
        assert f"We delete it on {date_in_words(gone)}." in browser_of(who.user).get(url(trip)).text
    trip.has_ended(10)
    assert keeping.forget_wishes() == 0
    trip.has_ended(11)
    assert keeping.forget_wishes() == 1


@pytest.mark.parametrize(
    ("has_project", "kept_for", "is_gone"),
    [(False, None, True), (True, None, False), (True, 1, False), (True, -1, True)],
)
def test_who_slept_where_is_kept_as_long_as_the_donor_asks_and_its_numbers_for_good(
    trip: Trip, has_project: bool, kept_for: int | None, is_gone: bool
) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    stays = [bed(trip.person(), night, room=1, number=number) for number in (1, 2)]
    trip.has_ended(31)
    today = timezone.localdate()
    if has_project:
        until = today + dt.timedelta(days=kept_for) if kept_for else None
        project = FundingProjectFactory(programme=trip.cohort.residency.programme, keep_until=until)
        Cohort.objects.filter(pk=trip.cohort.pk).update(project=project)
    Night.objects.update(date=today - dt.timedelta(days=33))
    Stay.objects.update(date=today - dt.timedelta(days=33))
    written = {stays[0].pk: "yes"}
    date = today - dt.timedelta(days=33)
    assert slept.write_down(actor=trip.manager, cohort=trip.cohort, date=date, slept=written) == 1
    assert keeping.forget_stays() == (2 if is_gone else 0)
    assert keeping.forget_stays() == 0
    assert Stay.objects.exists() is not is_gone
    assert Place.objects.filter(pool=night.pool_id).exists() is not is_gone
    night.refresh_from_db()
    assert (night.held_then, night.slept_then) == ((2, 1) if is_gone else (None, None))
