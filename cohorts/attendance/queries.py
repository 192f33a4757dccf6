"""Reads of presence: sheets, and who is on them."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Participant, Place
from cohorts.timetable.models import Session

from .models import Presence


@dataclass(frozen=True)
class SheetLine:
    """One person on a session's sheet: name, role and where from; nothing that a trainer should not read."""

    participant_id: int
    name: str
    position: str
    organisation: str
    mark: bool | None


def sheet(session: Session) -> list[SheetLine]:
    """Everybody who holds a place on the session's day, by family name, with their mark; two queries."""
    marks = dict(Presence.objects.filter(session=session).values_list("participant_id", "was_present"))
    people = (
        Participant.objects.filter(places__pool=session.day.pool_id)
        .order_by("user__family_name", "user__given_name", "pk")
        .values_list(
            "pk",
            "user__family_name",
            "user__given_name",
            "user__patronymic",
            "application__position",
            "application__organisation",
        )
    )
    return [
        SheetLine(
            participant_id=pk,
            name=" ".join(filter(None, (family, given, patronymic))) or _("no name given"),
            position=position or "",
            organisation=organisation or "",
            mark=marks.get(pk),
        )
        for pk, family, given, patronymic, position, organisation in people
    ]


@dataclass(frozen=True)
class SessionCount:
    """How far the sheet of a session is filled in."""

    session: Session
    present: int
    absent: int
    expected: int

    @property
    def unrecorded(self) -> int:
        """People of whom nothing is written down."""
        return self.expected - self.present - self.absent


def counts(*cohorts: Cohort) -> list[SessionCount]:
    """Every planned session that counts as training or is required, with its counts; three queries however many.

    Nobody marks who was at a coffee break. A required opening is marked: the certificate asks for it.
    """
    is_marked = Q(format__is_taught=True) | Q(is_required=True)
    sessions = (
        Session.objects.filter(is_marked, day__cohort__in=cohorts, state=Session.State.PLANNED)
        .select_related("day", "format")
        .order_by("day__date", "starts", "pk")
    )
    places = Place.objects.filter(pool__day__cohort__in=cohorts).values_list("pool_id")
    expected = dict(places.annotate(number=Count("pk")).order_by())
    # Who gave their place back is not expected any more, whatever is written down of them.
    marks = (
        Presence.objects.filter(
            session__day__cohort__in=cohorts, participant__places__pool=F("session__day__pool")
        )
        .values_list("session_id", "was_present")
        .annotate(number=Count("pk"))
        .order_by()
    )
    tally = {(session_id, present): number for session_id, present, number in marks}
    return [
        SessionCount(
            session=session,
            present=tally.get((session.pk, True), 0),
            absent=tally.get((session.pk, False), 0),
            expected=expected.get(session.day.pool_id, 0),
        )
        for session in sessions
    ]


@dataclass(frozen=True)
class SheetProgress:
    """How many of a cohort's sheets are filled in."""

    sheets: int
    filled: int


def sheet_progress(cohort: Cohort) -> SheetProgress:
    """How many sessions have somebody to mark, and how many of their sheets are filled in; three queries."""
    lines = [line for line in counts(cohort) if line.expected]
    return SheetProgress(sheets=len(lines), filled=sum(not line.unrecorded for line in lines))


def open_sheets(cohorts: Sequence[Cohort], moment: dt.datetime) -> dict[int, int]:
    """How many sheets of sessions that are over by then are not filled in, by cohort; three queries for any number."""
    now = {cohort.pk: moment.astimezone(cohort.zone).replace(tzinfo=None) for cohort in cohorts}
    found: Counter[int] = Counter()
    for line in counts(*cohorts):
        day = line.session.day
        ended = dt.datetime.combine(day.date, line.session.ends)
        if line.unrecorded > 0 and ended <= now[day.cohort_id]:
            found[day.cohort_id] += 1
    return dict(found)
