"""The database in one file and back: SQLite by its backup API, PostgreSQL by `pg_dump` and `pg_restore`.

Both copies are of one moment, taken while the site reads and writes, and both are put back whole or not at all.
"""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.errors import DomainError

SECONDS_FOR_A_LOCK = 30
_KINDS = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def kind() -> str:
    """Django's word for the kind of database that the site uses."""
    return connection.vendor


def name_of(vendor: str) -> str:
    """The kind as people call it."""
    return _KINDS.get(vendor, vendor)


def applied_migrations() -> list[str]:
    """What the tables were made with."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def known_migrations() -> list[str]:
    """What this version of the site makes its tables with."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def has_accounts() -> bool:
    """Whether somebody has used this site: all that people make belongs to an account, and preparing makes none."""
    from people.models import User

    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def refuse_while_in_use() -> None:
    """`DomainError` if another process has the database open now, as far as it can be told."""
    if kind() == "sqlite":
        _refuse_while_sqlite_is_open()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        text = ngettext(
            "The site is running: %(count)d other process uses its database. Stop web, worker and scheduler first.",
            "The site is running: %(count)d others use its database. Stop web, worker and scheduler first.",
            others,
        )
        raise DomainError(text % {"count": others})


def copy_to(path: Path) -> None:
    """Write the database as of one moment to a new file."""
    if kind() == "sqlite":
        _copy_sqlite(path)
        return
    _run(
        "pg_dump",
        *("--format=custom", "--no-owner", "--no-privileges"),
        *(f"--lock-wait-timeout={SECONDS_FOR_A_LOCK}s", f"--file={path}", _name()),
    )


def refuse_unreadable(path: Path) -> None:
    """`DomainError` if the file cannot be put back: damaged, or the program for it is missing or too old."""
    if kind() != "sqlite":
        _run("pg_restore", "--list", str(path))
        return
    with _said_plainly(path), closing(_open(str(path), mode="ro")) as own:
        _refuse_damaged(own)


def put_back(path: Path) -> None:
    """Make the database what the file holds, in one step: killed or refused, it is as before."""
    if kind() == "sqlite":
        _put_back_sqlite(path)
    else:
        connection.close()
        _run(
            "pg_restore",
            *("--clean", "--if-exists", "--no-owner", "--no-privileges"),
            *("--single-transaction", "--exit-on-error", f"--dbname={_name()}"),
            str(path),
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# ---------------------------------------------------------------- PostgreSQL
def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the site's database; the password goes by the environment."""
    (_psql, *where), environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    try:
        process = subprocess.Popen(
            [program, "--no-password", *where[:-1], *words],
            env={**os.environ, **(environment or {}), "LC_ALL": "C", "PGAPPNAME": program},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise DomainError(
            _("%(program)s is not there. Install postgresql-client, as new as the server at least.")
            % {"program": program}
        ) from error
    with process:
        try:
            said = _watched(process)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise DomainError(_reason(program, said))


def _watched(process: subprocess.Popen[bytes]) -> bytes:
    """Wait for the end of the program, and give what it said.

    `pg_restore` turns the server's limit on waiting for locks off. Where another process holds it up for too long, its
    connection is ended, so that nothing of it stays, and `DomainError` says that the site is running.
    """
    held_up = 0
    while True:
        try:
            return process.communicate(timeout=1)[1]
        except subprocess.TimeoutExpired:
            held_up = held_up + 1 if _end_if_held_up(really=False) else 0
        if held_up > SECONDS_FOR_A_LOCK and _end_if_held_up(really=True):
            process.communicate()
            raise _in_use()


def _end_if_held_up(*, really: bool) -> bool:
    """Whether a restore of this database waits for somebody else; ends it if `really`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN %s THEN pg_terminate_backend(pid) ELSE true END FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'pg_restore'"
            " AND cardinality(pg_blocking_pids(pid)) > 0",
            [really],
        )
        return bool(cursor.fetchall())


def _reason(program: str, said: bytes) -> str:
    """What the program could not do; lines that might quote a row are left out."""
    lines = said.decode("utf-8", "replace").splitlines()
    marks = ("error: ", "detail: server version", "fatal: ")
    told = [line.partition(": ")[2] for line in lines if any(mark in line for mark in marks)]
    why = "; ".join(told[:2]) or _("broken off")
    return f"{program}: {why}."


# ---------------------------------------------------------------- SQLite
def _copy_sqlite(path: Path) -> None:
    """All pages in one step: with the write-ahead log, others go on writing meanwhile and the copy is of one moment."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    with (
        _said_plainly(),
        closing(_open(_name(), mode="ro")) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        _refuse_damaged(target)


def _refuse_damaged(database: sqlite3.Connection) -> None:
    (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise DomainError(_("The database is damaged: %(reason)s.") % {"reason": found})


def _put_back_sqlite(path: Path) -> None:
    _refuse_while_sqlite_is_open()
    with (
        _said_plainly(),
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(_name())) as target,
    ):
        source.backup(target, pages=-1, progress=_patience())


def _patience() -> Callable[[int, int, int], None]:
    """Ends the copying if somebody has taken the database after all and does not let go of it."""
    deadline = time.monotonic() + SECONDS_FOR_A_LOCK

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise _in_use()

    return look


def _refuse_while_sqlite_is_open() -> None:
    """Leave the write-ahead log, which works only where nobody else has the database open.

    Django takes it up again with its next connection.
    """
    connection.close()
    with _said_plainly(), closing(sqlite3.connect(_name(), timeout=2)) as own:
        own.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _said_plainly(path: Path | None = None) -> Iterator[None]:
    """Turn what SQLite refuses into one sentence; `path` is named, or else the site's own database."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _in_use() from error
        words = {"file": path or _name(), "reason": error}
        raise DomainError(_("%(file)s cannot be read or written: %(reason)s.") % words) from error


def _in_use() -> DomainError:
    return DomainError(
        _("The site is running: its database is in use. Stop web, worker and scheduler first.")
    )


def _open(name: str, *, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{Path(name).resolve().as_uri()}?mode={mode}", uri=True, timeout=20)
