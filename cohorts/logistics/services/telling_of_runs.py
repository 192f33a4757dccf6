"""Telling those who travel by a run that it stops at another hour, at another place, or is found elsewhere.

A manager puts several stops right one after another, so a letter waits a little: what is changed meanwhile is in it,
and whoever is told is told once. One that would say nothing new any more does not leave.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cohorts.models import Participant, Place, Stretch
from foundation.work import WorkState
from messaging import outbox
from messaging.models import Letter
from people.models import Language

from .. import letters
from ..models import Call, CaptainLink, Run

# So long a letter waits for further changes.
SETTLES_IN = dt.timedelta(minutes=10)


def known_of(run: Run) -> letters.Stops:
    """Of each stop of a run, as it is in the database: the hour that people are told, its name, how the bus is found.

    Two queries.
    """
    row = Run.objects.get(pk=run.pk)
    calls = list(row.calls.all())
    return [
        {"hour": hour.strftime("%H:%M"), "stop": _said(call, "stop"), "meeting": _said(call, "meeting_point")}
        for call, hour in zip(calls, row.hours(calls), strict=True)
    ]


def _said(call: Call, name: str) -> dict[str, str]:
    return {code: getattr(call, f"{name}_{code}") or "" for code in Language.values}


def tell(run: Run, before: letters.Stops) -> None:
    """Write to each who gets on where something is other than before, and to captains; to nobody once it has left.

    The caller holds the run's pool. Side effects: letters, which leave once the run has settled; those that wait and
    would say nothing new are gone.
    """
    now = known_of(run)
    if now == before or run.departed_at is not None or run.ends_at <= timezone.now():
        return
    waiting = {letter.recipient_id: letter for letter in _waiting(run)}
    written = []
    for who, stretch in _concerned(run):
        place = stretch.from_call
        letter = waiting.get(who.user_id)
        if letter is not None and letter.facts is not None:
            if letter.facts["before"] == now[place]:
                _waiting(run).filter(pk=letter.pk).delete()
        elif place < len(before) and before[place] != now[place]:
            made = letters.bus_hours_changed(who, run, stretch, before[place])
            made.not_before = timezone.now() + SETTLES_IN
            written.append(made)
    outbox.write(written)


def _waiting(run: Run) -> Any:
    """Letters about hours of this run that no worker has taken yet."""
    return Letter.objects.filter(
        kind=letters.BusHoursChanged.name,
        state=WorkState.QUEUED,
        not_before__gt=timezone.now(),
        facts__run=run.pk,
    )


def _concerned(run: Run) -> Iterable[tuple[Participant, Stretch]]:
    """Who has a seat, from where to where, and captains who come to work, from the first stop on; two queries."""
    found = {
        place.participant_id: (place.participant, place.stretch)
        for place in Place.objects.filter(pool=run.pool_id).select_related("participant__user")
    }
    links = CaptainLink.objects.living().filter(run=run, participant__isnull=False)
    for link in links.select_related("participant__user"):
        if link.participant is not None:
            found.setdefault(link.participant.pk, (link.participant, Stretch(0, 1)))
    return found.values()
