"""Who waits for whom: the participant first, then their paper, so that one is made at a time."""

from django.utils.translation import gettext_lazy as _

from cohorts import places
from cohorts.models import Participant
from foundation.errors import Conflict

from .. import queries
from ..models import Document
from ..states import NEXT


class Stale(Conflict):
    """Somebody changed this document in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this document in the meantime. Look at it, then decide again."))


def hold(participant: Participant, kind: str = Document.Kind.INVITATION) -> Document | None:
    """Lock the participant, then the paper of a kind that stands now, if there is one: one is made at a time."""
    places.lock_participants([participant.pk])
    return queries.in_force(participant, kind, is_locked=True)


def locked(document: Document, to: str) -> Document:
    """The document, locked, if it may become that. Raises `Conflict` otherwise."""
    rows = Document.objects.select_for_update(of=("self",))
    rows = rows.select_related(
        "participant__user", "participant__cohort__residency", "participant__application"
    )
    row = rows.get(pk=document.pk)
    if to not in NEXT[row.state]:
        raise Conflict(
            _("This document is %(state)s by now, so this cannot be done.")
            % {"state": row.get_state_display()}
        )
    return row
