"""Reads: who would get a certificate and why, the register, a batch's progress."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cohorts.admission.models import Application
from cohorts.attendance.models import Presence
from cohorts.attendance.queries import days_by_person, people_by_day
from cohorts.models import Cohort, Day, Participant, Place
from cohorts.timetable.queries import latest_timetable
from foundation.work import WorkState
from people.communities.romanise import romanise

from .completion import Outcome, Reason, work_out
from .freezing import CohortFacts, cohort_facts, why_not_printable
from .models import Batch, Certificate, CompletionRule
from .names import number_key, surname_key
from .pdf.printable import InvalidFacts


@dataclass(frozen=True)
class CompletionLine:
    """One participant: the days they count on, what the rule says, the certificates there are."""

    participant: Participant
    application: Application | None
    dates: tuple[dt.date, ...]
    hours: Decimal | None
    holds_all_days: bool
    outcome: Outcome
    certificate: Certificate | None = None
    revoked: Certificate | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the next batch issues to this person. Who had one revoked gets another by a decision of its own."""
        return self.outcome.qualifies and self.certificate is None and self.revoked is None

    @property
    def would_not_qualify(self) -> bool:
        """Whether this person holds a certificate that the rule would not give now: marks or days changed since."""
        return self.certificate is not None and not self.outcome.qualifies

    def but(self, reason: Reason) -> "CompletionLine":
        """The same person, who for this reason gets no certificate after all."""
        reasons = (*self.outcome.reasons, reason)
        return replace(self, outcome=replace(self.outcome, qualifies=False, reasons=reasons))


def rule_of(cohort: Cohort) -> CompletionRule | None:
    """The cohort's completion rule with its design; one query."""
    return CompletionRule.objects.select_related("design__issuer").filter(cohort=cohort).first()


def cohorts_with_details() -> QuerySet[Cohort]:
    """Cohorts with what is printed of them."""
    return Cohort.objects.select_related("residency__programme", "residency__theme", "course", "project")


def completion_table(cohort: Cohort) -> list[CompletionLine]:
    """Every participant who counts on a day or holds a valid certificate, by family name.

    A constant number of queries for any number of people.
    """
    rule = rule_of(cohort)
    timetable = latest_timetable(cohort)
    all_days = list(cohort.days.order_by("date"))
    counted, held, presence = days_by_person(all_days), _held(cohort), _presence(cohort)
    apply = partial(
        work_out,
        minimum_share=rule.minimum_share if rule else 100,
        sessions=timetable.sessions if timetable else (),
        now=timezone.localtime(timezone.now(), cohort.zone).replace(tzinfo=None),
    )
    valid, revoked = _certificates(cohort)
    lines = []
    for participant in _participants({*counted, *valid}):
        said_by_rule = partial(apply, presence=presence.get(participant.pk, {}))
        days, outcome = _certified(
            counted.get(participant.pk, []), held.get(participant.pk, set()), said_by_rule
        )
        # Nobody holds the whole of a course that was cancelled on its way.
        holds_all = len(days) == len(all_days) and cohort.cancelled_at is None
        line = CompletionLine(
            participant=participant,
            application=getattr(participant, "application", None),
            dates=tuple(day.date for day in days),
            hours=printed_hours(cohort, [day.hours for day in days], holds_all),
            holds_all_days=holds_all,
            outcome=outcome,
            certificate=valid.get(participant.pk),
            revoked=None if participant.pk in valid else revoked.get(participant.pk),
        )
        lines.append(line)
    return _printable(cohort, rule, lines)


def line_of(certificate: Certificate) -> CompletionLine | None:
    """How the rule stands with the holder of a valid certificate now; the queries of the whole table."""
    cohort = cohorts_with_details().get(pk=certificate.participant.cohort_id)
    lines = (line for line in completion_table(cohort) if line.participant.pk == certificate.participant_id)
    return next(lines, None)


def _certified(
    counted: list[Day], held: set[int], said_by_rule: Callable[..., Outcome]
) -> tuple[list[Day], Outcome]:
    """The days that one person is certified for, and what the rule says of them.

    All days that they count on. If these give no certificate and the days still held do, it is those: a mark on a day
    whose place was taken away adds to what is certified, and never takes the other days along.
    """
    outcome = said_by_rule(dates_held=[day.date for day in counted])
    still = [day for day in counted if day.pk in held]
    if outcome.qualifies or still == counted:
        return counted, outcome
    of_those = said_by_rule(dates_held=[day.date for day in still])
    return (still, of_those) if of_those.qualifies else (counted, outcome)


def _held(cohort: Cohort) -> dict[int, set[int]]:
    """The ids of the days on which each participant holds a place; one query."""
    held: dict[int, set[int]] = {}
    places = Place.objects.filter(pool__day__cohort=cohort)
    for participant_id, day_id in places.values_list("participant_id", "pool__day__pk"):
        held.setdefault(participant_id, set()).add(day_id)
    return held


def _presence(cohort: Cohort) -> dict[int, dict[str, bool]]:
    """What is written down of each participant, by the sessions' public ids."""
    presence: dict[int, dict[str, bool]] = {}
    rows = Presence.objects.filter(session__day__cohort=cohort)
    for participant_id, session_id, present in rows.values_list(
        "participant_id", "session__public_id", "was_present"
    ):
        presence.setdefault(participant_id, {})[str(session_id)] = present
    return presence


def _participants(ids: Iterable[int]) -> QuerySet[Participant]:
    return (
        Participant.objects.filter(pk__in=ids)
        .select_related("user", "application__community")
        .order_by("user__family_name", "user__given_name", "pk")
    )


def _printable(
    cohort: Cohort, rule: CompletionRule | None, lines: list[CompletionLine]
) -> list[CompletionLine]:
    """The same lines; who qualifies and cannot be printed is told why, before a number is spent on them.

    Whoever holds a certificate has been printed already.
    """
    if rule is None or not any(map(_is_to_print, lines)):
        return lines
    try:
        common = cohort_facts(cohort, rule)
    except InvalidFacts as error:
        problem = Reason("not_printable", False, {"why": str(error)})
        return [line.but(problem) if _is_to_print(line) else line for line in lines]
    return [_checked(common, line) if _is_to_print(line) else line for line in lines]


def _is_to_print(line: CompletionLine) -> bool:
    return line.outcome.qualifies and line.certificate is None


def _checked(common: CohortFacts, line: CompletionLine) -> CompletionLine:
    if line.hours is None:
        return line.but(Reason("no_hours", False))
    why = why_not_printable(common, line)
    return line.but(Reason("not_printable", False, {"why": why})) if why else line


def _certificates(cohort: Cohort) -> tuple[dict[int, Certificate], dict[int, Certificate]]:
    """By participant: the valid certificates, and the last ones that were revoked; one query."""
    valid: dict[int, Certificate] = {}
    revoked: dict[int, Certificate] = {}
    rows = Certificate.objects.filter(participant__cohort=cohort).exclude(state=Certificate.State.REPLACED)
    for row in rows.select_related("delivered").order_by("pk"):
        (valid if row.state == Certificate.State.VALID else revoked)[row.participant_id] = row
    return valid, revoked


def printed_hours(cohort: Cohort, hours: list[Decimal | None], holds_all: bool) -> Decimal | None:
    """The approved hours of the days that a person counts on; None while nobody has set them.

    All days: the course's figure. Some of the days: the sum of those days' own figures, never a share worked out.
    """
    if holds_all:
        return cohort.course.hours
    if not hours or any(figure is None for figure in hours):
        return None
    return sum((figure for figure in hours if figure is not None), Decimal(0))


def batches_of(cohorts: Iterable[Cohort]) -> QuerySet[Batch]:
    """The batches for all who qualify, oldest first."""
    return Batch.objects.filter(cohort__in=cohorts, purpose=Batch.Purpose.ISSUE).order_by("pk")


def cohorts_with_people(cohorts: Iterable[Cohort]) -> set[int]:
    """Those of the cohorts in which anybody counts on a day; two queries."""
    cohort_of = dict(Day.objects.filter(cohort__in=cohorts).values_list("pk", "cohort_id"))
    return {cohort_of[day_id] for _person, day_id in people_by_day(Day.objects.filter(pk__in=cohort_of))}


def who_is_ready(cohort: Cohort) -> list[CompletionLine]:
    """Those to whom the next batch issues: they qualify, can be printed, and have had no certificate."""
    return [line for line in completion_table(cohort) if line.is_ready]


def with_details(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Rows of the register with what lists show."""
    return rows.select_related(
        "participant__user",
        "participant__cohort__residency",
        "delivered",
        "replaced_by",
        "replaces",
        "issuer",
    )


@dataclass(frozen=True)
class Progress:
    """How far a batch is: how many of its certificates are signed, cannot be printed, or still wait.

    `left_out`: who got none, because the sheet would not be the one that was looked at.
    """

    batch: Batch
    total: int
    signed: int
    problems: int
    left: int
    left_out: int


def progress(batch: Batch) -> Progress:
    """Count what a batch has done; one query. What ended before it was drawn is not waited for."""
    no_file = Q(delivered__isnull=True)
    rows = Certificate.objects.filter(batch=batch)
    counts = rows.aggregate(
        issued=Count("pk"),
        signed=Count("pk", filter=~no_file),
        problems=Count("pk", filter=no_file & ~Q(problem="")),
        ended=Count("pk", filter=no_file & Q(problem="") & ~Q(state=Certificate.State.VALID)),
    )
    is_over = batch.state in (WorkState.DONE, WorkState.FAILED)
    total = (counts["issued"] if is_over else max(batch.total, counts["issued"])) - counts["ended"]
    return Progress(
        batch=batch,
        total=total,
        signed=counts["signed"],
        problems=counts["problems"],
        left=total - counts["signed"] - counts["problems"],
        left_out=max(0, len(batch.seen) - counts["issued"]) if batch.state == WorkState.DONE else 0,
    )


def search_register(rows: QuerySet[Certificate], wanted: str) -> QuerySet[Certificate]:
    """Rows whose number or family name begins with what is typed."""
    found = Q(number__istartswith=number_key(wanted) or wanted)
    # Sheets in Latin letters are found by a name in Cyrillic too.
    for key in filter(None, {surname_key(wanted), surname_key(romanise(wanted))}):
        found |= Q(surname_key__startswith=key)
    return rows.filter(found)
