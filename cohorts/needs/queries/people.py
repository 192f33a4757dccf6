"""Who is asked what they need, what each has answered, and until when an answer can be changed.

Whoever holds a place on a day is asked, and who comes to work: that is what holds now, and no row says it.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from cohorts.keeping import needs_kept_for
from cohorts.models import Cohort, Participant, Place
from cohorts.needs.models import Need, Question
from people.models import User, by_name, named

# How the list is narrowed.
SILENT, WISHES = "silent", "wishes"
QUESTIONS = len(Question)


def asked() -> QuerySet[Participant]:
    """All who are asked: who holds a place on a day that is not called off, and who comes to work; nobody erased."""
    held = Place.objects.filter(
        participant=OuterRef("pk"), pool__day__isnull=False, pool__day__called_off_at=None
    )
    rows = Participant.objects.filter(user__erased_at=None)
    return rows.filter(Exists(held) | ~Q(kind=Participant.Kind.PARTICIPANT))


# ---------------------------------------------------------------- a person's own
@dataclass(frozen=True)
class Own:
    """What one person has answered for one cohort, and until when they may."""

    participant: Participant
    cohort: Cohort
    dates: tuple[
        dt.date, ...
    ]  # the days that they hold; of who comes to work without any, those of the cohort
    answers: dict[str, Need]

    @property
    def first_date(self) -> dt.date | None:
        """Answers are taken until this date begins, where the cohort meets."""
        return min(self.dates, default=None)

    @property
    def closes_at(self) -> dt.datetime | None:
        """The midnight before the first day."""
        if self.first_date is None:
            return None
        return dt.datetime.combine(self.first_date, dt.time(), self.cohort.zone)

    def is_open_at(self, moment: dt.datetime) -> bool:
        """Whether answers are taken at that moment."""
        closes = self.closes_at
        is_on = self.cohort.state == Cohort.State.PUBLISHED and self.cohort.archived_at is None
        return is_on and closes is not None and moment < closes

    def is_over_at(self, moment: dt.datetime) -> bool:
        """Whether all of the person's days are past."""
        return max(self.dates, default=dt.date.min) < moment.astimezone(self.cohort.zone).date()

    @property
    def is_answered(self) -> bool:
        """Whether every question is."""
        return len(self.answers) == QUESTIONS

    @property
    def forgotten_on(self) -> dt.date | None:
        """The date on which the answers are deleted."""
        last = max((day.date for day in self.cohort.days.all()), default=None)
        return last + needs_kept_for() + dt.timedelta(days=1) if last else None


def own_needs(user: User, cohort: Cohort | None = None) -> list[Own]:
    """Of every cohort in which the person is asked, or of one; four queries for any number."""
    rows = asked().filter(user=user).exclude(cohort__state=Cohort.State.DRAFT)
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    held = Place.objects.filter(pool__day__isnull=False, pool__day__called_off_at=None)
    rows = rows.select_related("cohort__residency", "user").prefetch_related(
        "cohort__days", "needs", Prefetch("places", held.select_related("pool__day"))
    )
    return [_own(row) for row in rows.order_by("pk")]


def _own(row: Participant) -> Own:
    dates = {place.pool.day.date for place in row.places.all()}
    if not dates and row.kind != Participant.Kind.PARTICIPANT:
        dates = {day.date for day in row.cohort.days.all() if day.called_off_at is None}
    return Own(row, row.cohort, tuple(sorted(dates)), {need.question: need for need in row.needs.all()})


# ---------------------------------------------------------------- the list of a cohort
def people_of(cohort: Cohort, show: str = "", find: str = "") -> QuerySet[Participant]:
    """Who is asked in a cohort, by name, with their answers; two queries.

    `show`: `SILENT` for those who have not answered everything, `WISHES` for those who need something. `find`: those
    who have such a name.
    """
    rows = asked().filter(cohort=cohort).select_related("user").prefetch_related("needs")
    if find:
        rows = rows.filter(named(find, "user__"))
    if show == SILENT:
        rows = _silent(rows)
    elif show == WISHES:
        rows = rows.filter(
            Exists(Need.objects.filter(participant=OuterRef("pk")).exclude(kind=Need.Kind.NOTHING))
        )
    return rows.order_by(*by_name("user__"), "pk")


def silent() -> QuerySet[Participant]:
    """All who are asked and have not answered everything."""
    return _silent(asked())


def _silent(rows: QuerySet[Participant]) -> QuerySet[Participant]:
    return rows.annotate(answered=Count("needs")).filter(answered__lt=QUESTIONS)


@dataclass(frozen=True)
class Answered:
    """How many are asked in a cohort, and how many of them have answered everything."""

    people: int
    silent: int

    @property
    def answered(self) -> int:
        return self.people - self.silent


def numbers_of(cohort: Cohort) -> Answered:
    """How far a cohort is with its answers; two queries."""
    rows = asked().filter(cohort=cohort)
    return Answered(rows.count(), _silent(rows).count())


def silent_in(cohorts: Collection[int]) -> dict[int, int]:
    """How many have not answered everything, by cohort, where there are any; one query."""
    rows = _silent(asked().filter(cohort__in=cohorts)).values_list("cohort", flat=True)
    found: dict[int, int] = {}
    for cohort_id in rows:
        found[cohort_id] = found.get(cohort_id, 0) + 1
    return found


def answers_of(row: Participant) -> dict[str, Need]:
    """The answers of a row of `people_of`, by question; no query."""
    return {need.question: need for need in row.needs.all()}


# ---------------------------------------------------------------- how long answers are kept
def is_forgotten(days: Sequence[dt.date], today: dt.date) -> bool:
    """Whether answers of a cohort with these days are deleted by today."""
    return bool(days) and max(days) + needs_kept_for() < today


def cohorts_to_forget(now: dt.datetime) -> list[Cohort]:
    """Cohorts of which answers are kept for longer than they may; two queries."""
    has_answers = Need.objects.filter(participant__cohort=OuterRef("pk"))
    rows = Cohort.objects.filter(Exists(has_answers)).prefetch_related("days").order_by("pk")
    return [
        row
        for row in rows
        if is_forgotten([day.date for day in row.days.all()], timezone.localdate(now, row.zone))
    ]
