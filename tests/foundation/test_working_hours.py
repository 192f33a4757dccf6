"""Working hours: 8:00 to 20:00 on working days, on the clocks of one zone."""

import datetime as dt
import zoneinfo

import pytest

from foundation.clocks.working import WorkingHours

KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
WEDNESDAY = dt.date(2027, 3, 10)
FRIDAY, SATURDAY, MONDAY = dt.date(2027, 3, 12), dt.date(2027, 3, 13), dt.date(2027, 3, 15)
HOURS = WorkingHours(KYIV)
SECOND = dt.timedelta(seconds=1)


def at(date: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(hour, minute), KYIV)


@pytest.mark.parametrize(
    ("moment", "is_inside"),
    [
        (at(WEDNESDAY, 8) - SECOND, False),
        (at(WEDNESDAY, 8), True),
        (at(WEDNESDAY, 8) + SECOND, True),
        (at(WEDNESDAY, 20) - SECOND, True),
        (at(WEDNESDAY, 20), False),
        (at(WEDNESDAY, 20) + SECOND, False),
        (at(SATURDAY, 12), False),
    ],
)
def test_the_working_day_is_from_eight_to_twenty(moment: dt.datetime, is_inside: bool) -> None:
    assert HOURS.covers(moment) is is_inside
    assert HOURS.covers(moment.astimezone(dt.UTC)) is is_inside


def test_the_next_working_moment_of_an_evening_is_the_next_morning_and_of_a_friday_monday() -> None:
    assert HOURS.next_from(at(WEDNESDAY, 12)) == at(WEDNESDAY, 12)
    assert HOURS.next_from(at(WEDNESDAY, 7, 59)) == at(WEDNESDAY, 8)
    assert HOURS.next_from(at(WEDNESDAY, 23, 10)) == at(WEDNESDAY + dt.timedelta(days=1), 8)
    assert HOURS.next_from(at(FRIDAY, 20)) == at(MONDAY, 8)


def test_an_offer_made_at_eight_holds_until_the_evening_and_one_made_later_until_the_next_working_day() -> (
    None
):
    assert HOURS.after(at(WEDNESDAY, 8), 12) == at(WEDNESDAY, 20)
    assert HOURS.after(at(WEDNESDAY, 15), 12) == at(WEDNESDAY + dt.timedelta(days=1), 15)
    assert HOURS.after(at(FRIDAY, 15), 12) == at(MONDAY, 15)
    assert HOURS.after(at(FRIDAY, 23), 12) == at(MONDAY, 20)


def test_the_calendar_of_a_programme_may_work_on_a_saturday_and_rest_on_a_monday() -> None:
    own = WorkingHours(KYIV, lambda date: date in (FRIDAY, SATURDAY))
    assert own.covers(at(SATURDAY, 12))
    assert own.after(at(FRIDAY, 19), 2) == at(SATURDAY, 9)


def test_a_calendar_without_a_working_day_is_a_mistake_and_no_endless_search() -> None:
    with pytest.raises(ValueError, match="no working day"):
        WorkingHours(KYIV, lambda date: False).next_from(at(WEDNESDAY, 12))


def test_hours_are_counted_as_they_pass_when_the_clocks_change() -> None:
    """Kyiv, 28 March 2027: clocks go forward at three, on a Sunday that somebody works on."""
    sunday = dt.date(2027, 3, 28)
    own = WorkingHours(KYIV, lambda date: True)
    assert own.after(at(sunday - dt.timedelta(days=1), 19), 2) == at(sunday, 9)
