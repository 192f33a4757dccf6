"""Reads of documents: who of a cohort is invited, how far each invitation is, one's own papers."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cohorts.attendance.models import Presence
from cohorts.models import Cohort, Day, Participant, Place
from people.models import Organisation, User, by_name
from residencies.models import Partner

from .models import Document

Kind, State = Document.Kind, Document.State
NONE = "none"
# How long after a cohort “My page” offers its attestation; whoever asks by the address later gets it too.
OFFERED_FOR = dt.timedelta(days=90)
# In the order of the desk.
SHOWN = (NONE, *State.values)


def accepted(cohort: Cohort) -> QuerySet[Participant]:
    """Who comes as a participant and holds a day that takes place, by name."""
    held = Place.objects.filter(pool__day__cohort=cohort, pool__day__called_off_at__isnull=True)
    rows = Participant.objects.filter(cohort=cohort, kind=Participant.Kind.PARTICIPANT)
    rows = rows.filter(pk__in=held.values("participant")).select_related("user", "application")
    return rows.order_by(*by_name("user__"), "pk")


def cohorts_with_words() -> QuerySet[Cohort]:
    """Cohorts with all that their papers name."""
    return Cohort.objects.select_related("residency__programme__organiser", "venue")


@dataclass(frozen=True)
class Line:
    """One person on the desk: the invitation in force, or else the last void one."""

    participant: Participant
    invitation: Document | None

    @property
    def state(self) -> str:
        """One of `SHOWN`."""
        return self.invitation.state if self.invitation else NONE

    @property
    def state_in_words(self) -> str:
        """How far the invitation is."""
        return str(self.invitation.get_state_display()) if self.invitation else pgettext("document", "none")

    @property
    def is_erased(self) -> bool:
        """Whether the person is erased: what was sent stays without words, and nothing more is sent."""
        return self.participant.user.erased_at is not None

    @property
    def has_copy(self) -> bool:
        """Whether a signed copy is kept."""
        return self.invitation is not None and bool(self.invitation.__dict__.get("has_copy"))


def desk(cohort: Cohort) -> list[Line]:
    """Everybody accepted, with their invitation; two queries, however many people.

    Of who is erased only what there is: nobody can invite them any more.
    """
    rows = _last_of(Document.objects.filter(participant__cohort=cohort))
    lines = [Line(person, rows.get(person.pk)) for person in accepted(cohort)]
    return [line for line in lines if line.invitation is not None or not line.is_erased]


def invitations_of(people: Iterable[Participant]) -> dict[int, Document]:
    """The invitation in force of each of these people, or else the last void one, by participant; one query."""
    return _last_of(Document.objects.filter(participant__in=people))


def _last_of(papers: QuerySet[Document]) -> dict[int, Document]:
    copies = Exists(Document.objects.filter(pk=OuterRef("pk"), copies__isnull=False))
    rows = papers.filter(kind=Kind.INVITATION).select_related("drawing")
    last: dict[int, Document] = {}
    for row in rows.annotate(has_copy=copies).order_by("pk"):
        known = last.get(row.participant_id)
        if known is None or known.state == State.VOID or row.state != State.VOID:
            last[row.participant_id] = row
    return last


def shown(lines: Sequence[Line], show: str) -> Sequence[Line]:
    """The lines in one of the states of `SHOWN`; all of them for anything else."""
    return [line for line in lines if line.state == show] if show in SHOWN else lines


def counts(lines: Sequence[Line]) -> dict[str, int]:
    """How many stand in each state, those that there are and “none” first."""
    found = Counter(line.state for line in lines)
    return {state: found[state] for state in SHOWN if found[state]}


def without(lines: Sequence[Line]) -> list[Participant]:
    """Who has no invitation yet: neither a draft nor one that was sent. A void one is no invitation."""
    return [line.participant for line in lines if line.state in {NONE, State.VOID} and not line.is_erased]


def of_person(participant: Participant, kind: str = Kind.INVITATION) -> list[Document]:
    """All documents of a kind about a participant, the newest first."""
    rows = Document.objects.filter(participant=participant, kind=kind).select_related(
        "drawing", "sent_by", "void_by"
    )
    return list(rows.prefetch_related("copies__added_by", "dispatches__noted_by").order_by("-pk"))


def in_force(participant: Participant, kind: str, *, is_locked: bool = False) -> Document | None:
    """The draft or the paper that stands now, held if asked for; None if there is none but void ones."""
    rows = Document.objects.filter(participant=participant, kind=kind).exclude(state=State.VOID)
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    return rows.select_related("drawing").first()


def own(user: User) -> QuerySet[Document]:
    """One's own papers that were sent, the newest first; a void one stays until another takes its place."""
    rows = Document.objects.filter(participant__user=user, sent_at__isnull=False)
    rows = rows.filter(~Q(state=State.VOID) | Q(replaced_by__isnull=True))
    return rows.select_related("participant__cohort__residency", "drawing").order_by("-pk")


def attests_from(days: Sequence[Day]) -> dt.date | None:
    """From which date presence is attested: the second day that takes place, or the only one."""
    dates = sorted(day.date for day in days if day.called_off_at is None)
    return dates[1] if len(dates) > 1 else dates[0] if dates else None


def can_be_attested(user: User, moment: dt.datetime) -> list[Cohort]:
    """Cohorts in which the person was marked present, from the second day until a quarter after; two queries."""
    was_there = Presence.objects.filter(
        participant__user=user, participant__cohort=OuterRef("pk"), was_present=True
    )
    rows = Cohort.objects.filter(Exists(was_there)).select_related("residency").prefetch_related("days")
    return [
        cohort
        for cohort in rows
        if _may_be_asked_for(list(cohort.days.all()), moment.astimezone(cohort.zone))
    ]


def _may_be_asked_for(days: Sequence[Day], local: dt.datetime) -> bool:
    since = attests_from(days)
    return since is not None and since <= local.date() <= max(day.date for day in days) + OFFERED_FOR


def name_of(participant: Participant) -> str:
    """As lists of people write it."""
    return participant.user.listed_name or _("no name given")


def partners_of(cohort: Cohort) -> list[Organisation]:
    """The organisations that may pay: partners of the programme and of the residency, each once; one query."""
    rows = Partner.objects.filter(programme_id=cohort.residency.programme_id)
    rows = rows.select_related("organisation")
    found = {row.organisation_id: row.organisation for row in rows if _is_of(row, cohort)}
    return list(found.values())


def _is_of(partner: Partner, cohort: Cohort) -> bool:
    return partner.residency_id in (None, cohort.residency_id)
