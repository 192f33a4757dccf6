"""Where words are still written: looked for in every column of every table of a room, in whatever spelling."""

from django.apps import apps


def tables_with(words: str, *labels: str) -> set[str]:
    """The tables of these rooms, by their apps' labels, in which these words stand."""
    return {
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if any(
            words.casefold() in str(value).casefold()
            for row in model._base_manager.values_list()
            for value in row
        )
    }
