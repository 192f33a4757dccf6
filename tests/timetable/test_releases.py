"""The working copy and its releases: what people see, what changes for them, who is told."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from cohorts.attendance.models import Presence
from cohorts.models import Cohort
from cohorts.programme import FrozenSession, compare, sessions_from_json, sessions_to_json
from cohorts.timetable import services
from cohorts.timetable.models import Release, Session
from cohorts.timetable.queries import impact, latest_timetable
from courses.models import Material
from foundation.errors import Conflict, DomainError
from foundation.words.translated import Words
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory
from tests.factories.courses import TrainerFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import RoomFactory, VenueFactory
from tests.factories.timetable import SessionFactory, TrackGroupFactory

DATE = dt.date(2026, 4, 20)


def frozen(name: str, **more: object) -> FrozenSession:
    """A session of a release, known by its name."""
    base = FrozenSession(id=name, date=DATE, starts=dt.time(10), ends=dt.time(11), title=Words({"uk": name}))
    return replace(base, **more)  # type: ignore[arg-type]


# ------------------------------------------------------------------ the difference, from plain values
def test_a_first_release_adds_every_planned_session() -> None:
    change = compare([], [frozen("a"), frozen("b", is_cancelled=True)])
    assert [session.id for session in change.added] == ["a"]
    assert [session.id for session in change.sessions] == ["a"]


def test_a_moved_session_rises_in_sequence_by_one() -> None:
    change = compare([frozen("a", sequence=3)], [frozen("a", starts=dt.time(12), ends=dt.time(13))])
    assert change.changed[0].is_moved
    assert change.sessions[0].sequence == 4


def test_a_session_that_nobody_touched_keeps_its_sequence() -> None:
    change = compare([frozen("a", sequence=3)], [frozen("a")])
    assert change.is_empty
    assert change.sessions[0].sequence == 3


def test_the_same_trainers_and_hosts_in_another_order_are_no_change() -> None:
    """They come by name in the language of whoever releases."""
    names = (Words({"uk": "Б", "en": "A"}), Words({"uk": "А", "en": "B"}))
    one = frozen("a", trainers=names, trainer_ids=(1, 2), hosts=names)
    other = frozen("a", trainers=names[::-1], trainer_ids=(2, 1), hosts=names[::-1])
    assert compare([one], [other]).is_empty


def test_a_cancelled_session_rises_once_and_stays_for_calendars() -> None:
    first = compare([frozen("a")], [frozen("a", is_cancelled=True)])
    assert [session.id for session in first.cancelled] == ["a"]
    second = compare(first.sessions, [frozen("a", is_cancelled=True)])
    assert second.is_empty
    assert [(s.id, s.is_cancelled, s.sequence) for s in second.sessions] == [("a", True, 1)]


def test_a_session_taken_out_of_the_working_copy_counts_as_cancelled() -> None:
    change = compare([frozen("a"), frozen("b")], [frozen("b")])
    assert [session.id for session in change.cancelled] == ["a"]
    assert {session.id for session in change.sessions} == {"a", "b"}


def test_a_session_that_comes_back_is_added_again_and_rises_again() -> None:
    change = compare([frozen("a", is_cancelled=True, sequence=1)], [frozen("a", starts=dt.time(9))])
    assert not change.sessions[0].is_cancelled
    assert change.sessions[0].sequence == 2
    assert (len(change.added), change.changed, change.dates_left) == (1, (), ())


def test_what_changes_of_a_session_that_stays_cancelled_is_kept_and_nobody_is_told() -> None:
    moved = frozen("a", is_cancelled=True, starts=dt.time(9))
    change = compare([frozen("a", is_cancelled=True, sequence=1)], [moved])
    assert change.is_empty and change.dates == ()
    assert change.sessions == (frozen("a", is_cancelled=True, starts=dt.time(9), sequence=2),)


def test_a_move_to_another_day_touches_both_days() -> None:
    other = DATE + dt.timedelta(days=1)
    assert compare([frozen("a")], [frozen("a", date=other)]).dates == (DATE, other)


states = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(8, 18), st.booleans()), unique_by=lambda row: row[0]
)


@given(st.lists(states, min_size=1, max_size=6))
def test_over_any_history_sequences_never_fall_and_nothing_seen_is_lost(
    history: list[list[tuple[str, int, bool]]],
) -> None:
    released: tuple[FrozenSession, ...] = ()
    for state in history:
        working = [
            frozen(name, starts=dt.time(hour), ends=dt.time(hour + 1), is_cancelled=cancelled)
            for name, hour, cancelled in state
        ]
        change = compare(released, working)
        before = {session.id: session for session in released}
        after = {session.id: session for session in change.sessions}
        assert before.keys() <= after.keys()
        for key, session in before.items():
            assert after[key].sequence == session.sequence + (not after[key].same_as(session))
        assert compare(change.sessions, working).is_empty
        released = change.sessions


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_what_is_frozen_comes_back_from_json_as_it_was(titles: list[str]) -> None:
    sessions = tuple(
        frozen(str(number), title=Words({"uk": title}), hosts=(Words({"pl": title}),), group_id=number)
        for number, title in enumerate(titles)
    )
    assert sessions_from_json(sessions_to_json(sessions)) == sessions


def test_words_fall_back_to_ukrainian_then_english_then_polish_and_say_so() -> None:
    assert str(Words({"pl": "dzień", "en": "day"}).in_("uk")) == "day"
    assert Words({"pl": "dzień"}).in_("en").lang == "pl"


def test_strangers_get_no_address_room_contact_or_shelter() -> None:
    secret = Words({"uk": "таємно"})
    session = frozen(
        "a",
        address=secret,
        room=secret,
        contact="таємно",
        shelter=secret,
        entry_rules=secret,
        town=Words({"uk": "Львів"}),
    )
    seen = session.for_strangers()
    assert "таємно" not in str(sessions_to_json((seen,)))
    assert str(seen.town.in_("uk")) == "Львів"


# ------------------------------------------------------------------ services
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_people_see_a_change_only_with_the_next_release() -> None:
    session, actor = SessionFactory(starts=dt.time(10), ends=dt.time(11)), UserFactory()
    cohort = session.day.cohort
    services.release_timetable(actor=actor, cohort=cohort, expected=0)
    session.starts, session.ends = dt.time(14), dt.time(15)
    services.save_session(actor=actor, session=session)
    seen = latest_timetable(cohort)
    assert seen and seen.sessions[0].starts == dt.time(10)
    services.release_timetable(actor=actor, cohort=cohort, expected=1)
    seen = latest_timetable(cohort)
    assert seen and (seen.number, seen.sessions[0].starts) == (2, dt.time(14))


def test_a_release_on_an_old_number_is_a_conflict_and_makes_nothing() -> None:
    session, actor = SessionFactory(), UserFactory()
    services.release_timetable(actor=actor, cohort=session.day.cohort, expected=0)
    with pytest.raises(Conflict):
        services.release_timetable(actor=actor, cohort=session.day.cohort, expected=0)
    assert Release.objects.count() == 1


def test_a_release_without_a_change_is_refused() -> None:
    session, actor = SessionFactory(), UserFactory()
    services.release_timetable(actor=actor, cohort=session.day.cohort, expected=0)
    with pytest.raises(DomainError):
        services.release_timetable(actor=actor, cohort=session.day.cohort, expected=1)


@pytest.mark.parametrize("date", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_an_hour_that_the_clocks_skip_or_repeat_is_never_released_however_it_came_in(date: dt.date) -> None:
    """The forms and services refuse it already; here it comes past them."""
    session, actor = SessionFactory(day=DayFactory(date=date), title_en="Night watch"), UserFactory()
    cohort = session.day.cohort
    Session.objects.filter(pk=session.pk).update(starts=dt.time(3, 30), ends=dt.time(5))
    with translation.override("en"), pytest.raises(DomainError, match=r"Night watch.*03:30"):
        services.release_timetable(actor=actor, cohort=cohort, expected=0)
    assert not Release.objects.exists()
    Session.objects.filter(pk=session.pk).update(state=Session.State.CANCELLED)
    other = SessionFactory(day=session.day)
    release = services.release_timetable(actor=actor, cohort=cohort, expected=0)
    assert [each["id"] for each in release.content["sessions"]] == [str(other.public_id)]


def test_a_session_that_people_saw_cannot_be_deleted_only_cancelled() -> None:
    session, actor = SessionFactory(), UserFactory()
    services.release_timetable(actor=actor, cohort=session.day.cohort, expected=0)
    with pytest.raises(DomainError):
        services.delete_session(actor=actor, session=session)
    services.cancel_session(actor=actor, session=session)
    assert [each.is_cancelled for each in impact(session.day.cohort).sessions] == [True]


def test_a_session_that_nobody_saw_can_be_deleted() -> None:
    session = SessionFactory()
    services.delete_session(actor=UserFactory(), session=session)
    assert not Session.objects.exists()


@pytest.mark.parametrize("kept", ["presences", "published materials"])
def test_a_session_with_which_something_is_kept_is_cancelled_and_not_deleted(kept: str) -> None:
    session, actor = SessionFactory(), UserFactory()
    if kept == "presences":
        person = ParticipantFactory(cohort=session.day.cohort)
        Presence.objects.create(session=session, participant=person, was_present=True, recorded_by=actor)
    else:
        material = Material.objects.create(course=session.day.cohort.course, title="Slides", owner=actor)
        version = material.versions.create(number=1, link="https://demo.example/slides", added_by=actor)
        session.publications.create(version=version, published_by=actor)
    with translation.override("en"), pytest.raises(DomainError, match=rf"{kept}\. Cancel it instead"):
        services.delete_session(actor=actor, session=session)
    assert Session.objects.filter(pk=session.pk).exists()
    assert not ModelLogEntry.objects.filter(action="timetable.delete").exists()


def test_a_cancelled_cohort_has_no_more_releases() -> None:
    session, actor = SessionFactory(), UserFactory()
    cohort = session.day.cohort
    services.release_timetable(actor=actor, cohort=cohort, expected=0)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.CANCELLED)
    Session.objects.update(ends=dt.time(12))
    with translation.override("en"), pytest.raises(DomainError, match="cancelled"):
        services.release_timetable(actor=actor, cohort=cohort, expected=1)
    assert Release.objects.count() == 1


def test_a_session_on_another_date_leaves_the_one_that_people_look_at() -> None:
    other = DATE + dt.timedelta(days=1)
    released = [frozen("a"), frozen("b", date=other), frozen("c", is_cancelled=True)]
    working = [frozen("a", date=other), frozen("b", date=other, ends=dt.time(12)), frozen("c", date=other)]
    assert compare(released, working).dates_left == (DATE,)
    assert compare(released, released).dates_left == ()


def test_cancelling_twice_is_a_conflict() -> None:
    session, actor = SessionFactory(), UserFactory()
    services.cancel_session(actor=actor, session=session)
    with pytest.raises(Conflict):
        services.cancel_session(actor=actor, session=session)


@pytest.mark.parametrize(
    ("date", "hour"),
    [(dt.date(2026, 3, 29), dt.time(3, 30)), (dt.date(2026, 10, 25), dt.time(3, 30))],
    ids=["an hour that does not exist", "an hour that comes twice"],
)
def test_an_hour_that_the_clocks_skip_or_repeat_is_refused(date: dt.date, hour: dt.time) -> None:
    session = SessionFactory.build(day=DayFactory(date=date), starts=hour, ends=dt.time(5))
    with pytest.raises(DomainError) as refused:
        services.save_session(actor=UserFactory(), session=session)
    assert refused.value.field == "starts"


def test_a_session_ends_after_it_starts() -> None:
    session = SessionFactory(starts=dt.time(10), ends=dt.time(11))
    session.ends = dt.time(10)
    with pytest.raises(DomainError) as refused:
        services.save_session(actor=UserFactory(), session=session)
    assert refused.value.field == "ends"


@pytest.mark.parametrize("field", ["venue", "room", "track_group"])
def test_what_belongs_to_another_programme_is_refused(field: str) -> None:
    session = SessionFactory()
    foreign = {"venue": VenueFactory, "room": RoomFactory, "track_group": TrackGroupFactory}[field]()
    setattr(session, field, foreign)
    with pytest.raises(DomainError) as refused:
        services.save_session(actor=UserFactory(), session=session)
    assert refused.value.field == field


def test_a_trainer_of_another_programme_is_refused_and_nothing_is_saved() -> None:
    session = SessionFactory()
    session.title_uk = "Інша назва"
    with pytest.raises(DomainError):
        services.save_session(actor=UserFactory(), session=session, trainers=[TrainerFactory()])
    session.refresh_from_db()
    assert session.title_uk != "Інша назва"


def test_the_planned_hour_stays_when_the_rules_of_the_zone_change() -> None:
    session = SessionFactory(starts=dt.time(10), ends=dt.time(11))
    cohort = session.day.cohort
    services.release_timetable(actor=UserFactory(), cohort=cohort, expected=0)
    cohort.time_zone = "Asia/Tokyo"
    cohort.save()
    seen = latest_timetable(cohort)
    assert seen and seen.starts_at(seen.sessions[0]).time() == dt.time(10)


def test_the_impact_takes_as_many_queries_for_one_session_as_for_many(
    django_assert_num_queries: object,
) -> None:
    cohort = CohortFactory()
    day = DayFactory(cohort=cohort)
    for many in (1, 20):
        for _number in range(many):
            SessionFactory(day=day, room=RoomFactory(), trainers=[TrainerFactory()])
        with django_assert_num_queries(4):  # type: ignore[operator]
            impact(cohort)
