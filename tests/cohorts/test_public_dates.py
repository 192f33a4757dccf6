"""Dates and deadlines as people read them: written out, with whose clock it is, in three languages."""

import datetime as dt

import pytest
from django.utils import translation

from foundation.clocks import dates

UTC = dt.UTC


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], ""),
        (["2026-11-20"], "20 November 2026"),
        (["2026-11-21", "2026-11-20"], "20–21 November 2026"),
        (["2026-11-30", "2026-12-01"], "30 November – 1 December 2026"),
        (["2026-12-31", "2027-01-01"], "31 December 2026 – 1 January 2027"),
        (["2026-11-20", "2026-11-25"], "20 and 25 November 2026"),
        (["2026-11-20", "2026-11-22", "2026-12-05"], "20 November, 22 November and 5 December 2026"),
    ],
)
def test_several_dates_are_said_as_people_say_them(days, words) -> None:
    with translation.override("en"):
        assert dates.dates_in_words([day(text) for text in days]) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", "12–13 грудня 2026"),
        ("en", "12–13 December 2026"),
        ("pl", "12–13 grudnia 2026"),
    ],
)
def test_months_stand_in_the_case_of_the_language(language, words) -> None:
    with translation.override(language):
        assert dates.dates_in_words([day("2026-12-12"), day("2026-12-13")]) == words


def test_a_deadline_names_the_clock_it_is_on() -> None:
    moment = dt.datetime(2026, 12, 12, 16, 0, tzinfo=UTC)
    with translation.override("en"):
        assert dates.deadline_in_words(moment, "Europe/Kyiv") == "until 18:00, 12 December, Kyiv time"
        assert dates.deadline_in_words(moment, "Europe/Warsaw") == "until 17:00, 12 December, Warsaw time"
        assert (
            dates.deadline_in_words(moment, "America/New_York") == "until 11:00, 12 December, New York time"
        )


def test_a_deadline_near_midnight_has_the_date_of_its_own_zone() -> None:
    with translation.override("en"):
        words = dates.moment_in_words(dt.datetime(2026, 12, 12, 22, 30, tzinfo=UTC), "Europe/Kyiv")
    assert words == "00:30, 13 December 2026, Kyiv time"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, ""),
        (0, ""),
        (1, "in 1 minute"),
        (119, "in 1 minute"),
        (120, "in 2 minutes"),
        (2 * 3600 - 1, "in 119 minutes"),
        (2 * 3600, "in 2 hours"),
        (48 * 3600 - 1, "in 47 hours"),
        (48 * 3600, "in 2 days"),
        (20 * 86400 + 5, "in 20 days"),
    ],
)
def test_the_time_left_is_said_in_whole_units_and_never_flatters(seconds, words) -> None:
    now = dt.datetime(2026, 11, 12, 12, tzinfo=UTC)
    with translation.override("en"):
        assert dates.time_left_in_words(now + dt.timedelta(seconds=seconds), now) == words
