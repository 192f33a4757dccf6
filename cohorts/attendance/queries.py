"""Reads of presence: sheets, who is on them, and on which days a person counts.

A person counts on a day with a place, and for good once they have been marked present: see `people_by_day`. On its
sheets is also who was marked absent and holds no place any more, so that a mark can be corrected: see `on_sheet`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cohorts.choices.queries.attending import attending
from cohorts.models import Cohort, Day, Participant, Place
from cohorts.timetable.models import Session
from people.erased import words_for_nobody
from people.models import by_name

from .models import Presence, SignedSheet


def held_among(sessions: QuerySet[Session]) -> set[int]:
    """Of these sessions, the ids of those at which somebody has been marked present; one query."""
    rows = Presence.objects.filter(session__in=sessions.order_by().values("pk"), was_present=True)
    return set(rows.values_list("session_id", flat=True).distinct())


def people_by_day(days: Iterable[Day] | QuerySet[Day]) -> set[tuple[int, int]]:
    """Who counts on which of these days, as pairs of a participant's and a day's id; one query.

    Everybody who holds a place, and everybody who has been marked present, whatever became of the place: hours,
    sheets and completion are worked out from nothing else. Nobody was there on a day that was called off whole.
    """
    places = Place.objects.filter(pool__day__in=days).values_list("participant_id", "pool__day__pk")
    took_place = Presence.objects.filter(session__day__called_off_at__isnull=True)
    marked = took_place.filter(session__day__in=days, was_present=True)
    return set(places.union(marked.order_by().values_list("participant_id", "session__day_id")))


def days_by_person(days: Sequence[Day]) -> dict[int, list[Day]]:
    """On which of these days each person counts, in their order; one query."""
    pairs = people_by_day(days)
    people = {participant_id for participant_id, _day in pairs}
    return {person: [day for day in days if (person, day.pk) in pairs] for person in people}


def on_sheet(session: Session) -> dict[int, bool]:
    """Who is on the sheet of a session, by the participant's id, and whether they hold a place; four queries at most.

    Everybody who holds a place on the day, and everybody of whom anything is written down at one of its sessions. Where
    one chooses among sessions: who holds a place at this one, and of whom anything is written down at it.
    """
    written = Presence.objects.filter(session__day=session.day_id)
    chosen = attending([session])
    if session.pk in chosen:
        held = set(chosen[session.pk])
        written = written.filter(session=session)
    else:
        held = set(Place.objects.filter(pool=session.day.pool_id).values_list("participant_id", flat=True))
    return {person: person in held for person in held.union(written.values_list("participant_id", flat=True))}


def marks_by_date(participant: Participant) -> dict[dt.date, tuple[int, int]]:
    """At how many of the sessions that are marked for this person they were, and of how many, by date; one query."""
    return marks_by_person([participant.pk]).get(participant.pk, {})


def marks_by_person(participants: Collection[int]) -> dict[int, dict[dt.date, tuple[int, int]]]:
    """The same of several people, by their ids; one query."""
    rows = Presence.objects.filter(participant__in=participants, session__day__called_off_at__isnull=True)
    counted = rows.values_list("participant_id", "session__day__date").annotate(
        present=Count("pk", filter=Q(was_present=True)), marked=Count("pk")
    )
    found: dict[int, dict[dt.date, tuple[int, int]]] = {}
    for person, date, present, marked in counted.order_by("session__day__date"):
        found.setdefault(person, {})[date] = (present, marked)
    return found


@dataclass(frozen=True)
class SheetLine:
    """One person on a session's sheet: name, role and where from; nothing that a trainer should not read."""

    participant_id: int
    name: str
    position: str
    organisation: str
    mark: bool | None
    holds_place: bool = True

    @property
    def may_be_unmarked(self) -> bool:
        """Whether “no mark” is a choice: who holds no place keeps a mark once there is one."""
        return self.holds_place or self.mark is None


def sheet(session: Session) -> list[SheetLine]:
    """Everybody who is on the session's sheet, by family name, with their mark; five queries at most."""
    marks = dict(Presence.objects.filter(session=session).values_list("participant_id", "was_present"))
    holds_place = on_sheet(session)
    people = (
        Participant.objects.filter(pk__in=holds_place)
        .order_by(*by_name("user__"), "pk")
        .values_list(
            "pk",
            "user__family_name",
            "user__given_name",
            "user__patronymic",
            "user",
            "user__erased_at",
            "application__position",
            "application__organisation",
        )
    )
    return [
        SheetLine(
            participant_id=pk,
            name=words_for_nobody(user)
            if erased
            else " ".join(filter(None, (family, given, patronymic))) or _("no name given"),
            position=position or "",
            organisation=organisation or "",
            mark=marks.get(pk),
            holds_place=holds_place[pk],
        )
        for pk, family, given, patronymic, user, erased, position, organisation in people
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
    """Every session that takes place and is taught or required, with its counts; five queries however many.

    Nobody marks who was at a coffee break. A required opening is marked: the certificate asks for it.
    """
    is_marked = Q(format__is_taught=True) | Q(is_required=True)
    sessions = (
        Session.objects.filter(is_marked, day__cohort__in=cohorts, state=Session.State.PLANNED)
        .select_related("day__cohort", "format")
        .order_by("day__date", "starts", "pk")
    )
    expected = Counter(day for _person, day in people_by_day(Day.objects.filter(cohort__in=cohorts)))
    chosen = attending(Session.objects.filter(day__cohort__in=cohorts))
    marks = (
        Presence.objects.filter(_is_of_one_who_counts(), session__day__cohort__in=cohorts)
        .values_list("session_id", "was_present")
        .annotate(number=Count("pk"))
        .order_by()
    )
    came_too = _present_without_place(chosen)
    tally = {(session_id, present): number for session_id, present, number in marks}
    return [
        SessionCount(
            session=session,
            present=tally.get((session.pk, True), 0),
            absent=tally.get((session.pk, False), 0),
            expected=len(chosen[session.pk]) + came_too[session.pk]
            if session.pk in chosen
            else expected[session.day_id],
        )
        for session in sessions
        if not session.is_off
    ]


def _present_without_place(chosen: Mapping[int, frozenset[int]]) -> Counter[int]:
    """How many were marked at sessions that one chooses without holding a place there; one query if there are any."""
    if not chosen:
        return Counter()
    rows = Presence.objects.filter(session__in=chosen).filter(_is_of_one_who_counts())
    return Counter(
        session
        for session, person in rows.values_list("session_id", "participant_id")
        if person not in chosen[session]
    )


def _is_of_one_who_counts() -> Q:
    """Whether a mark is of somebody who counts on its day: who gave the place back and was never there does not."""
    that_day = {"participant": OuterRef("participant"), "session__day": OuterRef("session__day")}
    place = Place.objects.filter(participant=OuterRef("participant"), pool__day=OuterRef("session__day"))
    return Q(was_present=True) | Exists(place) | Exists(Presence.objects.filter(**that_day, was_present=True))


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
    found: Counter[int] = Counter()
    for line in counts(*cohorts):
        if line.unrecorded > 0 and line.session.ends_at <= moment:
            found[line.session.day.cohort_id] += 1
    return dict(found)


# ---------------------------------------------------------------- signed sheets
@dataclass(frozen=True)
class SheetsOf:
    """A day or a field visit with its original of record, those before it, and pages that are not kept yet."""

    day: Day
    session: Session | None
    original: SignedSheet | None
    earlier: Sequence[SignedSheet]
    unkept: Sequence[SignedSheet]

    @property
    def key(self) -> str:
        """Which it is, for a form."""
        return f"visit-{self.session.pk}" if self.session is not None else f"day-{self.day.pk}"


def sheets_of(cohort: Cohort) -> list[SheetsOf]:
    """Every day that takes place, then its field visits, each with its signed sheets; three queries."""
    rows: dict[tuple[int, int | None], list[SignedSheet]] = {}
    all_rows = SignedSheet.objects.filter(day__cohort=cohort).select_related("added_by", "kept_by")
    for row in all_rows.order_by("-kept_at", "-pk"):
        rows.setdefault((row.day_id, row.session_id), []).append(row)
    visits: dict[int, list[Session]] = {}
    sessions = Session.objects.filter(day__cohort=cohort, field_visit__isnull=False).select_related("day")
    for session in sessions.order_by("starts", "pk"):
        if not session.is_off or (session.day_id, session.pk) in rows:
            visits.setdefault(session.day_id, []).append(session)
    return [
        _sheets(day, session, rows.get((day.pk, session.pk if session else None), ()))
        for day in cohort.days.select_related("cohort").order_by("date")
        for session in (None, *visits.get(day.pk, ()))
        if day.called_off_at is None or (day.pk, session.pk if session else None) in rows
    ]


def kept_sheets(cohort: Cohort) -> int:
    """How many originals of record there are; one query."""
    rows = SignedSheet.objects.filter(day__cohort=cohort, kept_at__isnull=False, superseded_at=None)
    return rows.count()


def _sheets(day: Day, session: Session | None, rows: Sequence[SignedSheet]) -> SheetsOf:
    kept = [row for row in rows if row.kept_at is not None]
    return SheetsOf(
        day=day,
        session=session,
        original=next((row for row in kept if row.superseded_at is None), None),
        earlier=[row for row in kept if row.superseded_at is not None],
        unkept=[row for row in rows if row.kept_at is None],
    )
