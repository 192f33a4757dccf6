"""Whom a release concerns: who holds a place on a day that changes, and trainers of what changes; each person once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import get_language

from cohorts.models import Cohort
from cohorts.programme import Change, FrozenSession, Impact
from cohorts.queries import dates_held
from cohorts.wing import chosen
from foundation.words.order import order_key
from people.models import User
from residencies.queries import managers_of

from .shown_timetable import not_chosen
from .teachers import Key, Teacher, Teachers


@dataclass(frozen=True)
class Changes:
    """Sessions that a release changes, as one reader is told of them."""

    added: tuple[FrozenSession, ...] = ()
    changed: tuple[Change, ...] = ()
    cancelled: tuple[FrozenSession, ...] = ()
    taken_off: tuple[FrozenSession, ...] = ()  # a trainer does not lead them any more

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.cancelled or self.taken_off)

    @property
    def ids(self) -> frozenset[str]:
        """The sessions that it speaks of."""
        sessions = (*self.added, *self.cancelled, *self.taken_off, *(each.after for each in self.changed))
        return frozenset(session.id for session in sessions)


@dataclass(frozen=True)
class Reader:
    """One person whom the release concerns, with what it changes of the days held and of the sessions led."""

    user: User
    dates: frozenset[dt.date] = frozenset()
    led: Changes = Changes()
    # Of the sessions that one chooses: those that the person attends, and those in whose place they attend another.
    attends: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()

    def of_days(self, impact: Impact) -> Changes:
        """What changes on the days that the person holds, without the sessions that they lead."""
        said = self.led.ids

        def is_theirs(*sessions: FrozenSession) -> bool:
            session = sessions[0].id
            on_their_days = (
                any(each.date in self.dates for each in sessions) and session not in self.elsewhere
            )
            return (on_their_days or session in self.attends) and session not in said

        return Changes(
            added=tuple(each for each in impact.added if is_theirs(each)),
            changed=tuple(each for each in impact.changed if is_theirs(each.before, each.after)),
            cancelled=tuple(each for each in impact.cancelled if is_theirs(each)),
        )


@dataclass(frozen=True)
class Audience:
    """Everybody whom a release concerns. `unreached` are names of trainers whom no letter reaches."""

    readers: tuple[Reader, ...] = ()
    unreached: tuple[str, ...] = ()

    @property
    def participants(self) -> int:
        """How many of the readers hold a place on a day that changes, or at a session of their choice."""
        return sum(bool(reader.dates or reader.attends) for reader in self.readers)

    @property
    def trainers(self) -> int:
        """How many of the readers are trainers and hold no such place."""
        return len(self.readers) - self.participants

    @property
    def told(self) -> dict[str, list[int]]:
        """Their ids, as a release keeps them: those who hold places, and trainers who hold none."""
        holds = {reader.user.pk: bool(reader.dates or reader.attends) for reader in self.readers}
        return {
            "participants": [pk for pk, is_held in holds.items() if is_held],
            "trainers": [pk for pk, is_held in holds.items() if not is_held],
        }


def audience_of(cohort: Cohort, impact: Impact) -> Audience:
    """Whom a release with this impact concerns; five queries however many. The cohort comes with its residency."""
    if impact.is_empty:
        return Audience()
    held = dates_held(cohort.pk, impact.dates)
    led, unreached = _led(cohort, impact)
    who = chosen([cohort.pk])
    attends = _by_person(who)
    users = {**User.objects.in_bulk({*held, *attends}), **{user.pk: user for user, _changes in led}}
    changes = {user.pk: theirs for user, theirs in led}
    readers = []
    for pk in sorted(users):
        own = attends.get(pk, frozenset())
        elsewhere = not_chosen(
            (*impact.released.values(), *impact.sessions), {each: each in own for each in who}
        )
        reader = Reader(users[pk], held.get(pk, frozenset()), changes.get(pk, Changes()), own, elsewhere)
        if reader.led or reader.of_days(impact):
            readers.append(reader)
    return Audience(tuple(readers), unreached)


def managers_to_tell(cohort: Cohort, audience: Audience, actor: User) -> list[User]:
    """Managers of the programme who read of a release: not who makes it, nor who is told of the same already."""
    told = {actor.pk, *(reader.user.pk for reader in audience.readers)}
    return [each for each in managers_of(cohort.residency.programme_id) if each.pk not in told]


def _by_person(who: Mapping[str, frozenset[int]]) -> dict[int, frozenset[str]]:
    """The sessions that each account attends by choice."""
    found: dict[int, set[str]] = {}
    for session, people in who.items():
        for pk in people:
            found.setdefault(pk, set()).add(session)
    return {pk: frozenset(sessions) for pk, sessions in found.items()}


def _led(cohort: Cohort, impact: Impact) -> tuple[list[tuple[User, Changes]], tuple[str, ...]]:
    """What changes for each trainer who can be told, and the names of those who cannot."""
    sessions = [*impact.released.values(), *impact.sessions]
    teachers = Teachers(cohort.residency.programme_id, sessions)
    people: dict[Key, Teacher] = {}
    led: dict[Key, Changes] = {}
    for found, change in _by_trainer(impact, teachers):
        for key, teacher in found.items():
            people[key] = teacher
            led[key] = _and(led.get(key, Changes()), change)
    reached = [(user, led[key]) for key, teacher in people.items() if (user := teacher.user) is not None]
    language = get_language() or "uk"
    unreached = {teacher.name.in_(language).text for teacher in people.values() if teacher.user is None}
    return reached, tuple(sorted(unreached, key=order_key))


def _by_trainer(impact: Impact, teachers: Teachers) -> Iterable[tuple[Mapping[Key, Teacher], Changes]]:
    """Each change with the trainers for whom it is one."""
    for session in impact.added:
        yield teachers.of(session), Changes(added=(session,))
    for change in impact.changed:
        before, after = teachers.of(change.before, change.after), teachers.of(change.after)
        yield _only(after, before), Changes(added=(change.after,))
        yield _only(before, after), Changes(taken_off=(change.before,))
        stay = {key: teacher for key, teacher in after.items() if key in before}
        yield stay, Changes(changed=(change,))
    for session in impact.cancelled:
        before = teachers.of(impact.released[session.id], session)
        yield {**before, **teachers.of(session)}, Changes(cancelled=(session,))


def _only(these: Mapping[Key, Teacher], others: Mapping[Key, Teacher]) -> dict[Key, Teacher]:
    return {key: teacher for key, teacher in these.items() if key not in others}


def _and(known: Changes, more: Changes) -> Changes:
    return replace(
        known,
        added=known.added + more.added,
        changed=known.changed + more.changed,
        cancelled=known.cancelled + more.cancelled,
        taken_off=known.taken_off + more.taken_off,
    )
