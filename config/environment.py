"""Reads the environment: what cannot be read ends the process with one sentence that names it and gives an example.

That is so for every way of starting (`manage.py`, the web server, worker and scheduler): none of them can do anything
without its settings, and a traceback would help nobody. Values are never printed: they may hold passwords.
"""

import builtins
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn
from urllib.parse import urlsplit

from environ import Env
from environ.compat import json

EXAMPLES = {
    "ALLOWED_HOSTS": "residencies.example",
    "ANSWER_BYTES_A_SECOND": "4096",
    "ANYMAIL": '{"SENDGRID_API_KEY": "…"}',
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/1, or amqp://user:password@127.0.0.1:5672//",
    "DATABASE_URL": "postgres://user:password@127.0.0.1:5432/svitlytsia",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "MAX_MATERIAL_BYTES": "52428800",
    "MAX_REQUEST_BYTES": "62914560",
    "NEEDS_KEPT_DAYS": "30",
    "PORT": "8000",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "S3_ENDPOINT_URL": "https://s3.example",
    "SECRET_KEY": "a long text that nobody can guess",
    "SITE_URL": "https://residencies.example",
    "REQUEST_BYTES_A_SECOND": "16384",
    "REQUEST_SECONDS": "20",
    "TRUSTED_PROXIES": "1",
}
NO = ("false", "off", "n", "no", "0")


def refuse(name: str, why: str, example: str = "") -> NoReturn:
    """End the process; whoever started it reads which variable to put right, and how it may look."""
    example = EXAMPLES.get(name, example)
    hint = f" For example: {name}={example}" if example else ""
    raise SystemExit(f"The settings cannot be read. {name} {why}.{hint}")


def _whole_number(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError
    return number


def _yes_or_no(value: str) -> bool:
    """A word that is neither must not count as no: it would switch off what protects."""
    word = value.strip().lower()
    if word not in Env.BOOLEAN_TRUE_STRINGS + NO:
        raise ValueError
    return word not in NO


def _texts(value: str) -> list[str]:
    found = [text.strip() for text in value.split(",") if text.strip()]
    if not found:
        raise ValueError
    return found


def _json_object(value: str) -> Any:
    found = json.loads(value)
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004 — the text is at fault
    return found


def _begins_with(value: str, schemes: Sequence[str]) -> str:
    scheme, mark, _rest = value.partition("://")
    if not mark or scheme not in schemes:
        raise ValueError
    return value


def _addresses(value: str, schemes: Sequence[str]) -> str:
    for each in value.split(";"):
        if urlsplit(_begins_with(each, schemes)).port == 0:
            raise ValueError
    return value


def _database(value: str) -> Any:
    return Env.db_url_config(_begins_with(value, ("postgres", "postgresql", "sqlite")))


def _mail_server(value: str) -> Any:
    return Env.email_url_config(_begins_with(value, tuple(Env.EMAIL_SCHEMES)))


# What django-environ calls a kind, how it is read here, what is said of a value that is none, and an example of one.
_KINDS: dict[Any, tuple[Callable[[str], Any], str, str]] = {
    int: (_whole_number, "is no whole number", "2"),
    bool: (_yes_or_no, "is neither true nor false", "true"),
    list: (_texts, "names nothing", ""),
    json.loads: (_json_object, "is no JSON object", ""),
    _database: (_database, "is not the address of a database", ""),
    _mail_server: (_mail_server, "is not the address of a mail server", ""),
}


class Environment(Env):
    """django-environ, stricter: an empty variable is one that is not set, and `$NAME` stands for nothing else."""

    def get_value(
        self, var: str, cast: Any = None, default: Any = Env.NOTSET, parse_default: bool = False
    ) -> Any:
        """The value as what it should be; a kind that is not listed is an address."""
        value = self.ENVIRON.get(var, "")
        if not value and default is self.NOTSET:
            refuse(var, "is not set")
        if not value and not parse_default:
            return default
        read, otherwise, example = _KINDS.get(cast, (cast or str, "is not such an address", ""))
        try:
            return read(value or default)
        except (ValueError, LookupError):
            refuse(var, otherwise, example)

    def int(self, var: str, default: Any = Env.NOTSET, *, least: builtins.int = 0) -> builtins.int:
        """A whole number that is not below `least`."""
        number: builtins.int = self.get_value(var, cast=int, default=default)
        if number < least:
            refuse(var, f"is less than {least}", str(max(least, 2)))
        return number

    def address(self, var: str, schemes: Sequence[str], default: Any = Env.NOTSET) -> Any:
        """An address that begins with one of these words and “://”, or several with “;” between."""
        return self.get_value(var, cast=partial(_addresses, schemes=schemes), default=default)

    def db(self, var: str = Env.DEFAULT_DATABASE_ENV) -> Any:
        """Django's settings of the database at that address."""
        return self.get_value(var, cast=_database)

    def email_url(self, var: str = Env.DEFAULT_EMAIL_ENV, default: Any = Env.NOTSET) -> Any:
        """Django's settings of the mail server at that address; the default is an address too."""
        return self.get_value(var, cast=_mail_server, default=default, parse_default=True)
