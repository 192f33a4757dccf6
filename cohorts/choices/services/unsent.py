"""Letters about a manager's decisions that wait for the morning: what is decided meanwhile is in one of them.

Two letters at the same hour leave in any order, and one about a session that is called off by then helps nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cohorts.choices.letters import BY_HAND, SessionPlace
from cohorts.choices.models import ChoiceGroup
from cohorts.choices.queries.along import NOTHING, Along
from cohorts.models import Participant
from cohorts.programme import FrozenSession, session_from_json
from foundation.work import WorkState
from messaging.models import Letter


def _waiting(groups: Iterable[int], **of: Any) -> Any:
    """Those of these groups that no worker has taken yet."""
    return Letter.objects.filter(
        kind=SessionPlace.name,
        key__startswith=BY_HAND,
        state=WorkState.QUEUED,
        not_before__gt=timezone.now(),
        facts__choice_group__in=list(groups),
        **of,
    )


@dataclass(frozen=True)
class Known:
    """What somebody knows of until a letter leaves: the session, what goes along, and whether a letter was waiting."""

    session: FrozenSession | None
    along: Along
    has_waited: bool = False


def taken_back(
    person: Participant, row: ChoiceGroup, before: FrozenSession | None, along: Along = NOTHING
) -> Known:
    """Take back what waits for somebody of a group; what they know of is the one `before`, if nothing waited."""
    rows = _waiting([row.pk], recipient=person.user_id)
    first = rows.order_by("pk").first()
    if first is None:
        return Known(before, along)
    session, held = first.facts["before"], first.facts.get("along") or ()
    rows.delete()
    kept = Along(frozenset((pool, start, end) for pool, start, end in held))
    return Known(session_from_json(session) if session else None, kept, has_waited=True)


def forget(groups: Iterable[int], **of: Any) -> None:
    """Take back what waits of these groups: another letter tells more, or the person gave the day up themselves."""
    _waiting(groups, **of).delete()
