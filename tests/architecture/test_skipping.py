"""`make test` on a machine that lacks something: what cannot run is named, and fails where everything must run."""

import importlib.util
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NOWHERE = {
    "TEST_REDIS_URL": "redis://127.0.0.1:1/0",
    "TEST_RABBITMQ_URL": "amqp://guest:guest@127.0.0.1:1//",
    "CHROMIUM": "/nowhere/chromium",
}
# A file for each kind: what is said of one test is said of all that have its marker.
NEEDY = [
    "tests/faults/test_certificates.py",
    "tests/concurrency/test_presence.py",
    "tests/browser/test_public_pages.py",
    "-m",
    "redis or rabbitmq or postgres or browser",
]
REASONS = {
    "needs PostgreSQL; DATABASE_URL names none",
    "Redis does not answer; TEST_REDIS_URL says where it is",
    "RabbitMQ does not answer; TEST_RABBITMQ_URL says where it is",
    "there is no Chromium; CHROMIUM says where it is",
}


@pytest.fixture
def checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script tools/test.py, with a folder of its own for results."""
    monkeypatch.syspath_prepend(ROOT / "tools")  # as where it is started
    spec = importlib.util.spec_from_file_location("checks", ROOT / "tools" / "test.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "checks", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "RESULTS", tmp_path)
    return module


def test_tests_that_cannot_run_here_are_skipped_each_with_its_reason(checks, capfd) -> None:
    tally = checks.Tally()
    checks.run_tests("needy", NEEDY, tally, {**NOWHERE, "REQUIRE_SERVICES": ""})
    said = capfd.readouterr().out
    assert (tally.passed, tally.failed) == (0, 0)
    assert set(tally.reasons) == REASONS
    assert tally.skipped == tally.reasons.total() > len(REASONS)
    assert all(f": {reason}" in said for reason in REASONS)


def test_where_everything_must_run_each_of_them_fails_and_says_why(checks, capfd) -> None:
    tally = checks.Tally()
    checks.run_tests("needy", NEEDY, tally, {**NOWHERE, "REQUIRE_SERVICES": "1"})
    said = capfd.readouterr().out
    assert (tally.passed, tally.skipped) == (0, 0)
    assert tally.failed > len(REASONS)
    assert all(f"{reason} (REQUIRE_SERVICES=1 lets nothing be skipped" in said for reason in REASONS)


@pytest.mark.parametrize(("must_run", "code"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("url", ["postgres://127.0.0.1:1/none", "postgres://nobody:wrong@127.0.0.1:1/x?y=z"])
def test_without_a_database_server_its_whole_part_is_skipped_with_a_line_or_fails(
    checks, monkeypatch, capsys, must_run, code, url
) -> None:
    monkeypatch.setattr(checks, "MUST_RUN", must_run)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(sys, "argv", ["test.py", "postgres"])
    assert checks.main() == code
    said = capsys.readouterr().out
    assert "SKIPPED 1 × tests on PostgreSQL: no server lets us in; DATABASE_URL says where it is" in said
    assert ("FAILED  1 skipped, although REQUIRE_SERVICES=1" in said) is must_run
    assert f"0 passed, {int(must_run)} failed, 1 skipped" in said


def test_parts_that_run_side_by_side_are_each_shown_in_one_piece_and_counted_together(
    checks, monkeypatch, capfd
) -> None:
    both = threading.Barrier(2)

    def part(name: str, code: int):
        def run(tally) -> None:
            tally.say(f"{name} begins")
            both.wait(timeout=30)
            command = [sys.executable, "-c", f"print('{name} goes on'); raise SystemExit({code})"]
            checks.run_checks([checks.Check(name, command)], tally)
            tally.skip("lamp is out")

        return run

    monkeypatch.setattr(checks, "marked", part("marked", 0))
    monkeypatch.setattr(checks, "browser", part("browser", 1))
    tally = checks.Tally()
    checks.marked_and_browser(tally)
    said = capfd.readouterr().out
    assert (tally.passed, tally.failed, tally.skipped) == (1, 1, 2)
    assert tally.failures == ["browser"]
    assert tally.reasons == {"lamp is out": 2}
    for name, shown in (("marked", False), ("browser", True)):
        begins = said.index(f"{name} begins")
        other = {"marked": "browser", "browser": "marked"}[name]
        end = said.index(f"{other} begins") if said.index(f"{other} begins") > begins else len(said)
        assert (f"{name} goes on" in said[begins:end]) is shown
