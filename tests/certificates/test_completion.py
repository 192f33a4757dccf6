"""The completion rule, worked out from plain values."""

import datetime as dt
from collections.abc import Iterable

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from certificates.completion import Outcome, slots, work_out
from cohorts.programme import FrozenSession
from foundation.words.translated import Words

FIRST, SECOND = dt.date(2026, 4, 20), dt.date(2026, 4, 21)
AFTER = dt.datetime(2026, 4, 22)


def at(date: dt.date, hour: int) -> dt.datetime:
    """That hour of that date, by the cohort's clock."""
    return dt.datetime.combine(date, dt.time(hour))


def session(name: str, *, date: dt.date = FIRST, group: int | None = None, **more: object) -> FrozenSession:
    """A taught session known by its name."""
    hours = {"starts": dt.time(10), "ends": dt.time(11)}
    return FrozenSession(
        id=name,
        date=date,
        title=Words({"uk": f"Заняття {name}", "en": f"Session {name}"}),
        group_id=group,
        **{**hours, **more},  # type: ignore[arg-type]
    )


def outcome(
    sessions: Iterable[FrozenSession],
    present: str,
    *,
    share: int = 80,
    dates: tuple[dt.date, ...] = (FIRST, SECOND),
    now: dt.datetime = AFTER,
) -> Outcome:
    """The rule applied to somebody who was at the sessions whose names stand in `present`."""
    listed = list(sessions)
    marks = {each.id: each.id in present.split() for each in listed}
    return work_out(minimum_share=share, sessions=listed, dates_held=dates, presence=marks, now=now)


def test_the_share_that_is_asked_for_is_enough() -> None:
    five = [session(name) for name in "abcde"]
    assert outcome(five, "a b c d").qualifies
    assert not outcome(five, "a b c").qualifies


def test_nobody_is_told_anything_of_a_night_before_it_is_over() -> None:
    sessions = [session("a"), session("night", date=SECOND, starts=dt.time(22), ends=dt.time(1, 30))]
    past_midnight = dt.datetime(2026, 4, 22, 1, 29)
    assert outcome(sessions, "a", now=past_midnight).to_come == (SECOND,)
    over = outcome(sessions, "a", now=dt.datetime(2026, 4, 22, 1, 30))
    assert (over.attended, over.counted, over.to_come) == (1, 2, ())


def test_a_share_just_below_is_not_rounded_up() -> None:
    three = [session(name) for name in "abc"]
    assert not outcome(three, "a b", share=67).qualifies
    assert outcome(three, "a b", share=66).qualifies


def test_a_group_of_parallel_sessions_counts_once_and_one_of_them_is_enough() -> None:
    sessions = [session("a"), session("b", group=1), session("c", group=1), session("d", group=1)]
    found = outcome(sessions, "a c", share=100)
    assert found.qualifies
    assert (found.attended, found.counted) == (2, 2)


def test_the_same_group_on_two_days_counts_once_a_day() -> None:
    sessions = [session("b", group=1), session("c", group=1, date=SECOND)]
    assert outcome(sessions, "b").counted == 2


def test_only_the_days_held_count() -> None:
    sessions = [session("a"), session("b", date=SECOND)]
    assert outcome(sessions, "a", share=100, dates=(FIRST,)).qualifies
    assert not outcome(sessions, "a", share=100).qualifies


def test_what_was_cancelled_or_is_not_taught_does_not_count() -> None:
    sessions = [session("a"), session("break", is_taught=False), session("c", is_cancelled=True)]
    assert outcome(sessions, "a", share=100).qualifies


def test_a_required_session_is_needed_whatever_the_share() -> None:
    sessions = [session(name) for name in "abcdefghi"] + [session("visit", is_required=True)]
    found = outcome(sessions, "a b c d e f g h i")
    assert not found.qualifies
    assert [reason.code for reason in found.reasons] == ["share", "required_missed"]


def test_a_required_session_that_is_no_training_is_needed_and_stays_outside_the_share() -> None:
    sessions = [session("a"), session("b"), session("opening", is_taught=False, is_required=True)]
    missed = outcome(sessions, "a b", share=100)
    assert not missed.qualifies
    assert (missed.attended, missed.counted, missed.percent) == (2, 2, 100)
    with translation.override("en"):
        assert missed.reasons[-1].text("en") == "Was not at a required session: “Session opening”."
    assert outcome(sessions, "a b opening", share=100).qualifies
    assert not outcome(sessions, "a opening", share=100).qualifies
    assert outcome([sessions[-1]], "opening").reasons[0].code == "no_sessions"


def test_of_parallel_sessions_a_required_one_must_be_the_one_attended() -> None:
    sessions = [session("a", group=1, is_required=True), session("b", group=1)]
    assert not outcome(sessions, "b", share=1).qualifies
    assert outcome(sessions, "a", share=1).qualifies


def test_who_holds_no_day_gets_nothing_and_reads_why() -> None:
    found = outcome([session("a")], "a", dates=())
    assert not found.qualifies
    assert found.reasons[0].code == "no_days"


def test_days_without_taught_sessions_give_no_certificate() -> None:
    assert outcome([session("a", is_taught=False)], "a").reasons[0].code == "no_sessions"


def test_nobody_qualifies_before_the_last_of_their_own_days_and_reads_which_one_is_to_come() -> None:
    sessions = [session("a"), session("b", date=SECOND)]
    early = outcome(sessions, "a b", now=at(FIRST, 20))
    assert not early.qualifies
    with translation.override("en"):
        assert [reason.text("en") for reason in early.reasons] == ["Still to come: 21 April 2026."]
    assert outcome(sessions, "a b", now=at(SECOND, 20)).qualifies
    # Who holds the first day only need not wait for the second.
    assert outcome(sessions, "a", dates=(FIRST,), now=at(FIRST, 20)).qualifies


def test_nobody_is_blamed_for_what_has_not_happened_and_only_what_is_over_counts() -> None:
    sessions = [session("a"), session("b", is_required=True, starts=dt.time(14), ends=dt.time(15))]
    before = outcome(sessions, "", dates=(FIRST,), now=at(FIRST, 9))
    assert [reason.code for reason in before.reasons] == ["to_come"]
    assert (before.attended, before.counted, before.to_come) == (0, 0, (FIRST,))
    noon = outcome(sessions, "a", dates=(FIRST,), now=at(FIRST, 12))
    assert (noon.attended, noon.counted, noon.percent) == (1, 1, 100)
    assert not noon.qualifies
    evening = outcome(sessions, "a", dates=(FIRST,), now=at(FIRST, 15))
    assert [reason.code for reason in evening.reasons] == ["share", "required_missed"]
    assert evening.to_come == ()


def test_a_day_to_come_without_sessions_yet_is_to_come_too() -> None:
    assert [reason.code for reason in outcome([], "", now=at(FIRST, 9)).reasons] == ["to_come"]


def test_who_has_enough_qualifies_on_the_last_day_although_a_session_goes_on() -> None:
    five = [session(name) for name in "abcd"] + [session("e", starts=dt.time(16), ends=dt.time(17))]
    found = outcome(five, "a b c d", dates=(FIRST,), now=at(FIRST, 15))
    assert found.qualifies
    assert [reason.code for reason in found.reasons] == ["share"]


def test_reasons_are_sentences_with_numbers_and_titles() -> None:
    sessions = [session("a"), session("b", is_required=True)]
    with translation.override("en"):
        texts = [reason.text("en") for reason in outcome(sessions, "a").reasons]
    assert texts == [
        "Attended 1 of 2 sessions: 50 %, 80 % needed.",
        "Was not at a required session: “Session b”.",
    ]


def test_a_session_of_which_nothing_is_recorded_is_named_in_the_reasons() -> None:
    found = work_out(
        minimum_share=50,
        sessions=[session("a"), session("b")],
        dates_held=[FIRST],
        presence={"a": True},
        now=AFTER,
    )
    assert found.qualifies
    assert found.reasons[-1].code == "not_recorded"


@st.composite
def timetables(draw: st.DrawFn) -> list[FrozenSession]:
    count = draw(st.integers(1, 8))
    return [
        session(
            f"s{number}",
            date=draw(st.sampled_from([FIRST, SECOND])),
            group=draw(st.sampled_from([None, None, 1, 2])),
            is_required=draw(st.booleans()),
            is_cancelled=draw(st.integers(0, 4)) == 0,
        )
        for number in range(count)
    ]


@given(timetables(), st.data())
def test_the_order_of_sessions_changes_nothing(sessions: list[FrozenSession], data: st.DataObject) -> None:
    present = {each.id: data.draw(st.booleans()) for each in sessions}
    shuffled = data.draw(st.permutations(sessions))
    one = work_out(
        minimum_share=70, sessions=sessions, dates_held=[FIRST, SECOND], presence=present, now=AFTER
    )
    two = work_out(
        minimum_share=70, sessions=shuffled, dates_held=[SECOND, FIRST], presence=present, now=AFTER
    )
    assert (one.qualifies, one.attended, one.counted) == (two.qualifies, two.attended, two.counted)


@given(timetables(), st.data())
def test_being_at_one_more_session_never_takes_a_certificate_away(
    sessions: list[FrozenSession], data: st.DataObject
) -> None:
    present = {each.id: data.draw(st.booleans()) for each in sessions}
    more = {**present, data.draw(st.sampled_from(sessions)).id: True}
    before = work_out(
        minimum_share=70, sessions=sessions, dates_held=[FIRST, SECOND], presence=present, now=AFTER
    )
    after = work_out(
        minimum_share=70, sessions=sessions, dates_held=[FIRST, SECOND], presence=more, now=AFTER
    )
    assert after.qualifies or not before.qualifies


@given(timetables())
def test_a_slot_holds_every_session_that_counts_exactly_once(sessions: list[FrozenSession]) -> None:
    held = [each.id for slot in slots(sessions, [FIRST, SECOND]) for each in slot.sessions]
    assert sorted(held) == sorted(each.id for each in sessions if not each.is_cancelled)
