"""The end of a replacement: written down, or come by itself, as nothing is left to hand on."""

from django.utils import timezone

from cohorts.models import Participant, Place
from cohorts.replacing import letters
from cohorts.replacing.models import Replacement
from messaging import outbox
from people.models import User


def end(row: Replacement, state: str, actor: User | None, reason: str = "") -> None:
    """Write down how a held replacement ended; what the colleague said is forgotten."""
    row.state, row.reason, row.answers = state, reason, {}
    row.ended_at, row.ended_by = timezone.now(), actor
    row.save(update_fields=["state", "reason", "answers", "ended_at", "ended_by", "newcomer"])


def end_without_days(pool_id: int, participant: Participant, actor: User | None) -> None:
    """End what is open of somebody who gave up the day of this pool, if it was the last: the colleague is told.

    One query if none is named.
    """
    rows = Replacement.objects.filter(leaver=participant, state__in=Replacement.OPEN)
    today = timezone.now().astimezone(participant.cohort.zone).date()
    held = Place.objects.filter(participant=participant, pool__day__date__gte=today)
    for row in rows.select_for_update(of=("self",)).select_related("leaver__cohort__residency", "user"):
        if not held.exclude(pool=pool_id).exists():
            end(row, Replacement.State.WITHDRAWN, actor)
            outbox.write([letters.closed(row)])
