"""Opening a day once more, for one person who comes late, and taking that back."""

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

from .locking import lock_applications


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
    words = _why("reason", reason)
    address = email_address(address)
    person = User.objects.filter(email=address).first()
    _check_has_not_applied(day, person)
    door, _new = LateDoor.objects.update_or_create(
        day=day,
        address=address,
        defaults={
            "until": until,
            "reason": words,
            "opened_by": actor,
            "opened_at": now,
            "closed_at": None,
            "closed_by": None,
            "why_closed": "",
        },
    )
    data = {"day": day.date.isoformat(), "until": until.isoformat(), "reason": words}
    log(door, "admission.open_late", user=actor, data=data)
    outbox.write([letters.still_open(door, person)])
    return door


@transaction.atomic
def close_late(*, actor: User, door: LateDoor, reason: str) -> LateDoor:
    """Take back that a day is open for one person, before its hour.

    Raises `DomainError` without a reason, `Conflict` for a person who has applied for the day by now and for a door
    that is closed. Holds the person's application: who is just sending it comes first, or finds the door closed. Side
    effects: an audit line with the reason; a letter, unless the one that told of the opening had not left: then that
    one does not. The door came with its day, cohort, residency and programme.
    """
    now, day = timezone.now(), door.day
    words = _why("why_closed", reason)
    person = User.objects.filter(email=door.address).first()
    own = Application.objects.filter(participant__cohort=day.cohort, participant__user=person)
    lock_applications(own.values_list("pk", flat=True))
    present = LateDoor.objects.select_for_update(of=("self",)).get(pk=door.pk)
    if not present.is_open_at(now):
        raise Conflict(_("The day is not open for this person any more."))
    if _has_applied(day, person):
        raise Conflict(_("This person has applied for the day already: decide on the application."))
    present.day = day
    present.closed_at, present.closed_by, present.why_closed = now, actor, words
    present.save(update_fields=["closed_at", "closed_by", "why_closed"])
    log(present, "admission.close_late", user=actor, data={"day": day.date.isoformat(), "reason": words})
    if not outbox.take_back(f"{letters.StillOpen.name}:{present.pk}:"):
        outbox.write([letters.closed_again(present, person)])
    return present


def _why(name: str, reason: str) -> str:
    words: str = cleaned(LateDoor, name, reason)
    if not words:
        raise DomainError(_("Write why."), field="reason")
    return words


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
    if _has_applied(day, person):
        raise DomainError(
            _("This person has applied for the day already: decide on the application."), field="address"
        )


def _has_applied(day: Day, person: User | None) -> bool:
    """Whoever withdrew may come back; what was decided is decided on the application's own page."""
    requests = DayRequest.objects.filter(
        day=day, application__participant__user=person, application__state=Application.State.SENT
    ).exclude(state__in=[DayRequest.State.WITHDRAWN, DayRequest.State.LAPSED])
    return person is not None and requests.exists()
