"""What managers see of a group that is chosen from: its people, and what they wish and hold."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cohorts.choices.models import ChoiceGroup, Fixed, Option, Wish
from cohorts.models import Participant, Place
from people.models import by_name

from .attending import in_their_groups
from .own import with_numbers


def options_of(choice_group: ChoiceGroup) -> list[Option]:
    """The options that are given out: of sessions that take place and still stand in the group."""
    rows = in_their_groups().filter(choice_group=choice_group).select_related("session__day", "pool")
    ordered = rows.order_by("session__day__date", "session__starts", "session__pk")
    return [option for option in ordered if not option.session.is_off]


@dataclass(frozen=True)
class People:
    """Who is concerned by a group, and what each wishes, holds and has been fixed to, by the participant's id."""

    options: tuple[Option, ...]
    # Who holds which of the group's days, by the ids of their pools.
    days: Mapping[int, frozenset[int]]
    wishes: Mapping[int, tuple[int, ...]]
    held: Mapping[int, int]
    fixed: Mapping[int, int | None]

    @property
    def without_answer(self) -> tuple[int, ...]:
        """Who may choose and has neither a place nor a wish."""
        return tuple(pk for pk in sorted(self.days) if pk not in self.held and pk not in self.wishes)


def people_of(choice_group: ChoiceGroup, participants: Iterable[int] | None = None) -> People:
    """The people of a group; five queries. `participants`: of these alone."""
    options = options_of(choice_group)
    by_pool = {option.pool_id: option.pk for option in options}
    day_pools = {option.session.day.pool_id for option in options}
    held, days = dict[int, int](), dict[int, set[int]]()
    rows = Place.objects.filter(pool__in={*by_pool, *day_pools})
    wished = Wish.objects.filter(option__in=options)
    if participants is not None:
        chosen = list(participants)
        rows, wished = rows.filter(participant__in=chosen), wished.filter(participant__in=chosen)
    for person, pool in rows.values_list("participant_id", "pool_id"):
        if pool in by_pool:
            held[person] = by_pool[pool]
        else:
            days.setdefault(person, set()).add(pool)
    wishes: dict[int, list[int]] = {}
    for person, option in wished.order_by("rank", "pk").values_list("participant_id", "option_id"):
        wishes.setdefault(person, []).append(option)
    fixed = Fixed.objects.filter(choice_group=choice_group).values_list("participant_id", "option_id")
    return People(
        options=tuple(options),
        days={person: frozenset(pools) for person, pools in days.items()},
        wishes={person: tuple(row) for person, row in wishes.items() if person in days},
        held=held,
        fixed=dict(fixed),
    )


def concerned_by(choice_group: ChoiceGroup) -> QuerySet[Participant]:
    """Everybody who may choose, and everybody who holds a place without it, with their accounts; by family name."""
    options = in_their_groups().filter(choice_group=choice_group)
    pools = Q(pool__in=options.values("pool")) | Q(pool__in=options.values("session__day__pool"))
    rows = Participant.objects.filter(pk__in=Place.objects.filter(pools).values("participant"))
    return rows.select_related("user").order_by(*by_name("user__"), "pk")


# ---------------------------------------------------------------- for lists
@dataclass(frozen=True)
class OptionLine:
    """An option with how its places stand and how many wish for it first, and at all."""

    option: Option
    first: int
    wished: int


def option_lines(choice_group: ChoiceGroup, moment: dt.datetime) -> list[OptionLine]:
    """The options of a group as managers see them; two queries."""
    rows = with_numbers(in_their_groups().filter(choice_group=choice_group), moment)
    ranks = list(Wish.objects.filter(option__choice_group=choice_group).values_list("option_id", "rank"))
    at_all = Counter(option for option, _rank in ranks)
    first = Counter(option for option, rank in ranks if rank == 1)
    return [OptionLine(option, first[option.pk], at_all[option.pk]) for option in rows]
