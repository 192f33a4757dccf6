"""A model field for names of people: the rules of one line, and no links or signs."""

from typing import Any

from .fields import LineField, validate_name_of_person
from .forms import NameFormField


class NameField(LineField):
    """A person's name, or a part of it."""

    default_validators = [*LineField.default_validators, validate_name_of_person]

    def deconstruct(self) -> Any:
        """To the database it is a line of text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "foundation.words.fields.LineField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """A field under the same rules."""
        return super().formfield(**{"form_class": NameFormField, **kwargs})
