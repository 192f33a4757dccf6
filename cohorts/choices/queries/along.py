"""What goes along with a place at a session, of rooms that this one does not know: the seat in the bus to it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from cohorts.choices.models import ChoiceGroup, Option
from cohorts.models import Participant, Place, Waiting
from cohorts.wing import go_along, names
from people.models import by_name

# A pool, and from where to where the place in it is.
Seat = tuple[int, int, int]


@dataclass(frozen=True)
class Along:
    """What somebody holds of what goes along with the sessions of a group, and the pools that they wait for."""

    held: frozenset[Seat] = frozenset()
    waiting: frozenset[int] = frozenset()

    @property
    def pools(self) -> frozenset[int]:
        """Of which they have something."""
        return self.waiting | {seat[0] for seat in self.held}


NOTHING = Along()


def pools_along(choice_group: int) -> set[int]:
    """The pools of which something goes along with the sessions of a group; two queries and those of the rooms."""
    own = set(Option.objects.filter(choice_group=choice_group).values_list("pool_id", flat=True))
    return go_along(own) - own


def along_of(choice_group: int, people: Collection[int]) -> dict[int, Along]:
    """What goes along with what these participants attend, by their ids; two queries more than `pools_along`."""
    pools = pools_along(choice_group)
    if not pools:
        return {}
    held, waiting = dict[int, set[Seat]](), dict[int, set[int]]()
    mine = {"participant__in": list(people), "pool__in": pools}
    places = Place.objects.filter(**mine)
    for person, pool, first, last in places.values_list("participant", "pool", "from_call", "to_call"):
        held.setdefault(person, set()).add((pool, first, last))
    for person, pool in Waiting.objects.filter(**mine).values_list("participant", "pool"):
        waiting.setdefault(person, set()).add(pool)
    return {
        person: Along(frozenset(held.get(person, ())), frozenset(waiting.get(person, ())))
        for person in held.keys() | waiting.keys()
    }


def who_lacks(row: ChoiceGroup) -> QuerySet[Participant]:
    """Who attends a session of the group and waits for what goes along with it, with their accounts; by family name."""
    own = Option.objects.filter(choice_group=row).values("pool")
    waits = Waiting.objects.filter(pool__in=pools_along(row.pk)).values("participant")
    rows = Participant.objects.filter(
        pk__in=Place.objects.filter(pool__in=own, participant__in=waits).values("participant")
    )
    return rows.select_related("user").order_by(*by_name("user__"), "pk")


def waits_in_words(choice_group: int, participant: Participant) -> str:
    """What somebody waits for that goes along with what they attend: “bus 2 there, 12 May”; empty if nothing."""
    along = along_of(choice_group, [participant.pk]).get(participant.pk, NOTHING)
    return ", ".join(names(along.waiting).values()) if along.waiting else ""
