"""Looking for words in all that rooms keep: in every column of every table, not where one thinks of looking."""

from django.apps import apps


def tables_with(words: str, *rooms: str) -> set[str]:
    """The tables of these rooms (labels of apps) in which a row has the words in whatever column, in any case."""
    wanted = words.casefold()
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    assert models
    return {
        model._meta.db_table
        for model in models
        if any(
            wanted in str(value).casefold() for row in model._base_manager.values() for value in row.values()
        )
    }


def words_of(held: object) -> str:
    """All that parts of a person's data say, as one text."""
    return str([(each.title, [dict(row) for row in each.rows]) for each in held])  # type: ignore[attr-defined]
