"""What a person is answered while the database is away or nothing more can be written.

Only errors that mean just that: a wrong statement, a broken constraint or a deadlock is a fault of ours and stays 500.
The answers need nothing but the words themselves. Decisions: docs/adr/0011.
"""

import enum
import errno
import logging
import traceback
from collections.abc import Iterator

from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _

from . import NotStored

logger = logging.getLogger(__name__)

# Seconds after which a client may ask again.
RETRY_AFTER = 30
# What says that nothing more can be written: the disk or a quota is full, or only reading is allowed.
NO_ROOM_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
# PostgreSQL: the connection, too many of them, the server stops or starts, it cannot read its own files.
_AWAY_STATES = ("08", "53200", "53300", "57P", "58")
_FULL_STATES = ("53100",)
_AWAY_NAMES = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
_FULL_NAMES = ("SQLITE_FULL", "SQLITE_READONLY")


class Outage(enum.Enum):
    """What is the matter; the value is the status that says so."""

    DATABASE_AWAY = 503
    NO_ROOM = 507


def outage(error: BaseException | None) -> Outage | None:
    """The outage that an error tells of, itself or what it was raised from; None for every other error.

    What merely came up while an outage was dealt with is a fault of ours, unless a store or the database says it.
    """
    return next(filter(None, map(_outage, _chain(error))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        is_of_a_store = isinstance(error, Error | OSError | NotStored) and not error.__suppress_context__
        error = error.__cause__ or (error.__context__ if is_of_a_store else None)


def _outage(error: BaseException) -> Outage | None:
    if isinstance(error, NotStored):
        return Outage.NO_ROOM
    if isinstance(error, OSError):
        return Outage.NO_ROOM if error.errno in NO_ROOM_ERRNOS else None
    if isinstance(error, InterfaceError):
        return Outage.DATABASE_AWAY if _is_cut_off() else None
    return _of_database(error) if isinstance(error, Error) else None


def _is_cut_off() -> bool:
    """Whether this thread's connection is gone; asks nobody."""
    return connection.connection is None or bool(getattr(connection.connection, "closed", False))


def _of_database(error: Error) -> Outage | None:
    """By the name that SQLite gives or the state that PostgreSQL does; none at all: it did not even answer."""
    name = str(getattr(error.__cause__, "sqlite_errorname", ""))
    state = getattr(error.__cause__, "sqlstate", None)
    if name.startswith(_FULL_NAMES) or (state or "").startswith(_FULL_STATES):
        return Outage.NO_ROOM
    if not isinstance(error, OperationalError):
        return None
    is_silent = not name and state is None
    is_away = is_silent or name.startswith(_AWAY_NAMES) or (state or "").startswith(_AWAY_STATES)
    return Outage.DATABASE_AWAY if is_away else None


def answer(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The answer to a request that met an outage; None for any other error.

    A page for people, a line for programs: calendars, parts of pages, JSON. Side effect: one line in the log, without
    the address and without a trace, since every request meets the same; where another error brought the outage here,
    where that was raised, without values.
    """
    found = outage(error)
    if error is None or found is None:
        return None
    is_itself = _outage(error) is not None
    trace = "" if is_itself else "\n" + "".join(traceback.format_tb(error.__traceback__)).rstrip()
    logger.error("%s: %s%s", found.name, type(error).__name__, trace)
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        response = _worded(request, found)
    response.status_code = found.value
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log address and trace
    return response


def _worded(request: HttpRequest, found: Outage) -> HttpResponse:
    if request.method == "HEAD":
        return HttpResponse()
    accepted = request.headers.get("Accept", "")
    if "application/json" in accepted and "text/html" not in accepted:
        return JsonResponse({"error": _line(found)})
    if "HX-Request" in request.headers or request.path_info.endswith(".ics"):
        return HttpResponse(_line(found), content_type="text/plain; charset=utf-8")
    is_reading = request.method == "GET"
    return HttpResponse(loader.render_to_string(f"{found.value}.html", {"is_reading": is_reading}))


def _line(found: Outage) -> str:
    if found is Outage.NO_ROOM:
        return _("The site’s disk is full. Nothing was saved. Try again later.")
    return _("The site cannot reach its records at the moment. Nothing was saved. Try again in a minute.")
