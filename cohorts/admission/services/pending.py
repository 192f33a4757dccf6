"""What is decided and not sent ends with whatever else becomes of its request."""

from collections.abc import Iterable

from cohorts import places
from cohorts.admission.models import DayRequest, PendingDecision


def forget_pending(requests: Iterable[DayRequest]) -> None:
    """Drop the decisions about these requests that are not sent, and the places reserved by them.

    The caller holds their applications and the pools of their days.
    """
    found = list(requests)
    gone = PendingDecision.objects.filter(day_request__in=[row.pk for row in found]).delete()
    if gone[0]:
        places.release(
            pool_ids=[row.day.pool_id for row in found],
            participants=[row.application.participant_id for row in found],
        )
