"""Who goes where: the best way of all, shown by trying all, and what a higher wish would have cost others."""

import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import product

import pytest
from django.conf import settings

from cohorts.choices.allocation import Inputs, Price, Result
from cohorts.choices.solving import allocate

Given = dict[int, int | None]
Aims = tuple[int, int, int, int]


def small_case(seed: int) -> Inputs:
    """Up to five people and four options; some are fixed, some were told something before."""
    dice = random.Random(seed)
    options = list(range(101, 101 + dice.randint(1, 4)))
    people = range(1, 1 + dice.randint(1, 5))
    wishes = {person: tuple(dice.sample(options, dice.randint(0, len(options)))) for person in people}
    capacities = {option: dice.randint(0, 2) for option in options}
    locked: Given = {}
    room = dict(capacities)
    for person in people:
        if dice.random() < 0.15:
            option = dice.choice([None, *options])
            if option is None or room[option] > 0:
                locked[person] = option
                room[option or 0] = room.get(option or 0, 1) - 1
    before = {person: dice.choice(options) for person in people if seed % 2 and dice.random() < 0.7}
    return Inputs(capacities=capacities, wishes=wishes, locked=locked, before=before)


def every_way(inputs: Inputs) -> Iterator[Given]:
    """All ways to give out the places that the rules allow."""
    free = [person for person in inputs.people if person not in inputs.locked]
    for chosen in product(*([None, *inputs.possible(person)] for person in free)):
        given: Given = {**inputs.locked, **dict(zip(free, chosen, strict=True))}
        taken = [option for option in given.values() if option is not None]
        if all(taken.count(option) <= places for option, places in inputs.capacities.items()):
            yield given


def aims(inputs: Inputs, given: Given, *, but: int | None = None) -> Aims:
    """How good a way is, in the order of the aims; the smaller, the better. `but` leaves one person out."""
    free = [person for person in inputs.people if person not in inputs.locked and person != but]
    ranks = [inputs.possible(person)[option] for person in free if (option := given[person]) is not None]
    told = [person for person in free if person in inputs.before]
    moved = sum(given[person] != inputs.before[person] for person in told)
    return moved, len(free) - len(ranks), sum(ranks), max(ranks, default=0)


def test_the_fixed_and_the_told_are_among_the_cases() -> None:
    cases = [small_case(seed) for seed in range(50)]
    assert sum(bool(case.locked) for case in cases) > 5
    assert sum(bool(case.before) for case in cases) > 10


@pytest.mark.parametrize("seed", range(50))
def test_no_other_way_is_better(seed: int) -> None:
    inputs = small_case(seed)
    given = dict(allocate(inputs).given)
    ways = list(every_way(inputs))
    assert given in ways
    assert aims(inputs, given) == min(aims(inputs, way) for way in ways)


@pytest.mark.parametrize("seed", range(50))
def test_the_price_of_a_higher_wish_is_that_of_the_best_way_in_which_it_is_granted(seed: int) -> None:
    inputs = small_case(seed)
    result = allocate(inputs)
    for person in inputs.people:
        if person in inputs.locked:
            assert person not in result.prices
            continue
        possible, got = inputs.possible(person), result.given[person]
        higher = [each for each in possible if got is None or possible[each] < possible[got]]
        assert [price.option for price in result.prices.get(person, ())] == sorted(higher, key=possible.get)
        for price in result.prices.get(person, ()):
            check_price(inputs, result, person, price)


def check_price(inputs: Inputs, result: Result, person: int, price: Price) -> None:
    granted = [way for way in every_way(inputs) if way[person] == price.option]
    assert price.is_impossible == (not granted)
    if not granted:
        return
    now = aims(inputs, dict(result.given), but=person)[:3]
    best = min(aims(inputs, way, but=person)[:3] for way in granted)
    assert (price.moved, price.without, price.ranks) == tuple(
        after - before for after, before in zip(best, now, strict=True)
    )
    fewest = min(
        sum(way[each] != result.given[each] for each in way if each != person)
        for way in granted
        if aims(inputs, way, but=person)[:3] == best
    )
    assert price.others == fewest


def test_as_few_as_possible_are_left_without_a_wish_even_if_all_the_others_get_a_lower_one() -> None:
    result = allocate(Inputs(capacities={1: 1, 2: 1, 3: 1}, wishes={11: (1, 2), 12: (2, 3), 13: (1,)}))
    assert result.given == {11: 2, 12: 3, 13: 1}


def test_of_two_ways_with_the_same_sum_the_one_without_a_low_wish_is_taken() -> None:
    wishes = {11: (1, 2, 3), 12: (1, 3, 2), 13: (2, 1, 3)}
    result = allocate(Inputs(capacities={1: 1, 2: 1, 3: 1}, wishes=wishes))
    ranks = {person: wishes[person].index(option) + 1 for person, option in result.given.items() if option}
    assert (sum(ranks.values()), max(ranks.values())) == (4, 2)


def test_nobody_is_given_what_they_did_not_list() -> None:
    result = allocate(Inputs(capacities={1: 1, 2: 50}, wishes={11: (1,), 12: (1,), 13: ()}))
    assert sorted(map(str, result.given.values())) == ["1", "None", "None"]


def test_what_is_fixed_stays_whatever_was_wished_for() -> None:
    result = allocate(
        Inputs(capacities={1: 1, 2: 1}, wishes={11: (1,), 12: (1, 2)}, locked={11: 2, 12: None, 14: 1})
    )
    assert result.given == {11: 2, 12: None, 14: 1}
    assert result.prices == {}


def test_more_fixed_than_there_is_room_for_leaves_no_room_and_breaks_nothing() -> None:
    result = allocate(Inputs(capacities={1: 1}, wishes={13: (1,)}, locked={11: 1, 12: 1}))
    assert result.given == {11: 1, 12: 1, 13: None}
    assert result.prices == {13: (Price(1, 1, is_impossible=True),)}


def test_after_people_were_told_nobody_moves_so_that_somebody_gets_a_higher_wish() -> None:
    told = {11: 2, 12: 1}
    result = allocate(Inputs(capacities={1: 2, 2: 2}, wishes={11: (1, 2), 12: (2, 1)}, before=told))
    assert result.given == told
    assert result.prices == {11: (Price(2 - 1, 1),), 12: (Price(2, 1),)}


def test_after_people_were_told_only_who_must_moves() -> None:
    """Option 1 loses a place: one of its two people goes, and the one who goes lower loses less."""
    told = {11: 1, 12: 1, 13: 2}
    wishes = {11: (1, 2, 3), 12: (1, 3), 13: (2, 3)}
    result = allocate(Inputs(capacities={1: 1, 2: 1, 3: 5}, wishes=wishes, before=told))
    assert result.given == {11: 1, 12: 3, 13: 2}


def test_who_was_told_something_that_they_do_not_wish_for_any_more_keeps_it() -> None:
    result = allocate(Inputs(capacities={1: 1, 2: 1}, wishes={11: (2,)}, before={11: 1}))
    assert result.given == {11: 1}


def test_the_same_values_in_another_order_give_the_same_answer() -> None:
    dice = random.Random(7)
    wishes = {person: tuple(dice.sample(range(6), 6)) for person in range(60)}
    first = allocate(Inputs(capacities=dict.fromkeys(range(6), 9), wishes=wishes))
    order = dice.sample(list(wishes), len(wishes))
    again = allocate(
        Inputs(
            capacities=dict.fromkeys(reversed(range(6)), 9),
            wishes={person: wishes[person] for person in order},
        )
    )
    assert again == first


def test_the_solver_prints_nothing_of_its_own() -> None:
    """In a process of its own: what is printed once a process would be long gone here."""
    code = "from cohorts.choices.solving import allocate, Inputs; allocate(Inputs({1: 1}, {11: (1,)}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=settings.BASE_DIR, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_nobody_and_nothing_to_give_is_no_error() -> None:
    assert allocate(Inputs(capacities={}, wishes={})) == Result({}, {})
    assert allocate(Inputs(capacities={1: 3}, wishes={11: ()})) == Result({11: None}, {})
