"""The best way to give out places, worked out by HiGHS; loaded by the worker alone, for numpy and HiGHS are large.

Each thing that a person may be given is a column of a transport problem, so a best corner of it is whole. The three
aims are one number: a person who is moved weighs more than any chain of others could save, one without a wish more
than any chain of ranks. A chain passes an option once at most, so weights stay small. The least worst rank comes last:
with worse ones shut out, the same best number must still be reached.

What a wish would have cost others is the cheapest chain that makes room there again, ending where there is room: the
shortest way in a graph of options, whose arrows are the people who sit there now.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from .allocation import Inputs, Price, Result

_FAR = np.int64(1) << 50


@contextlib.contextmanager
def _nothing_printed() -> Iterator[None]:
    """Let nothing through to the standard output of the process, which libraries in C write to by themselves."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


# The first engine of a process says who made it, before it can be told to be quiet.
with _nothing_printed():
    highspy.Highs()


@dataclass(frozen=True)
class _Problem:
    """The people who are not fixed and the room that is left, in columns: one for each thing that may be given."""

    people: tuple[int, ...]
    options: tuple[int, ...]
    room: Any  # by option
    person: Any  # of each column, as the number of the person
    option: Any
    rank: Any
    keeps: Any  # whether it is what the person was told
    was_told: Any  # by person
    of_nothing: int  # what it weighs to get nothing
    of_moving: int  # what it weighs to be moved

    @property
    def cost(self) -> Any:
        """What each column weighs, where getting nothing weighs `of_nothing`, and `of_moving` for who is moved."""
        return self.rank + self.of_moving * (self.was_told[self.person] & ~self.keeps)

    @property
    def cost_of_nothing(self) -> Any:
        """What it weighs that each person gets nothing."""
        return self.of_nothing + self.of_moving * self.was_told


def allocate(inputs: Inputs) -> Result:
    """Give out the places: see `allocation`. More fixed than there is room for counts as no room."""
    problem = _problem(inputs)
    chosen = _best_columns(problem)
    given: dict[int, int | None] = dict.fromkeys(problem.people)
    for column in chosen:
        given[problem.people[problem.person[column]]] = problem.options[problem.option[column]]
    given.update(inputs.locked)
    return Result(given=dict(sorted(given.items())), prices=_prices(problem, chosen))


def _problem(inputs: Inputs) -> _Problem:
    room = {option: max(places, 0) for option, places in inputs.room.items()}
    options = tuple(room)
    number = {option: index for index, option in enumerate(options)}
    people = tuple(person for person in inputs.people if person not in inputs.locked)
    columns = [
        (index, number[option], rank, inputs.before.get(person) == option)
        for index, person in enumerate(people)
        for option, rank in inputs.possible(person).items()
    ]
    person, option, rank, keeps = np.array(columns, dtype=np.int64).reshape(-1, 4).T
    longest = int(rank.max(initial=1))
    chain = 2 * (len(options) + 2)
    of_nothing = chain * longest + 1
    return _Problem(
        people=people,
        options=options,
        room=np.array(list(room.values()), dtype=np.int64),
        person=person,
        option=option,
        rank=rank,
        keeps=keeps.astype(bool),
        was_told=np.array([person in inputs.before for person in people], dtype=bool),
        of_nothing=of_nothing,
        of_moving=chain * (of_nothing + longest) + 1,
    )


# ---------------------------------------------------------------- the best way
def _best_columns(problem: _Problem) -> Any:
    """The columns of the best way to give out the places."""
    if not len(problem.person):
        return np.array([], dtype=np.int64)
    engine = _engine(problem)
    best = _run(engine)
    chosen = _chosen(engine)
    low, high = 1, _worst(problem, chosen)
    while low < high:
        middle = (low + high) // 2
        _shut_out_worse(engine, problem, middle)
        if _run(engine) == best:
            chosen = _chosen(engine)
            high = _worst(problem, chosen)
        else:
            low = middle + 1
    return chosen


def _engine(problem: _Problem) -> Any:
    """The problem as HiGHS takes it: a row for each person and each option, two entries in each column."""
    columns, people, options = len(problem.person), len(problem.people), len(problem.options)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, people + options
    model.col_cost_ = (problem.cost - problem.cost_of_nothing[problem.person]).astype(float)
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_ = np.full(people + options, -highspy.kHighsInf)
    model.row_upper_ = np.concatenate([np.ones(people), problem.room.astype(float)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 2 * columns + 1, 2)
    model.a_matrix_.index_ = np.column_stack([problem.person, people + problem.option]).ravel()
    model.a_matrix_.value_ = np.ones(2 * columns)
    engine = highspy.Highs()
    # One thread and no presolve: the same numbers take the same way, and a worker has other work beside it.
    settings: dict[str, bool | int | str] = {
        "output_flag": False,
        "threads": 1,
        "presolve": "off",
        "solver": "simplex",
    }
    for name, value in settings.items():
        engine.setOptionValue(name, value)
    engine.passModel(model)
    return engine


def _run(engine: Any) -> int:
    """The best number; raises `RuntimeError` if it was not found, which no input should bring about."""
    engine.run()
    if engine.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError("the places could not be given out")
    return round(engine.getObjectiveValue())


def _chosen(engine: Any) -> Any:
    return np.flatnonzero(np.array(engine.getSolution().col_value) > 0.5)


def _worst(problem: _Problem, chosen: Any) -> int:
    return int(problem.rank[chosen].max(initial=1))


def _shut_out_worse(engine: Any, problem: _Problem, rank: int) -> None:
    """Give nobody a wish that is lower than this one."""
    columns = len(problem.person)
    upper = (problem.rank <= rank).astype(float)
    engine.changeColsBounds(columns, np.arange(columns, dtype=np.int32), np.zeros(columns), upper)


# ---------------------------------------------------------------- what a higher wish would have cost others
def _prices(problem: _Problem, chosen: Any) -> dict[int, tuple[Price, ...]]:
    """For each person, the wishes above what they got, each with what it would have cost the others."""
    nowhere = len(problem.options)
    seat = np.full(len(problem.people), nowhere)
    seat[problem.person[chosen]] = problem.option[chosen]
    rank = np.full(len(problem.people), _FAR)
    rank[problem.person[chosen]] = problem.rank[chosen]
    chains = _Chains(problem, seat)
    found: dict[int, list[Price]] = {}
    higher = np.flatnonzero(problem.rank < rank[problem.person])
    for column in higher[np.lexsort((problem.rank[higher], problem.person[higher]))]:
        person, option = problem.person[column], problem.option[column]
        price = chains.price(int(option), int(seat[person]), int(problem.rank[column]))
        found.setdefault(problem.people[person], []).append(price)
    return {person: tuple(prices) for person, prices in found.items()}


class _Chains:
    """The cheapest chains of people who would go elsewhere, from each option to wherever there is room."""

    def __init__(self, problem: _Problem, seat: Any) -> None:
        self.problem = problem
        self.nowhere = nowhere = len(problem.options)
        self.length, self.people = self._arrows(seat)
        self._shorten()
        taken = np.bincount(seat, minlength=nowhere + 1)[:nowhere]
        self.ends = [int(option) for option in np.flatnonzero(taken < problem.room)] + [nowhere]
        self._known: dict[tuple[int, int], tuple[int, int] | None] = {}

    def _arrows(self, seat: Any) -> tuple[Any, Any]:
        """What it weighs, at the least, that somebody goes from one option to another, or to nothing."""
        problem, size = self.problem, self.nowhere + 1
        at = problem.cost_of_nothing.copy()
        sits = seat[problem.person] == problem.option
        at[problem.person[sits]] = problem.cost[sits]
        length = np.full((size, size), _FAR)
        np.minimum.at(length, (seat[problem.person], problem.option), problem.cost - at[problem.person])
        seated = seat != self.nowhere
        np.minimum.at(length, (seat[seated], self.nowhere), (problem.cost_of_nothing - at)[seated])
        np.fill_diagonal(length, 0)
        people = np.where(length < _FAR, 1, 0)
        np.fill_diagonal(people, 0)
        return length, people

    def _shorten(self) -> None:
        """Chains over whatever lies between: Floyd and Warshall's way, the fewer people the better among equals."""
        scale = np.int64(self.nowhere + 2)
        both = np.where(self.length < _FAR, self.length * scale + self.people, _FAR)
        for middle in range(self.nowhere + 1):
            through = both[:, middle, None] + both[None, middle, :]
            known = (both[:, middle, None] < _FAR) & (both[None, middle, :] < _FAR)
            both = np.where(known & (through < both), through, both)
        self.people = both % scale
        self.length = np.where(both < _FAR, both // scale, _FAR)

    def price(self, option: int, seat: int, rank: int) -> Price:
        """What it costs the others that somebody who sits there now is given this option."""
        key = (option, seat)
        if key not in self._known:
            self._known[key] = self._cheapest(option, seat)
        chain = self._known[key]
        name = self.problem.options[option]
        if chain is None:
            return Price(name, rank, is_impossible=True)
        length, people = chain
        moved, rest = _nearest(length, self.problem.of_moving)
        without, ranks = _nearest(rest, self.problem.of_nothing)
        # Who gets nothing has no rank any more: what is left are the ranks of the others.
        return Price(name, rank, people, moved, without, ranks)

    def _cheapest(self, option: int, seat: int) -> tuple[int, int] | None:
        if not self.problem.room[option]:
            return None
        ways = [self._way(option, end) for end in self.ends if end != seat]
        if seat != self.nowhere:
            # The chain ends there, or elsewhere, and whoever gains most takes the seat that becomes free.
            gain = min(self._way(start, seat) for start in range(self.nowhere + 1))
            ways = [(length + gain[0], people + gain[1]) for length, people in ways]
        ways.append(self._way(option, seat))
        return min(ways)

    def _way(self, start: int, end: int) -> tuple[int, int]:
        return int(self.length[start, end]), int(self.people[start, end])


def _nearest(number: int, unit: int) -> tuple[int, int]:
    """How many units, and what is left, which may be below nothing."""
    count = (number + unit // 2) // unit
    return count, number - count * unit
