"""Sessions that a cancelled cohort calls off, by what was released: they are marked, and their trainers told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from cohorts.events import Cancellation, Notice
from cohorts.models import Cohort
from cohorts.programme import FrozenSession, FrozenTimetable
from foundation.words.order import order_key
from people.models import User

from . import letters
from .models import Session
from .queries import known_timetable
from .teachers import Teachers


@dataclass(frozen=True)
class CalledOff:
    """What each trainer would have led, by the account that a letter reaches; and the names of the other trainers."""

    led: Mapping[User, tuple[FrozenSession, ...]]
    unreached: tuple[str, ...]
    is_released: bool  # whether calendars know of them


def _timetable(cancellation: Cancellation) -> FrozenTimetable:
    return known_timetable(cancellation.cohort).call_off(cancellation.moment)


def _called_off(cancellation: Cancellation) -> CalledOff:
    """The sessions that the cancellation calls off, by trainer; three queries at most."""
    timetable = cancellation.once(_timetable)
    sessions = [each for each in timetable.sessions if each.id in timetable.called_off]
    teachers = Teachers(cancellation.cohort.residency.programme_id, sessions)
    led: dict[User, tuple[FrozenSession, ...]] = {}
    unreached: set[str] = set()
    for session in sessions:
        for teacher in teachers.of(session).values():
            if teacher.user is None:
                unreached.add(teacher.name.in_(get_language() or "uk").text)
            else:
                led[teacher.user] = (*led.get(teacher.user, ()), session)
    return CalledOff(led, tuple(sorted(unreached, key=order_key)), is_released=timetable.number > 0)


def call_off(cancellation: Cancellation) -> None:
    """Mark the sessions that are called off: those of the release, and what was planned and never released.

    Rows are held by id, before anybody's pools: whoever marks presence holds a session before its day's pool.
    """
    rows = Session.objects.filter(day__cohort=cancellation.cohort).select_related("day__cohort")
    gone = _gone(cancellation, rows.order_by("pk").select_for_update(of=("self",)))
    Session.objects.filter(pk__in=gone).update(called_off_at=cancellation.moment)


def sessions_gone(cancellation: Cancellation) -> list[int]:
    """Ids of the sessions that the cancellation calls off, for rooms that have somebody to tell; writes nothing."""
    return cancellation.once(_gone_of_all)


def _gone_of_all(cancellation: Cancellation) -> list[int]:
    rows = Session.objects.filter(day__cohort=cancellation.cohort).select_related("day__cohort")
    return _gone(cancellation, rows.order_by("pk"))


def _gone(cancellation: Cancellation, sessions: Iterable[Session]) -> list[int]:
    timetable = cancellation.once(_timetable)
    known = {each.id for each in timetable.sessions if not each.is_cancelled}
    return [
        session.pk
        for session in sessions
        if str(session.public_id) in timetable.called_off
        or (str(session.public_id) not in known and session.starts_at > cancellation.moment)
    ]


def sessions_led(cancellation: Cancellation) -> dict[int, tuple[FrozenSession, ...]]:
    """What each trainer would have led, by the id of their account: for letters that speak of other things too."""
    return {user.pk: sessions for user, sessions in cancellation.once(_called_off).led.items()}


def notices(cancellation: Cancellation) -> list[Notice]:
    """The letter to each trainer of what is called off; writes nothing."""
    found = cancellation.once(_called_off)
    if not found.led:
        return []
    cohort = Cohort.objects.select_related("residency").get(pk=cancellation.cohort.pk)
    return [
        Notice(
            letters.called_off(cancellation, cohort, user, sessions, is_released=found.is_released),
            to_trainer=True,
        )
        for user, sessions in found.led.items()
    ]


def unreached(cancellation: Cancellation) -> tuple[str, ...]:
    """Names of the trainers whom no letter reaches."""
    return cancellation.once(_called_off).unreached
