"""The state of a row as a short word, so that a stale form is noticed, and what changed is known field by field.

A form carries the word of what it showed: a mark for each of its fields. When it comes back and the row's marks are
others, somebody changed those fields in the meantime: nothing is written, the answer is 409, and the input is kept.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model


def values_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """What the row says in the named fields, as plain text; ids behind many-to-many ones. Other names are left out."""
    found: dict[str, Any] = {}
    for name in names:
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.many_to_many:
            found[name] = sorted(related.pk for related in getattr(row, name).all())
        elif field.concrete:
            found[name] = field.value_to_string(row)
    return found


def _marks(values: dict[str, Any]) -> dict[str, str]:
    return {name: hashlib.sha256(repr(value).encode()).hexdigest()[:12] for name, value in values.items()}


def word_of(values: dict[str, Any]) -> str:
    """A word that is the same for the same values: each name with its mark."""
    return " ".join(f"{name}:{mark}" for name, mark in sorted(_marks(values).items()))


def changed_since(word: str, values: dict[str, Any]) -> set[str]:
    """Names of the values that are not what the word stands for; a name that the word lacks counts as changed."""
    shown = dict(part.partition(":")[::2] for part in word.split())
    return {name for name, mark in _marks(values).items() if shown.get(name) != mark}
