"""The test database: migrated once for a state of the migrations, then copied for each process that tests.

Running all migrations takes many seconds; copying their result takes none. The copy is an ordinary file (SQLite) or
database (PostgreSQL), so that threads and servers under test open connections of their own, as in use.

    python -m tests.database

makes what is copied, so that it can be had ready beside checks that need no database.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

KEPT = Path(settings.BASE_DIR) / "var" / "test-databases"
TEMPLATE = "svitlytsia_template_"
COPY = "svitlytsia_test_"

# The rows of each table that migrations have put something into.
_migrated: dict[str, list[tuple[Any, ...]]] = {}


def fingerprint() -> str:
    """A digest that changes when a migration of any application does, the database itself, or what is kept of it."""
    where = (connection.vendor, connection.settings_dict["USER"], connection.settings_dict["PORT"])
    digest = hashlib.sha256(f"{where} {settings.INSTALLED_APPS} {settings.LANGUAGES}".encode())
    digest.update(Path(__file__).read_bytes())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label} {path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep other test processes on a database of this kind out while a template is made or copied."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    """Point the connection at another database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def migrate(name: str) -> None:
    """Run all migrations on an empty database."""
    use(name)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()


def sqlite_template(digest: str) -> Path:
    """Return the file that is copied, making it first if need be."""
    template = KEPT / f"{digest}.sqlite3"
    if not template.exists():
        for old in KEPT.glob("*.sqlite3*"):
            old.unlink()
        unfinished = KEPT / f"{digest}.unfinished.sqlite3"
        migrate(str(unfinished))
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        connection.close()
        unfinished.rename(template)
    return template


def alive(process: str) -> bool:
    """Say whether a process of this machine is still there."""
    return process.isdigit() and Path("/proc", process).exists()


def postgresql_template(digest: str) -> str:
    """Return the name of the database that is copied, making it first if need be.

    Takes away older templates, and copies that a killed run of the same role left behind.
    """
    template = TEMPLATE + digest
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = current_user")
        known = {row[0] for row in cursor.fetchall()}
        dead = {
            name for name in known if name.startswith(COPY) and not alive(name[len(COPY) :].split("_")[0])
        }
        if template not in known:
            dead |= {name for name in known if name.startswith(TEMPLATE)}
        for name in dead:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if template not in known:
            cursor.execute(f'CREATE DATABASE "{template}_unfinished"')
            migrate(f"{template}_unfinished")
            cursor.execute(f'ALTER DATABASE "{template}_unfinished" RENAME TO "{template}"')
    return template


def copy_sqlite(template: Path, worker: str) -> str:
    """Copy the template; return the path of the copy."""
    copy = settings.TEST_DIR / f"{worker}.sqlite3"
    shutil.copyfile(template, copy)
    return str(copy)


def copy_postgresql(template: str, worker: str) -> str:
    """Copy the template; return the name of the copy."""
    copy = f"{COPY}{os.getpid()}_{worker}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
    return copy


def make(worker: str) -> None:
    """Give this process a database of its own, migrated and holding what migrations put into it."""
    with one_at_a_time():
        digest = fingerprint()
        if connection.vendor == "postgresql":
            use(copy_postgresql(postgresql_template(digest), worker))
        else:
            use(copy_sqlite(sqlite_template(digest), worker))
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if rows := cursor.fetchall():
                _migrated[table] = rows
    know_content_types()


def tables() -> list[str]:
    """The tables of all models; that of the migrations themselves is none of them."""
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def put_back() -> None:
    """Have the tables hold what migrations left in them and nothing else, after a test that has committed.

    `flush` would do half of it, in two seconds on PostgreSQL. Foreign keys are looked at when all is there. The next
    numbers are set anew, for a test that restores a backup sets them.
    """
    models = [model for model in apps.get_models() if model._meta.db_table in _migrated]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in map(connection.ops.quote_name, tables()):
            cursor.execute(f"DELETE FROM {table}")
        for table, rows in _migrated.items():
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    know_content_types()


def know_content_types() -> None:
    """Ask for them once by a process, as they are now: whoever counts queries must not pay for being the first."""
    from django.contrib.contenttypes.models import ContentType  # asks for Django to be set up

    ContentType.objects.clear_cache()
    ContentType.objects.get_for_models(*apps.get_models())


def prepare() -> None:
    """Have the template ready for whoever asks for a copy."""
    with one_at_a_time():
        digest = fingerprint()
        make_template = postgresql_template if connection.vendor == "postgresql" else sqlite_template
        make_template(digest)


def drop() -> None:
    """Take the copy away."""
    name = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    else:
        for path in Path(name).parent.glob(Path(name).name + "*"):
            path.unlink()


if __name__ == "__main__":
    django.setup()
    prepare()
