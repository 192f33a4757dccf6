"""A person says what they need, or that they need nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import places
from cohorts.models import Cohort, Participant
from cohorts.needs.models import Need, Question
from cohorts.needs.queries.people import Own, own_needs
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from people.models import User


@dataclass(frozen=True)
class Answer:
    """One answer: which kind, and the person's own words."""

    kind: str
    text: str = ""


def mark_of_answers(own: Own) -> str:
    """The mark of what the person has answered: see `foundation.stale`."""
    return mark_of({question: [need.kind, need.text] for question, need in own.answers.items()})


@transaction.atomic
def save_answers(
    *, actor: User, cohort: Cohort, answers: Mapping[str, Answer], seen: str | None = None
) -> None:
    """Keep what a person answers for a cohort in which they are asked; a question left out stays as it is.

    `seen` is the mark of what they were shown (None: whatever it is). Raises `DomainError` for who is not asked, once
    their first day has begun, and for an answer that says nothing; `Conflict` if the answers changed meanwhile. Holds
    the participant. No audit line: what somebody needs, and when they say so, is nobody's but theirs.
    """
    row = Participant.objects.filter(cohort=cohort, user=actor).first()
    if row is not None:
        places.lock_participants([row.pk])
    own = next(iter(own_needs(actor, cohort)), None)
    if own is None:
        raise DomainError(_("You have no place here, so nothing is asked of you."))
    if not own.is_open_at(timezone.now()):
        raise DomainError(
            _("Your first day has begun, so the lists are with those who cook and drive. Tell the organiser.")
        )
    changed = _("You answered in another window meanwhile. Look at the answers, then save once more.")
    require_seen(mark_of_answers(own), seen, Conflict(changed))
    for question, answer in answers.items():
        _keep(own, question, answer)


def _keep(own: Own, question: str, answer: Answer) -> None:
    refuse_empty(question, answer)
    known = own.answers.get(question)
    if known is not None and (known.kind, known.text) == (answer.kind, answer.text):
        return
    Need.objects.update_or_create(
        participant=own.participant,
        question=question,
        defaults={"kind": answer.kind, "text": answer.text, "answered_at": timezone.now()},
    )


def refuse_empty(question: str, answer: Answer) -> None:
    """Raise `DomainError`, at the field of the words, for an answer that does not say what is needed, or says both."""
    field = f"{question}_text"
    if answer.kind == Need.Kind.OTHER and not answer.text:
        raise DomainError(_("Write what you need."), field=field)
    if answer.kind == Need.Kind.NOTHING and answer.text:
        raise DomainError(_("You wrote what you need: choose above what it is, or clear this."), field=field)
    if question != Question.DIET and answer.kind not in (Need.Kind.NOTHING, Need.Kind.OTHER):
        raise DomainError(_("Choose one of the answers."), field=question)
