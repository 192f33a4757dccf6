"""Noticing that somebody changed something since it was shown: nothing is written, the answer is 409, input is kept.

What was shown travels with the form and is compared, under the locks of the write, with what is there by then. A row
that is decided on as a whole has a number that every write raises, its `version`. Anything else has a mark, a short
digest: of what a preview showed, or one for each field where people write different parts.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from foundation.errors import Conflict


def mark_of(shown: Any) -> str:
    """Another mark, another value; of values that can be written as JSON."""
    text = json.dumps(shown, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def require_seen(present: str | int, seen: str | int | None, stale: Conflict) -> None:
    """Raise `stale` unless the mark or the version that was seen is the present one. None: nothing was shown."""
    if seen is not None and seen != present:
        raise stale


# ---------------------------------------------------------------- field by field
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


def marks_of(values: Mapping[str, Any]) -> str:
    """Each name with its mark, in one line for a hidden field."""
    return " ".join(f"{name}:{mark_of(value)}" for name, value in sorted(values.items()))


def changed_since(marks: str, values: Mapping[str, Any]) -> set[str]:
    """Names of the values that are not what the marks stand for; a name without a mark counts as changed."""
    shown = dict(part.partition(":")[::2] for part in marks.split())
    return {name for name, value in values.items() if shown.get(name) != mark_of(value)}
