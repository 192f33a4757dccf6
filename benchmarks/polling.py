"""Two hundred phones on the page of the day: at their own pace, and as fast as they are answered.

The page asks every half minute; “nothing has changed” (304) is worked out from ten queries, kept for nobody.
On PostgreSQL, two server processes with four threads each, as `admission_ours`. Every phone asks by a new connection
with the mark of what it has, as the page does.
"""

import http.client
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.admission_ours import THREADS, database, has_database, run, server
from benchmarks.figure import Figure
from benchmarks.polling_floor import SETTINGS

PHONES, ROUNDS = 200, 5
Phone = dict[str, str]


def figures() -> list[Figure]:
    """Answers a second against the constant; at the real pace, milliseconds and the share of “nothing has changed”."""
    if not has_database():
        print("no PostgreSQL answers; BENCH_DATABASE_URL says where it is", file=sys.stderr)
        return []
    from cohorts.today.views import SECONDS

    with database() as environment:
        folder = environment["PYTHONPATH"].partition(os.pathsep)[0]
        Path(folder, "polling_settings.py").write_text(SETTINGS)
        made = json.loads(run(environment, "-m", "benchmarks.polling_rows", str(PHONES)).splitlines()[-1])
        phones: list[Phone] = made["phones"]
        floor_environment = {**environment, "DJANGO_SETTINGS_MODULE": "polling_settings"}
        with server(environment) as ours, server(floor_environment) as floor:
            sides = [(ours.port, made["path"]), (floor.port, "/still/")]
            best = [max(rates[1:]) for rates in zip(*_in_turn(sides, phones), strict=True)]
            times, statuses = _at_their_pace(ours.port, made["path"], phones, SECONDS)
    asked = PHONES / SECONDS
    return [
        Figure("visits-polling", best[0], "answers/s", "higher", floor=best[1]),
        Figure("visits-polling-reserve", best[0] / asked, "× what is asked", "higher", target=2),
        # Nobody waits for it: the page renews itself.
        Figure("visits-polling-paced", _p95(times) * 1000, "ms p95", "lower", target=1000),
        Figure("visits-polling-unchanged", statuses[304] / PHONES * 100, "% of 304", "higher", target=99),
        Figure("visits-polling-queries", made["queries"], "queries", "lower", target=10),
    ]


def _in_turn(sides: list[tuple[int, str]], phones: list[Phone]) -> list[list[float]]:
    """Round by round, how many answers a second each side gives; the first round warms."""
    return [[_rate(port, path, phones) for port, path in sides] for _round in range(ROUNDS + 1)]


def _ask(port: int, path: str, phone: Phone) -> tuple[int, float]:
    """The status of one answer, and the seconds that it took."""
    began = time.perf_counter()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("GET", path, headers={"Host": "localhost", **phone})
    answer = link.getresponse()
    answer.read()
    link.close()
    return answer.status, time.perf_counter() - began


def _rate(port: int, path: str, phones: list[Phone]) -> float:
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        began = time.perf_counter()
        statuses = Counter(status for status, _time in pool.map(lambda each: _ask(port, path, each), phones))
        seconds = time.perf_counter() - began
    if sum(statuses.values()) - statuses[200] - statuses[304]:
        raise RuntimeError(f"{path} answered {dict(statuses)}")
    return len(phones) / seconds


def _at_their_pace(
    port: int, path: str, phones: list[Phone], interval: float
) -> tuple[list[float], Counter[int]]:
    """Everybody once within the interval at which the page asks, one after another at even distances."""
    began = time.perf_counter()

    def one(number: int) -> tuple[int, float]:
        time.sleep(max(0.0, began + number * interval / len(phones) - time.perf_counter()))
        return _ask(port, path, phones[number])

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        answers = list(pool.map(one, range(len(phones))))
    return [seconds for _status, seconds in answers], Counter(status for status, _seconds in answers)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
