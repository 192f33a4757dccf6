"""Sheets of presence, filled in on the evening of each day."""

from itertools import groupby

from cohorts.attendance.services.marks import mark_presence
from cohorts.choices.queries.attending import attending
from cohorts.models import Day, Place
from cohorts.timetable.models import Session
from people.models import User

from . import clock
from .content.people import email_of
from .content.story_shapes import Missed
from .timetables import Run

Line = list[Session]


def mark_all(run: Run) -> None:
    """Write down who was where, on as many days as the story has seen. Side effects: those of the service."""
    missed = {email_of(key): each for key, each in run.story.missed.items()}
    for number, day in enumerate(run.days[: run.story.days_marked], start=1):
        held = Place.objects.filter(pool_id=day.pool_id).select_related("participant__user")
        people = [
            (place.participant_id, missed.get(place.participant.user.email, Missed()))
            for place in held.order_by("participant_id")
        ]
        with clock.at(run.evening_of(day)):
            for position, line in enumerate(_lines(day), start=1):
                _mark_line(run, line, (number, position), people)


def _lines(day: Day) -> list[Line]:
    """The taught lines of a day in order of time; parallel sessions are one line."""
    sessions = (
        Session.objects.filter(day=day, format__is_taught=True, state=Session.State.PLANNED)
        .select_related("day__cohort")
        .prefetch_related("trainers__user")
        .order_by("starts", "track_group_id", "pk")
    )
    grouped = groupby(sessions, key=lambda session: (session.starts, session.track_group_id or -session.pk))
    return [list(line) for _key, line in grouped]


def _mark_line(run: Run, line: Line, place: tuple[int, int], people: list[tuple[int, Missed]]) -> None:
    chosen = attending(line)
    for index, session in enumerate(line):
        marks: dict[int, bool | None] = {
            participant: _was_there(missed, place) and (session.pk in chosen or order % len(line) == index)
            for order, (participant, missed) in enumerate(people)
            if place not in missed.unrecorded and participant in chosen.get(session.pk, {participant})
        }
        mark_presence(actor=_who_marks(run, session), session=session, marks=marks)


def _was_there(missed: Missed, place: tuple[int, int]) -> bool:
    return place[0] not in missed.days and place not in missed.lines


def _who_marks(run: Run, session: Session) -> User:
    """The session's trainer if they have an account, else the manager."""
    return next((each.user for each in session.trainers.all() if each.user), run.rows.manager)
