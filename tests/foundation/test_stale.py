"""What was shown is compared with what is there by the time that a form comes back."""

import datetime as dt

import pytest

from foundation.errors import Conflict
from foundation.stale import changed_since, mark_of, marks_of, require_seen


def test_a_mark_is_the_same_for_the_same_values_whatever_their_order() -> None:
    assert mark_of({"a": 1, "b": [2, None]}) == mark_of({"b": [2, None], "a": 1})


@pytest.mark.parametrize("other", [{"a": "1"}, {"a": 2}, {"a": 1, "b": None}, {"a": [1]}, {}])
def test_another_value_has_another_mark(other: object) -> None:
    assert mark_of(other) != mark_of({"a": 1})


def test_a_moment_that_changed_by_a_second_is_noticed() -> None:
    noon = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
    assert changed_since(marks_of({"deadline": noon}), {"deadline": noon}) == set()
    assert changed_since(marks_of({"deadline": noon}), {"deadline": noon + dt.timedelta(seconds=1)}) == {
        "deadline"
    }


def test_only_the_fields_that_changed_are_named_and_one_without_a_mark_counts_as_changed() -> None:
    marks = marks_of({"name": "Театр", "town": "Бровари"})
    assert changed_since(marks, {"name": "Театр", "town": "Львів", "hours": 8}) == {"town", "hours"}


@pytest.mark.parametrize("marks", ["", "name", "name:", ":::", "name:nonsense"])
def test_nonsense_in_place_of_marks_is_a_change(marks: str) -> None:
    assert changed_since(marks, {"name": "Театр"}) == {"name"}


def test_whoever_saw_something_else_is_refused_and_whoever_was_shown_nothing_is_not() -> None:
    stale = Conflict("changed")
    require_seen(3, 3, stale)
    require_seen(3, None, stale)
    with pytest.raises(Conflict):
        require_seen(3, 2, stale)
    with pytest.raises(Conflict):
        require_seen(mark_of("new"), "", stale)
