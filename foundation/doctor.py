"""What `manage.py doctor` looks at of the house itself: settings, database, caches, mail server, folders."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.checks import WARNING, CheckMessage, Error
from django.core.checks.registry import registry
from django.core.files.storage import FileSystemStorage, storages
from django.core.mail import get_connection
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .health.findings import DOCTOR, DOCTOR_FILES, doctor_check, error, fine, note

GIB = 1024**3
# The first words of the key that `config.settings.local` uses, known to everybody.
TRIAL_SECRET = "only-for-a-trial"  # noqa: S105 — a mark by which the doctor knows it
# Django's warnings of DEBUG and of ALLOWED_HOSTS, which are said here in other words.
_SAID_HERE = ("security.W018", "security.W020")
NO_POST = ("console", "dummy", "filebased", "locmem")


# ---------------------------------------------------------------- settings
@doctor_check()
def settings_are_safe() -> Iterator[CheckMessage]:
    """What Django's own checks do not know."""
    secret = str(settings.SECRET_KEY)
    if TRIAL_SECRET in secret:
        yield error(
            "foundation.E003",
            _("SECRET_KEY is the one of the trial, known to everybody. Set one of your own."),
            only_in_use=True,
        )
    if settings.DEBUG:
        yield error(
            "foundation.E004",
            _("DEBUG is on: errors would show the site's inside to everybody."),
            only_in_use=True,
        )
    if getattr(settings, "DEMO", False):
        yield note(
            "foundation.W001",
            _("This is a trial with the settings config.settings.local; others must not use it."),
        )
    if not settings.STAFF_SECOND_FACTOR:
        yield error(
            "foundation.E005",
            _("STAFF_SECOND_FACTOR is off: a password alone opens the back office."),
            only_in_use=True,
        )
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        yield error(
            "foundation.E006",
            _(
                "TRUSTED_PROXIES is 0, and every page sends to https: none could be opened. "
                "Set it to how many proxies stand before the site."
            ),
        )


@doctor_check()
def what_django_finds() -> Iterator[CheckMessage]:
    """What Django's own `check --deploy` asks. A trial need not be safe."""
    found = [
        issue
        for issue in _of_all_other_checks()
        if issue.level >= WARNING and not issue.is_silenced() and issue.id not in _SAID_HERE
    ]
    if found and getattr(settings, "DEMO", False):
        yield note("foundation.W002", _("Only for a trial: cookies and pages do not insist on https."))
        found = [issue for issue in found if not str(issue.id).startswith("security.")]
    for issue in found:
        yield Error(f"{issue.id}: {issue.msg}", id=issue.id)
    if not found:
        yield fine("foundation.I001", _("Django finds nothing unsafe in the settings."))


def _of_all_other_checks() -> Iterator[CheckMessage]:
    """The messages of all system checks but the doctor's own."""
    for check in registry.get_checks(include_deployment_checks=True):
        if not {DOCTOR, DOCTOR_FILES}.intersection(check.tags):
            yield from check(app_configs=None, databases=None)


@doctor_check()
def address() -> Iterator[CheckMessage]:
    """The site's own address, as letters, calendars and certificates carry it."""
    parts = urlsplit(settings.SITE_URL)
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS]
    if not parts.scheme or not parts.hostname:
        yield error("foundation.E008", _("SITE_URL is not an address; write it like https://example.org."))
        return
    if parts.scheme != "https":
        yield error(
            "foundation.E009",
            _("SITE_URL is %(url)s: without https passwords travel in the open.")
            % {"url": settings.SITE_URL},
            only_in_use=True,
        )
    if "*" in hosts:
        yield error(
            "foundation.E010", _("ALLOWED_HOSTS takes any name; name the site's own."), only_in_use=True
        )
    elif not any(parts.hostname == host or parts.hostname.endswith(f".{host}") for host in hosts):
        yield error(
            "foundation.E011",
            _("ALLOWED_HOSTS lacks %(host)s, the name in SITE_URL: nobody could open the site.")
            % {"host": parts.hostname},
        )
    yield fine("foundation.I002", _("Links in letters lead to %(url)s.") % {"url": settings.SITE_URL})


# ---------------------------------------------------------------- what the site stands on
@doctor_check()
def database() -> Iterator[CheckMessage]:
    """Whether the database answers, which one it is, and whether its tables are up to date."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield note(
            "foundation.W003",
            _(
                "The database is SQLite: right for one machine. For several servers use PostgreSQL (DATABASE_URL)."
            ),
        )
    else:
        yield fine(
            "foundation.I003", _("The database answers: %(kind)s.") % {"kind": connection.display_name}
        )
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        text = ngettext(
            "%(count)d migration was not run. Run “manage.py migrate”.",
            "%(count)d migrations were not run. Run “manage.py migrate”.",
            len(waiting),
        )
        yield error("foundation.E012", text % {"count": len(waiting)})
    else:
        yield fine("foundation.I004", _("The tables are up to date."))


@doctor_check()
def caches_answer() -> Iterator[CheckMessage]:
    """Whether each cache keeps what it is given, and whether all server processes see the same."""
    for name in ("default", "pages"):
        backend = str(settings.CACHES[name]["BACKEND"])
        if "locmem" in backend or "dummy" in backend:
            yield error(
                "foundation.E013",
                _(
                    "The cache “%(name)s” is not shared between processes: limits on signing in would not hold."
                )
                % {"name": name},
            )
            continue
        if not caches[name].answers():  # type: ignore[attr-defined]
            yield error("foundation.E014", _("The cache “%(name)s” does not answer.") % {"name": name})
            continue
        word = os.urandom(8).hex()
        caches[name].set(f"doctor-{word}", word, 30)
        if caches[name].get(f"doctor-{word}") != word:
            yield error(
                "foundation.E015", _("The cache “%(name)s” forgets what it is given.") % {"name": name}
            )
            continue
        caches[name].delete(f"doctor-{word}")
        if isinstance(caches[name], FileBasedCache):
            yield note(
                "foundation.W004",
                _("The cache “%(name)s” lies in files: right for one machine. For several set REDIS_URL.")
                % {"name": name},
            )
        else:
            yield fine("foundation.I005", _("The cache “%(name)s” answers.") % {"name": name})


@doctor_check()
def post() -> Iterator[CheckMessage]:
    """Whether letters can leave."""
    backend = str(settings.EMAIL_BACKEND)
    if any(word in backend for word in NO_POST):
        yield error(
            "foundation.E016",
            _("Letters are not being sent: %(backend)s. Set EMAIL_URL, or ANYMAIL_BACKEND with ANYMAIL.")
            % {"backend": backend},
            only_in_use=True,
        )
        return
    if "demo.example" in settings.DEFAULT_FROM_EMAIL:
        yield error(
            "foundation.E017", _("DEFAULT_FROM_EMAIL is the sample address; set the organiser's own.")
        )
    try:
        with get_connection(timeout=5) if "smtp" in backend else get_connection():
            yield fine("foundation.I006", _("The mail server takes letters."))
    except Exception as reason:  # noqa: BLE001 — whatever the mail library raises, the site cannot write
        yield error(
            "foundation.E018",
            _("The mail server does not answer: %(reason)s.") % {"reason": type(reason).__name__},
        )


def _takes_a_file(folder: Path) -> bool:
    """Whether a file can be written here. Rights alone do not tell: root has them all, a disk may be read-only."""
    try:
        with TemporaryFile(dir=folder) as trial:
            trial.write(b"-")
    except OSError as reason:
        return reason.errno in (errno.ENOSPC, errno.EDQUOT)  # a full disk is another matter, and said as such
    return True


@doctor_check()
def folders() -> Iterator[CheckMessage]:
    """Whether files can be written, and whether there is room for them."""
    places = {Path(settings.VAR_DIR)}
    for alias in ("pictures", "private"):
        storage = storages[alias]
        if isinstance(storage, FileSystemStorage):
            places.add(Path(storage.location))
    for place in sorted(places):
        nearest = next(path for path in (place, *place.parents) if path.exists())
        if not _takes_a_file(nearest):
            yield error("foundation.E019", _("%(folder)s cannot be written to.") % {"folder": place})
            continue
        free = shutil.disk_usage(nearest).free
        words: dict[str, Any] = {"folder": place, "free": f"{free / GIB:.1f}"}
        if free < GIB / 4:
            yield error("foundation.E020", _("%(folder)s has only %(free)s GiB left.") % words)
        elif free < 2 * GIB:
            yield note("foundation.W005", _("%(folder)s has only %(free)s GiB left.") % words)
        else:
            yield fine("foundation.I007", _("%(folder)s can be written to; %(free)s GiB are free.") % words)


@doctor_check()
def static_files() -> Iterator[CheckMessage]:
    """Whether style sheets, scripts and fonts were gathered."""
    if settings.DEBUG or "Manifest" not in type(storages["staticfiles"]).__name__:
        return
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield fine("foundation.I008", _("Style sheets, scripts and fonts are in place."))
    else:
        yield error(
            "foundation.E021",
            _("Style sheets and scripts are missing. Run “manage.py collectstatic --noinput”."),
        )
