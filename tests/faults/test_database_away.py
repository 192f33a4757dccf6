"""The database is away: a page that says so, nothing half done, and all is well by itself afterwards."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    close_old_connections,
    connection,
)
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import path

from foundation.errors import outages
from foundation.errors import views as errors
from foundation.errors.outages import Outage
from people.models import User
from tests.door import door_to
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import AdministratorFactory, UserFactory
from tests.product import database_url

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def _elsewhere(**values: object) -> Iterator[None]:
    """The connection leads to another place."""
    before = {name: connection.settings_dict[name] for name in values}
    connection.close()
    connection.settings_dict.update(values)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@contextmanager
def away() -> Iterator[None]:
    """Nobody listens where the database was; SQLite finds no folder there."""
    if connection.vendor == "sqlite":
        with _elsewhere(NAME="/nowhere/db.sqlite3"):
            yield
    else:
        with door_to(database_url(), 5432) as door:
            door.shut()
            with _elsewhere(HOST="127.0.0.1", PORT=str(door.port)):
                yield


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


# ---------------------------------------------------------------- what is answered
@pytest.mark.parametrize(
    ("language", "words"),
    [("uk", "За хвилину"), ("en", "Back in a moment"), ("pl", "Zaraz wracamy")],
)
def test_the_page_is_in_the_language_of_the_address(visitor, language, words) -> None:
    with away():
        answer = visitor.get(f"/{language}/residencies/")
    assert answer.status_code == 503
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text
    assert answer["Retry-After"] == "30"
    assert answer["Cache-Control"] == "no-store"


def test_without_a_language_in_the_address_it_is_the_browsers(visitor) -> None:
    with away():
        answer = visitor.get(
            "/admin/", headers={"Accept-Language": "pl"}, HTTP_COOKIE=f"sessionid={'a' * 32}"
        )
    assert answer.status_code == 503
    assert '<html lang="pl">' in answer.text


@pytest.mark.parametrize(
    ("address", "headers", "kind"),
    [
        ("/calendar/00000000-0000-4000-8000-000000000000.ics", {}, "text/plain; charset=utf-8"),
        ("/en/residencies/", {"HX-Request": "true"}, "text/plain; charset=utf-8"),
        ("/en/residencies/", {"Accept": "application/json"}, "application/json"),
    ],
)
def test_programs_get_a_line(visitor, address, headers, kind) -> None:
    with away():
        answer = visitor.get(address, headers=headers)
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, kind, "30")
    assert "cannot reach its records" in answer.text or "досяг" in answer.text or "запис" in answer.text
    assert "<" not in answer.text


def test_who_asks_for_the_head_alone_gets_no_body(visitor) -> None:
    with away():
        answer = visitor.head("/en/residencies/")
    assert (answer.status_code, answer.content) == (503, b"")


def test_a_page_of_ones_own_waits_and_one_stays_signed_in(visitor) -> None:
    visitor.force_login(UserFactory())
    with away():
        assert visitor.get("/en/my/").status_code == 503
    assert visitor.get("/en/my/").status_code == 200


def test_pages_that_were_kept_are_served_all_the_while(visitor) -> None:
    address = f"/en/cohorts/{DayFactory(cohort=CohortFactory()).cohort.slug}/"
    kept = visitor.get(address)
    with away():
        answer = visitor.get(address)
    assert (answer.status_code, answer.content) == (200, kept.content)


def test_a_page_of_the_outage_is_kept_by_nobody(visitor) -> None:
    address = f"/en/cohorts/{DayFactory(cohort=CohortFactory()).cohort.slug}/"
    caches["pages"].clear()
    with away():
        assert visitor.get(address).status_code == 503
    assert visitor.get(address).status_code == 200


def test_what_is_sent_meanwhile_is_not_saved_and_may_be_sent_again(visitor) -> None:
    person = UserFactory(given_name="Olena")
    visitor.force_login(person)
    form = visitor.get("/en/my/details/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"given_name": "Oksana"}
    with away():
        answer = visitor.post("/en/my/details/", data)
    assert answer.status_code == 503
    assert "What you sent was not saved." in answer.text
    assert User.objects.get(pk=person.pk).given_name == "Olena"
    assert visitor.post("/en/my/details/", data).status_code == 302
    assert User.objects.get(pk=person.pk).given_name == "Oksana"


def test_readiness_names_the_database_and_the_site_is_alive(visitor) -> None:
    with away():
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready\ndatabase does not answer")
        assert visitor.get("/healthz").text == "ok"
    assert visitor.get("/readyz").text == "ready"


def test_the_log_says_it_in_a_line_without_the_address(visitor, caplog) -> None:
    with away():
        visitor.get("/en/residencies/secret-address/")
    lines = [record.getMessage() for record in caplog.records]
    assert lines.count("DATABASE_AWAY: OperationalError") == 1
    assert "secret-address" not in caplog.text
    assert "Traceback" not in caplog.text


def test_whoever_works_in_the_back_office_gets_the_page_too(visitor) -> None:
    visitor.force_login(AdministratorFactory())
    with away():
        assert visitor.get("/admin/").status_code == 503


# ---------------------------------------------------------------- the connection is lost on the way
@pytest.mark.postgres
def test_a_connection_that_is_lost_in_the_middle_is_no_fault_of_ours(visitor) -> None:
    person = UserFactory()
    visitor.force_login(person)
    with (
        door_to(database_url(), 5432) as door,
        _elsewhere(HOST="127.0.0.1", PORT=str(door.port), CONN_HEALTH_CHECKS=True),
    ):
        assert visitor.get("/en/my/").status_code == 200
        door.shut()
        assert visitor.get("/en/my/").status_code == 503
        door.open()
        close_old_connections()  # every request begins so; the test's own client does not
        assert visitor.get("/en/my/").status_code == 200


@pytest.mark.postgres
def test_a_server_that_ends_the_connection_is_away(visitor) -> None:
    UserFactory()
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()
    assert outages.outage(caught.value) is Outage.DATABASE_AWAY


# ---------------------------------------------------------------- what is an outage and what a fault
def caused(error: Exception, cause: Exception | None) -> Exception:
    error.__cause__ = cause
    return error


def in_sqlite(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorname = name
    return error


def outages_and_faults() -> Iterator[tuple[Exception, Outage | None]]:
    yield caused(OperationalError(), psycopg.OperationalError("connection refused")), Outage.DATABASE_AWAY
    for kind, found in (
        (psycopg.errors.CannotConnectNow, Outage.DATABASE_AWAY),
        (psycopg.errors.AdminShutdown, Outage.DATABASE_AWAY),
        (psycopg.errors.TooManyConnections, Outage.DATABASE_AWAY),
        (psycopg.errors.DiskFull, Outage.NO_ROOM),
        (psycopg.errors.DeadlockDetected, None),
        (psycopg.errors.QueryCanceled, None),
        (psycopg.errors.SerializationFailure, None),
    ):
        yield caused(OperationalError(), kind()), found
    for name, found in (
        ("SQLITE_BUSY", Outage.DATABASE_AWAY),
        ("SQLITE_CANTOPEN", Outage.DATABASE_AWAY),
        ("SQLITE_IOERR_READ", Outage.DATABASE_AWAY),
        ("SQLITE_FULL", Outage.NO_ROOM),
        ("SQLITE_READONLY", Outage.NO_ROOM),
        ("SQLITE_ERROR", None),
    ):
        yield caused(OperationalError(), in_sqlite(name)), found
    yield caused(ProgrammingError(), psycopg.errors.UndefinedTable()), None
    yield caused(IntegrityError(), psycopg.errors.UniqueViolation()), None
    yield caused(DataError(), psycopg.errors.NumericValueOutOfRange()), None
    yield InterfaceError("the cursor is closed"), None
    yield OSError(28, "No space left on device"), Outage.NO_ROOM
    yield OSError(2, "No such file"), None
    yield PermissionDenied(), None


@pytest.mark.parametrize(("error", "found"), list(outages_and_faults()))
def test_only_what_means_away_or_full_is_an_outage(error, found) -> None:
    connection.ensure_connection()
    assert outages.outage(error) is found
    # Also where it led to another error on the way out.
    assert outages.outage(caused(RuntimeError(), error)) is found


def while_handling(outer: Exception, inner: Exception) -> Exception:
    """The one, raised while the other is dealt with."""
    try:
        try:
            raise inner
        except type(inner):
            raise outer  # noqa: B904 — that is what happens to people
    except type(outer) as error:
        return error


def from_nothing(outer: Exception, inner: Exception) -> Exception:
    """Likewise, and raised so that it has nothing to do with the other."""
    try:
        try:
            raise inner
        except type(inner):
            raise outer from None
    except type(outer) as error:
        return error


NO_SPACE = OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (while_handling(KeyError("ours"), OperationalError()), None),
        (from_nothing(ValueError("ours"), NO_SPACE), None),
        (from_nothing(OSError(2, "No such file"), NO_SPACE), None),
        (while_handling(InterfaceError("closed"), OperationalError()), Outage.DATABASE_AWAY),
        (while_handling(OSError(2, "No such file"), NO_SPACE), Outage.NO_ROOM),
    ],
)
def test_a_fault_of_ours_while_an_outage_is_dealt_with_stays_one(error, found) -> None:
    connection.ensure_connection()
    assert outages.outage(error) is found


def raising(error: Exception) -> Callable[[HttpRequest], object]:
    def view(request: HttpRequest) -> object:
        raise error

    return view


class Faulty:
    """Addresses at which the database says no for different reasons."""

    handler500 = errors.broken
    urlpatterns = [
        path("en/wrong/", raising(caused(ProgrammingError(), psycopg.errors.UndefinedTable()))),
        path("en/full/", raising(caused(OperationalError(), in_sqlite("SQLITE_FULL")))),
        path("en/worded/", raising(caused(RuntimeError("Олена"), caused(OperationalError(), None)))),
    ]


def test_where_another_error_brought_the_outage_the_log_says_where_without_values(
    settings, visitor, caplog
) -> None:
    settings.ROOT_URLCONF = Faulty
    assert visitor.get("/en/worded/").status_code == 503
    [said] = [record.getMessage() for record in caplog.records if record.name == "foundation.errors.outages"]
    assert said.startswith("DATABASE_AWAY: RuntimeError\n")
    assert "in view\n    raise error" in said
    assert "Олена" not in said


def test_a_fault_of_ours_stays_one(settings, visitor) -> None:
    settings.ROOT_URLCONF = Faulty
    assert visitor.get("/en/wrong/").status_code == 500


def test_a_database_without_room_is_told_apart_from_one_that_is_away(settings, visitor) -> None:
    settings.ROOT_URLCONF = Faulty
    answer = visitor.post("/en/full/")
    assert answer.status_code == 507
    assert "The site’s disk is full" in answer.text
    assert "What you sent was not saved." in answer.text


def test_the_answer_needs_neither_session_nor_user() -> None:
    request = RequestFactory().get("/pl/my/")  # what middleware adds is not there
    answer = outages.answer(request, caused(OperationalError(), None))
    assert answer is not None
    assert '<html lang="pl">' in answer.text


# ---------------------------------------------------------------- SQLite: somebody else writes for too long
@pytest.mark.sqlite
def test_a_writer_that_does_not_end_keeps_others_waiting_for_a_while_only(visitor) -> None:
    person = UserFactory()
    visitor.force_login(person)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    try:
        answer = visitor.post("/en/my/calendar/renew/")
        assert (answer.status_code, visitor.get("/en/my/").status_code) == (503, 200)
    finally:
        other.close()
