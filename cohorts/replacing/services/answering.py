"""What the colleague who is named says: that they come, with what an application asks, or that they do not."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.admission.answers import NEEDED, Answers
from cohorts.admission.services import cleaned_answers
from cohorts.replacing import queries
from cohorts.replacing.models import Replacement
from foundation.errors import DomainError
from foundation.words.cleaning import cleaned
from people.models import User

from .ending import end
from .record import State, locked


class NotYours(DomainError):
    """Somebody else is named."""


def _own(actor: User, replacement: Replacement, *states: str) -> Replacement:
    row = locked(replacement, states)
    if row.user_id != actor.pk if row.user_id else row.address != actor.email:
        raise NotYours(_("This is not there, or it is meant for somebody else."))
    return row


@transaction.atomic
def confirm(*, actor: User, replacement: Replacement, answers: Answers) -> Replacement:
    """Say that one comes in a colleague's place. Nothing moves before it is approved; said again, new answers count.

    Raises `NotYours`, `DomainError` with the field for what is missing or cannot be kept, and where one has something
    of the cohort already; `Conflict` once it has ended. Side effect: an audit line.
    """
    row = _own(actor, replacement, *Replacement.OPEN)
    kept = cleaned_answers(answers)
    _refuse_missing(actor, kept)
    if not queries.days_of(row.leaver, timezone.now()):
        raise DomainError(
            _("There is no day to come any more in which you could take part. Write to the organiser.")
        )
    if queries.why_not(row.leaver.cohort, actor):
        raise DomainError(_("You have applied for this residency yourself. Write to the organiser."))
    row.state, row.user, row.answers = State.CONFIRMED, actor, kept
    row.confirmed_at = row.confirmed_at or timezone.now()
    row.save(update_fields=["state", "user", "answers", "confirmed_at"])
    log(row, "replacing.confirm", user=actor)
    return row


def _refuse_missing(actor: User, kept: dict[str, object]) -> None:
    has_name = kept.get("given_name") and (kept.get("family_name") or kept.get("has_one_name"))
    given = {**kept, "given_name": has_name, "community": kept.get("community") or kept.get("country")}
    for name in ("given_name", "community", "organisation", "position"):
        if not given.get(name):
            raise DomainError(NEEDED[name][1], field="q" if name == "community" else name)


@transaction.atomic
def refuse(*, actor: User, replacement: Replacement, reason: str = "") -> Replacement:
    """Say that one does not come in a colleague's place, also after having confirmed. Done twice it changes nothing.

    Raises `NotYours`, `Conflict` once it is approved or taken back. Side effects: an audit line; what one said is
    forgotten.
    """
    row = _own(actor, replacement, *Replacement.OPEN, State.REFUSED)
    if row.state != State.REFUSED:
        row.user = actor
        row.save(update_fields=["user"])
        end(row, State.REFUSED, actor, cleaned(Replacement, "reason", reason))
        log(row, "replacing.refuse", user=actor)
    return row
