"""Who may get a certificate: on which days each person counts, what the rule says, and what they hold already."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone

from cohorts.admission.models import Application
from cohorts.attendance.models import Presence
from cohorts.attendance.queries import days_by_person
from cohorts.choices.queries.attending import chosen as chosen_sessions
from cohorts.models import Cohort, Day, Participant, Place
from cohorts.timetable.queries import latest_timetable
from cohorts.timetable.shown_timetable import only_own
from people.models import by_name

from .completion import Outcome, Reason, work_out
from .models import Certificate, CompletionRule


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


def candidates(cohort: Cohort, rule: CompletionRule | None) -> list[CompletionLine]:
    """Every participant who counts on a day or holds a valid certificate, by family name.

    A constant number of queries for any number of people.
    """
    all_days = list(cohort.days.order_by("date"))
    counted, held = days_by_person(all_days), _held(cohort)
    said_of = _rule_applied(cohort, rule)
    valid, revoked = _certificates(cohort)
    lines = []
    for participant in _participants({*counted, *valid}):
        days, outcome = _certified(
            counted.get(participant.pk, []), held.get(participant.pk, set()), said_of(participant)
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
    return lines


def _rule_applied(
    cohort: Cohort, rule: CompletionRule | None
) -> Callable[[Participant], Callable[..., Outcome]]:
    """What the rule says of a participant, given dates; four queries, asked at once."""
    timetable, presence = latest_timetable(cohort), _presence(cohort)
    chosen = chosen_sessions([cohort.pk])
    apply = partial(
        work_out,
        minimum_share=rule.minimum_share if rule else 100,
        now=timezone.localtime(timezone.now(), cohort.zone).replace(tzinfo=None),
    )

    def of(participant: Participant) -> Callable[..., Outcome]:
        marks = presence.get(participant.pk, {})
        # Whoever was marked present at a session was there, whatever they hold.
        own = {
            session: participant.user_id in people or marks.get(session, False)
            for session, people in chosen.items()
        }
        sessions = only_own(timetable, own).sessions if timetable else ()
        return partial(apply, sessions=sessions, presence=marks)

    return of


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
        .order_by(*by_name("user__"), "pk")
    )


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
