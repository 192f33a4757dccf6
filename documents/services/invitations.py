"""Invitations: a draft, sending, the order that comes back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.models import Cohort, Participant
from foundation import work
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from people.models import User
from people.personal_data.services import refuse_erased

from .. import queries
from ..gathering import CohortWords, invitation, organisation_of
from ..models import Addressee, Document, Drawing
from .locking import Stale, hold, locked

DRAW = "documents.draw"
State = Document.State
# What is typed for one invitation.
TYPED = ("number", "dated", "language", "addressee_position", "addressee_name", "coordinator_email")


def institution_key(name: str) -> str:
    """An institution's name as it is compared: small letters, single spaces, no quotation marks."""
    return " ".join(name.casefold().translate(dict.fromkeys(map(ord, "\"«»„“”'’ʼ"))).split())[:250]


def known_addressee(participant: Participant) -> Addressee | None:
    """To whom the last paper for this person's institution went; one query."""
    key = institution_key(organisation_of(participant))
    programme = participant.cohort.residency.programme_id
    return Addressee.objects.filter(programme_id=programme, institution=key).first() if key else None


def _remember(document: Document) -> None:
    """Keep the addressee for the next paper that goes to the same institution."""
    key = institution_key(organisation_of(document.participant))
    if not key or not (document.addressee_position or document.addressee_name):
        return
    Addressee.objects.update_or_create(
        programme_id=document.participant.cohort.residency.programme_id,
        institution=key,
        defaults={
            "position": document.addressee_position,
            "name": document.addressee_name,
            "coordinator_email": document.coordinator_email,
        },
    )


def blank(common: CohortWords, participant: Participant) -> Document:
    """A draft that is not saved: in the person's language, to whom the last one for the institution went."""
    known = known_addressee(participant)
    return Document(
        participant=participant,
        language=common.language_of(participant.user),
        addressee_position=known.position if known else "",
        addressee_name=known.name if known else "",
        coordinator_email=known.coordinator_email if known else "",
        replaces=replaced_by_next(participant, Document.Kind.INVITATION),
    )


def replaced_by_next(participant: Participant, kind: str) -> Document | None:
    """The void paper whose place a new one takes: the last that was sent."""
    rows = Document.objects.filter(
        participant=participant, kind=kind, state=State.VOID, replaced_by__isnull=True
    )
    return rows.filter(sent_at__isnull=False).order_by("-pk").first()


@transaction.atomic
def save_draft(
    *, actor: User, participant: Participant, values: Mapping[str, Any], seen: int | None = None
) -> Document:
    """Keep what was typed for somebody's invitation, as a draft that nobody else reads.

    `values`: see `TYPED`. `seen`: the version that was looked at, 0 if there was none. Raises `Stale` if it was changed
    or sent in the meantime, `DomainError` for who is erased. Side effects: the row, the remembered addressee, an audit
    line.
    """
    refuse_erased(participant.user)
    present = hold(participant)
    require_seen(present.version if present else 0, seen, Stale())
    if present is not None and present.state != State.DRAFT:
        raise Stale
    row = present or blank(CohortWords(participant.cohort), participant)
    for name in TYPED:
        setattr(row, name, values[name])
    if present is not None:
        row.version += 1
    row.save()
    _remember(row)
    log(row, "documents.draft", user=actor)
    return row


@transaction.atomic
def send(*, actor: User, participant: Participant, seen: int | None = None) -> Document:
    """Send somebody's invitation: its facts freeze, the worker draws it, and a letter goes out when that is done.

    Raises `DomainError` for who holds no day and for what cannot be printed, `Conflict` if it was sent already or
    changed since it was looked at. Side effects: the row, its drawing, after commit a message to the worker, an audit
    line.
    """
    present = hold(participant)
    require_seen(present.version if present else 0, seen, Stale())
    if present is not None and present.state != State.DRAFT:
        raise Conflict(
            _("This person has an invitation already. Void it first if another one is to be sent.")
        )
    common = CohortWords(participant.cohort)
    return _send(actor, common, participant, present or blank(common, participant))


def _send(actor: User, common: CohortWords, participant: Participant, document: Document) -> Document:
    if document._state.adding:
        document.save()
    document.facts = invitation(common, participant, document).to_json()
    document.state, document.sent_at, document.sent_by = State.SENT, timezone.now(), actor
    document.version += 1
    document.save()
    _remember(document)
    log(document, "documents.send", user=actor)
    have_drawn(document)
    return document


def have_drawn(document: Document) -> None:
    """Write the work of drawing a document; after commit a message goes to the worker."""
    drawing = Drawing.objects.create(document=document)
    work.send_after_commit(DRAW, drawing.pk)


def mark_of_all(people: Sequence[Participant]) -> str:
    """The mark of a list of people: whoever sends to all sends to those who were shown."""
    return mark_of(sorted(person.pk for person in people))


def cannot_be_sent(common: CohortWords, people: Sequence[Participant]) -> dict[int, str]:
    """Whose invitation cannot be printed as things are, with the reason, by the participant's id."""
    found = {}
    for person in people:
        try:
            invitation(common, person, Document(participant=person, language=common.language_of(person.user)))
        except DomainError as error:
            found[person.pk] = str(error)
    return found


@transaction.atomic
def send_to_all(*, actor: User, cohort: Cohort, seen: str | None = None) -> list[Document]:
    """Prepare and send an invitation to everybody accepted who has none; whose cannot be printed is left out.

    `seen`: the mark of the people who were shown. Raises `DomainError` if there is nobody, `Conflict` if these are
    other people by now. Side effects: those of `send`, for each.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    people = queries.without(queries.desk(cohort))
    if not people:
        raise DomainError(_("Everybody who is accepted has an invitation already."))
    changed = Conflict(_("Other people are without an invitation by now. Look at the list, then send."))
    require_seen(mark_of_all(people), seen, changed)
    # All of them at once, by id: the list is by name, and others who hold several would wait in a ring.
    places.lock_participants(person.pk for person in people)
    common = CohortWords(queries.cohorts_with_words().get(pk=cohort.pk))
    unfit = cannot_be_sent(common, people)
    sent = []
    for person in people:
        if person.pk not in unfit:
            person.cohort = common.cohort
            sent.append(_send(actor, common, person, blank(common, person)))
    return sent


@transaction.atomic
def receive_order(
    *, actor: User, document: Document, number: str, date: dt.date | None, seen: int | None = None
) -> Document:
    """Note that the order of the head of the institution has come in, with its number and date if they are known.

    Raises `Conflict` if the document is a draft or void, `Stale` if it was changed. Side effect: an audit line.
    """
    row = locked(document, State.ORDERED)
    require_seen(row.version, seen, Stale())
    row.order_number, row.order_date, row.state = number, date, State.ORDERED
    row.version += 1
    row.save(update_fields=["order_number", "order_date", "state", "version"])
    log(row, "documents.order", user=actor)
    return row
