"""Every check of the project, quick ones first: one line for each, then a sum.

    python tools/test.py all | check | unit | marked | browser | postgres
    python tools/test.py --only tests/people

`check` is what needs no test to run (form, lint, types, imports, migrations, settings), `unit` every test on SQLite
(translations among them), `marked` what PostgreSQL alone can run and, once more, what the two databases do in ways of
their own (marker `both_databases`), `browser` the tests in Chromium. `all` is these four: the databases of the tests
are migrated beside `check`, and the last two run side by side, for each waits much; all three at once take as long.
`postgres` is on demand: all tests that touch a database, on PostgreSQL; it takes as long as `unit` and is for changes
of queries and models.

What this machine lacks is skipped with a line that says so; with REQUIRE_SERVICES=1 a skip is a failure. DATABASE_URL
names the PostgreSQL server, if it is not the local one.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from commands import Check, migrated_databases, outcome, static_checks

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
RESULTS = ROOT / "var" / "test-reports"  # pytest-playwright empties test-results whenever tests begin
PROCESSES = int(os.environ.get("TEST_PROCESSES", "2"))
MUST_RUN = os.environ.get("REQUIRE_SERVICES") == "1"
POSTGRES = ("postgres://postgres@127.0.0.1:5432/postgres", "postgres://127.0.0.1:5432/postgres")


@dataclass
class Tally:
    """How many checks and tests passed, failed and were skipped, and what failed.

    What is said meanwhile goes to `output`, or to the terminal.
    """

    output: TextIO | None = None
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def say(self, line: str) -> None:
        """Print a line, and let it be seen at once."""
        print(line, file=self.output, flush=True)

    def add(self, other: "Tally") -> None:
        """Count what another tally has counted, too."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += other.failures
        self.reasons += other.reasons

    def skip(self, reason: str) -> None:
        """Count one check or test as skipped; where everything must run, that is a failure."""
        self.skipped += 1
        self.reasons[reason.removeprefix("Skipped: ")] += 1

    def fail(self, name: str) -> None:
        """Count one check as failed."""
        self.failed += 1
        self.failures.append(name)


def run_checks(checks: Sequence[Check], tally: Tally) -> None:
    """Run checks side by side; the output of one is shown only if it fails."""
    with ThreadPoolExecutor(PROCESSES) as pool:
        for each, (is_right, seconds, said) in zip(checks, pool.map(outcome, checks), strict=True):
            tally.say(f"{each.name:<45} {'ok' if is_right else 'FAILED':<7} {seconds:6.1f} s")
            if is_right:
                tally.passed += 1
            else:
                tally.say(said)
                tally.fail(each.name)


def faults(case: ET.Element) -> list[str]:
    """Return a line for each failure of a test: where it is and the first line of what was wrong.

    They are said again at the very end, which is what is left of a long run where its output is cut.
    """
    return [
        f"    {case.get('classname')}::{case.get('name')}: {mark.get('message', '').strip()[:200]!r}"
        for kind in ("failure", "error")
        for mark in case.iter(kind)
    ]


def run_for_long(command: Sequence[str], output: TextIO | None, environment: Mapping[str, str]) -> int:
    """Run a command, its lines as they come, on no database but one that is named here; return its exit code."""
    settled = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**settled, **environment},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        check=False,
    ).returncode


def run_tests(
    name: str, arguments: Sequence[str], tally: Tally, environment: Mapping[str, str] | None = None
) -> None:
    """Run pytest, its lines as they come, and add its counts to the tally."""
    seed = random.SystemRandom().randrange(2**32)
    tally.say(f"\n── {name} (order {seed})")
    report = RESULTS / f"{name.replace(' ', '-').replace('/', '-')}.xml"
    command = [
        PYTHON,
        "-m",
        "pytest",
        "--quiet",
        f"--junitxml={report}",
        f"--randomly-seed={seed}",
        *arguments,
    ]
    code = run_for_long(command, tally.output, environment or {})
    if not report.exists():
        tally.fail(f"{name}: pytest ended with {code} and no report")
        return
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # our own file
    for mark in (mark for suite in suites for mark in suite.iter("skipped")):
        tally.skip(mark.get("message", "no reason given"))
    total, failed, skipped = (
        sum(int(suite.get(key, "0")) for suite in suites for key in keys)
        for keys in (("tests",), ("failures", "errors"), ("skipped",))
    )
    tally.passed += total - failed - skipped
    tally.failed += failed
    if failed:
        tally.failures.append(f"{name}: {failed} of {total}, in the order {seed}")
        tally.failures += [
            said for suite in suites for case in suite.iter("testcase") for said in faults(case)
        ]
    elif code != 0:
        tally.fail(f"{name}: pytest ended with {code}")


def skip(name: str, reason: str, tally: Tally) -> None:
    """Say that a part cannot run here."""
    tally.say(f"\n── {name}: SKIPPED, {reason}")
    tally.skip(f"{name}: {reason}")


def postgresql() -> str | None:
    """Return the address of a PostgreSQL server that lets us in, if there is one."""
    import psycopg

    given = os.environ.get("DATABASE_URL", "")
    for url in [given] if given.startswith("postgres") else POSTGRES:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.Error:
            continue
        return url
    return None


def check(tally: Tally) -> None:
    """Run the checks that run no test."""
    run_checks(static_checks(), tally)


def check_and_migrate(tally: Tally) -> None:
    """Run the checks that run no test, and migrate the databases of those that come next."""
    run_checks([*static_checks(), *migrated_databases(postgresql())], tally)


def in_parallel(processes: int = PROCESSES) -> list[str]:
    """Return pytest's arguments that use the cores of this machine, and keep to the order of `tests/conftest.py`."""
    return ["-n", str(processes), "--dist", "loadgroup", "--no-loadscope-reorder"]


def unit(tally: Tally) -> None:
    """Run everything that needs neither a browser nor PostgreSQL."""
    run_tests("tests on SQLite", ["-m", "not browser and not postgres", *in_parallel()], tally)


def modules_with(*marks: str) -> list[str]:
    """The modules of tests that name one of these marks: reading all the others takes each process seconds."""
    return [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if any(mark in path.read_text(encoding="utf-8") for mark in marks)
    ]


def on_postgresql(marks: str, tally: Tally, modules: Sequence[str] = ()) -> None:
    """Run the tests with these marks on PostgreSQL, and read the migrations as it would run them."""
    url = postgresql()
    if url is None:
        skip("tests on PostgreSQL", "no server lets us in; DATABASE_URL says where it is", tally)
        return
    found = {"DATABASE_URL": url}
    run_checks([Check("migrations under traffic", [PYTHON, "tools/lint_migrations.py"], found)], tally)
    run_tests("tests on PostgreSQL", ["-m", marks, *in_parallel(), *modules], tally, found)


def marked(tally: Tally) -> None:
    """Run what only PostgreSQL can run, and what it does in ways of its own."""
    modules = modules_with("mark.postgres", "mark.both_databases")
    on_postgresql("postgres or (both_databases and database)", tally, modules)


def postgres(tally: Tally) -> None:
    """Run everything that touches a database on PostgreSQL."""
    on_postgresql("database and not browser and not sqlite", tally)


def browser(tally: Tally) -> None:
    """Run the browser tests."""
    folders = sorted(
        str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("browser") if path.is_dir()
    )
    modules = [*folders, *modules_with("mark.browser")]
    run_tests("browser tests", ["-m", "browser", *in_parallel(), *modules], tally)


def on_its_own(part: Callable[[Tally], None]) -> tuple[Tally, str]:
    """Run a part, and return its counts and all that it said."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        tally = Tally(output)
        part(tally)
        output.seek(0)
        return tally, output.read()


def marked_and_browser(tally: Tally) -> None:
    """Run both at once; each is shown when it has ended."""
    tally.say("\n── tests on PostgreSQL and in the browser, side by side; each is shown when it has ended")
    with ThreadPoolExecutor() as pool:
        for done in as_completed([pool.submit(on_its_own, part) for part in (marked, browser)]):
            counted, said = done.result()
            tally.say(said)
            tally.add(counted)


PARTS = {
    "check": (check,),
    "unit": (unit,),
    "marked": (marked,),
    "browser": (browser,),
    "all": (check_and_migrate, unit, marked_and_browser),
    "postgres": (postgres,),
}


def keep_bytecode() -> None:
    """Where Python is told to write none beside the code, have it in a folder of our own.

    Dozens of processes are started here, and each would compile all libraries for itself, in 14 seconds.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / "var" / "bytecode"))


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="?", choices=PARTS, default="all")
    parser.add_argument("--only", metavar="PATHS", help="run these tests alone")
    arguments = parser.parse_args()
    keep_bytecode()
    RESULTS.mkdir(parents=True, exist_ok=True)
    for old in RESULTS.glob("*.xml"):
        old.unlink()
    # A fresh clone has no texts compiled, and each process of the tests reads them once.
    subprocess.run([PYTHON, "tools/compile_messages.py"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    began, tally = time.monotonic(), Tally()
    if arguments.only:
        url = os.environ.get("DATABASE_URL")
        run_tests(arguments.only, arguments.only.split(), tally, {"DATABASE_URL": url} if url else None)
    else:
        for part in PARTS[arguments.part]:
            part(tally)
    print(f"\nAll that was asked for, in {(time.monotonic() - began) / 60:.1f} minutes.")
    for reason, count in tally.reasons.most_common():
        print(f"SKIPPED {count} × {reason}")
    if MUST_RUN and tally.skipped:
        tally.fail(f"{tally.skipped} skipped, although REQUIRE_SERVICES=1")
    for name in tally.failures:
        print(f"FAILED  {name}")
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped", flush=True)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
