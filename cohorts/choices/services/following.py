"""What follows from moves: one place of a group at a time, none without the day; and a letter about each."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from cohorts import places
from cohorts.choices import letters
from cohorts.choices.models import ChoiceGroup, Fixed, Option
from cohorts.choices.queries.along import NOTHING, Along, along_of
from cohorts.models import Move, Participant, Place, Waiting
from cohorts.succession import Succession
from cohorts.telling import is_of_a_queue
from messaging import outbox
from people.models import User

from . import unsent

What = Move.What


def follow(moves: Sequence[Move]) -> None:
    """Bring what people attend to where the moves of sessions have led, and write to who did not do it themselves.

    Called in the transaction of the moves, which holds the participants and their groups. Side effects: the place held
    before in the same group is given back; letters. A part of an offer is told of with the whole, which comes first.
    """
    pools = {move.pool_id for move in moves}
    by_pool = {option.pool_id: option for option in _options().filter(pool__in=pools)}
    is_whole = bool(moves) and moves[0].pool_id in by_pool
    for move in moves:
        option = by_pool.get(move.pool_id)
        if option is None:
            continue
        if move.what == What.TOOK:
            give_others_back(option, move.participant, move.actor)
        if is_whole and is_of_a_queue(move):
            outbox.write([letters.moved(move, option, _along_before(move, moves, option))])


def _along_before(move: Move, moves: Sequence[Move], option: Option) -> Along:
    """What the person held that goes along, without what they took together with this place."""
    if move.what != What.TOOK:
        return NOTHING
    together = {each.pool_id for each in moves if each.what == What.TOOK}
    found = along_of(option.choice_group_id, [move.participant_id]).get(move.participant_id, NOTHING)
    return Along(frozenset(seat for seat in found.held if seat[0] not in together))


def _options() -> QuerySet[Option]:
    return Option.objects.select_related(
        "session__day__cohort", "choice_group__group__cohort__residency__programme"
    )


def give_others_back(option: Option, participant: Participant, actor: User | None) -> None:
    """Who attends one session of a group attends no other: the place held before is given back."""
    others = Option.objects.filter(choice_group=option.choice_group_id).exclude(pk=option.pk)
    held = Place.objects.filter(participant=participant, pool__in=others.values("pool_id"))
    _give_back(set(held.values_list("pool_id", flat=True)), participant, actor)


def leave_day(pool_id: int, participant: Participant, actor: User | None) -> None:
    """Give back what somebody who lost a day, by its pool, holds and waits for at its sessions.

    The caller holds the pools of the day, which everybody holds who chooses on it, and of its sessions. Side effects:
    moves; letters about these sessions that wait do not leave.
    """
    groups = Option.objects.filter(session__day__pool=pool_id).values_list("choice_group", flat=True)
    unsent.forget(set(groups), recipient=participant.user_id)
    pools = Option.objects.filter(session__day__pool=pool_id).values("pool_id")
    held = Place.objects.filter(participant=participant, pool__in=pools)
    waits = Waiting.objects.filter(participant=participant, pool__in=pools)
    _give_back(
        {*held.values_list("pool_id", flat=True), *waits.values_list("pool_id", flat=True)},
        participant,
        actor,
    )


def replace(succession: Succession) -> None:
    """In groups of the days: name the colleague where the one who leaves is named, and keep what a manager decided.

    The transaction holds the groups.
    """
    newcomer = succession.newcomer
    if newcomer is None:
        return
    groups = ChoiceGroup.objects.filter(options__session__day__in=succession.days)
    for group in groups.filter(named=succession.leaver).distinct():
        group.named.remove(succession.leaver)
        group.named.add(newcomer)
    fixed = Fixed.objects.filter(participant=succession.leaver, choice_group__in=groups)
    # What was decided for the colleague when they held a day themselves ended with it.
    again = list(fixed.values_list("choice_group", flat=True))
    Fixed.objects.filter(participant=newcomer, choice_group__in=again).delete()
    fixed.update(participant=newcomer)


def _give_back(pools: Collection[int], participant: Participant, actor: User | None) -> None:
    for pool_id in sorted(pools):
        places.give_back(pool_id=pool_id, participant=participant, actor=actor)
