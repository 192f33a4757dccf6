"""Naming a colleague, and taking that back."""

import uuid
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.models import Participant
from cohorts.replacing import letters, queries
from cohorts.replacing.models import Replacement
from courses.materials import safe_file_name
from foundation.errors import Conflict, DomainError
from foundation.files.kinds import kind_of
from foundation.words.addresses import email_address
from foundation.words.cleaning import cleaned
from messaging import outbox
from people.models import User

from .ending import end
from .record import State, locked

MAX_LETTER = 10 * 1024 * 1024


@dataclass(frozen=True)
class Nomination:
    """Who is to come, and who said so."""

    name: str
    address: str
    by_name: str
    by_institution: str
    by_position: str = ""
    phone: str = ""
    letter: UploadedFile | None = field(default=None, repr=False)


def nominate(*, actor: User, leaver: Participant, said: Nomination) -> Replacement:
    """Write down who is to come in somebody's place; nothing moves by that.

    A letter is checked and stored first, outside of the transaction; without its row it goes. Raises `DomainError` for
    who holds no day to come, for an address that cannot be meant, and for a file that cannot be kept; `Conflict` while
    another colleague is named for the same person. Side effects: the row, an audit line, a letter to the colleague.
    """
    row = Replacement(leaver=leaver, public_id=uuid.uuid4(), entered_by=actor, entered_at=timezone.now())
    for name in ("name", "phone", "by_name", "by_position", "by_institution"):
        setattr(row, name, cleaned(Replacement, name, getattr(said, name)))
    row.address = cleaned(Replacement, "address", email_address(said.address))
    for name in ("name", "address", "by_name", "by_institution"):
        if not getattr(row, name):
            raise DomainError(_("This is needed."), field=name)
    if said.letter is not None:
        _keep_letter(row, said.letter)
    try:
        return _write(actor, row)
    except Exception:
        if row.letter:
            row.letter.delete(save=False)
        raise


def _keep_letter(row: Replacement, file: UploadedFile) -> None:
    if not file.size:
        raise DomainError(_("The file is empty."), field="letter")
    if file.size > MAX_LETTER:
        words = _("The file is larger than %(limit)s MB.")
        raise DomainError(words % {"limit": MAX_LETTER // 1024**2}, field="letter")
    try:
        kind = kind_of(cast(BinaryIO, file.file), file.name or "")
    except DomainError as error:
        raise DomainError(error.message, field="letter") from error
    row.letter_name, row.letter_type = safe_file_name(file.name or ""), kind.media_type
    file.seek(0)
    row.letter.save(row.letter_name, file, save=False)


@transaction.atomic
def _write(actor: User, row: Replacement) -> Replacement:
    row.leaver = places.lock_participants([row.leaver_id])[row.leaver_id]
    cohort = row.leaver.cohort
    if row.leaver.kind != Participant.Kind.PARTICIPANT or not queries.days_of(row.leaver, row.entered_at):
        raise DomainError(_("This person holds no day to come that could be handed on."))
    if Replacement.objects.filter(leaver=row.leaver, state__in=Replacement.OPEN).exists():
        raise Conflict(_("A colleague is named for this person already. Take that back first."))
    if row.address == row.leaver.user.email:
        raise DomainError(_("This is the address of the person who does not come."), field="address")
    if queries.open_in([cohort]).filter(address=row.address).exists():
        raise DomainError(_("This colleague is named for somebody else already."), field="address")
    if why := queries.why_not(cohort, User.objects.filter(email=row.address).first()):
        raise DomainError(why, field="address")
    row.save()
    log(row, "replacing.nominate", user=actor)
    outbox.write([letters.asked(row)])
    return row


def note_opening(*, actor: User, replacement: Replacement) -> None:
    """Note that somebody opens the letter of the institution: it names people. Side effect: an audit line."""
    log(replacement, "replacing.open_letter", user=actor)


@transaction.atomic
def withdraw(*, actor: User, replacement: Replacement, reason: str) -> Replacement:
    """Take back that a colleague is named; the person keeps the place. Done twice it changes nothing.

    Raises `DomainError` without a reason, `Conflict` if it is done or refused. Side effects: an audit line, a letter to
    the colleague; what they said is forgotten.
    """
    row = locked(replacement, (*Replacement.OPEN, State.WITHDRAWN))
    if row.state == State.WITHDRAWN:
        return row
    words = cleaned(Replacement, "reason", reason)
    if not words:
        raise DomainError(_("Write why: the colleague reads it."), field="reason")
    end(row, State.WITHDRAWN, actor, words)
    log(row, "replacing.withdraw", user=actor)
    outbox.write([letters.closed(row)])
    return row
