"""A proposal of rooms from what is on file: what is read for it, and its mark."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cohorts.models import Cohort, Participant
from foundation.stale import mark_of

from .models import Named, Night, RoomType, Stay, Wish
from .rooming import Bed, House, Proposal, propose
from .sharing import Sleeper
from .staying import today_of


@dataclass(frozen=True)
class Read:
    """What a proposal is made from, and the proposal."""

    house: House
    sleepers: Mapping[int, Sleeper]
    fixed: Mapping[Bed, int]
    present: Mapping[Bed, int]
    people: Mapping[int, Participant]

    @cached_property
    def proposal(self) -> Proposal:
        """Worked out once."""
        return propose(self.house, self.sleepers.values(), self.fixed, self.present)

    @property
    def mark(self) -> str:
        """Another mark, another proposal."""
        found = self.proposal
        return mark_of(
            [
                sorted((key, str(night), room) for (key, night), room in found.rooms.items()),
                [(each.key, str(each.night), each.why) for each in found.unplaced],
            ]
        )


def read(cohort: Cohort, room_type: RoomType) -> Read:
    """Read what a proposal for a kind of room is made from; five queries. Nights that are over stay as they are."""
    rows = Stay.objects.filter(place__pool__night__cohort=cohort, place__pool__night__room_type=room_type)
    stays = list(rows.select_related("participant__user", "room"))
    today = today_of(cohort)
    nights: dict[int, set[dt.date]] = {}
    for stay in stays:
        if stay.date >= today or stay.room is not None:
            nights.setdefault(stay.participant_id, set()).add(stay.date)
    wishes = {
        wish.participant_id: wish
        for wish in Wish.objects.filter(participant__in=nights).prefetch_related("named")
    }
    ordered = Night.objects.filter(cohort=cohort, room_type=room_type).values_list("date", "rooms")
    rooms = {(stay.participant_id, stay.date): stay.room.number for stay in stays if stay.room is not None}
    fixed = {(stay.participant_id, stay.date) for stay in stays if stay.is_fixed or stay.date < today}
    return Read(
        house=House(room_type.beds, dict(ordered.order_by("date")), room_type.accessible),
        sleepers={pk: sleeper(pk, frozenset(dates), wishes.get(pk)) for pk, dates in nights.items()},
        fixed={bed: room for bed, room in rooms.items() if bed in fixed},
        present=rooms,
        people={stay.participant_id: stay.participant for stay in stays},
    )


def sleeper(key: int, nights: frozenset[dt.date], wish: Wish | None) -> Sleeper:
    """Somebody with a bed, and what the wish says; a wish comes with whom it names."""
    if wish is None:
        return Sleeper(key, nights)
    named: dict[str, set[int]] = {}
    for each in wish.named.all():
        if each.person_id is not None:
            named.setdefault(each.what, set()).add(each.person_id)
    return Sleeper(
        key=key,
        nights=nights,
        sharing=wish.sharing,
        accessible=wish.accessible,
        wanted=frozenset(named.get(Named.What.WANTED, ())),
        unwanted=frozenset(named.get(Named.What.UNWANTED, ())),
        carers=frozenset(named.get(Named.What.CARER, ())),
        has_open_name=any(
            not each.is_settled and each.what != Named.What.WANTED for each in wish.named.all()
        ),
    )
