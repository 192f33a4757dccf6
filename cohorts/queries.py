"""Reads of cohorts: what the public may see of them, and who is accepted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import CharField, Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.models import Trainer
from foundation.clocks.dates import dates_in_words
from people.models import User
from residencies.models import Membership, Residency

from .counting import Numbers, counts
from .models import Cohort, Day, Move, Offer, Place, Pool, Waiting, whole_second


@dataclass(frozen=True)
class DayFacts:
    """A day as the public reads of it at one moment."""

    row: Day
    is_open: bool
    is_over: bool

    @property
    def is_called_off(self) -> bool:
        """Whether it went with its cohort before anything of it had begun."""
        return self.row.called_off_at is not None

    @property
    def date(self) -> dt.date:
        return self.row.date

    @property
    def deadline(self) -> dt.datetime | None:
        """Until when one may apply; none for a day that is open until it begins."""
        return self.row.pool.deadline

    @property
    def takes_places_on_sending(self) -> bool:
        """Whether a place is taken on sending; otherwise the organisers choose."""
        return self.row.admission == Day.Admission.OPEN


@dataclass(frozen=True)
class CohortFacts:
    """A cohort as the public reads of it at one moment."""

    row: Cohort
    days: tuple[DayFacts, ...]
    today: dt.date  # in the cohort's zone

    @property
    def open_days(self) -> tuple[DayFacts, ...]:
        """The days that one may still apply for."""
        return tuple(day for day in self.days if day.is_open)

    @property
    def is_open(self) -> bool:
        """Whether any day takes applications."""
        return bool(self.open_days)

    @property
    def next_deadline(self) -> dt.datetime | None:
        """The first deadline among the days that are open."""
        return min((day.deadline for day in self.open_days if day.deadline), default=None)

    @property
    def is_cancelled(self) -> bool:
        """Whether the organiser cancelled it, perhaps after it had begun: see `is_called_off`."""
        return self.row.state == Cohort.State.CANCELLED

    @property
    def is_called_off(self) -> bool:
        """Whether the organiser cancelled all of it: nothing had begun."""
        return self.is_cancelled and all(day.is_called_off for day in self.days)

    @property
    def called_off(self) -> str:
        """The days that were called off, written out; empty if there are none."""
        return dates_in_words([day.date for day in self.days if day.is_called_off])

    @property
    def has_ended(self) -> bool:
        """Whether nothing is to come, and something has been."""
        nothing_to_come = all(day.is_over or day.is_called_off for day in self.days)
        return bool(self.days) and nothing_to_come and not self.is_called_off

    @property
    def is_past(self) -> bool:
        """Whether every day is over."""
        return bool(self.days) and all(day.is_over for day in self.days)

    @property
    def is_under_way(self) -> bool:
        """Whether it has begun and is not over."""
        return bool(self.days) and self.days[0].date <= self.today and not self.is_past

    @property
    def phase(self) -> str:
        """One word of its life: cancelled, past, under_way, open or closed (before it begins)."""
        if self.is_cancelled:
            return "cancelled"
        if self.is_past:
            return "past"
        if self.is_open:
            return "open"
        return "under_way" if self.is_under_way else "closed"

    @property
    def dates(self) -> str:
        """Its days, written out."""
        return dates_in_words([day.date for day in self.days])


def facts_of(cohort: Cohort, now: dt.datetime, days: Iterable[Day] | None = None) -> CohortFacts:
    """What the public reads of a cohort at that moment. `days` with their pools, else the cohort's own as fetched.

    The cohort has its residency and its programme fetched: no day is open where the public site lists no cohort.
    """
    is_listed = is_published(cohort)
    rows = cohort.days.all() if days is None else days
    today = now.astimezone(cohort.zone).date()
    facts = tuple(
        DayFacts(
            row=day,
            is_open=is_listed and day.is_open_at(now),
            is_over=day.is_over_at(now),
        )
        for day in sorted(rows, key=lambda day: day.date)
    )
    return CohortFacts(row=cohort, days=facts, today=today)


def addressable_cohorts() -> QuerySet[Cohort]:
    """Cohorts whose address anybody may open: published once, of a public residency of a public programme.

    A cancelled one stays, so that who comes by an old link reads that it is cancelled.
    """
    return Cohort.objects.filter(
        state__in=[Cohort.State.PUBLISHED, Cohort.State.CANCELLED],
        residency__is_public=True,
        residency__programme__is_public=True,
    )


# Neither the cohort nor what it stands under was put away.
_NOT_PUT_AWAY: dict[str, object] = {
    "archived_at": None,
    "residency__archived_at": None,
    "residency__programme__archived_at": None,
}
_PUBLISHED: dict[str, object] = {
    "state": Cohort.State.PUBLISHED,
    "residency__is_public": True,
    "residency__programme__is_public": True,
    **_NOT_PUT_AWAY,
}


def present_cohorts() -> QuerySet[Cohort]:
    """Cohorts that search engines are told of: addressable, and not put away."""
    return addressable_cohorts().filter(**_NOT_PUT_AWAY)


def published(way: str = "") -> Q:
    """What a cohort is if the public site lists it and takes applications for it: neither cancelled nor put away.

    `way` leads to the cohort from the rows that are asked for, for example `participant__cohort__`.
    """
    return Q(**{f"{way}{name}": value for name, value in _PUBLISHED.items()})


def is_published(cohort: Cohort) -> bool:
    """What `published` asks, of a cohort that is fetched with its residency and its programme."""
    return all(reduce(getattr, name.split("__"), cohort) == value for name, value in _PUBLISHED.items())


def published_cohorts() -> QuerySet[Cohort]:
    """Cohorts that the public site lists: see `published`."""
    return Cohort.objects.filter(published())


def with_days(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """The same cohorts with what their facts need; one query more, however many they are."""
    return cohorts.select_related("residency__theme", "residency__programme").prefetch_related(
        Prefetch("days", Day.objects.select_related("pool"))
    )


def with_last_change(cohorts: QuerySet[Cohort]) -> QuerySet[Any]:
    """The same cohorts, each with `changed_at`: when somebody last changed its row, by the audit log. No query more."""
    lines = ModelLogEntry.objects.filter(
        content_type__app_label="cohorts",
        content_type__model="cohort",
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    latest = {"changed_at": Subquery(lines.order_by("-timestamp").values("timestamp")[:1])}
    return cohorts.annotate(**latest)


def public_cohorts() -> QuerySet[Cohort]:
    """Those whose address anybody may open, with what their pages show. Two queries."""
    return with_days(addressable_cohorts()).select_related(
        "course", "project", "venue", "residency__programme__organiser"
    )


def open_cohorts(now: dt.datetime) -> list[CohortFacts]:
    """Cohorts that take applications, the nearest deadline first. Two queries."""
    yesterday = (now - dt.timedelta(days=1)).date()  # wide enough for every zone; the facts decide
    rows = published_cohorts().filter(
        Q(days__pool__deadline__gte=whole_second(now)) | Q(days__pool__deadline__isnull=True),
        days__date__gte=yesterday,
    )
    found = [facts for facts in _facts(rows.distinct(), now) if facts.is_open]
    return sorted(found, key=lambda facts: (facts.next_deadline or _end_of(facts), facts.row.pk))


def _end_of(facts: CohortFacts) -> dt.datetime:
    return dt.datetime.combine(facts.days[-1].date, dt.time.max, facts.row.zone)


def _facts(rows: QuerySet[Cohort], now: dt.datetime) -> list[CohortFacts]:
    return [facts_of(cohort, now) for cohort in with_days(rows)]


def cohorts_of(residency: Residency, now: dt.datetime) -> dict[str, list[CohortFacts]]:
    """A residency's cohorts by phase: open, closed, under_way, past (the latest first). Two queries.

    One that was cancelled after it had begun is under way until the day that was broken off is over, then past.
    """
    found: dict[str, list[CohortFacts]] = {"open": [], "closed": [], "under_way": [], "past": []}
    for facts in sorted(_facts(addressable_cohorts().filter(residency=residency), now), key=_first_date):
        if not facts.days or facts.is_called_off:
            continue
        if facts.has_ended:
            found["past"].append(facts)
        elif facts.row.archived_at is None:
            found["under_way" if facts.is_cancelled else facts.phase].append(facts)
    found["past"].reverse()
    return found


def _first_date(facts: CohortFacts) -> dt.date:
    return facts.days[0].date if facts.days else dt.date.max


def with_numbers(days: QuerySet[Day]) -> QuerySet[Any]:
    """The days with their pools and how many places are held, offered, waited for: see `numbers_of`. No query more."""

    return days.select_related("pool").annotate(**counts("pool", timezone.now()))


def numbers_of(day: Any) -> Numbers:
    """How the places of a day stand, of one that came by `with_numbers`."""
    return Numbers(day.pool.capacity, day.held, day.waiting, day.offered, day.reserved)


def standing() -> QuerySet[Any]:
    """Those who wait, each with their `number` in their queue, from 1."""
    up_to = Waiting.objects.filter(pool=OuterRef("pool"), position__lte=OuterRef("position"))
    count = up_to.order_by().values("pool").annotate(count=Count("pk")).values("count")
    number = {"number": Subquery(count)}
    return Waiting.objects.annotate(**number)


@dataclass(frozen=True)
class DayPlaces:
    """How the places of a day stand, at the moment of asking."""

    facts: DayFacts
    numbers: Numbers

    @property
    def capacity(self) -> int:
        """How many there are."""
        return self.numbers.capacity

    @property
    def left(self) -> int:
        """How many are free."""
        return self.numbers.free


def places_of(cohort: Cohort, now: dt.datetime) -> list[DayPlaces]:
    """The places of each day. One query; the cohort's days need not be fetched."""
    days = list(with_numbers(cohort.days.all()))
    return [DayPlaces(facts=day, numbers=numbers_of(day.row)) for day in facts_of(cohort, now, days).days]


def days_held_by(user: Any, cohort: Cohort) -> set[int]:
    """Ids of the cohort's days on which this person holds a place. One query."""
    if not user.is_authenticated:
        return set()
    places = Place.objects.filter(participant__user_id=user.pk, pool__day__cohort=cohort)
    return set(places.values_list("pool__day__pk", flat=True))


def dates_held(cohort_id: int, dates: Iterable[dt.date]) -> dict[int, frozenset[dt.date]]:
    """Which of these dates of the cohort each person holds a place on, by the person's id; one query."""
    places = Place.objects.filter(
        pool__day__cohort_id=cohort_id, pool__day__date__in=list(dates), participant__user__is_active=True
    )
    held: dict[int, frozenset[dt.date]] = {}
    for user_id, date in places.values_list("participant__user_id", "pool__day__date"):
        held[user_id] = held.get(user_id, frozenset()) | {date}
    return held


def own_offers(user: User) -> QuerySet[Offer]:
    """Everything that was offered to this person, whole offers with their parts; two queries."""
    rows = Offer.objects.filter(participant__user=user, part_of=None)
    return rows.select_related(
        "participant__user", "pool__cohort__residency__theme", "pool__cohort__residency__programme"
    ).prefetch_related("parts")


def live_offers(user: User, moment: dt.datetime) -> QuerySet[Offer]:
    """Those that hold a place at that moment, the first to run out first; two queries."""
    live = Offer.objects.live(moment).values("pk")
    return own_offers(user).filter(pk__in=live).order_by("until", "pk")


def queue_of(pool: Pool) -> QuerySet[Waiting]:
    """Who waits, in order, with the person; one query."""
    return pool.waiting.select_related("participant__user").order_by("position", "pk")


def latest_moves(pool: Pool, number: int) -> list[Move]:
    """The last moves of the pool, the newest first, with who and by whom; one query."""
    return list(pool.moves.select_related("participant__user", "actor").order_by("-pk")[:number])


def present_trainers(user_id: int) -> QuerySet[Trainer]:
    """The profiles under which this person teaches: those of programmes in which they are still a trainer."""
    return Trainer.objects.filter(
        user_id=user_id,
        programme__memberships__user_id=user_id,
        programme__memberships__role=Membership.Role.TRAINER,
    )
