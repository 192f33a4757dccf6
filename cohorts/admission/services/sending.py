"""Sending: the whole is checked, open days take their places, the person gets a receipt."""

from django.db import transaction
from django.utils import timezone

from cohorts import places
from cohorts.admission import letters
from cohorts.admission.answers import Incomplete, problems
from cohorts.admission.may_apply import Doors
from cohorts.admission.models import Application
from cohorts.admission.receipt_numbers import new_receipt
from cohorts.admission.states import ACTIVE, move
from cohorts.queries import published
from messaging import outbox
from people.models import User

from .day_requests import open_the_door
from .history import note
from .locking import check_version, lock_own, requests_of


def send_application(*, actor: User, slug: str, version: int) -> Application:
    """Send one's draft to the cohort at this address; what has been sent comes back with the same receipt.

    Each open day takes its place now, or a place in the queue if it is full; a day by selection is under
    consideration. A day counts as in time if its deadline, or the hour until which it was opened for this person,
    had not passed when the request came, by our clock.
    Raises `Incomplete` with everything that is missing, `PoolFull` if a day is full and the person does not want to
    wait, `Conflict` for an older version, `NotThere` for a cohort that is not on the public site (any more). Side
    effects: places, an audit line, a letter with the receipt.
    """
    came_at = timezone.now()
    with transaction.atomic():
        row = lock_own(actor, published("participant__cohort__"), participant__cohort__slug=slug)
        if row.state == Application.State.SENT:
            return row
        check_version(row, version)
        requests = requests_of(row)
        if found := problems(row, requests, Doors(actor, came_at)):
            raise Incomplete(found)

        move(row, Application.State.SENT)
        row.receipt = row.receipt or new_receipt()  # a draft from before drafts had one
        row.sent_at = row.changed_at = came_at
        row.version += 1
        row.save(update_fields=["state", "receipt", "sent_at", "changed_at", "version"])
        note(row, "send", actor)

        requested = [request for request in requests if request.state in ACTIVE]
        pools = places.lock_all(request.day.pool_id for request in requested)
        for request in requested:
            open_the_door(request, pools[request.day.pool_id])
        outbox.write([letters.received(row, requests)])
        return row
