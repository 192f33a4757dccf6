"""Rows of the database in words, as their person reads them."""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _


def described(row: Model, *fields: str) -> dict[str, str]:
    """These fields of the row, each under its own name, in the present language; without those that say nothing."""
    found = {}
    for name in fields:
        field = row._meta.get_field(name)
        value = in_words(getattr(row, f"get_{name}_display", lambda name=name: getattr(row, name))())
        if value:
            found[capfirst(str(getattr(field, "verbose_name", name)))] = value
    return found


def in_words(value: Any) -> str:
    """A value as one reads it: yes and no, dates in full, hours by the site's clock, numbers; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "j E Y, H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j E Y")
    if isinstance(value, int | float):
        return number_format(value)
    return str(value)
