"""What `manage.py doctor` looks at: a registry that higher rooms fill, and the checks of the house itself.

Register once, in `AppConfig.ready()`: `register_check(check)`. A check only reads; it takes no argument and gives
findings in plain words. One that raises is reported as an error by the doctor. What reads every file takes long and
is asked for by `doctor --files` and after a restore only: `register_check(check, of_files=True)`.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks as django_checks
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files.storage import FileSystemStorage, storages
from django.core.mail import get_connection
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

GIB = 1024**3
# The first words of the key that `config.settings.local` uses, known to everybody.
TRIAL_SECRET = "only-for-a-trial"  # noqa: S105 — a mark by which the doctor knows it
# Django's warnings of DEBUG and of ALLOWED_HOSTS, which are said here in other words.
_SAID_HERE = ("security.W018", "security.W020")
NO_POST = ("console", "dummy", "filebased", "locmem")


class Level(StrEnum):
    """How bad a finding is."""

    FINE = "fine"
    NOTE = "note"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in plain words. `only_in_use`: a trial on one's own machine may leave it so."""

    level: Level
    text: str
    only_in_use: bool = False


def fine(text: str) -> Finding:
    """All is well with this."""
    return Finding(Level.FINE, text)


def note(text: str) -> Finding:
    """Works, and somebody should know."""
    return Finding(Level.NOTE, text)


def error(text: str, *, only_in_use: bool = False) -> Finding:
    """Must be put right; `only_in_use` if a trial may leave it so."""
    return Finding(Level.ERROR, text, only_in_use)


Check = Callable[[], Iterable[Finding]]
_checks: list[Check] = []
_checks_of_files: list[Check] = []


def register_check(check: Check, *, of_files: bool = False) -> None:
    """Add a check. The order of registration is the order of the report, after the house's own."""
    checks = _checks_of_files if of_files else _checks
    if check not in checks:
        checks.append(check)


def checks_of_files() -> list[Check]:
    """The checks that read every file."""
    return [*_checks_of_files]


def looked_at(checks: Iterable[Check]) -> list[Finding]:
    """What the checks find, errors last.

    What only matters in use is a note in a trial; a check that breaks is an error.
    """
    return sorted(_findings(checks), key=lambda finding: list(Level).index(finding.level))


def _findings(checks: Iterable[Check]) -> Iterator[Finding]:
    is_trial = getattr(settings, "DEMO", False)
    for check in checks:
        try:
            for finding in check():
                if finding.only_in_use and is_trial:
                    yield note(_("Only for a trial: %(finding)s") % {"finding": finding.text})
                else:
                    yield finding
        except Exception as reason:  # noqa: BLE001 — the doctor goes on and says what broke
            words = {"check": check.__name__, "reason": f"{type(reason).__name__}: {reason}"}
            yield error(_("“%(check)s” could not be looked at: %(reason)s") % words)


def all_checks() -> list[Check]:
    """The checks of the house, then those of the rooms."""
    return [
        settings_are_safe,
        address,
        database,
        caches_answer,
        post,
        folders,
        static_files,
        *_checks,
    ]


# ---------------------------------------------------------------- settings
def settings_are_safe() -> Iterator[Finding]:
    """What Django's own `check --deploy` asks, and what it does not know."""
    secret = str(settings.SECRET_KEY)
    if TRIAL_SECRET in secret:
        yield error(
            _("SECRET_KEY is the one of the trial, known to everybody. Set one of your own."),
            only_in_use=True,
        )
    if settings.DEBUG:
        yield error(_("DEBUG is on: errors would show the site's inside to everybody."), only_in_use=True)
    if getattr(settings, "DEMO", False):
        yield note(_("This is a trial with the settings config.settings.local; others must not use it."))
    if not settings.STAFF_SECOND_FACTOR:
        yield error(
            _("STAFF_SECOND_FACTOR is off: a password alone opens the back office."), only_in_use=True
        )
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        yield error(
            _(
                "TRUSTED_PROXIES is 0, and every page sends to https: none could be opened. "
                "Set it to how many proxies stand before the site."
            )
        )
    found = [
        issue
        for issue in django_checks.run_checks(include_deployment_checks=True)
        if issue.level >= django_checks.WARNING and not issue.is_silenced() and issue.id not in _SAID_HERE
    ]
    if found and getattr(settings, "DEMO", False):
        yield note(_("Only for a trial: cookies and pages do not insist on https."))
        found = [issue for issue in found if not str(issue.id).startswith("security.")]
    for issue in found:
        yield error(f"{issue.id}: {issue.msg}")
    if not found:
        yield fine(_("Django finds nothing unsafe in the settings."))


def address() -> Iterator[Finding]:
    """The site's own address, as letters, calendars and certificates carry it."""
    parts = urlsplit(settings.SITE_URL)
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS]
    if not parts.scheme or not parts.hostname:
        yield error(_("SITE_URL is not an address; write it like https://example.org."))
        return
    if parts.scheme != "https":
        yield error(
            _("SITE_URL is %(url)s: without https passwords travel in the open.")
            % {"url": settings.SITE_URL},
            only_in_use=True,
        )
    if "*" in hosts:
        yield error(_("ALLOWED_HOSTS takes any name; name the site's own."), only_in_use=True)
    elif not any(parts.hostname == host or parts.hostname.endswith(f".{host}") for host in hosts):
        yield error(
            _("ALLOWED_HOSTS lacks %(host)s, the name in SITE_URL: nobody could open the site.")
            % {"host": parts.hostname}
        )
    yield fine(_("Links in letters lead to %(url)s.") % {"url": settings.SITE_URL})


# ---------------------------------------------------------------- what the site stands on
def database() -> Iterator[Finding]:
    """Whether the database answers, which one it is, and whether its tables are up to date."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield note(
            _(
                "The database is SQLite: right for one machine. For several servers use PostgreSQL (DATABASE_URL)."
            )
        )
    else:
        yield fine(_("The database answers: %(kind)s.") % {"kind": connection.display_name})
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        text = ngettext(
            "%(count)d migration was not run. Run “manage.py migrate”.",
            "%(count)d migrations were not run. Run “manage.py migrate”.",
            len(waiting),
        )
        yield error(text % {"count": len(waiting)})
    else:
        yield fine(_("The tables are up to date."))


def caches_answer() -> Iterator[Finding]:
    """Whether each cache keeps what it is given, and whether all server processes see the same."""
    for name in ("default", "pages"):
        backend = str(settings.CACHES[name]["BACKEND"])
        if "locmem" in backend or "dummy" in backend:
            yield error(
                _(
                    "The cache “%(name)s” is not shared between processes: limits on signing in would not hold."
                )
                % {"name": name}
            )
            continue
        if not caches[name].answers():  # type: ignore[attr-defined]
            yield error(_("The cache “%(name)s” does not answer.") % {"name": name})
            continue
        word = os.urandom(8).hex()
        caches[name].set(f"doctor-{word}", word, 30)
        if caches[name].get(f"doctor-{word}") != word:
            yield error(_("The cache “%(name)s” forgets what it is given.") % {"name": name})
            continue
        caches[name].delete(f"doctor-{word}")
        if isinstance(caches[name], FileBasedCache):
            yield note(
                _("The cache “%(name)s” lies in files: right for one machine. For several set REDIS_URL.")
                % {"name": name}
            )
        else:
            yield fine(_("The cache “%(name)s” answers.") % {"name": name})


def post() -> Iterator[Finding]:
    """Whether letters can leave."""
    backend = str(settings.EMAIL_BACKEND)
    if any(word in backend for word in NO_POST):
        yield error(
            _("Letters do not leave: %(backend)s. Set EMAIL_URL, or ANYMAIL_BACKEND with ANYMAIL.")
            % {"backend": backend},
            only_in_use=True,
        )
        return
    if "demo.example" in settings.DEFAULT_FROM_EMAIL:
        yield error(_("DEFAULT_FROM_EMAIL is the sample address; set the organiser's own."))
    try:
        with get_connection(timeout=5) if "smtp" in backend else get_connection():
            yield fine(_("The mail server takes letters."))
    except Exception as reason:  # noqa: BLE001 — whatever the mail library raises, the site cannot write
        yield error(_("The mail server does not answer: %(reason)s.") % {"reason": type(reason).__name__})


def _takes_a_file(folder: Path) -> bool:
    """Whether a file can be written here. Rights alone do not tell: root has them all, a disk may be read-only."""
    try:
        with TemporaryFile(dir=folder) as trial:
            trial.write(b"-")
    except OSError as reason:
        return reason.errno in (errno.ENOSPC, errno.EDQUOT)  # a full disk is another matter, and said as such
    return True


def folders() -> Iterator[Finding]:
    """Whether files can be written, and whether there is room for them."""
    places = {Path(settings.VAR_DIR)}
    for alias in ("pictures", "private"):
        storage = storages[alias]
        if isinstance(storage, FileSystemStorage):
            places.add(Path(storage.location))
    for place in sorted(places):
        nearest = next(path for path in (place, *place.parents) if path.exists())
        if not _takes_a_file(nearest):
            yield error(_("%(folder)s cannot be written to.") % {"folder": place})
            continue
        free = shutil.disk_usage(nearest).free
        words: dict[str, Any] = {"folder": place, "free": f"{free / GIB:.1f}"}
        if free < GIB / 4:
            yield error(_("%(folder)s has only %(free)s GiB left.") % words)
        elif free < 2 * GIB:
            yield note(_("%(folder)s has only %(free)s GiB left.") % words)
        else:
            yield fine(_("%(folder)s can be written to; %(free)s GiB are free.") % words)


def static_files() -> Iterator[Finding]:
    """Whether style sheets, scripts and fonts were gathered."""
    if settings.DEBUG or "Manifest" not in type(storages["staticfiles"]).__name__:
        return
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield fine(_("Style sheets, scripts and fonts are in place."))
    else:
        yield error(_("Style sheets and scripts are missing. Run “manage.py collectstatic --noinput”."))
