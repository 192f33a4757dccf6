"""Reminding a colleague who has not confirmed: by hand at any hour, by the clock in working hours alone."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import offering
from cohorts.models import Cohort
from cohorts.replacing import letters, queries
from cohorts.replacing.models import Replacement
from foundation.errors import Conflict
from messaging import outbox
from people.models import User

from .record import State, locked

MOST = 5


@transaction.atomic
def remind(*, actor: User | None, replacement: Replacement, number: int | None = None) -> Replacement:
    """Write to the colleague once more. `number`: how many letters had gone then; another has gone since: nothing.

    Raises `Conflict` if they have confirmed or it has ended, and after enough letters. Side effects: a letter; an audit
    line, if somebody pressed.
    """
    row = locked(replacement, (State.NOMINATED,))
    if number is not None and row.reminders != number:
        return row
    if row.reminders >= MOST:
        raise Conflict(_("Enough letters have gone. Call the colleague."))
    row.reminders += 1
    row.save(update_fields=["reminders"])
    if actor is not None:
        log(row, "replacing.remind", user=actor)
    outbox.write([letters.asked(row)])
    return row


def remind_silent(moment: dt.datetime) -> int:
    """Write once to each who was silent until the morning, in working hours. Returns how many.

    Called by the clock; twice is harmless, and at night nothing goes out.
    """
    rows = Replacement.objects.filter(
        state=State.NOMINATED, reminders=0, leaver__cohort__state=Cohort.State.PUBLISHED
    )
    due = 0
    for row in rows.select_related("leaver__cohort__residency__programme").order_by("pk"):
        if row.called_from > moment or not offering.hours_of(row.leaver.cohort).covers(moment):
            continue
        if queries.days_of(row.leaver, moment):
            remind(actor=None, replacement=row, number=0)
            due += 1
    return due
