"""What documents have of a person: invitations and attestations of their own."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cohorts.attendance.queries import marks_by_person
from cohorts.models import Cohort
from foundation.words.translated import said
from people.models import User
from people.person import Held, Item, PersonPart, Section

from . import personal_data, queries
from .gathering import attended_in, thawed
from .models import Document
from .pdf.facts import AttestationFacts

_KINDS = {Document.State.VOID: "stop"}


class Papers(PersonPart):
    """One's own papers, and the attestation that can be asked for."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """What can be asked for first, then what is there, the newest first; five queries for any number."""
        items = (*_to_ask_for(user), *map(_item, queries.own(user)))
        return (Section(_("Papers for your institution"), items),) if items else ()

    def held(self, user: User) -> Sequence[Held]:
        """The papers, and the signed copies that came back."""
        return personal_data.held(user)

    def erase(self, user: User) -> None:
        """Number, code and state of what was sent stay, so that it can be checked."""
        personal_data.erase(user)


def _to_ask_for(user: User) -> list[Item]:
    """Attestations that are not there yet, or that say other than what is marked by now."""
    rows = Document.objects.filter(participant__user=user, kind=Document.Kind.ATTESTATION)
    rows = rows.exclude(state=Document.State.VOID).select_related("participant")
    papers = {row.participant.cohort_id: row for row in rows}
    marks = marks_by_person([row.participant_id for row in papers.values()])
    found = []
    for cohort in queries.can_be_attested(user, timezone.now()):
        paper = papers.get(cohort.pk)
        if paper is None:
            found.append(_asked_for(cohort, _("can be asked for")))
        elif _attended(paper) != attended_in(marks.get(paper.participant_id, {})):
            found.append(_asked_for(cohort, _("can be brought up to date")))
    return found


def _attended(paper: Document) -> object:
    facts = thawed(paper)
    return facts.attended if isinstance(facts, AttestationFacts) else None


def _asked_for(cohort: Cohort, state: str) -> Item:
    return Item(
        title=_("Attestation of participation, for the trip report"),
        url=reverse("documents:attestation", args=[cohort.slug]),
        facts=(said(cohort.residency, "name").text,),
        state=state,
    )


def _item(row: Document) -> Item:
    cohort = row.participant.cohort
    name = said(cohort.residency, "name")
    sent_on = formats.date_format(row.sent_at.astimezone(cohort.zone), "j E Y") if row.sent_at else ""
    is_drawn = row.drawn is not None
    if row.is_in_force:
        state, kind = (_("can be downloaded"), "ok") if is_drawn else (_("being made"), "wait")
    else:
        state, kind = str(row.get_state_display()), _KINDS.get(Document.State(row.state), "info")
    number = _("No. %(number)s") % {"number": row.number} if row.number else ""
    return Item(
        title=f"{str(row.get_kind_display()).capitalize()} {number}".rstrip(),
        url=reverse("documents:download", args=[row.public_id]),
        facts=(name.text, sent_on),
        state=state,
        state_kind=kind,
    )
