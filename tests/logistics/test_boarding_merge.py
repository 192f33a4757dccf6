"""Taps in any order, repeated and late, lead to one state; nobody unexplained is forgotten."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cohorts.logistics.taps import EXPLAINED, Seat, Tapped, What, boarding, corrected, merge

NOON = dt.datetime(2027, 5, 12, 12, tzinfo=dt.UTC)


@st.composite
def histories(draw: st.DrawFn) -> list[Tapped]:
    """Taps with ids of their own, many at one second."""
    number = draw(st.integers(0, 12))
    return [
        Tapped(
            uid=f"{draw(st.integers(0, 3))}-{each}",
            at=NOON + dt.timedelta(seconds=draw(st.integers(0, 3))),
            call=draw(st.integers(0, 2)),
            person=draw(st.integers(1, 4)),
            what=draw(st.sampled_from(list(What))),
        )
        for each in range(number)
    ]


@given(histories(), st.data())
def test_shuffled_and_repeated_taps_lead_to_the_same_state(taps: list[Tapped], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(taps), max_size=8)) if taps else []
    assert merge(data.draw(st.permutations([*taps, *again]))) == merge(taps)


@given(histories(), st.integers(0, 12))
def test_taps_that_come_late_change_nothing_that_is_later_by_the_clock(taps: list[Tapped], cut: int) -> None:
    early, late = taps[:cut], taps[cut:]
    whole = merge(taps)
    for person, tap in whole.items():
        theirs = [each for each in [*early, *late] if each.person == person]
        assert tap == max(theirs, key=lambda each: (each.at, each.uid))


@given(histories())
def test_everybody_on_the_list_is_explained_or_stands_against_closing(taps: list[Tapped]) -> None:
    seats = {person: Seat(0, 2) for person in range(1, 5)}
    found = boarding(seats, taps)
    explained = {person for person, tap in found.state.items() if tap.what in EXPLAINED}
    assert found.unexplained == seats.keys() - explained
    assert not found.aboard & found.unexplained


def tap(uid: str, second: int, person: int, what: What, call: int = 0) -> Tapped:
    return Tapped(uid, NOON + dt.timedelta(seconds=second), call, person, what)


def test_of_one_second_the_greater_id_counts() -> None:
    a, b = tap("a", 0, 1, What.BOARDED), tap("b", 0, 1, What.LEFT)
    assert merge([a, b]) == merge([b, a]) == {1: b}


def test_who_is_undone_is_missing_again() -> None:
    found = boarding({1: Seat(0, 1)}, [tap("a", 0, 1, What.BOARDED), tap("b", 1, 1, What.UNDONE)])
    assert found.aboard == frozenset() and found.unexplained == {1}


def test_who_is_aboard_and_not_on_the_list_is_flagged_and_not_lost() -> None:
    found = boarding({1: Seat(0, 1)}, [tap("a", 0, 1, What.BOARDED), tap("b", 0, 9, What.BOARDED)])
    assert found.aboard == {1, 9} and found.unexpected == {9}


def test_only_who_should_be_aboard_by_now_is_missing() -> None:
    found = boarding({1: Seat(0, 2), 2: Seat(1, 3), 3: Seat(0, 3)}, [tap("a", 0, 3, What.BOARDED)])
    assert (found.missing_at(0), found.missing_at(1), found.missing_at(2)) == ({1}, {1, 2}, {2})
    assert [found.expected_after(call) for call in range(4)] == [2, 3, 2, 0]


def test_a_phone_whose_clock_is_wrong_is_set_right() -> None:
    ahead = dt.timedelta(hours=2)
    tapped = NOON - dt.timedelta(minutes=10)
    assert corrected(tapped + ahead, NOON + ahead, NOON) == tapped
    assert corrected(NOON + ahead, NOON, NOON) == NOON
