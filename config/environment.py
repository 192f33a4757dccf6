"""Reads the environment: what cannot be read ends the process with one sentence that names it and gives an example.

That is so for every way of starting (`manage.py`, the web server, worker and scheduler): none of them can do anything
without its settings, and a traceback would help nobody. Values are never printed: they may hold passwords.
"""

import json
import os
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeAlias
from urllib.parse import urlsplit

from environ import Env

EXAMPLES = {
    "ALLOWED_HOSTS": "residencies.example",
    "ANSWER_BYTES_A_SECOND": "4096",
    "ANYMAIL": '{"SENDGRID_API_KEY": "…"}',
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/1, or amqp://user:password@127.0.0.1:5672//",
    "DATABASE_URL": "postgres://user:password@127.0.0.1:5432/svitlytsia",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "MAX_MATERIAL_BYTES": "52428800",
    "MAX_REQUEST_BYTES": "62914560",
    "PORT": "8000",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "S3_ENDPOINT_URL": "https://s3.example",
    "SECRET_KEY": "a long text that nobody can guess",
    "SITE_URL": "https://residencies.example",
    "REQUEST_BYTES_A_SECOND": "16384",
    "REQUEST_SECONDS": "20",
    "TRUSTED_PROXIES": "1",
}
YES, NO = ("true", "on", "ok", "y", "yes", "1"), ("false", "off", "n", "no", "0")
NEEDED: Any = object()
# Inside the class below these words name its methods.
Text: TypeAlias = str
Number: TypeAlias = int
Flag: TypeAlias = bool


def refuse(name: Text, why: Text, example: Text = "") -> NoReturn:
    """End the process; whoever started it reads which variable to put right, and how it may look."""
    example = EXAMPLES.get(name, example)
    hint = f" For example: {name}={example}" if example else ""
    raise SystemExit(f"The settings cannot be read. {name} {why}.{hint}")


class Environment:
    """The variables by kind. One that is empty counts as not set, unless it is a plain text."""

    ENVIRON = os.environ

    def str(self, name: Text, default: Any = NEEDED) -> Any:
        """A plain text; it may be empty where there is a default."""
        if name in self.ENVIRON and (self.ENVIRON[name] or default is not NEEDED):
            return self.ENVIRON[name]
        return refuse(name, "is not set") if default is NEEDED else default

    def _read(
        self, name: Text, default: Any, read: Callable[[Text], Any], otherwise: Text, example: Text = ""
    ) -> Any:
        """What `read` makes of the value; it raises ValueError for what it cannot read."""
        value = self.ENVIRON.get(name, "")
        if not value:
            return refuse(name, "is not set") if default is NEEDED else default
        try:
            return read(value)
        except (ValueError, LookupError):
            refuse(name, otherwise, example)

    def int(self, name: Text, default: Any = NEEDED, least: Number = 0) -> Number:
        """A whole number, not below `least`."""
        otherwise = "is no whole number" if not least else f"is no whole number from {least} on"
        return self._read(name, default, lambda value: _whole_number(value, least), otherwise, "2")

    def bool(self, name: Text, default: Any = NEEDED) -> Any:
        """Yes or no. A word that is neither must not count as no: it would switch off what protects."""
        return self._read(name, default, _yes_or_no, "is neither true nor false", "true")

    def list(self, name: Text, default: Any = NEEDED) -> Any:
        """Several texts with commas between."""
        return self._read(name, default, _texts, "names nothing")

    def json(self, name: Text, default: Any = NEEDED) -> Any:
        """An object in JSON."""
        return self._read(name, default, _json_object, "is no JSON object")

    def url(self, name: Text, schemes: Sequence[Text], default: Any = NEEDED) -> Any:
        """An address that begins with one of these words and “://”."""
        return self._read(name, default, lambda value: _address(value, schemes), "is not such an address")

    def db(self, name: Text = "DATABASE_URL") -> Any:
        """Django's settings of the database at that address."""
        return self._read(name, NEEDED, _database, "is not the address of a database")

    def email_url(self, name: Text = "EMAIL_URL", default: Text = "") -> Any:
        """Django's settings of the mail server at that address."""
        fallback = _mail_server(default)
        return self._read(name, fallback, _mail_server, "is not the address of a mail server")


def _whole_number(value: Text, least: Number) -> Number:
    number = Number(value)
    if number < least:
        raise ValueError
    return number


def _yes_or_no(value: Text) -> Flag:
    word = value.strip().lower()
    if word not in YES + NO:
        raise ValueError
    return word in YES


def _texts(value: Text) -> Any:
    found = [text.strip() for text in value.split(",") if text.strip()]
    if not found:
        raise ValueError
    return found


def _json_object(value: Text) -> Any:
    found = json.loads(value)
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004 — the text is at fault
    return found


def _address(value: Text, schemes: Sequence[Text]) -> Text:
    parts = urlsplit(value)
    if parts.scheme not in schemes or "://" not in value or parts.port == 0:
        raise ValueError
    return value


def _database(value: Text) -> Any:
    if value.partition("://")[0] not in ("postgres", "postgresql", "sqlite"):
        raise ValueError
    return Env.db_url_config(value)


def _mail_server(value: Text) -> Any:
    if value.partition("://")[0] not in Env.EMAIL_SCHEMES:
        raise ValueError
    return Env.email_url_config(value)
