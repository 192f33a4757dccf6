"""Rooms and trainers that are needed twice at one time: said to managers, who may know better, and never refused."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from django.db.models import Q

from cohorts.models import Cohort
from courses.models import Trainer
from residencies.models import Room

from .models import Session, SessionTrainer

_TWO_DAYS = dt.timedelta(days=2)


@dataclass(frozen=True)
class Clash:
    """Two sessions at one time that need the same room, or the same trainer. The first is of the cohort looked at."""

    what: Room | Trainer
    first: Session
    second: Session

    @property
    def is_elsewhere(self) -> bool:
        """Whether the second session is another cohort's."""
        return self.first.day.cohort_id != self.second.day.cohort_id


@dataclass(frozen=True)
class _Need:
    """What a session takes up, and from when until when."""

    session: Session
    starts: dt.datetime
    ends: dt.datetime
    things: frozenset[Room | Trainer]


def clashes(cohort: Cohort, sessions: Sequence[Session]) -> list[Clash]:
    """What is needed twice within a cohort's working copy, or by it and by another cohort.

    `sessions` are the working copy, with rooms, days and trainers fetched. Two queries at most, however many there are.
    """
    needs = [_need(session) for session in sessions if session.state == Session.State.PLANNED]
    others = [_need(session) for session in _planned_elsewhere(cohort, needs)]
    return [
        Clash(thing, one.session, two.session)
        for one, two in (*combinations(needs, 2), *product(needs, others))
        for thing in _needed_twice(one, two)
    ]


def _need(session: Session) -> _Need:
    things: list[Room | Trainer] = [*session.trainers.all()]
    if session.room is not None:
        things.append(session.room)
    return _Need(session, session.starts_at, session.ends_at, frozenset(things))


def _needed_twice(one: _Need, two: _Need) -> Iterator[Room | Trainer]:
    if one.starts < two.ends and two.starts < one.ends:
        yield from sorted(one.things & two.things, key=str)


def _planned_elsewhere(cohort: Cohort, needs: Sequence[_Need]) -> list[Session]:
    """Sessions of other cohorts, about the same dates, in the same rooms or with the same trainers."""
    things = {thing for need in needs for thing in need.things}
    if not things:
        return []
    rooms = [thing.pk for thing in things if isinstance(thing, Room)]
    trainers = [thing.pk for thing in things if isinstance(thing, Trainer)]
    dates = [need.session.day.date for need in needs]
    taught = SessionTrainer.objects.filter(trainer__in=trainers).values("session_id")
    rows = Session.objects.filter(
        Q(room__in=rooms) | Q(pk__in=taught),
        state=Session.State.PLANNED,
        # A night belongs to the day before, and each cohort has a clock of its own.
        day__date__range=(min(dates) - _TWO_DAYS, max(dates) + _TWO_DAYS),
        day__cohort__archived_at__isnull=True,
    ).exclude(Q(day__cohort=cohort) | Q(day__cohort__state=Cohort.State.CANCELLED))
    return list(rows.select_related("day__cohort__residency", "room__venue").prefetch_related("trainers"))
