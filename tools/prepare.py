"""Make the project ready to serve, doing only what is not done yet.

    python tools/prepare.py data      translations, migrations, demo programme
    python tools/prepare.py static    the static files, named by their content and compressed

The two are independent and may run at the same time. `tools/run.py` calls them on the first start
and whenever a file of the project has changed since.
"""

import hashlib
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
STAMP = VAR / "prepared"
NOT_SERVED = {
    ".git", ".venv", ".ci", "var", "tests", "docs", "benchmarks", "node_modules", "test-results", "__pycache__",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
}  # fmt: skip


def served_files() -> Iterator[os.DirEntry[str]]:
    """Yield every file of the project that can change what is served."""
    folders = [str(ROOT)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in NOT_SERVED:
                        folders.append(entry.path)
                elif not entry.name.endswith((".pyc", ".mo", ".md")):
                    yield entry


def fingerprint() -> str:
    """Return a digest that changes when a served file or a setting does; reads names, sizes and times only."""
    digest = hashlib.sha256()
    for line in sorted(f"{e.path} {e.stat().st_size} {e.stat().st_mtime_ns}" for e in served_files()):
        digest.update(line.encode())
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "VAR_DIR"):
        digest.update(f"{name}={os.environ.get(name, '')}".encode())
    return digest.hexdigest()


def migrations() -> set[tuple[str, str]]:
    """Return the project's own migrations as Django writes them down: the app and the name."""
    found = (*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("*/*/migrations/0*.py"))
    return {(path.parent.parent.name, path.stem) for path in found}


def older_data() -> str:
    """Say in one sentence that the embedded database was made by an older trial version; empty if it was not.

    Until the first release migrations may be made anew: a database then holds ones of ours that are not there any more.
    Reads, and touches nothing.
    """
    path = VAR / "db.sqlite3"
    if os.environ.get("DATABASE_URL") or not path.exists():
        return ""
    known = migrations()
    rooms = {app for app, _name in known}
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        try:
            rows = database.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.DatabaseError:
            return ""  # no tables yet
    if all((app, name) in known for app, name in rows if app in rooms):
        return ""
    return (
        f"The data in {VAR} were made by an older trial version, which this one cannot read; nothing was touched:"
        f" move the folder away, or set VAR_DIR to another one, and run this again."
    )


def is_prepared(now: str) -> bool:
    """Say whether the last preparation was for these files and what it made still stands.

    A database server is asked each time: it may have been emptied or restored since.
    """
    if (os.environ.get("DATABASE_URL") or "sqlite").split(":")[0] != "sqlite":
        return False
    done = STAMP.read_text().splitlines() if STAMP.exists() else []
    return done[:1] == [now] and all(Path(name).exists() for name in done[1:])


def remember(now: str) -> None:
    """Write the stamp that `is_prepared` reads: the fingerprint, then what must still be there."""
    made = [VAR / name for name in ("db.sqlite3", "static") if (VAR / name).exists()]
    STAMP.write_text("\n".join([now, *map(str, made)]) + "\n")


def step(name: str, work: Callable[[], object]) -> None:
    """Do one piece of work and print how long it took."""
    began = time.monotonic()
    work()
    print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)


def migrate() -> None:
    """Bring the database up to date, if it is not."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Collect the static files; names carry a digest of the content, so that a running server keeps its own."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def load_demo() -> None:
    """Load the demo programme; loading it twice changes nothing."""
    from django.core.management import call_command

    call_command("demo", verbosity=0)


def set_up_django() -> None:
    """Load the settings and the applications."""
    import django

    django.setup()


def prepare_data() -> None:
    """Compile the translations, bring the database up to date, load the demo programme."""
    from compile_messages import compile_all

    step("translations", compile_all)
    step("code", set_up_django)
    step("database", migrate)
    step("demo programme", load_demo)


def prepare_static() -> None:
    """Collect and compress the static files."""
    step("code", set_up_django)
    step("static files", collect_static)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    sys.path.insert(0, str(ROOT))
    {"data": prepare_data, "static": prepare_static}[sys.argv[1]]()
