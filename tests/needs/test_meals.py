"""Meals by date: set up at once, given by somebody, ordered and served; what those who cook are told."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cohorts import cancelling, wing
from cohorts.models import Cohort, Day, Participant, Place
from cohorts.needs.models import Caterer, Meal, Need
from cohorts.needs.queries.meals import eaters_of, meals_of, numbers_eating
from cohorts.needs.services.meals import Given, add_meals, save_meal
from cohorts.services import cancel_cohort
from foundation.errors import DomainError
from people.models import User
from residencies.rights import Role
from tests.back_office import filled
from tests.factories.choices import visits
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.needs import MealFactory, NeedFactory
from tests.factories.people import OrganisationFactory
from tests.factories.residencies import VenueFactory, works_in_office
from tests.needs.lists import taken
from tests.school import browser_of

pytestmark = pytest.mark.django_db


def of(cohort: Cohort, part: str = "") -> str:
    return f"/admin/cohorts/{cohort.pk}/meals/{part}"


def usual(on: list[Day], /, **changes: Any) -> dict[str, Any]:
    """The form for all days: breakfast, two coffee breaks and lunch."""
    typed = {
        "days": [day.pk for day in on],
        "breakfast": "08:00",
        "coffee": "11:00",
        "lunch": "13:30",
        "coffee_later": "16:00",
        "dinner": "",
        "given_by": "organiser",
        "giver": "",
        "venue": "",
        "place": "їдальня",
    }
    return {**typed, **changes}


def eaters(day: Day, *kinds: tuple[str, str]) -> None:
    """Somebody who holds the day for each of these kinds of food and words; no kind, no answer."""
    for kind, text in kinds:
        person = PlaceFactory(pool=day.pool).participant
        if kind:
            NeedFactory(participant=person, kind=kind, text=text)


def test_meals_of_all_days_are_set_up_in_one_go(office: Client, cohort: Cohort, days: list[Day]) -> None:
    assert office.post(of(cohort, "add/"), usual(days))["Location"] == of(cohort)
    found = [(meal.date, meal.kind, f"{meal.starts:%H:%M}", meal.where) for meal in meals_of(cohort)]
    assert found == [
        (day.date, kind, hour, "їдальня")
        for day in days
        for kind, hour in (
            ("breakfast", "08:00"),
            ("coffee", "11:00"),
            ("lunch", "13:30"),
            ("coffee", "16:00"),
        )
    ]
    office.post(of(cohort, "add/"), usual(days, dinner="19:00"))
    assert Meal.objects.count() == 10  # what was there stays once
    again = office.post(of(cohort, "add/"), usual(days, dinner="19:00"), follow=True)
    assert "Nothing was added" in again.text and Meal.objects.count() == 10


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"days": []}, "days", "Choose a day at least"),
        (
            dict.fromkeys(("breakfast", "coffee", "lunch", "coffee_later"), ""),
            "breakfast",
            "the hour of a meal",
        ),
        ({"given_by": "other"}, "giver", "Name the host or the partner"),
        ({"giver": "Рада"}, "giver", "leave the name empty"),
        ({"lunch": "25:00"}, "lunch", "valid time"),
        ({"venue": "999999"}, "venue", "Select a valid choice"),
        ({"given_by": "mars"}, "given_by", "Select a valid choice"),
    ],
)
def test_what_cannot_be_set_up_is_said_at_its_field(
    office: Client, cohort: Cohort, days: list[Day], changes: dict[str, Any], field: str, words: str
) -> None:
    refused = office.post(of(cohort, "add/"), usual(days, **changes))
    assert refused.status_code == 422
    assert words in str(refused.context["form"].errors[field])
    assert "їдальня" in refused.text and Meal.objects.count() == 0


def test_venues_and_days_of_others_are_no_choice(office: Client, cohort: Cohort, days: list[Day]) -> None:
    foreign = DayFactory()
    venue = VenueFactory()
    assert office.post(of(cohort, "add/"), usual([foreign])).status_code == 422
    assert office.post(of(cohort, "add/"), usual(days, venue=venue.pk)).status_code == 422
    for wrong in (Given(venue=venue), Given()):
        with pytest.raises(DomainError):
            add_meals(
                actor=works_in_office(cohort.residency.programme, role=Role.MANAGER),
                cohort=cohort,
                days=[foreign] if wrong.venue is None else days,
                hours=[("lunch", dt.time(13))],
                given=wrong,
            )


def test_a_meal_says_who_gives_it_and_by_date_who_pays(cohort: Cohort, days: list[Day]) -> None:
    MealFactory(day=days[0], kind="breakfast", starts=dt.time(8), given_by="nobody")
    MealFactory(day=days[0], given_by="other", giver="Зразкова лікарня")
    MealFactory(day=days[1])
    paid = [(meal.date, meal.is_given, meal.giver) for meal in meals_of(cohort)]
    assert paid == [
        (days[0].date, False, ""),
        (days[0].date, True, "Зразкова лікарня"),
        (days[1].date, True, ""),
    ]
    for values in ({"given_by": "other"}, {"giver": "Рада"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MealFactory(day=days[1], starts=dt.time(9), **values)


def test_who_gives_a_meal_is_named_in_the_readers_language_if_they_are_on_file(
    office: Client, cohort: Cohort, days: list[Day], person: Participant
) -> None:
    host = OrganisationFactory(name_uk="Хлібна хата", name_en="Bread House")
    VenueFactory(programme=cohort.residency.programme, host=host)
    MealFactory(day=days[0], given_by="other", giver="хлібна хата")
    MealFactory(day=days[1], given_by="other", giver="Тітка Зразка")
    browsers = (
        (office, of(cohort)),
        (office, of(cohort, "addresses/")),
        (browser_of(person.user), f"/en/my/cohorts/{cohort.slug}/needs/"),
    )
    for browser, url in browsers:
        text = browser.get(url).content.decode()
        assert "Bread House" in text, url
        assert "хлібна хата" not in text, url
        assert "Тітка Зразка" in text, url
    assert "Bread House" in str(taken(office, "meals", cohort))


def test_ordered_and_served_are_compared_with_who_comes(
    office: Client, cohort: Cohort, days: list[Day]
) -> None:
    meal = MealFactory(day=days[0])
    eaters(days[0], ("", ""), ("", ""))
    url = f"/admin/meals/edit/{meal.pk}/"
    assert office.post(url, filled(office, url, ordered="1", served="3"))["Location"] == of(cohort)
    page = office.get(of(cohort)).text
    assert "2 people come." in page and "fewer than come" in page and "not as ordered" in page
    office.post(url, filled(office, url, ordered="2", served="2"))
    page = office.get(of(cohort)).text
    assert "fewer than come" not in page and "not as ordered" not in page


def test_a_stale_form_of_a_meal_is_a_conflict(
    office: Client, cohort: Cohort, days: list[Day], manager: User
) -> None:
    meal = MealFactory(day=days[0])
    url = f"/admin/meals/edit/{meal.pk}/"
    shown = filled(office, url, ordered="5")
    meal.ordered = 7
    save_meal(actor=manager, meal=meal)
    assert office.post(url, shown).status_code == 409
    meal.refresh_from_db()
    assert meal.ordered == 7


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts": "08:00", "kind": "breakfast"}, "there already"),
        ({"ordered": "-1"}, "0"),
        ({"ordered": "10001"}, "10000"),
        ({"given_by": "other", "giver": ""}, "Name the host"),
    ],
)
def test_a_meal_that_cannot_be_is_refused(
    office: Client, days: list[Day], typed: dict[str, str], words: str
) -> None:
    MealFactory(day=days[0], kind="breakfast", starts=dt.time(8))
    meal = MealFactory(day=days[0])
    url = f"/admin/meals/edit/{meal.pk}/"
    refused = office.post(url, filled(office, url, **typed))
    assert refused.status_code in {200, 422} and words in refused.text
    meal.refresh_from_db()
    assert (meal.kind, meal.ordered, meal.given_by) == ("lunch", None, "organiser")


def test_a_meal_is_taken_off_its_day(office: Client, cohort: Cohort, days: list[Day]) -> None:
    meal = MealFactory(day=days[0])
    assert office.post(f"/admin/meals/delete/{meal.pk}/")["Location"] == of(cohort)
    assert not Meal.objects.exists()
    assert office.post(f"/admin/meals/delete/{MealFactory().pk}/").status_code == 404


def test_those_who_cook_read_how_many_eat_what_and_nobodys_name(
    office: Client, cohort: Cohort, days: list[Day]
) -> None:
    MealFactory(day=days[0], ordered=6)
    MealFactory(day=days[0], kind="dinner", starts=dt.time(19), given_by="nobody")
    eaters(
        days[0],
        ("nothing", ""),
        ("vegan", ""),
        ("vegan", "без горіхів"),
        ("other", "без риби"),
        ("other", "без риби"),
        ("", ""),
    )
    sheet = office.get(of(cohort, "caterer/"))
    assert [(line.food, line.people, line.words) for line in sheet.context["served"][0].lines] == [
        ("nothing special", 1, ""),
        ("vegan", 2, "без горіхів"),
        ("something else", 2, "без риби × 2"),
        ("not said yet", 1, ""),
    ]
    assert len(sheet.context["served"]) == 1  # at their own cost nobody cooks
    names = [person.user.family_name for person in Participant.objects.select_related("user")]
    assert not any(name in sheet.text for name in names)
    text = str(taken(office, "caterer", cohort))
    assert "без риби × 2" in text and not any(name in text for name in names)


def test_meals_are_taken_out_with_numbers_and_nothing_of_food(cohort: Cohort, days: list[Day]) -> None:
    MealFactory(day=days[0], ordered=3, served=2)
    eaters(days[0], ("other", "без риби"))
    at = browser_of(works_in_office(cohort.residency.programme, role=Role.VIEWER))
    [_heading, line] = taken(at, "meals", cohort)
    assert line[-3:] == ["1", "3", "2"] and "риби" not in str(line)


def test_a_viewer_reads_meals_and_changes_none_an_assistant_does(cohort: Cohort, days: list[Day]) -> None:
    meal = MealFactory(day=days[0])
    for role, may_change in ((Role.VIEWER, False), (Role.ASSISTANT, True)):
        at = browser_of(works_in_office(cohort.residency.programme, role=role))
        page = at.get(of(cohort)).text
        assert "13:30" in page
        assert (f"/admin/meals/edit/{meal.pk}/" in page) == may_change
        assert "caterer" not in page  # what people eat is no number of people
        assert (at.get(of(cohort, "add/")).status_code == 200) == may_change


def test_who_comes_to_work_at_a_session_of_the_day_eats_too(django_assert_num_queries: Any) -> None:
    made = visits(2)
    made.set_up("first_come", 5, 5)
    day = made.group.cohort.days.get()
    eaters(day, ("vegan", ""))
    before = numbers_eating(made.cohort)[day.pk]
    worker = made.person(kind=Participant.Kind.INTERPRETER)
    Place.objects.filter(participant=worker).delete()
    PlaceFactory(pool=made.option(0).pool, participant=worker)
    assert numbers_eating(made.cohort)[day.pk] == before + 1
    with django_assert_num_queries(2):
        found = eaters_of(made.cohort)[day.pk]
    assert (found.people, found.kinds["vegan"]) == (before + 1, 1)


def test_a_cancelled_cohort_takes_no_meals_and_shows_none_of_days_called_off(
    office: Client, cohort: Cohort, days: list[Day], manager: User
) -> None:
    meal = MealFactory(day=days[0])
    cancel_cohort(actor=manager, cohort=cohort, reason="Хвороба.")
    assert not meals_of(cohort)
    assert office.post(of(cohort, "add/"), usual(days)).status_code == 422
    meal.day.refresh_from_db()
    with pytest.raises(DomainError):
        save_meal(actor=manager, meal=meal)


def test_who_gives_meals_on_a_day_that_is_called_off_is_named_to_be_called(
    cohort: Cohort, days: list[Day]
) -> None:
    MealFactory(day=days[0], given_by="other", giver="Хлібна хата")
    MealFactory(day=days[1], given_by="other", giver="Хлібна хата", kind="dinner")
    MealFactory(day=days[1])
    MealFactory(day=days[1], kind="breakfast", given_by="nobody")
    Caterer.objects.create(cohort=cohort, giver="", email="canteen@demo.example")
    event = cancelling.work_out(cohort, timezone.now(), "Тривога.")
    unreached = [name for each in wing.wings() for name in each.unreached(event)]
    assert {"Хлібна хата", "canteen@demo.example"} <= set(unreached)
    assert unreached.count("Хлібна хата") == 1


@pytest.mark.parametrize("number", [1, 15])
def test_pages_of_meals_ask_the_same_for_one_person_and_for_many(
    office: Client, cohort: Cohort, days: list[Day], number: int
) -> None:
    for hour in range(number):
        MealFactory(day=days[0], kind="coffee", starts=dt.time(8 + hour % 12, hour))
    eaters(days[0], *[("other", "без риби")] * number)
    for part, queries in (("", 3), ("caterer/", 4)):
        office.get(of(cohort, part))
        with CaptureQueriesContext(connection) as captured:
            office.get(of(cohort, part))
        ours = [line for line in captured if "needs_" in line["sql"] or "cohorts_" in line["sql"]]
        assert len(ours) == queries, part


class TestCounts(TestCase):
    """Whoever eats is counted once: the kinds of food and those who have not said add up to who comes."""

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.sampled_from(["", *Need.Kind.values]), max_size=8))
    def test_kinds_and_silence_add_up(self, kinds: list[str]) -> None:
        day = DayFactory(cohort=CohortFactory())
        eaters(day, *((kind, "слово" if kind == "other" else "") for kind in kinds))
        found = eaters_of(day.cohort).get(day.pk)
        if found is None:
            assert not kinds
            return
        assert found.people == len(kinds) == sum(found.kinds.values()) + found.silent
        assert sum(count for _kind, _food, count, _words in found.lines()) + found.silent == found.people
