"""What the cohorts hold of a person: where they belong, places, queues and offers, and every move between these."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.clocks.dates import dates_in_words
from people.models import User
from people.person import Held, Hindrance
from people.personal_data.words import described, in_words

from . import places, wing
from .models import Cohort, DigestRecord, Move, Offer, Participant, Place, Waiting
from .queries import standing

# Their reason is the number of the replacement, by which the two moves of one place are found.
_HANDED = (Move.What.HANDED_ON, Move.What.TOOK_OVER)


# ---------------------------------------------------------------- for the rooms above too
def called(cohorts: QuerySet[Cohort]) -> dict[int, str]:
    """How these cohorts are called for their people, by id: the residency and the dates; two queries."""
    rows = cohorts.select_related("residency").prefetch_related("days").distinct()
    return {row.pk: called_as(row) for row in rows}


def called_as(cohort: Cohort) -> str:
    """How one cohort is called for its people, who may know another one of the same residency; it comes with both."""
    dates = dates_in_words(sorted(day.date for day in cohort.days.all()))
    return f"{cohort.residency.name}, {dates}" if dates else str(cohort.residency.name)


def said(pairs: Mapping[str, Any]) -> dict[str, str]:
    """Values in words under their labels; those that say nothing are left out."""
    return {label: words for label, value in pairs.items() if (words := in_words(value))}


def is_to_come(cohort: Cohort, moment: dt.datetime) -> bool:
    """Whether people still come to the cohort at that moment: it is not cancelled, and a day of it is not over."""
    days = cohort.days.all()
    is_over = all(day.called_off_at is not None or day.is_over_at(moment) for day in days)
    return cohort.state != Cohort.State.CANCELLED and not is_over


# ---------------------------------------------------------------- what is held
def held(user: User) -> list[Held]:
    """Where the person belongs, what they hold, wait for and were offered, and what became of it.

    A place that is reserved by a decision is not among it: nobody reads of that before it is sent.
    """
    people = list(Participant.objects.filter(user=user).order_by("pk"))
    own = {"participant__in": people}
    places = list(Place.objects.filter(**own).select_related("pool").order_by("pk"))
    waits = list(standing().filter(**own).select_related("pool").order_by("pk"))
    offers = list(Offer.objects.filter(**own).select_related("pool").order_by("pk"))
    moves = list(Move.objects.filter(**own).select_related("pool").order_by("pk"))
    of = _Names.of(user, [*places, *waits, *offers, *moves])
    return [
        Held(_("Residencies to which you have applied or come"), [_belongs(of, row) for row in people]),
        Held(_("Places that you hold"), [of.row(row, {_("Since"): row.taken_at}) for row in places]),
        Held(_("Queues in which you stand"), [_waits(of, row) for row in waits]),
        Held(_("Places that were offered to you"), [_offered(of, row) for row in offers]),
        Held(_("What became of your places"), [_moved(of, row) for row in moves]),
        Held(_("Letters about what waits for you as a manager"), _told(user)),
    ]


@dataclass(frozen=True)
class _Names:
    """How cohorts and what the places are of are called, by ids."""

    cohorts: Mapping[int, str]
    pools: Mapping[int, str]

    @classmethod
    def of(cls, user: User, rows: Iterable[Any]) -> "_Names":
        cohorts = called(Cohort.objects.filter(participants__user=user))
        return cls(cohorts, wing.names({row.pool_id for row in rows}))

    def row(self, row: Any, pairs: Mapping[str, Any]) -> dict[str, str]:
        """What is said of a row about a pool, after what it is a place of."""
        residency, what = self.cohorts.get(row.pool.cohort_id), self.pools.get(row.pool_id)
        return said({_("Residency"): residency, _("What"): what, **pairs})


def _belongs(of: _Names, row: Participant) -> dict[str, str]:
    residency = {_("Residency"): of.cohorts[row.cohort_id]}
    return {**residency, **described(row, "kind"), **said({_("Since"): row.created_at})}


def _waits(of: _Names, row: Any) -> dict[str, str]:
    return of.row(
        row,
        {
            _("Number in the queue"): row.number,
            _("Takes a freed place at once"): row.takes_at_once,
            _("Since"): row.since,
        },
    )


def _offered(of: _Names, row: Offer) -> dict[str, str]:
    return of.row(
        row,
        {
            _("Offered at"): row.offered_at,
            _("Held until"): row.until,
            _("State"): row.get_outcome_display(),
            _("Answered at"): row.answered_at,
        },
    )


def _moved(of: _Names, row: Move) -> dict[str, str]:
    return of.row(
        row,
        {
            _("When"): row.at,
            _("What happened"): row.get_what_display(),
            _("Number in the queue"): row.number,
            _("Why"): row.get_why_display(),
            _("Reason"): "" if row.what in _HANDED else row.reason,
        },
    )


def _told(user: User) -> list[dict[str, str]]:
    rows = DigestRecord.objects.filter(user=user).select_related("programme").order_by("pk")
    return [
        said(
            {
                _("Programme"): row.programme.name,
                _("Looked at"): row.looked_at,
                _("Last written"): row.written_at,
            }
        )
        for row in rows
    ]


# ---------------------------------------------------------------- what stands against erasing, and erasing
def hindrances(user: User) -> list[Hindrance]:
    """A place, a place in a queue or an open offer of each cohort to which people still come; two queries."""
    has = {"participant": OuterRef("pk")}
    something = (
        Q(Exists(Place.objects.filter(**has)))
        | Q(Exists(Waiting.objects.filter(**has)))
        | Q(Exists(Offer.objects.filter(**has, outcome=Offer.Outcome.OPEN)))
    )
    rows = Participant.objects.filter(something, user=user).order_by("pk")
    now = timezone.now()
    return [
        _hindrance(row)
        for row in rows.select_related("cohort__residency").prefetch_related("cohort__days")
        if is_to_come(row.cohort, now)
    ]


def _hindrance(row: Participant) -> Hindrance:
    names = {"residency": called_as(row.cohort)}
    if row.kind != Participant.Kind.PARTICIPANT:
        words = _("You come to “%(residency)s” to work. Ask the organiser to take you off it first.")
        return Hindrance(words % names)
    words = _("Give your place in “%(residency)s” back first, or wait until it is over.")
    return Hindrance(words % names, reverse("people:my"))


def hold(user: User) -> None:
    """Lock the person's participations, then what the rooms above have of them, as every step of a place does."""
    participants = list(places.lock_participants(user.participations.values_list("pk", flat=True)))
    for each in wing.wings() if participants else ():
        each.hold(participants)


def erase(user: User) -> None:
    """Take the words from the person's moves, and forget what they were told as a manager.

    Who belongs where, places and moves stay: the numbers of a cohort rest on them.
    """
    Move.objects.filter(participant__user=user).exclude(what__in=_HANDED).update(reason="")
    DigestRecord.objects.filter(user=user).delete()
