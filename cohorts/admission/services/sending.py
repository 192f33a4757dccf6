"""Sending: the whole is checked, open days take their places, the person gets a receipt."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.admission.answers import Incomplete, problems
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.receipts import new_receipt
from cohorts.admission.states import ACTIVE, move
from people.models import User

from . import letters
from .days import open_the_door
from .history import note
from .locking import check_version, lock_pools, read_to_send, requests_of

# A receipt number may have been given before; then another one is drawn.
TRIES = 5


def send_application(*, actor: User, application: Application, version: int) -> Application:
    """Send a draft. Sending what has been sent gives back the same application with the same receipt.

    Each open day takes its place now, or a place in the queue if it is full; a day by selection is under
    consideration. A day counts as in time if its deadline had not passed when the request came, by our clock.
    Raises `Incomplete` with everything that is missing, `PoolFull` if a day is full and the person does not want to
    wait, `Conflict` for an older version, `NotThere` for a cohort that is not on the public site (any more). Side
    effects: places, an audit line, a letter with the receipt.
    """
    return _send_with_a_new_receipt(actor, version, pk=application.pk)


def send_to_cohort(*, actor: User, slug: str, version: int) -> Application:
    """Send one's own application to the published cohort at this address; see `send_application`.

    The same with one question to the database less: when registration opens, many press the button at once.
    """
    return _send_with_a_new_receipt(actor, version, participant__cohort__slug=slug)


class _Overtaken(Exception):
    """The application changed between being read and being sent."""


def _send_with_a_new_receipt(actor: User, version: int, **which: object) -> Application:
    came_at = timezone.now()
    for _try in range(TRIES - 1):
        try:
            return _send(actor, version, came_at, which)
        except _Overtaken:
            # Read anew it is either sent already, or no longer the version that the form was made from.
            continue
        except IntegrityError as error:
            if "receipt" not in str(error):
                raise
    return _send(actor, version, came_at, which)


def _send(actor: User, version: int, came_at: dt.datetime, which: Mapping[str, object]) -> Application:
    """What `send_application` says, with a receipt number drawn once.

    Everything that can be read and checked is, before anybody has to wait for this person; the write then names the
    version that was read.
    """
    row = read_to_send(actor, **which)
    if row.state == Application.State.SENT:
        return row
    check_version(row, version)
    requests = requests_of(row)
    if found := problems(row, requests, came_at):
        raise Incomplete(found)
    move(row, Application.State.SENT)
    row.receipt = row.receipt or new_receipt(came_at)
    row.sent_at = row.changed_at = came_at
    row.version += 1
    _write(row, requests, actor, seen_version=version)
    return row


@transaction.atomic
def _write(row: Application, requests: list[DayRequest], actor: User, *, seen_version: int) -> None:
    """Write a checked application as sent; raises `_Overtaken` if it is not the version that was checked any more."""
    sent = {name: getattr(row, name) for name in ("state", "receipt", "sent_at", "changed_at", "version")}
    if not Application.objects.filter(pk=row.pk, version=seen_version).update(**sent):
        raise _Overtaken
    note(row, "send", actor)
    wished = [request for request in requests if request.state in ACTIVE]
    pools = lock_pools(request.day.pool_id for request in wished)
    for request in wished:
        open_the_door(request, pools[request.day.pool_id])
    letters.received(row, requests, row.programme_id)  # type: ignore[attr-defined]
