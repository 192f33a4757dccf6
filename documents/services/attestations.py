"""Attestations of presence for the trip report, from the second day on."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.models import Cohort, Participant
from foundation.errors import DomainError
from people.models import Organisation, User

from .. import queries
from ..gathering import CohortWords, attestation, thawed, what_it_says
from ..models import Document, DocumentCounter
from .invitations import have_drawn, replaced_by_next
from .locking import hold

State, Kind = Document.State, Document.Kind


def next_number(*, issuer: Organisation, year: int) -> str:
    """The next number of an organiser's attestations. The counter's row is locked; numbers never repeat."""
    counter, _made = DocumentCounter.objects.get_or_create(organisation=issuer, year=year)
    counter = DocumentCounter.objects.select_for_update().get(pk=counter.pk)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"Д-{year}-{counter.last:05d}"


@transaction.atomic
def attest(*, actor: User, participant: Participant) -> Document:
    """Attest the presence of somebody so far; the one that says the same already is given again.

    One that says less by now is void, and the new one takes its place. Raises `DomainError` before the second day, and
    for who was not marked present yet. Side effects: the rows, after commit a message to the worker, an audit line;
    a letter when it is drawn.
    """
    present = hold(participant, Kind.ATTESTATION)
    cohort: Cohort = queries.cohorts_with_words().get(pk=participant.cohort_id)
    common = CohortWords(cohort)
    now = timezone.now()
    since = queries.attests_from(common.days)
    if since is None or now.astimezone(cohort.zone).date() < since:
        raise DomainError(_("Presence is attested from the second day on. Come back then."))
    row = Document(
        participant=participant, kind=Kind.ATTESTATION, language=common.language_of(participant.user)
    )
    facts = attestation(common, participant, row)
    said = thawed(present) if present is not None else None
    if present is not None and said is not None and what_it_says(said) == what_it_says(facts):
        return present
    if present is not None:
        present.state, present.void_at, present.void_by = State.VOID, now, actor
        present.version += 1
        present.save(update_fields=["state", "void_at", "void_by", "version"])
    row.replaces = replaced_by_next(participant, Kind.ATTESTATION)
    row.number = next_number(issuer=cohort.residency.programme.organiser, year=facts.made_on.year)
    row.dated = facts.made_on
    row.save()
    row.facts = attestation(common, participant, row).to_json()
    row.state, row.sent_at, row.sent_by = State.SENT, now, actor
    row.save(update_fields=["facts", "state", "sent_at", "sent_by"])
    log(row, "documents.attest", user=actor)
    have_drawn(row)
    return row
