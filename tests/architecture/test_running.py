"""`make run`: what supervises the processes, and how it is known that nothing has to be prepared again."""

import importlib.util
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOREVER = [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"]
DEAF = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True)\nwhile True: signal.pause()",
]
# Takes a lock, and leaves it to the command that it becomes.
HEIR = """
import fcntl, os, sys
lock = open(sys.argv[1], "a")
fcntl.flock(lock, fcntl.LOCK_EX)
os.set_inheritable(lock.fileno(), True)
os.execv(sys.argv[2], sys.argv[2:])
"""
DYING = [sys.executable, "-c", "print('a last word'); raise SystemExit(7)"]


def load(name: str) -> ModuleType:
    """Import a script of tools/ under a name of its own."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script tools/prepare.py over an empty project."""
    monkeypatch.setitem(sys.modules, "prepare", None)
    module = load("prepare")
    (tmp_path / "var").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VAR", tmp_path / "var")
    monkeypatch.setattr(module, "STAMP", tmp_path / "var" / "prepared")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return module


@pytest.fixture
def supervisor(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A supervisor that kills after half a second; its children end with the test."""
    for name in ("one_run", "run"):
        monkeypatch.setitem(sys.modules, name, None)
        module = load(name)
    monkeypatch.setattr(module, "SECONDS_TO_END", 0.5)
    supervisor = module.Supervisor(os.environ)
    yield supervisor
    supervisor.end()


def heard(child: object) -> None:
    """Wait until the child has said its first word."""
    while not child.log.exists() or not child.log.read_text():
        assert child.process.poll() is None


def test_a_child_that_dies_is_named_with_its_exit_code(supervisor, capsys) -> None:
    supervisor.start("web", FOREVER)
    dying = supervisor.start("worker", DYING)
    dying.process.wait()
    with pytest.raises(ChildProcessError, match=r"worker has ended by itself \(exit code 7\)"):
        supervisor.watch()
    assert "worker | a last word" in capsys.readouterr().out


def test_the_end_asks_each_child_and_kills_the_one_that_does_not_listen(supervisor) -> None:
    listening, deaf = supervisor.start("web", FOREVER), supervisor.start("worker", DEAF)
    heard(listening)
    heard(deaf)
    supervisor.end()
    assert listening.process.returncode == -signal.SIGTERM
    assert deaf.process.returncode == -signal.SIGKILL


def test_a_talkative_child_is_cut_short_on_the_terminal_and_whole_in_its_log(supervisor, capsys) -> None:
    many = [sys.executable, "-c", "print('\\n'.join(f'line {n}' for n in range(5000)))"]
    child = supervisor.start("web", many)
    child.process.wait()
    child.reader.join()
    assert len(child.log.read_text().splitlines()) == 5000
    assert len(capsys.readouterr().out.splitlines()) < 500


def test_a_change_of_a_served_file_asks_for_preparation_again(prepare, tmp_path: Path) -> None:
    served, database = tmp_path / "people.py", tmp_path / "var" / "db.sqlite3"
    served.write_text("1")
    database.write_text("rows")
    now = prepare.fingerprint()
    assert not prepare.is_prepared(now)
    prepare.remember(now)
    assert prepare.is_prepared(prepare.fingerprint())
    served.write_text("12")
    assert not prepare.is_prepared(prepare.fingerprint())


def test_tests_and_documents_do_not_ask_for_preparation(prepare, tmp_path: Path) -> None:
    now = prepare.fingerprint()
    for name in ("tests/test_a.py", "docs/a.md", "README.md", "var/log/web.log", "a/__pycache__/b.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    assert prepare.fingerprint() == now


def test_a_database_that_is_gone_or_is_a_server_asks_for_preparation(
    prepare, tmp_path: Path, monkeypatch
) -> None:
    database = tmp_path / "var" / "db.sqlite3"
    database.write_text("rows")
    prepare.remember(prepare.fingerprint())
    database.unlink()
    assert not prepare.is_prepared(prepare.fingerprint())
    database.write_text("rows")
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/x")
    prepare.remember(prepare.fingerprint())
    assert not prepare.is_prepared(prepare.fingerprint())


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, str(ROOT / "tools" / "run.py"), "--port", str(port)],
            env={**os.environ, "VAR_DIR": str(tmp_path / "var")},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert f"Port {port} is taken" in done.stdout


def test_catalogues_are_compiled_where_they_are_older_than_their_source(tmp_path: Path) -> None:
    compile_messages = load("compile_messages")
    folder = tmp_path / "locale" / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(header + 'msgid "town"\nmsgstr "miejscowość"\n', encoding="utf-8")
    assert compile_messages.compile_all(tmp_path) == 1
    assert "miejscowość".encode() in (folder / "django.mo").read_bytes()
    assert compile_messages.compile_all(tmp_path) == 0
    later = (folder / "django.mo").stat().st_mtime_ns + 1
    os.utime(source, ns=(later, later))
    assert compile_messages.compile_all(tmp_path) == 1


@pytest.fixture
def one_run(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script tools/one_run.py, impatient."""
    monkeypatch.setitem(sys.modules, "one_run", None)
    module = load("one_run")
    monkeypatch.setattr(module, "SECONDS_TO_END", 1)
    return module


def left_behind(command: list[str], lock: Path) -> subprocess.Popen[bytes]:
    """A process that inherited the children's lock; whoever gave it has ended."""
    child = subprocess.Popen([sys.executable, "-c", HEIR, str(lock), *command], stdout=subprocess.PIPE)
    assert child.stdout is not None and child.stdout.readline() == b"up\n"
    return child


@pytest.mark.parametrize("command", [FOREVER, DEAF])
def test_what_a_killed_run_left_is_ended_by_the_next_one(one_run, command, tmp_path: Path) -> None:
    child, said = left_behind(command, tmp_path / one_run.CHILDREN), []
    with child:
        one_run.OneRun(tmp_path, said.append).close()
        assert child.wait(timeout=5) in (-signal.SIGTERM, -signal.SIGKILL)
    assert said == ["An earlier run was killed and left its web server and worker; ending them …"]


def test_what_cannot_be_found_is_not_run_beside(one_run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(one_run, "_holders", lambda path: [])
    with left_behind(FOREVER, tmp_path / one_run.CHILDREN) as child:
        with pytest.raises(one_run.NotAlone, match="lsof"):
            one_run.OneRun(tmp_path, print)
        child.kill()


def test_whoever_comes_second_is_told_where_the_first_one_is(one_run, tmp_path: Path) -> None:
    first = one_run.OneRun(tmp_path, print)
    first.says("http://localhost:8123/")
    with pytest.raises(
        one_run.NotAlone, match=rf"here already, on http://localhost:8123/.*kill {os.getpid()}"
    ):
        one_run.OneRun(tmp_path, print)
    one_run.OneRun(tmp_path.parent, print).close()  # another folder is nobody's business
    first.close()
    one_run.OneRun(tmp_path, print).close()


def database_with(prepare: ModuleType, *applied: tuple[str, str]) -> Path:
    """An embedded database in which these migrations were run."""
    path = Path(prepare.VAR) / "db.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        database.executemany("INSERT INTO django_migrations VALUES (?, ?)", applied)
        database.commit()
    return path


def test_data_of_an_older_trial_version_are_named_and_not_touched(prepare, tmp_path: Path) -> None:
    folder = tmp_path / "people" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_tables_by_room.py").write_text("")
    assert prepare.older_data() == ""  # there are none
    path = database_with(prepare, ("people", "0001_tables_by_room"), ("wagtailcore", "0001_initial"))
    assert prepare.older_data() == ""
    path.unlink()
    path = database_with(prepare, ("people", "0001_initial"), ("wagtailcore", "0001_initial"))
    before = path.read_bytes()
    assert "older trial version" in prepare.older_data()
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_make_run_over_older_data_says_one_sentence_and_ends(prepare, tmp_path: Path) -> None:
    path = database_with(prepare, ("people", "0001_initial"))
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "run.py"), "--port", "1"],
        env={**os.environ, "VAR_DIR": str(path.parent), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert len(done.stdout.strip().splitlines()) == 1
    assert str(path.parent) in done.stdout
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
