"""Reads of replacements: what of somebody's days is handed on, who stands how, whom to call."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import wing
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.states import ACTIVE
from cohorts.models import Cohort, Day, Offer, Participant, Place, Reservation, Waiting
from cohorts.succession import Fate, Passing, Succession
from people.models import Community, User, by_name, named

from .models import Replacement

State = Replacement.State


# ---------------------------------------------------------------- what is handed on
def days_of(participant: Participant, moment: dt.datetime) -> tuple[Day, ...]:
    """The days that somebody holds and that can be handed on: not over, and nobody marked them present; two queries."""
    rows = Day.objects.filter(pool__places__participant=participant, called_off_at=None)
    held = list(rows.select_related("pool", "cohort__residency").order_by("date"))
    stay = wing.recorded([participant.pk]) if held else set()
    return tuple(day for day in held if not day.is_over_at(moment) and (participant.pk, day.pk) not in stay)


def passings_of(succession: Succession) -> list[Passing]:
    """What becomes of all that somebody has, the places in queues among it, in the reader's language."""
    waits = Waiting.objects.filter(participant=succession.leaver).values_list("pool", flat=True)
    queues = [
        Passing(Fate.ENDS, _("a place in the queue: %(what)s") % {"what": words})
        for words in wing.names(list(waits)).values()
    ]
    return [*wing.on_replacing(succession), *queues]


def handed_on(passings: Iterable[Passing]) -> list[int]:
    """The pools of which the place is handed on."""
    return sorted(
        {each.pool_id for each in passings if each.fate is Fate.PASSES and each.pool_id is not None}
    )


# ---------------------------------------------------------------- who may come
def why_not(cohort: Cohort, user: User | None) -> str:
    """Why somebody cannot come in another's place; empty if nothing stands against it. At most six queries."""
    who = Participant.objects.filter(cohort=cohort, user=user).first() if user is not None else None
    if user is not None and not user.is_active:
        return str(_("This account is switched off."))
    if who is None:
        return ""
    if who.kind != Participant.Kind.PARTICIPANT:
        return str(_("This person comes to work already."))
    has_something = (
        Place.objects.filter(participant=who),
        Waiting.objects.filter(participant=who),
        Reservation.objects.filter(participant=who),
        Offer.objects.filter(participant=who, outcome=Offer.Outcome.OPEN),
        DayRequest.objects.filter(
            Q(application__state=Application.State.SENT, state__in=ACTIVE)
            | Q(state=DayRequest.State.CANCELLED),
            application__participant=who,
        ),
    )
    if any(rows.exists() for rows in has_something):
        return str(_("This person has applied for the cohort: decide on that application."))
    return ""


# ---------------------------------------------------------------- how they stand
def _whole() -> QuerySet[Replacement]:
    return Replacement.objects.select_related(
        "leaver__user",
        "leaver__cohort__residency__programme",
        "user",
        "newcomer__user",
        "entered_by",
        "ended_by",
    )


def of_cohort(cohort: Cohort) -> QuerySet[Replacement]:
    """All replacements of a cohort, the last first; one query."""
    return _whole().filter(leaver__cohort=cohort)


def open_in(cohorts: Iterable[Cohort]) -> QuerySet[Replacement]:
    """Those of which something can still come, in these cohorts."""
    return _whole().filter(leaver__cohort__in=list(cohorts), state__in=Replacement.OPEN)


def numbers_in(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """How many wait to be approved, by cohort; one query."""
    rows = Replacement.objects.filter(leaver__cohort__in=list(cohorts), state=State.CONFIRMED)
    return dict(rows.order_by().values_list("leaver__cohort").annotate(number=Count("pk")))


def silent_in(cohort: Cohort, moment: dt.datetime) -> list[Replacement]:
    """Who was named, has not confirmed by the evening, and is called from 8:00 on; one query."""
    rows = open_in([cohort]).filter(state=State.NOMINATED).order_by("entered_at", "pk")
    return [row for row in rows if row.called_from <= moment]


def own(user: User) -> QuerySet[Replacement]:
    """Where this person is named, by the address of their account; one that has ended is found while it is told of."""
    return _whole().filter(Q(user=user) | Q(user=None, address__iexact=user.email))


def replaceable(cohort: Cohort) -> QuerySet[Participant]:
    """Who holds a day to come, by name."""
    today = timezone.now().astimezone(cohort.zone).date()
    held = Place.objects.filter(
        participant=OuterRef("pk"), pool__day__date__gte=today, pool__day__called_off_at=None
    )
    rows = Participant.objects.filter(Exists(held), cohort=cohort, kind=Participant.Kind.PARTICIPANT)
    return rows.select_related("user").order_by(*by_name("user__"), "pk")


def found(cohort: Cohort, typed: str) -> QuerySet[Participant]:
    """Who of them has such a name."""
    return replaceable(cohort).filter(named(typed, "user__"))


def community_of(row: Replacement) -> Community | None:
    """The community that the colleague named; one query if there is one."""
    pk = row.answers.get("community")
    return Community.objects.filter(pk=pk).first() if pk else None
