"""Beds given, changed and given back: a person's nights are set together, each is a place in the pool of its night."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.events import Cancellation
from cohorts.models import Cohort, Participant, Place
from cohorts.succession import Succession
from foundation.clocks.dates import short_date_in_words
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from people.models import User

from ..models import Named, Night, RoomType, Stay, WantedNight, Wish
from ..nights import nights_of
from ..sharing import Sharing
from ..staying import nights_for, today_of, who_comes

_CHANGED = _("Somebody changed the beds of this person in the meantime. Look at them, and save again.")


@transaction.atomic
def set_nights(
    *,
    actor: User,
    participant: Participant,
    nights: Mapping[dt.date, RoomType | None],
    seen: str | None = None,
) -> list[Stay]:
    """Give somebody a bed of that kind on each of these nights, or none; other nights stay as they are.

    So stays are made, shortened, lengthened and cancelled; another kind of room takes the person out of the room of
    before. Raises `DomainError` for a night that is over, that goes with no day the person holds, or for which nothing
    of the kind is ordered, and if no bed is free: then nothing changes; `Conflict` if the person's nights are others
    than those that were seen. Side effects: moves, an audit line.
    """
    who = places.lock_participants([participant.pk])[participant.pk]
    cohort = participant.cohort
    rows = Night.objects.filter(cohort=cohort, date__in=list(nights)).select_related("room_type__hotel")
    by_kind = {(night.date, night.room_type_id): night for night in rows}
    places.lock_all(night.pool_id for night in by_kind.values())
    rows_held = Stay.objects.filter(participant=who).select_related("place__pool__night")
    present = {stay.date: stay for stay in rows_held}
    kinds = {date: stay.place.pool.night.room_type_id for date, stay in present.items()}
    require_seen(mark_of_nights(kinds), seen, Conflict(_CHANGED))
    own = nights_for(cohort, [who.pk])[who.pk]
    for date, kind in sorted(nights.items()):
        night = by_kind.get((date, kind.pk)) if kind is not None else None
        held = present.get(date)
        if (held.place.pool_id if held else None) == (night.pool_id if night else None) and (
            night or not kind
        ):
            continue
        _refuse_past(cohort, date)
        if held is not None:
            places.give_back(pool_id=held.place.pool_id, participant=who, actor=actor)
        if kind is not None:
            _give(who, night, date, own, actor)
    log(participant, "lodging.set_nights", user=actor, data={"nights": sorted(map(str, nights))})
    return list(Stay.objects.filter(participant=who).select_related("place__pool__night__room_type__hotel"))


def _refuse_past(cohort: Cohort, date: dt.date) -> None:
    if date < today_of(cohort):
        words = _("The night of %(night)s is over: it stays as it was.")
        raise DomainError(words % {"night": short_date_in_words(date)})


def mark_of_nights(kinds: Mapping[dt.date, int]) -> str:
    """The mark of somebody's nights, each with its kind of room."""
    return mark_of(sorted((str(date), kind) for date, kind in kinds.items()))


def _give(
    who: Participant, night: Night | None, date: dt.date, own: Sequence[dt.date], actor: User | None
) -> Stay:
    named = {"night": short_date_in_words(date)}
    if night is None:
        raise DomainError(_("No rooms of this kind are ordered for the night of %(night)s.") % named)
    if date not in own:
        raise DomainError(_("The night of %(night)s goes with no day on which this person comes.") % named)
    try:
        place = places.take(pool_id=night.pool_id, participant=who, actor=actor)
    except places.PoolFull as error:
        words = _("No bed is free on the night of %(night)s: %(kind)s. Order more rooms, or choose others.")
        raise DomainError(words % {**named, "kind": night.room_type}) from error
    return Stay.objects.create(participant=who, date=date, place=place)


# ---------------------------------------------------------------- to all who asked
@dataclass(frozen=True)
class Given:
    """How many people were given beds, and who found none for all the nights that they asked for."""

    people: int
    left: Sequence[Participant]


@transaction.atomic
def give_all(*, actor: User, cohort: Cohort) -> Given:
    """Give beds to all who asked for nights and have none, by the order in which they answered; carers go along.

    One kind of room for all of a person's nights: for a wheelchair where that is needed, with one bed for who wants to
    be alone, with a bed for the carers beside. Who finds no such room is left for somebody to decide. Side effects:
    moves, an audit line.
    """
    wishes = list(
        Wish.objects.filter(participant__in=who_comes([cohort.pk]), participant__cohort=cohort)
        .exclude(sharing="")
        .prefetch_related("nights", "named")
        .order_by("answered_at", "pk")
    )
    people = places.lock_participants(Participant.objects.filter(cohort=cohort).values_list("pk", flat=True))
    nights = list(Night.objects.filter(cohort=cohort).select_related("room_type__hotel", "pool"))
    places.lock_all(night.pool_id for night in nights)
    giving = _Giving(cohort, actor, people, nights)
    found = {wish.participant_id: giving.give(wish) for wish in wishes}
    number = sum(is_given is True for is_given in found.values())
    log(cohort, "lodging.give_all", user=actor, data={"number": number})
    return Given(number, [people[pk] for pk, is_given in found.items() if is_given is False])


class _Giving:
    def __init__(
        self, cohort: Cohort, actor: User, people: Mapping[int, Participant], nights: Iterable[Night]
    ) -> None:
        self.actor, self.people = actor, people
        self.today = today_of(cohort)
        self.kinds: dict[RoomType, dict[dt.date, Night]] = {}
        for night in nights:
            self.kinds.setdefault(night.room_type, {})[night.date] = night
        pools = [night.pool_id for nights in self.kinds.values() for night in nights.values()]
        self.taken = Counter(Place.objects.filter(pool__in=pools).values_list("pool", flat=True))
        self.has_bed = set(Stay.objects.filter(participant__cohort=cohort).values_list("participant", "date"))
        self.own = nights_for(cohort, people)

    def give(self, wish: Wish) -> bool | None:
        """Whether beds were given; nothing for who needs none any more."""
        # One carer may be named twice, in two spellings.
        carers = {
            each.person_id for each in wish.named.all() if each.what == Named.What.CARER and each.person_id
        }
        beside = [pk for pk in (wish.participant_id, *sorted(carers)) if pk is not None]
        dates = [night.date for night in wish.nights.all() if night.date >= self.today]
        wanted = [
            (pk, date)
            for date in dates
            for pk in beside
            if (pk, date) not in self.has_bed and date in self.own[pk]
        ]
        if not wanted:
            return None
        kind = self._kind_for(wish, wanted, len(beside))
        if kind is None:
            return False
        for pk, date in wanted:
            night = self.kinds[kind][date]
            _give(self.people[pk], night, date, self.own[pk], self.actor)
            self.taken[night.pool_id] += 1
            self.has_bed.add((pk, date))
        return True

    def _kind_for(self, wish: Wish, wanted: Sequence[tuple[int, dt.date]], together: int) -> RoomType | None:
        needed = Counter(date for _pk, date in wanted)
        is_alone = wish.sharing == Sharing.ALONE and together == 1

        def has_beds(kind: RoomType) -> bool:
            nights = self.kinds[kind]
            return all(
                date in nights and nights[date].pool.capacity - self.taken[nights[date].pool_id] >= number
                for date, number in needed.items()
            )

        fitting = [
            kind
            for kind in self.kinds
            if kind.beds >= together
            and (kind.accessible or not wish.accessible)
            and (kind.beds == 1 or not is_alone)
            and has_beds(kind)
        ]
        # What others need more comes last: rooms for a wheelchair, rooms for one alone.
        return min(
            fitting,
            key=lambda kind: (
                kind.accessible and not wish.accessible,
                kind.beds == 1 and not is_alone,
                kind.pk,
            ),
            default=None,
        )


# ---------------------------------------------------------------- what goes with days
def leave_day(*, pool_id: int, participant: Participant, actor: User | None) -> None:
    """Give back the nights to come that go with no day of somebody's any more, and ask for them no more.

    The caller holds day and nights. Side effects: moves.
    """
    cohort = participant.cohort
    own = nights_for(cohort, [participant.pk])[participant.pk]
    rows = Stay.objects.filter(participant=participant, date__gte=today_of(cohort)).select_related("place")
    for stay in rows.exclude(date__in=own).order_by("place__pool"):
        places.give_back(pool_id=stay.place.pool_id, participant=participant, actor=actor)
    WantedNight.objects.filter(wish__participant=participant).exclude(date__in=own).delete()


def nights_to_pass(succession: Succession) -> dict[dt.date, bool]:
    """The nights to come that go with the days handed on, and that the person has a bed for or asked for; which it is.

    Two queries.
    """
    leaver, own = succession.leaver, nights_of(day.date for day in succession.days)
    held = set(Stay.objects.filter(participant=leaver).values_list("date", flat=True))
    asked = set(WantedNight.objects.filter(wish__participant=leaver).values_list("date", flat=True))
    today = today_of(leaver.cohort)
    return {date: date in held for date in own if date >= today and date in held | asked}


def want_again(succession: Succession) -> None:
    """Ask for the same nights for who comes instead.

    What they said of a room when they held a day themselves stays; the nights of then went with that day.
    """
    nights = nights_to_pass(succession)
    if not nights or succession.newcomer is None:
        return
    wish, _is_new = Wish.objects.get_or_create(participant=succession.newcomer)
    rows = (WantedNight(wish=wish, date=date) for date in nights)
    WantedNight.objects.bulk_create(rows, ignore_conflicts=True)


def nights_gone(event: Cancellation) -> list[Night]:
    """The nights to come that a cancellation calls off: those that go with none of the days that are left; two
    queries."""
    off = {day.pk for day in event.days}
    left = nights_of(day.date for day in event.cohort.days.all() if day.pk not in off)
    rows = Night.objects.filter(
        cohort=event.cohort, date__gte=event.moment.astimezone(event.cohort.zone).date()
    )
    return list(rows.exclude(date__in=left).select_related("room_type__hotel"))


def close(event: Cancellation, actor: User) -> None:
    """Give back the beds of nights that are called off. The cancellation holds all pools of the cohort."""
    pools = [night.pool_id for night in nights_gone(event)]
    places.close(queues=pools, places=pools, actor=actor)
