"""What is held of a person, and a look through everything that rooms keep: every column of every table of theirs."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.module_loading import import_string

from people.models import User
from people.person import Held, PersonPart
from people.personal_data import services


def tables_of(*labels: str) -> Iterator[type[Model]]:
    """The tables of these apps, those behind relations of many to many too."""
    for label in labels:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def traces(word: str, *labels: str) -> list[str]:
    """Where the word stands in these apps: table and column, each once."""
    found = set()
    for model in tables_of(*labels):
        columns = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*columns):
            found |= {
                f"{model._meta.label}.{column}"
                for column, value in zip(columns, row, strict=True)
                if word.casefold() in str(value).casefold()
            }
    return sorted(found)


def tables_with(word: str, *labels: str) -> set[str]:
    """The tables of these apps in which the word stands, whatever the column."""
    return {apps.get_model(where.rpartition(".")[0])._meta.db_table for where in traces(word, *labels)}


def held_of(user: User) -> list[Held]:
    """All that is held of the person, in English, as they take it out."""
    with translation.override("en"):
        return services.held(user)


def part(user: User, title: str) -> Held:
    """What is held under the title that begins so; nothing of it makes an empty part."""
    return next((each for each in held_of(user) if each.title.startswith(title)), Held(title, []))


def words_of(user: User) -> str:
    """All of it as one text."""
    return said_in(held_of(user))


def said_in(held: Iterable[Held]) -> str:
    """What these parts say, as one text."""
    rows = ((each.title, row) for each in held for row in each.rows)
    return "\n".join(f"{title}. {name}: {words}" for title, row in rows for name, words in row.items())


def queries_of(dotted: str, user: User) -> int:
    """How many queries one room's part asks."""
    found: PersonPart = import_string(dotted)()
    with CaptureQueriesContext(connection) as asked:
        list(found.held(user))
    return len(asked)


def erase(user: User) -> None:
    """The person has themselves erased."""
    services.erase(actor=user, user=user)
