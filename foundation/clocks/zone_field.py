"""A model field for a time zone, chosen from those of places: the database also has “localtime”, “Factory”, “GMT+3”."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.db import models

_PLACES = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
# Where the programmes are; first in every list.
NEAR = ("Europe/Kyiv", "Europe/Warsaw")


@cache
def zones_of_places() -> tuple[str, ...]:
    """Names of zones by which a place tells the time, the near ones first, the others by name."""
    names = {name for name in zoneinfo.available_timezones() if name.split("/")[0] in _PLACES and "/" in name}
    return *NEAR, *sorted(names.difference(NEAR))


def zone_choices() -> list[tuple[str, str]]:
    """What a list of zones offers."""
    return [(name, name.replace("_", " ")) for name in zones_of_places()]


class TimeZoneField(models.CharField):
    """The name of a zone; forms offer those of places."""

    def deconstruct(self) -> Any:
        """To the database it is a short text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """A list to choose from."""
        offered = {"choices": zone_choices, "required": True, "initial": self.get_default()}
        return forms.ChoiceField(
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            **offered,
        )
