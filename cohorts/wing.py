"""What hangs on a cohort: how this room asks those above it, which it does not know.

A room above overrides methods of `Wing` in its `wing.py`; functions below ask all that `COHORT_WINGS` lists, in order.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from foundation.clocks.working import FIRST_HOUR
from foundation.protocols import implementations
from people.models import User

from .changes import Change
from .events import Cancellation, DaysSoFar, Event, NewRelease, Notice
from .facts import EVE, Columns, Fact, Panel, PartyLines, Recorded, SessionExtra, ToCall
from .hours import day_of
from .models import Cohort, Move, Part, Participant, Pool
from .provisions import Provision
from .succession import Passing, Succession


class Wing:
    """What a room above has of a cohort. A method that is not overridden has nothing to say.

    Each answers in a constant number of queries, however many rows there are.
    """

    # ------------------------------------------------------------ screens of the back office
    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """A part of the cohort's page, for somebody who manages it."""
        return None

    def at_hand(self, cohort: Cohort, user: Any, moment: dt.datetime) -> Sequence[Fact]:
        """What one looks for on the day itself and the day before, for the head of the cohort's page."""
        return ()

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """What waits for a manager at that moment, by cohort. Cohorts come with days, residency and programme."""
        return {}

    def remarks(self, cohort: Cohort) -> Sequence[str]:
        """Sentences on what people still read otherwise than it is planned now."""
        return ()

    def to_mend(self, cohort: Cohort) -> Sequence[Fact]:
        """What to mend before people see the cohort, each leading to where: asked by `cohorts.checklist`."""
        return ()

    def lists(self, cohort: Cohort) -> Sequence[PartyLines]:
        """What somebody outside works from, in the active language and with people in its order; nothing of needs."""
        return ()

    def numbers_of_lists(self, cohort: Cohort, keys: Collection[str]) -> Mapping[str, str]:
        """Which number of `lists` a paper says the same as, in sentences; asked by `cohorts.party_lists`."""
        return {}

    def columns(self, cohort: Cohort) -> Columns | None:
        """What each person of the cohort has or lacks, for the summary, which has one row a person."""
        return None

    def to_call(self, cohort: Cohort, moment: dt.datetime) -> Sequence[ToCall]:
        """Who stands first on the call list at that moment."""
        return ()

    def about_people(
        self, cohort: Cohort, participants: Collection[int], user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """What this person of the back office can do with these participants, beside their rows."""
        return {}

    # ------------------------------------------------------------ changes of days and cohorts
    def refuse(self, change: Change) -> None:
        """Raise `DomainError`, which says what to change first, if what is planned would not hold any more.

        Rows are as they are about to be, in a transaction that holds the cohort.
        """

    # ------------------------------------------------------------ cancelling
    def days_so_far(self, cohort: Cohort, moment: dt.datetime) -> DaysSoFar:
        """What of the days had begun at that moment."""
        return DaysSoFar()

    def carry_out(self, event: Cancellation, actor: User) -> None:
        """Mark and close what the room holds, in the event's transaction. Asked before `concerned`."""

    def close_places(self, event: Cancellation, actor: User) -> None:
        """Give back what goes with days called off. Asked after `carry_out`, when applications and days are held."""

    def concerned(self, event: Event) -> Sequence[Notice]:
        """Whom the event concerns: who is counted, shown a preview of, and written to. Writes nothing.

        Of a release, the room of the timetable itself writes to participants and trainers.
        """
        return ()

    def unreached(self, event: Event) -> Sequence[str]:
        """Names of those whom the event concerns and no letter reaches."""
        return ()

    def told(self, event: NewRelease) -> None:
        """Keep what those concerned by a release know from now on; their letters are being written."""

    # ------------------------------------------------------------ freed places
    def begins(self, cohorts: Sequence[Cohort]) -> Mapping[int, dt.datetime]:
        """When the first session of each of these cohorts begins, by its id; nothing of a cohort without sessions."""
        return {}

    def names(self, pools: Collection[int]) -> Mapping[int, str]:
        """What the places of these pools are, in the reader's language: “the day 12 May”, “bus 2 there”."""
        return {}

    def why_rests(self, pool: Pool, moment: dt.datetime) -> str:
        """Why nobody is offered a place of the pool by itself now, in the reader's language; empty if nothing stands
        against it."""
        return ""

    def hold(self, participants: Collection[int]) -> None:
        """Lock what the room has of these participants; called before pools are locked."""

    def telephones(self, participants: Collection[int]) -> Mapping[int, str]:
        """The telephone that these participants gave for this cohort; one query."""
        return {}

    def why_not(
        self, pool: Pool, participants: Collection[int], moment: dt.datetime
    ) -> Mapping[int, Move.Why]:
        """Who of those who wait is not eligible for a place of the pool, and why."""
        return {}

    def goes_with(self, pool: Pool, participant: Participant) -> Sequence[Part]:
        """What else this person is offered with a place of the pool, as far as it is free."""
        return ()

    def moved(self, moves: Sequence[Move]) -> None:
        """Carry out what follows from moves, and write the letters, in their transaction and under its locks."""

    def provided(self, cohort: Cohort, participant: Participant | None) -> Sequence[Provision]:
        """Travel, nights and meals that this person is given; of nobody in particular, what everybody is."""
        return ()

    # ------------------------------------------------------------ replacing a person
    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """What of the person's passes on, what ends, and who is told, in the reader's language."""
        return ()

    def replaced(self, succession: Succession, actor: User) -> None:
        """Follow a replacement: places are handed on, the rest is kept for now; people and pools are held."""

    # ------------------------------------------------------------ people on days and at sessions
    def recorded(self, participants: Collection[int]) -> set[Recorded]:
        """Days on which it is recorded that these participants were there; one query."""
        return set()

    def attended(self, sessions: QuerySet[Any]) -> set[int]:
        """Of these sessions, the ids of those at which it is recorded that somebody was; one query."""
        return set()

    def dates_called_off(self, user_id: int) -> Collection[tuple[int, dt.date]]:
        """Dates that were called off while the person held a place on them, with the cohort's id; one query.

        A calendar that simply lost those sessions would say nothing of them; it says that they are cancelled. Whoever
        gives a day up, or loses the place alone, has no session to come to: those leave the calendar.
        """
        return ()

    def chosen(self, cohorts: Collection[int], user_id: int | None = None) -> Mapping[str, frozenset[int]]:
        """Of the sessions of these cohorts that one chooses, by public id: the accounts that attend each.

        Everybody who holds the day attends a session that is not among them. `user_id`: of this account alone.
        """
        return {}

    def go_along(self, pools: Collection[int]) -> Collection[int]:
        """Pools of which `left` or `moved` may take or give something back when a place of these is lost or taken."""
        return ()

    def left(self, pool_id: int, participant: Participant, actor: User | None) -> None:
        """Give back what goes with a place given back or lost; all of `go_along` is held."""

    def own_lines(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """What the person can do or should know at the head of the cohort's page, for who holds something there."""
        return ()

    def to_choose(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """What somebody who holds a day is yet to choose or to say there, now or from an hour on."""
        return ()

    def choosing(self, cohort: Cohort, moment: dt.datetime) -> Mapping[int, str]:
        """What everybody may read of when and where one chooses among parallel sessions, by the group's id."""
        return {}

    def beside(self, user: Any, cohort: Cohort) -> Mapping[str, Sequence[SessionExtra]]:
        """What this person finds beside sessions, by the session's public id.

        Asked only for those who may see the cohort's details; whoever answers checks what this person may have.
        """
        return {}


# ---------------------------------------------------------------- asking all of them
def wings() -> list[Wing]:
    """All wings, in the order of the settings."""
    return implementations(Wing, settings.COHORT_WINGS)


def panels(cohort: Cohort, user: Any) -> list[Panel]:
    """All panels of a cohort for this person."""
    found = (wing.panel(cohort, user) for wing in wings())
    return [panel for panel in found if panel is not None]


def at_hand(cohort: Cohort, user: Any, moment: dt.datetime) -> list[Fact]:
    """The pages of a day that is on, until its night ends, or comes next, for this person; none before."""
    dates = [day.date for day in cohort.days.all() if day.called_off_at is None]
    now = moment.astimezone(cohort.zone)
    if not any(day_of(now) <= date <= now.date() + EVE for date in dates):
        return []
    return [fact for wing in wings() for fact in wing.at_hand(cohort, user, moment)]


def waiting(cohorts: Sequence[Cohort], moment: dt.datetime, user: Any) -> dict[int, list[Fact]]:
    """All that waits in these cohorts of the user's own at that moment."""
    found: dict[int, list[Fact]] = {cohort.pk: [] for cohort in cohorts}
    for wing in wings():
        for cohort_id, facts in wing.waits(cohorts, moment, user).items():
            found[cohort_id] += facts
    return found


def refuse(change: Change) -> None:
    """Ask whether anything stands against the change. Raises `DomainError`."""
    for wing in wings():
        wing.refuse(change)


def remarks(cohort: Cohort) -> list[str]:
    """What people still read otherwise than it is planned now."""
    return [words for wing in wings() for words in wing.remarks(cohort)]


def columns(cohort: Cohort) -> list[Columns]:
    """What each person of the cohort has or lacks, room by room, in the order of the settings."""
    return [found for wing in wings() if (found := wing.columns(cohort)) is not None]


def begin(cohort: Cohort) -> dt.datetime:
    """When the cohort begins: its first session, or as long as there is none 8:00 on its first day.

    Raises ValueError for a cohort without days.
    """
    first = min(filter(None, (wing.begins([cohort]).get(cohort.pk) for wing in wings())), default=None)
    return first or dt.datetime.combine(min(day.date for day in cohort.days.all()), FIRST_HOUR, cohort.zone)


def names(pools: Collection[int]) -> dict[int, str]:
    """What the places of these pools are, in the reader's language."""
    return {pool_id: words for wing in wings() for pool_id, words in wing.names(pools).items()}


def why_rests(pool: Pool, moment: dt.datetime) -> str:
    """Why nobody is offered a place of the pool by itself; empty if nothing stands against it."""
    return next(filter(None, (wing.why_rests(pool, moment) for wing in wings())), "")


def why_not(pool: Pool, participants: Collection[int], moment: dt.datetime) -> dict[int, Move.Why]:
    """Who of those who wait is not eligible, and why: the one predicate of eligibility."""
    return {pk: why for wing in wings() for pk, why in wing.why_not(pool, participants, moment).items()}


def telephones(participants: Collection[int]) -> dict[int, str]:
    """The telephones that these participants gave for their cohort."""
    return {pk: phone for wing in wings() for pk, phone in wing.telephones(participants).items()}


def provided(cohort: Cohort, participant: Participant | None = None) -> list[Provision]:
    """All that this person is given on the way and on the days; of nobody in particular, what everybody is."""
    return [given for wing in wings() for given in wing.provided(cohort, participant)]


def recorded(participants: Collection[int]) -> set[Recorded]:
    """The days that these participants cannot give up any more: presence is recorded, and it counts for good.

    To rely on the answer, hold the days' pools: whoever records presence holds them too.
    """
    return {each for wing in wings() for each in wing.recorded(participants)}


def dates_called_off(user_id: int) -> frozenset[tuple[int, dt.date]]:
    """The dates that were called off while the person held a place on them, with the id of their cohort."""
    return frozenset(date for wing in wings() for date in wing.dates_called_off(user_id))


def beside(user: Any, cohort: Cohort) -> dict[str, list[SessionExtra]]:
    """All that this person finds beside the sessions of the cohort, by the session's public id."""
    found: dict[str, list[SessionExtra]] = {}
    for wing in wings():
        for session_id, extras in wing.beside(user, cohort).items():
            found.setdefault(session_id, []).extend(extras)
    return found


def chosen(cohorts: Collection[int], user_id: int | None = None) -> dict[str, frozenset[int]]:
    """Of the sessions that one chooses, by public id: the accounts that attend each."""
    return {session: people for wing in wings() for session, people in wing.chosen(cohorts, user_id).items()}


def go_along(pools: Collection[int]) -> set[int]:
    """These pools and all of which a place goes with one of theirs, or comes: to be held together, by id."""
    return {*pools, *(pool for wing in wings() for pool in wing.go_along(pools))}


def to_call(cohort: Cohort, moment: dt.datetime) -> list[ToCall]:
    """Who stands first on the call list."""
    return [each for wing in wings() for each in wing.to_call(cohort, moment)]


def about_people(cohort: Cohort, participants: Collection[int], user: Any) -> dict[int, list[Fact]]:
    """What can be done with these participants, by id."""
    found: dict[int, list[Fact]] = {pk: [] for pk in participants}
    for wing in wings():
        for pk, facts in wing.about_people(cohort, participants, user).items():
            found[pk] += facts
    return found


def on_replacing(succession: Succession) -> list[Passing]:
    """All that becomes of what somebody has, if another comes in their place."""
    return [each for wing in wings() for each in wing.on_replacing(succession)]


def left(pool_id: int, participant: Participant, actor: User | None) -> None:
    """Say that somebody has given a place back or lost it; the caller holds the pool and all that `go_along` names."""
    for wing in wings():
        wing.left(pool_id, participant, actor)


def own_lines(user: Any, cohort: Cohort) -> list[Fact]:
    """What stands at the head of the cohort's page for this person."""
    return [fact for wing in wings() for fact in wing.own_lines(user, cohort)]


def to_choose(user: Any, cohort: Cohort) -> list[Fact]:
    """What this person is yet to choose or to say about the days that they hold."""
    return [fact for wing in wings() for fact in wing.to_choose(user, cohort)]
