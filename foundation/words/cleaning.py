"""A text as its column takes it, for services that get one from elsewhere than a form of the model's own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from foundation.errors import DomainError


def cleaned(model: type[Model], name: str, value: Any) -> Any:
    """The value as the model's field takes it, composed and trimmed; empty is allowed.

    Raises `DomainError` with the field's name for one that it refuses: too long, or with characters that nobody sees.
    """
    if value is None or not str(value).strip():
        return ""
    try:
        return model._meta.get_field(name).clean(value, None)  # type: ignore[union-attr]
    except ValidationError as error:
        raise DomainError(error.messages[0], field=name) from error
