"""Looking for words in all that rooms keep: in every column of every table, not where one thinks of looking."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model


def tables_of(*labels: str) -> Iterator[type[Model]]:
    """The tables of these apps, those behind relations of many to many too."""
    for label in labels:
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def traces(word: str, *labels: str) -> list[str]:
    """Where the word stands in these apps, in any case: table and column, each once."""
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
