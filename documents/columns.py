"""What documents have of each person of a cohort: how far the invitation is, and who has none."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Participant

from . import queries
from .models import Document

INVITATION = "invitation"
Kind, State = Document.Kind, Document.State


def columns_of(cohort: Cohort) -> Columns:
    """The invitation of each person; three queries at most."""
    column = Column(INVITATION, _("Invitation"), _without(cohort))
    return Columns("documents.view", "documents.download", [column], lambda people: _cells(cohort, people))


def _without(cohort: Cohort) -> QuerySet[Participant]:
    """Who is accepted and has none in force: missed once the cohort has begun to invite, until its days are over."""
    papers = Document.objects.filter(kind=Kind.INVITATION)
    last = max((day.date for day in cohort.days.all() if day.called_off_at is None), default=None)
    is_over = last is None or last < timezone.now().astimezone(cohort.zone).date()
    if is_over or not papers.filter(participant__cohort=cohort).exists():
        return Participant.objects.none()
    in_force = papers.filter(participant=OuterRef("pk")).exclude(state=State.VOID)
    return queries.accepted(cohort).filter(~Exists(in_force), user__erased_at=None)


def _cells(cohort: Cohort, people: Sequence[Participant]) -> Cells:
    """The state of each one's invitation in force, or of the last void one; two queries."""
    rows = queries.invitations_of(people)
    asked = queries.accepted(cohort).filter(pk__in=[who.pk for who in people]).values_list("pk", flat=True)
    invited = set(asked)
    return {
        (INVITATION, who.pk): Cell(
            str(rows[who.pk].get_state_display()) if who.pk in rows else "",
            reverse("documents_person", args=[cohort.pk, who.public_id]),
            _("no invitation"),
        )
        for who in people
        if who.pk in invited or who.pk in rows
    }
