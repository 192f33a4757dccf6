"""Two thousand people rank forty sessions: ours from wishes to answer, HiGHS alone on the same numbers.

The floor is the same problem handed to HiGHS as its documentation shows, arrays prepared, and the same questions:
the best sum, then the least worst rank by halving. Ours builds the arrays, and works out for everybody what each
higher wish would have cost others. Target: at most 1.5 of the floor.
"""

import random
import time

import highspy
import numpy as np

from benchmarks.figure import Figure
from cohorts.choices.allocation import Inputs
from cohorts.choices.solving import allocate

PEOPLE, SESSIONS = 2000, 40
WEIGHT = 2 * (SESSIONS + 2) * SESSIONS + 1


def wishes() -> Inputs:
    """Everybody puts all sessions in order; some are far more popular than others."""
    dice = random.Random(20)
    appeal = [1 / (1 + number) for number in range(SESSIONS)]
    return Inputs(
        capacities=dict.fromkeys(range(SESSIONS), PEOPLE // SESSIONS),
        wishes={
            person: tuple(sorted(range(SESSIONS), key=lambda each: -(dice.random() ** (1 / appeal[each]))))
            for person in range(PEOPLE)
        },
    )


def floor(inputs: Inputs) -> float:
    """Seconds that HiGHS takes for the same answer."""
    pairs = [
        (person, each, rank)
        for person, row in inputs.wishes.items()
        for each, rank in sorted((each, rank) for rank, each in enumerate(row, 1))
    ]
    person, session, rank = np.array(pairs, dtype=np.int64).T
    columns = len(pairs)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, PEOPLE + SESSIONS
    lp.col_cost_ = (rank - WEIGHT).astype(float)
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.ones(columns)
    lp.row_lower_ = np.full(PEOPLE + SESSIONS, -highspy.kHighsInf)
    lp.row_upper_ = np.array([1.0] * PEOPLE + [float(each) for each in inputs.capacities.values()])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, 2 * columns + 1, 2)
    lp.a_matrix_.index_ = np.column_stack([person, PEOPLE + session]).ravel()
    lp.a_matrix_.value_ = np.ones(2 * columns)
    began = time.perf_counter()
    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)
    engine.setOptionValue("threads", 1)
    engine.setOptionValue("presolve", "off")
    engine.setOptionValue("solver", "simplex")
    engine.passModel(lp)
    engine.run()
    best = engine.getObjectiveValue()
    low, high = 1, int(rank[np.array(engine.getSolution().col_value) > 0.5].max())
    while low < high:
        middle = (low + high) // 2
        upper = (rank <= middle).astype(float)
        engine.changeColsBounds(columns, np.arange(columns, dtype=np.int32), np.zeros(columns), upper)
        engine.run()
        if engine.getObjectiveValue() < best + 0.5:
            high = int(rank[np.array(engine.getSolution().col_value) > 0.5].max())
        else:
            low = middle + 1
    return time.perf_counter() - began


def ours(inputs: Inputs) -> float:
    """Seconds from plain values to who goes where and why not higher."""
    began = time.perf_counter()
    allocate(inputs)
    return time.perf_counter() - began


def figures(rounds: int = 3) -> list[Figure]:
    """The best of a few rounds of each, taken in turn."""
    inputs = wishes()
    times = [(ours(inputs), floor(inputs)) for _ in range(rounds)]
    best, least = (min(column) for column in zip(*times, strict=True))
    return [Figure("visits-allocation", best * 1000, "ms", "lower", floor=least * 1000, target=1.5)]
