"""What becomes of invitations when somebody loses a day or a cohort is called off: they are void."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.events import Cancellation
from cohorts.models import Day, Participant, Place
from cohorts.succession import Succession
from people.models import User

from .. import queries
from ..gathering import CohortWords
from ..models import Document
from .invitations import blank
from .voiding import void

State, Kind = Document.State, Document.Kind


def left(pool_id: int, participant: Participant, actor: User | None) -> None:
    """Void the invitation of somebody who holds a day of it no more. Side effects: those of `void`.

    Who gives up waiting for another day keeps it. A draft names no days yet: it goes with the last one that is held.
    """
    row = queries.in_force(participant, Kind.INVITATION)
    if row is None or not Day.objects.filter(pool=pool_id).exists():
        return
    held = Place.objects.filter(
        participant=participant, pool__day__isnull=False, pool__day__called_off_at=None
    ).exclude(pool=pool_id)
    dates = {date.isoformat() for date in held.values_list("pool__day__date", flat=True)}
    named = {day["date"] for day in (row.facts or {}).get("days", ())}
    if dates and named <= dates:
        return
    with translation.override(participant.user.language):
        reason = str(_("The place on a day of this invitation was given back."))
    void(actor=actor, document=row, reason=reason)


def replaced(succession: Succession, actor: User) -> None:
    """Void the invitation of who leaves, and prepare a draft for who comes; of who had none, none is prepared.

    The letter about the replacement tells enough. Side effects: those of `void`; a draft, an audit line.
    """
    row = queries.in_force(succession.leaver, Kind.INVITATION)
    newcomer = succession.newcomer
    if row is None or newcomer is None:
        return
    with translation.override(succession.leaver.user.language):
        reason = str(_("A colleague comes instead."))
    void(actor=actor, document=row, reason=reason, tell=False)
    if queries.in_force(newcomer, Kind.INVITATION) is None:
        draft = blank(CohortWords(newcomer.cohort), newcomer)
        draft.save()
        log(draft, "documents.draft", user=actor)


def held_days_off(event: Cancellation) -> frozenset[int]:
    """Who holds a day that is called off whole, by the participant's id: asked before places are given back."""
    held = Place.objects.filter(pool__in=[day.pool_id for day in event.days])
    return frozenset(held.values_list("participant", flat=True))


def called_off(event: Cancellation, actor: User) -> None:
    """Void the invitations of who held a day that is called off; the letter about the cancellation tells enough.

    To days that have been, or had begun, people were rightly invited. The cancellation holds applications and pools, as
    whoever gives a day up does before a paper.
    """
    people = event.once(held_days_off)
    rows = Document.objects.filter(participant__cohort=event.cohort, kind=Kind.INVITATION)
    for row in rows.exclude(state=State.VOID).select_related("participant__user"):
        if row.participant_id not in people:
            continue
        with translation.override(row.participant.user.language):
            reason = str(_("The residency was called off: %(dates)s.") % {"dates": event.dates_in_words})
        void(actor=actor, document=row, reason=reason, tell=False)
