"""Two sessions that nobody can both attend: at the same hours, or too far from each other."""

import datetime as dt

import pytest
from django.utils import translation

from cohorts.choices.obstacles import Attended, Obstacle, obstacle

FACTORY, HALL, FARM = 1, 2, 3


def at(starts: str, ends: str, venue: int | None = None, name: str = "one") -> Attended:
    day = dt.date(2026, 12, 17)
    hours = [dt.datetime.combine(day, dt.time.fromisoformat(hour)) for hour in (starts, ends)]
    return Attended(name, name.capitalize(), hours[0], hours[1], venue)


def test_the_same_hours_are_in_the_way_and_one_that_ends_when_the_other_begins_is_not() -> None:
    wanted = at("10:00", "12:00")
    for other in (
        at("09:00", "10:01", name="o"),
        at("11:59", "13:00", name="o"),
        at("09:00", "13:00", name="o"),
    ):
        assert obstacle(wanted, [other], {}) == Obstacle(wanted, other)
    for other in (at("09:00", "10:00", name="o"), at("12:00", "13:00", name="o")):
        assert obstacle(wanted, [other], {}) is None


@pytest.mark.parametrize(("minutes", "is_in_the_way"), [(29, False), (30, False), (31, True)])
def test_the_way_must_be_made_in_the_time_between_before_and_after(minutes: int, is_in_the_way: bool) -> None:
    wanted, before, after = (
        at("10:00", "12:00", FACTORY),
        at("09:00", "09:30", HALL, "before"),
        at("12:30", "13:00", HALL, "after"),
    )
    ways = {(HALL, FACTORY): minutes}
    for other in (before, after):
        found = obstacle(wanted, [other], ways)
        assert found == (Obstacle(wanted, other, minutes, 30) if is_in_the_way else None)


def test_a_way_back_of_its_own_counts_for_the_way_back() -> None:
    ways = {(HALL, FACTORY): 10, (FACTORY, HALL): 60}
    wanted = at("10:00", "12:00", FACTORY)
    assert obstacle(wanted, [at("09:00", "09:30", HALL, "before")], ways) is None
    assert obstacle(wanted, [at("12:30", "13:00", HALL, "after")], ways)


def test_a_way_that_nobody_wrote_down_and_a_venue_that_is_not_known_are_no_obstacle() -> None:
    wanted = at("10:00", "12:00", FACTORY)
    for other in (
        at("12:00", "13:00", FARM, "o"),
        at("12:00", "13:00", None, "o"),
        at("12:00", "13:00", 1, "o"),
    ):
        assert obstacle(wanted, [other], {(HALL, FACTORY): 90, (FACTORY, FACTORY): 90}) is None


def test_the_words_say_which_session_and_how_many_minutes() -> None:
    wanted = at("10:00", "12:00", FACTORY, "farm")
    with translation.override("en"):
        clash = obstacle(wanted, [at("11:00", "13:00", name="workshop")], {})
        late = obstacle(wanted, [at("12:30", "13:00", HALL, "panel")], {(FACTORY, HALL): 45})
        assert clash and "“Farm” is at the same time as “Workshop” (11:00–13:00)" in clash.in_words()
        assert late and "The way takes 45 minutes, and between them there are 30 minutes" in late.in_words()
