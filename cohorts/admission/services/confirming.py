"""Confirming: accepted people say that they come. Nobody loses a place by silence; who is called: `calling`."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts import offering, places
from cohorts.admission import letters
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.queries import unconfirmed
from cohorts.admission.states import HOLDING, move
from cohorts.models import Cohort
from foundation.errors import Conflict
from messaging import outbox
from messaging.models import Letter
from people.models import User

from .history import note
from .locking import lock_own, requests_of

_STATE = DayRequest.State
# Before the date, how long the first letter and the second go out.
LETTERS = (dt.timedelta(days=7), dt.timedelta(days=2))


@transaction.atomic
def confirm(*, actor: User, application: Application) -> Application:
    """Say that one comes on every day for which one is accepted; done twice it changes nothing.

    Raises `NotThere` for somebody else's application, `Conflict` if no place is held any more. Side effects: states, an
    audit line.
    """
    row = lock_own(actor, pk=application.pk)
    return confirm_locked(row, actor)


def confirm_locked(row: Application, actor: User) -> Application:
    """Confirm every day of an application that is held; as `confirm`."""
    requests = requests_of(row)
    if not any(request.state in HOLDING for request in requests):
        raise Conflict(_("No place is held on any day any more, so there is nothing to confirm."))
    accepted = [request for request in requests if request.state == _STATE.ACCEPTED]
    if not accepted:
        return row
    for request in accepted:
        move(request, _STATE.CONFIRMED)
        request.save(update_fields=["state"])
    row.version += 1
    row.save(update_fields=["version"])
    note(row, "confirm", actor)
    return row


def want_at_once(*, actor: User, day_request: DayRequest, at_once: bool) -> None:
    """Say whether a freed place is to be given to one at once, without asking; nothing for who does not wait.

    Raises `NotThere` for somebody else's application.
    """
    with transaction.atomic():
        row = lock_own(actor, pk=day_request.application_id)
        places.set_at_once(pool_id=day_request.day.pool_id, participant=row.participant, at_once=at_once)


def ask_to_confirm(moment: dt.datetime) -> int:
    """Write the first and the second letter to who has not confirmed, in working hours. Returns how many.

    Called by the clock; twice is harmless, since each letter is written once.
    """
    due = []
    for cohort in _to_be_asked(moment):
        if offering.hours_of(cohort).covers(moment):
            number = sum(moment >= cohort.confirm_by - before for before in LETTERS)
            due += [
                letters.please_confirm(each, cohort.confirm_by, number=number) for each in unconfirmed(cohort)
            ]
    keys = [letter.key for letter in due]
    known = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    return len(outbox.write([letter for letter in due if letter.key not in known]))


def _to_be_asked(moment: dt.datetime) -> QuerySet[Any]:
    rows = Cohort.objects.filter(state=Cohort.State.PUBLISHED, archived_at=None)
    near = rows.filter(confirm_by__gte=moment, confirm_by__lte=moment + LETTERS[0])
    return near.select_related("residency__programme")
