"""Opening a day once more, for one person who comes late."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.admission import letters
from cohorts.admission.answers import cleaned
from cohorts.admission.models import Application, DayRequest, LateDoor
from cohorts.models import Day
from cohorts.queries import is_published
from foundation.errors import Conflict, DomainError
from foundation.words.addresses import email_address
from messaging import outbox
from people.models import User


@transaction.atomic
def open_late(*, actor: User, day: Day, address: str, until: dt.datetime, reason: str) -> LateDoor:
    """Let whoever signs in with this address apply for a day after its deadline, until that hour.

    By the same door as everybody: who comes to a full day waits. Opened again, the new hour and reason count.
    Raises `DomainError` without a reason, for an hour that is past or after the day, and for a person who has applied
    for the day; `Conflict` for a day that is open to all or takes nobody any more. Side effects: an audit line with
    the reason, a letter with the link. The day came with its cohort, residency and programme.
    """
    now = timezone.now()
    _check_day(day, now)
    _check_hour(day, until, now)
    words = cleaned(LateDoor, "reason", reason)
    if not words:
        raise DomainError(_("Write why."), field="reason")
    address = email_address(address)
    person = User.objects.filter(email=address).first()
    _check_has_not_applied(day, person)
    door, _new = LateDoor.objects.update_or_create(
        day=day,
        address=address,
        defaults={"until": until, "reason": words, "opened_by": actor, "opened_at": now},
    )
    data = {"day": day.date.isoformat(), "until": until.isoformat(), "reason": words}
    log(door, "admission.open_late", user=actor, data=data)
    outbox.write([letters.still_open(door, person)])
    return door


def _check_day(day: Day, now: dt.datetime) -> None:
    if not (is_published(day.cohort) and day.takes_people_at(now)):
        raise Conflict(_("This day takes no applications any more."), field="day")
    if day.is_open_at(now):
        raise Conflict(_("Everybody can still apply for this day."), field="day")


def _check_hour(day: Day, until: dt.datetime, now: dt.datetime) -> None:
    if until <= now:
        raise DomainError(_("Choose an hour that is still to come."), field="until")
    if day.is_over_at(until):
        raise DomainError(_("The day is over by then. Choose an earlier hour."), field="until")


def _check_has_not_applied(day: Day, person: User | None) -> None:
    """Whoever withdrew may come back; what was decided is decided on the application's own page."""
    requests = DayRequest.objects.filter(
        day=day, application__participant__user=person, application__state=Application.State.SENT
    ).exclude(state__in=[DayRequest.State.WITHDRAWN, DayRequest.State.LAPSED])
    if person is not None and requests.exists():
        raise DomainError(
            _("This person has applied for the day already: decide on the application."), field="address"
        )
