"""An hour that does not exist or is there twice is refused or asked about."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.clocks.zones import (
    AmbiguousTime,
    Fold,
    NonexistentTime,
    clock_changes,
    clock_rules,
    is_plain,
    require_unambiguous,
    resolve_wall_time,
)
from tests.timetable.calendar_samples import european_changes


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def test_an_ordinary_hour_is_one_moment() -> None:
    facts = resolve_wall_time(dt.datetime(2026, 10, 24, 10, 0), "Europe/Kyiv")

    assert facts.exists and not facts.is_ambiguous
    assert facts.earlier == facts.later == utc(2026, 10, 24, 7)
    assert facts.changes_from is None and facts.changes_to is None


def test_half_past_three_on_the_day_kyivs_clocks_go_forward_does_not_exist() -> None:
    with pytest.raises(NonexistentTime) as refusal:
        require_unambiguous(dt.datetime(2026, 3, 29, 3, 30), "Europe/Kyiv")

    facts = refusal.value.facts
    assert not facts.exists and not facts.is_ambiguous
    assert (facts.changes_from, facts.changes_to) == (
        dt.datetime(2026, 3, 29, 3),
        dt.datetime(2026, 3, 29, 4),
    )
    assert (facts.earlier, facts.later) == (utc(2026, 3, 29, 0, 30), utc(2026, 3, 29, 1, 30))
    assert "2026-03-29 03:30" in str(refusal.value) and "Europe/Kyiv" in str(refusal.value)


@pytest.mark.parametrize("fold", [0, 1])
def test_no_answer_makes_a_missing_hour_exist(fold: Fold) -> None:
    with pytest.raises(NonexistentTime):
        require_unambiguous(dt.datetime(2026, 3, 29, 3, 30), "Europe/Kyiv", fold=fold)


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Kyiv", 3), ("Europe/Warsaw", 2)])
def test_an_hour_over_which_clocks_go_back_is_asked_about(zone: str, hour: int) -> None:
    wall = dt.datetime(2026, 10, 25, hour, 30)
    with pytest.raises(AmbiguousTime) as question:
        require_unambiguous(wall, zone)

    facts = question.value.facts
    assert facts.exists and facts.is_ambiguous
    assert (facts.earlier, facts.later) == (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30))
    assert (facts.changes_from, facts.changes_to) == (
        dt.datetime(2026, 10, 25, hour + 1),
        dt.datetime(2026, 10, 25, hour),
    )
    assert require_unambiguous(wall, zone, fold=0) == utc(2026, 10, 25, 0, 30)
    assert require_unambiguous(wall, zone, fold=1) == utc(2026, 10, 25, 1, 30)


def test_the_same_half_hour_is_plain_in_the_other_city() -> None:
    assert is_plain(dt.datetime(2026, 10, 25, 3, 30), "Europe/Warsaw")
    assert is_plain(dt.datetime(2026, 10, 25, 2, 30), "Europe/Kyiv")


@pytest.mark.parametrize(
    ("wall", "plain"),
    [
        (dt.datetime(2026, 3, 29, 2, 59, 59), True),
        (dt.datetime(2026, 3, 29, 3, 0), False),
        (dt.datetime(2026, 3, 29, 3, 59, 59, 999999), False),
        (dt.datetime(2026, 3, 29, 4, 0), True),
        (dt.datetime(2026, 10, 25, 2, 59, 59), True),
        (dt.datetime(2026, 10, 25, 3, 0), False),
        (dt.datetime(2026, 10, 25, 3, 59, 59, 999999), False),
        (dt.datetime(2026, 10, 25, 4, 0), True),
    ],
    ids=str,
)
def test_the_edges_of_the_hour_belong_where_the_clock_says(wall: dt.datetime, plain: bool) -> None:
    facts = resolve_wall_time(wall, "Europe/Kyiv")

    assert (facts.exists and not facts.is_ambiguous) is plain
    assert is_plain(wall, "Europe/Kyiv") is plain


@pytest.mark.parametrize(
    "zone", ["", "Europe", "Europe/Nowhere", "../Kyiv", "/etc/localtime", "Europe/Kyiv\x00"]
)
def test_a_zone_that_is_not_there_is_refused(zone: str) -> None:
    with pytest.raises(ValueError):
        resolve_wall_time(dt.datetime(2026, 1, 1), zone)


def test_a_wall_time_has_no_zone_of_its_own() -> None:
    with pytest.raises(ValueError):
        resolve_wall_time(utc(2026, 1, 1), "Europe/Kyiv")


def test_an_answer_is_first_or_second() -> None:
    with pytest.raises(ValueError):
        require_unambiguous(dt.datetime(2026, 1, 1), "Europe/Kyiv", fold=2)  # type: ignore[arg-type]


@settings(deadline=None)
@given(
    moment=st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC)),
    zone=st.sampled_from(
        ["Europe/Kyiv", "Europe/Warsaw", "Australia/Lord_Howe", "America/Santiago", "Asia/Tokyo"]
    ),
)
def test_every_moment_is_one_of_those_that_its_hour_names(moment: dt.datetime, zone: str) -> None:
    wall = moment.astimezone(zoneinfo.ZoneInfo(zone))
    facts = resolve_wall_time(wall.replace(tzinfo=None), zone)

    assert facts.exists
    assert moment in (facts.earlier, facts.later)
    assert require_unambiguous(wall.replace(tzinfo=None), zone, 1 if wall.fold else 0) == moment


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Warsaw"])
def test_clocks_change_on_the_last_sundays_of_march_and_october(zone: str) -> None:
    changes = list(clock_changes(zone, 2018, 2037))

    assert [change.wall - change.offset_from for change in changes] == european_changes()
    assert [change.is_daylight for change in changes] == [True, False] * 20


def test_a_zone_that_gave_up_changing_its_clocks_has_no_rule_that_goes_on() -> None:
    assert [rule.last for rule in clock_rules("Europe/Istanbul", 2016, 2040)] == [dt.datetime(2016, 3, 27, 3)]
    assert clock_rules("Asia/Tokyo", 2016, 2040) == ()


def test_the_larger_offset_is_daylight_time_also_in_dublin() -> None:
    assert [
        (rule.first.name, rule.first.is_daylight) for rule in clock_rules("Europe/Dublin", 2016, 2040)
    ] == [
        ("IST", True),
        ("GMT", False),
    ]


def test_a_rule_goes_on_only_if_it_has_held_for_some_years() -> None:
    """Where clocks follow the moon, two years alike at the end of the known ones are no rule."""
    going_on = [rule for rule in clock_rules("Asia/Gaza", 2016, 2041) if rule.last is None]

    assert going_on
    assert all(rule.first.wall.year <= 2037 for rule in going_on)
