"""What becomes of invitations when somebody loses a day or a cohort is called off: they are void."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.events import Cancellation
from cohorts.models import Participant
from cohorts.succession import Succession
from people.models import User

from .. import queries
from ..contents import CohortWords
from ..models import Document
from .invitations import blank, void

State, Kind = Document.State, Document.Kind


def left(pool_id: int, participant: Participant, actor: User | None) -> None:
    """Void the invitation of somebody who holds a day of it no more. Side effects: those of `void`."""
    rows = Document.objects.filter(
        participant=participant, kind=Kind.INVITATION, participant__cohort__days__pool=pool_id
    )
    for row in rows.exclude(state=State.VOID).select_related("participant__user"):
        with translation.override(row.participant.user.language):
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


def called_off(event: Cancellation, actor: User) -> None:
    """Void the invitations to what is called off; the letter about the cancellation tells enough."""
    if not event.dates:
        return
    rows = Document.objects.filter(participant__cohort=event.cohort, kind=Kind.INVITATION)
    for row in rows.exclude(state=State.VOID).select_related("participant__user"):
        with translation.override(row.participant.user.language):
            reason = str(_("The residency was called off: %(dates)s.") % {"dates": event.dates_in_words})
        void(actor=actor, document=row, reason=reason, tell=False)
