"""What is held of a person, as they read it in English, and their being erased."""

from collections.abc import Iterable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.module_loading import import_string

from people.models import User
from people.person import Held, PersonPart
from people.personal_data import services


def held_of(user: User) -> list[Held]:
    """All that is held of the person."""
    with translation.override("en"):
        return services.held(user)


def part(user: User, title: str) -> Held:
    """What is held under the title that begins so; nothing of it makes an empty part."""
    return next((each for each in held_of(user) if each.title.startswith(title)), Held(title, []))


def rows_of(user: User, title: str) -> list[dict[str, str]]:
    """The rows under this title; none if there is no such title."""
    return [dict(row) for each in held_of(user) if each.title == title for row in each.rows]


def words_of(user: User) -> str:
    """All of it as one text."""
    return said_in(held_of(user))


def said_in(held: Iterable[Held]) -> str:
    """What these parts say, as one text."""
    rows = ((each.title, row) for each in held for row in each.rows)
    return "\n".join(f"{title}. {name}: {words}" for title, row in rows for name, words in row.items())


def why_not_now(user: User) -> list[tuple[str, str]]:
    """What has to be ended first, with where."""
    with translation.override("en"):
        return [(each.text, each.url) for each in services.hindrances(user)]


def queries_of(dotted: str, user: User) -> int:
    """How many queries one room's part asks."""
    found: PersonPart = import_string(dotted)()
    with CaptureQueriesContext(connection) as asked:
        list(found.held(user))
    return len(asked)


def erase(user: User) -> None:
    """The person has themselves erased."""
    services.erase(actor=user, user=user)
