"""E-mail addresses as people type and paste them: one mailbox, one spelling.

Kept in small letters and with the domain as the network writes it (`xn--…`): a domain in Cyrillic and that form of it
are one address. Marks that cannot be seen and spaces of any width come along when an address is pasted; none belongs.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from .fields import without_hidden_marks


def email_address(typed: str) -> str:
    """The address as it is kept; what is none comes back as it is, for whoever checks it."""
    text = re.sub(r"\s+", "", without_hidden_marks(typed)) if "@" in typed else typed.strip()
    mailbox, at, domain = text.lower().rpartition("@")
    return f"{mailbox}{at}{in_ascii(domain)}"


def in_ascii(domain: str) -> str:
    """A domain as the network writes it; as it is if it can be none."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return domain


class EmailFormField(forms.EmailField):
    """An e-mail address as it is typed; the cleaned value is as it is kept."""

    def to_python(self, value: Any) -> str:
        """One spelling, before the rules look at it."""
        return email_address(super().to_python(value) or "")

    def run_validators(self, value: Any) -> None:
        """A domain that the network cannot write is none."""
        super().run_validators(value)
        if not value.rpartition("@")[2].isascii():
            raise ValidationError(validate_email.message, code="invalid")


class EmailAddressField(models.EmailField):
    """An e-mail address, kept in its one spelling by whatever form it comes."""

    def deconstruct(self) -> Any:
        """To the database it is an address."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def to_python(self, value: Any) -> Any:
        """One spelling."""
        value = super().to_python(value)
        return email_address(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        """A field that reads addresses."""
        return super().formfield(**{"form_class": EmailFormField, **kwargs})
