"""Letters about a manager's decisions that wait for the morning: what is decided meanwhile is in one of them.

Two letters at the same hour leave in any order, and one about a session that is called off by then helps nobody.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cohorts.choices.letters import BY_HAND, SessionPlace
from cohorts.choices.models import ChoiceGroup
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


def taken_back(
    person: Participant, row: ChoiceGroup, before: FrozenSession | None
) -> tuple[bool, FrozenSession | None]:
    """Take back what waits for somebody of a group: whether something did, and the session that they know of.

    That is the one `before`, if nothing waited.
    """
    rows = _waiting([row.pk], recipient=person.user_id)
    first = rows.order_by("pk").first()
    if first is None:
        return False, before
    kept = first.facts["before"]
    rows.delete()
    return True, session_from_json(kept) if kept else None


def forget(groups: Iterable[int], **of: Any) -> None:
    """Take back what waits of these groups: another letter tells more, or the person gave the day up themselves."""
    _waiting(groups, **of).delete()
