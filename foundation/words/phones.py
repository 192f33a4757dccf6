"""Telephone numbers of any country, as people type and paste them; kept in one form, with the country's code.

By the rules of Google's libphonenumber. A number with a country's code is taken if it can be one at all: which ranges
are given out changes faster than the library. Without a code it is taken where only Ukraine or only Poland has it.
"""

import re
from collections.abc import Iterator
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from .fields import LineField, without_hidden_marks
from .forms import LineFormField

IS_POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE
# Whose numbers are taken without the country's code; in Ukraine they begin with a zero then.
_AT_HOME = ("UA", "PL")
# Short numbers of Ukraine and Poland; within a text three digits may be a room.
IN_AN_EMERGENCY = {"101", "102", "103", "104", "112", "997", "998", "999"}
_SEVERAL = re.compile(r"[,;/]|\+.*\+")


def phone_of(typed: str) -> str:
    """The number as it is kept, for example “+380 67 123 4567”; raises `ValidationError` for what is none."""
    text = without_hidden_marks(typed)
    if not text:
        return ""
    found = None if _SEVERAL.search(text) else _read(text)
    if found is None:
        raise ValidationError(
            _("Write one telephone number with the country’s code, for example +380 67 123 45 67."),
            code="phone",
        )
    return phonenumbers.format_number(found, PhoneNumberFormat.INTERNATIONAL)


def address_of(phone: str) -> str:
    """What a link that calls the number leads to (RFC 3966): without spaces, the extension after its own mark."""
    number, _word, extension = phone.partition(" ext. ")
    digits = re.sub(r"[^\d+]", "", number)
    return f"tel:{digits};ext={extension}" if extension else f"tel:{digits}"


def called_in(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a text in order, each with the address that calls it: empty for what is no telephone number."""
    if text.strip() in IN_AN_EMERGENCY:
        yield text, f"tel:{text.strip()}"
        return
    end = 0
    for found in phonenumbers.PhoneNumberMatcher(text, "UA", leniency=phonenumbers.Leniency.POSSIBLE):
        number = phonenumbers.format_number(found.number, PhoneNumberFormat.INTERNATIONAL)
        yield text[end : found.start], ""
        yield found.raw_string, address_of(number)
        end = found.end
    yield text[end:], ""


def _read(text: str) -> PhoneNumber | None:
    if text.startswith("00"):
        text = f"+{text[2:]}"
    if text.startswith(("+", "＋")):
        number = _parsed(text, None)
        is_whole = number and phonenumbers.is_possible_number_with_reason(number) == IS_POSSIBLE
        return number if is_whole else None
    regions = ("UA",) if text.lstrip("( ").startswith("0") else _AT_HOME
    numbers = [number for region in regions if (number := _parsed(text, region))]
    known = [number for number in numbers if phonenumbers.is_valid_number(number)]
    return known[0] if len(known) == 1 else None


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


class PhoneField(LineField):
    """A telephone number, kept with its country's code; `phone_of` says what is taken."""

    def deconstruct(self) -> Any:
        """To the database it is a line of text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "foundation.words.fields.LineField", args, kwargs

    def clean(self, value: Any, model_instance: Any) -> Any:
        """One form for each number; not for what is read from the database."""
        return super().clean(phone_of(value) if isinstance(value, str) else value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        """A field that takes numbers."""
        return super().formfield(**{"form_class": PhoneFormField, **kwargs})


class PhoneFormField(LineFormField):
    """A telephone number as it is typed; the cleaned value is as it is kept."""

    def to_python(self, value: Any) -> str:
        """Read the number."""
        return phone_of(super().to_python(value))
