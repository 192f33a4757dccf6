"""Reads: who would get a certificate and why, the register, a batch's progress."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cohorts.attendance.queries import people_by_day
from cohorts.models import Cohort, Day
from foundation.work import WorkState
from people.communities.romanise import romanise

from .candidates import CompletionLine, candidates
from .comparing import number_key, surname_key
from .completion import Reason
from .freezing import CohortFacts, cohort_facts, why_not_printable
from .models import Batch, Certificate, CompletionRule


def rule_of(cohort: Cohort) -> CompletionRule | None:
    """The cohort's completion rule with its design; one query."""
    return CompletionRule.objects.select_related("design__issuer").filter(cohort=cohort).first()


def cohorts_with_details() -> QuerySet[Cohort]:
    """Cohorts with what is printed of them."""
    return Cohort.objects.select_related("residency__programme", "residency__theme", "course", "project")


def completion_table(cohort: Cohort) -> list[CompletionLine]:
    """Every candidate, with what stands against printing; a constant number of queries for any number of people."""
    rule = rule_of(cohort)
    return _printable(cohort, rule, candidates(cohort, rule))


def line_of(certificate: Certificate) -> CompletionLine | None:
    """How the rule stands with the holder of a valid certificate now; the queries of the whole table."""
    cohort = cohorts_with_details().get(pk=certificate.participant.cohort_id)
    lines = (line for line in completion_table(cohort) if line.participant.pk == certificate.participant_id)
    return next(lines, None)


def _printable(
    cohort: Cohort, rule: CompletionRule | None, lines: list[CompletionLine]
) -> list[CompletionLine]:
    """The same lines; who qualifies and cannot be printed is told why, before a number is spent on them.

    Whoever holds a certificate has been printed already.
    """
    if rule is None or not any(map(_is_to_print, lines)):
        return lines
    common = cohort_facts(cohort, rule)
    return [_checked(common, line) if _is_to_print(line) else line for line in lines]


def _is_to_print(line: CompletionLine) -> bool:
    return line.outcome.qualifies and line.certificate is None


def _checked(common: CohortFacts, line: CompletionLine) -> CompletionLine:
    if line.participant.user.erased_at is not None:
        return line.but(Reason("erased", False))
    if line.hours is None:
        return line.but(Reason("no_hours", False))
    why = why_not_printable(common, line)
    return line.but(Reason("not_printable", False, {"why": why})) if why else line


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
    number = number_key(wanted)
    found = Q(number__startswith=number) if number else Q(pk__in=())
    # Sheets in Latin letters are found by a name in Cyrillic too.
    for key in filter(None, {surname_key(wanted), surname_key(romanise(wanted))}):
        found |= Q(surname_key__startswith=key)
    return rows.filter(found)
