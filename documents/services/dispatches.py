"""What is noted of papers on their way to institutions."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import Conflict, DomainError
from people.models import User

from ..models import Dispatch, Document

MOST_DISPATCHES = 30


@transaction.atomic
def note(*, actor: User, document: Document, date: dt.date, to_whom: str, way: str) -> Dispatch:
    """Note that a paper went to somebody. It stays in the paper's history, whatever becomes of the paper.

    Raises `DomainError` for a day that has not come, `Conflict` for a paper that is not in force and for what is noted
    already. Side effects: the row, an audit line.
    """
    row = (
        Document.objects.select_for_update(of=("self",))
        .select_related("participant__cohort")
        .get(pk=document.pk)
    )
    if not row.is_in_force:
        raise Conflict(
            _("This document is %(state)s by now, so this cannot be done.")
            % {"state": row.get_state_display()}
        )
    if date > timezone.localdate(timezone=row.participant.cohort.zone):
        raise DomainError(
            _("Record a dispatch once it has gone out: this day has not come yet."), field="date"
        )
    known = Dispatch.objects.filter(document=row)
    if known.filter(date=date, to_whom=to_whom, way=way).exists():
        raise Conflict(_("This dispatch is recorded already."))
    if known.count() >= MOST_DISPATCHES:
        raise DomainError(_("No more dispatches of this document can be recorded."))
    made = Dispatch.objects.create(document=row, date=date, to_whom=to_whom, way=way, noted_by=actor)
    log(row, "documents.dispatch", user=actor, data={"way": way})
    return made
