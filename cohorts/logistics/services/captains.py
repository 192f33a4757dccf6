"""Captains: a link that one browser claims and a manager releases."""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participant, Place
from cohorts.tokens import hash_of, new_token
from foundation.errors import Conflict, DomainError
from foundation.words.cleaning import cleaned
from people.models import User

from ..models import CaptainLink, Run
from ..rights import Captain
from .record import note
from .runs import refuse_closed

MOST_CAPTAINS = 4


@transaction.atomic
def make_captain(
    *, actor: User, run: Run, participant: Participant | None, name: str = "", phone: str = ""
) -> str:
    """Make somebody a captain of the run; the token of the link, which is given back once and kept nowhere.

    A participant's name is their own; anybody else is named. Made anew for the same participant, the old link ends.
    Raises `DomainError` without a name, for somebody of another cohort, a participant without a seat in the run, a run
    that is closed or over, and a fifth captain. Side effect: an audit line.
    """
    row = Run.objects.select_for_update().get(pk=run.pk)
    refuse_closed(row)
    if row.ends_at <= timezone.now():
        raise DomainError(_("This run is over."))
    if participant is not None and participant.cohort_id != row.cohort_id:
        raise DomainError(_("This person is of another cohort."), field="participant")
    if participant is not None:
        name, phone = participant.user.get_full_name() or participant.user.email, participant.user.phone
    name, phone = cleaned(CaptainLink, "name", name), cleaned(CaptainLink, "phone", phone)
    if not name:
        raise DomainError(_("Choose a passenger, or write who the captain is."), field="name")
    if participant is not None:
        _refuse_without_seat(row, participant)
        own = CaptainLink.objects.filter(run=row, participant=participant, ended_at=None)
        own.update(ended_at=timezone.now())
    if CaptainLink.objects.living().filter(run=row).count() >= MOST_CAPTAINS:
        raise DomainError(_("A bus has at most %(most)s captains.") % {"most": MOST_CAPTAINS})
    token = new_token()
    link = CaptainLink.objects.create(
        run=row, participant=participant, name=name, phone=phone, token_hash=hash_of(token), made_by=actor
    )
    note(row, "logistics.captain", actor, captain=link.pk)
    return token


def _refuse_without_seat(run: Run, participant: Participant) -> None:
    """Raise `DomainError` for who does not travel by the run, unless they come to work."""
    comes_to_work = participant.kind != Participant.Kind.PARTICIPANT
    if not comes_to_work and not Place.objects.filter(pool=run.pool_id, participant=participant).exists():
        words = _("This person has no seat in this bus. Give them one first, or choose somebody else.")
        raise DomainError(words, field="participant")


@transaction.atomic
def claim(*, link: CaptainLink, device: str) -> CaptainLink:
    """Keep that this browser is the captain's: `device` is a secret that it holds. Twice by one browser is harmless.

    Raises `Conflict` if another browser was first. Side effect: an audit line.
    """
    row = CaptainLink.objects.select_for_update(of=("self",)).select_related("run").get(pk=link.pk)
    if row.device_hash and not is_device(row, device):
        raise Conflict(_("Another phone opened this link first. Ask the organiser to release it."))
    if not row.device_hash:
        row.device_hash, row.claimed_at = hash_of(device), timezone.now()
        row.save(update_fields=["device_hash", "claimed_at"])
        note(row.run, "logistics.claim", Captain(row, has_claimed=True))
    return row


def is_device(link: CaptainLink, device: str) -> bool:
    """Whether this is the secret of the browser that claimed the link."""
    return bool(device) and constant_time_compare(link.device_hash, hash_of(device))


@transaction.atomic
def release(*, actor: User, link: CaptainLink) -> None:
    """Let another browser claim the link; the one that had it is refused from now on. Side effect: an audit line."""
    row = CaptainLink.objects.select_for_update(of=("self",)).select_related("run").get(pk=link.pk)
    row.device_hash, row.claimed_at = "", None
    row.save(update_fields=["device_hash", "claimed_at"])
    note(row.run, "logistics.release", actor, captain=row.pk)


@transaction.atomic
def end(*, actor: User, link: CaptainLink) -> None:
    """End a captain's link: it opens nothing any more. What was tapped by it stays. Side effect: an audit line."""
    row = CaptainLink.objects.select_for_update(of=("self",)).select_related("run").get(pk=link.pk)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        note(row.run, "logistics.end_captain", actor, captain=row.pk)
