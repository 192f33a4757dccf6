"""The checks that are a command each: right when it exits with 0."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rooms import ROOMS

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable

LINT_IMPORTS = (
    "from importlinter.cli import lint_imports_command as check; check(['--no-logo', '--no-cache'])"
)

# Settings as in use, for the checks that Django makes of them; no value here is used anywhere.
AS_IN_USE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "a-sample-that-is-long-enough-and-has-enough-different-characters-0123456789",
    "SITE_URL": "https://residencies.example",
    "ALLOWED_HOSTS": "residencies.example",
    "SIGNING_PASSPHRASE": "a-sample",
    "DATABASE_URL": "postgres://user:password@127.0.0.1:5432/sample",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}


@dataclass(frozen=True)
class Check:
    """A command that is right when it exits with 0; `environment` is added to the present one."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def static_checks() -> list[Check]:
    """Return the checks that run no test, quick ones first."""
    manage = [PYTHON, "-W", "error", "manage.py"]
    tests = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return [
        Check("form (ruff format)", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
        Check("lint (ruff)", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
        Check("imports point down (import-linter)", [PYTHON, "-c", LINT_IMPORTS]),
        Check("templates (djlint)", [PYTHON, "-m", "djlint", "--lint", "--quiet", "."]),
        Check("types (mypy)", [PYTHON, "-m", "mypy", *ROOMS, "config", "benchmarks", "tools", "manage.py"]),
        Check(
            "settings in use (check --deploy)",
            [*manage, "check", "--deploy", "--fail-level", "INFO"],
            AS_IN_USE,
        ),
        Check(
            "no migration is missing",
            [*manage, "makemigrations", "--check", "--dry-run", "--verbosity", "1"],
            tests,
        ),
    ]


def outcome(check: Check) -> tuple[bool, float, str]:
    """Run one check; return whether it was right, how long it took and what it said."""
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode == 0, time.monotonic() - began, done.stdout


def migrated_databases(postgresql: str | None) -> list[Check]:
    """Return what migrates the databases that tests copy; on PostgreSQL, if there is one at this address.

    Otherwise one process of the tests would do it, and the others would wait.
    """
    found = {"SQLite": "", "PostgreSQL": postgresql}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return [
        Check(
            f"migrations run on {kind}", [PYTHON, "-m", "tests.database"], {**settings, "DATABASE_URL": url}
        )
        for kind, url in found.items()
        if url is not None
    ]
