"""Form fields that hold to the rules of `fields.py`."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from .fields import (
    normalised,
    validate_name_of_person,
    validate_no_figures,
    validate_one_line,
    validate_printable,
)


def _say_too_long(field: forms.CharField) -> None:
    """Say what to do about a text that is too long, and by how much."""
    for rule in field.validators:
        if isinstance(rule, MaxLengthValidator):
            rule.message = _("Shorten this to %(limit_value)d characters; it has %(show_value)d.")


class LineFormField(forms.CharField):
    """One line of text, under the rules of `LineField`."""

    default_validators = [validate_one_line, validate_printable]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_too_long(self)

    def to_python(self, value: Any) -> str:
        """Compose letters before the rules look at them."""
        return normalised(super().to_python(value) or "")


class NameFormField(LineFormField):
    """A person's name, or a part of it, as they type it themselves."""

    default_validators = [*LineFormField.default_validators, validate_name_of_person]


class LettersOnlyNameFormField(NameFormField):
    """A name that a person types as their own or a colleague's, without figures; what is kept from before stays."""

    kept: Any = None

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Know what the form began with."""
        self.kept = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def run_validators(self, value: Any) -> None:
        """Refuse figures in what is new: who has one from before can change what else stands in the form."""
        super().run_validators(value)
        if value != self.to_python(self.kept):
            validate_no_figures(value)


class CodeFormField(forms.CharField):
    """A code as it is typed or pasted: spaces, dashes, full stops and hidden marks are no part of it."""

    def to_python(self, value: Any) -> str:
        """The letters and figures alone."""
        return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", super().to_python(value) or ""))


class ProseFormField(forms.CharField):
    """Several lines of text, under the rules of `ProseField`."""

    default_validators = [validate_printable]
    widget = forms.Textarea

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_too_long(self)

    def to_python(self, value: Any) -> str:
        """Compose letters before the rules look at them."""
        return normalised(super().to_python(value) or "")
