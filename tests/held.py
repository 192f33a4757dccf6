"""What is held of a person, as they read it in English."""

from collections.abc import Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from people.models import User
from people.person import Held, PersonPart
from people.personal_data import services


def rows_of(user: User, title: str) -> list[dict[str, str]]:
    """The rows under this title; none if there is no such title."""
    with translation.override("en"):
        return [dict(row) for held in services.held(user) if held.title == title for row in held.rows]


def words_of(user: User) -> str:
    """All that is said in any room."""
    with translation.override("en"):
        return _words(services.held(user))


def _words(parts: Sequence[Held]) -> str:
    return "\n".join(f"{part.title} {row}" for part in parts for row in part.rows)


def why_not_now(user: User) -> list[tuple[str, str]]:
    """What has to be ended first, with where."""
    with translation.override("en"):
        return [(each.text, each.url) for each in services.hindrances(user)]


def queries_of(part: PersonPart, user: User) -> int:
    """How many queries it takes to say what this part holds of the person."""
    with CaptureQueriesContext(connection) as captured:
        part.held(user)
    return len(captured)
