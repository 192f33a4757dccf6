"""Which wishes count when places are given out by them, and what else a run starts from."""

from collections.abc import Iterable

from cohorts.choices.allocation import Inputs
from cohorts.choices.models import ChoiceGroup, Option

from .attending import held_elsewhere
from .choosers import choosers_of
from .people import people_of
from .plans import Plan, plan_of


def inputs_of(choice_group: ChoiceGroup) -> Inputs:
    """What a run starts from, as it is now; a constant number of queries.

    Wishes for a day that is not held, and for what stands against something else that the person attends, do not
    count, nor do those of people who do not choose here: such a person keeps what a manager gave. Whoever holds a place
    and none of the days, for they come to work, stays where they are.
    """
    people = people_of(choice_group)
    plan = plan_of(choice_group.group.cohort)
    elsewhere = held_elsewhere(choice_group.pk, choice_group.group.cohort_id)
    choosers = choosers_of([choice_group], people.days)[choice_group.pk]
    by_id = {option.pk: option for option in people.options}
    wishes = {
        person: tuple(
            option
            for option in people.wishes.get(person, ())
            if by_id[option].session.day.pool_id in days
            and _is_possible(plan, by_id[option], elsewhere.get(person, ()))
        )
        for person, days in people.days.items()
        if person in choosers
    }
    working = {person: option for person, option in people.held.items() if person not in people.days}
    fixed = {person: option for person, option in people.fixed.items() if person in people.days}
    return Inputs(
        capacities={option.pk: option.pool.capacity for option in people.options},
        wishes=wishes,
        locked={**working, **fixed},
        before={person: option for person, option in people.held.items() if person in people.days},
    )


def _is_possible(plan: Plan, option: Option, elsewhere: Iterable[str]) -> bool:
    public_id = str(option.session.public_id)
    return public_id in plan.sessions and plan.obstacle(public_id, elsewhere) is None
