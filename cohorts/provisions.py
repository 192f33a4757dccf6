"""What somebody is given on the way and on the days, and who pays for it: plain values, never a sum.

The sending institution works the daily allowance out from it. Rooms above say it by `Wing.provided`.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Organisation


class What(models.TextChoices):
    """What may be given. A night is that which begins on the evening of its date."""

    TRAVEL_THERE = "travel_there", _("the way there")
    TRAVEL_BACK = "travel_back", _("the way back")
    BREAKFAST = "breakfast", _("breakfast")
    LUNCH = "lunch", _("lunch")
    DINNER = "dinner", _("dinner")
    LODGING = "lodging", _("a bed for the night")


class Payer(models.TextChoices):
    """Who pays."""

    ORGANISER = "organiser", _("the organiser")
    PARTNER = "partner", _("a partner")
    SENDER = "sender", _("the sending institution")


@dataclass(frozen=True)
class Provision:
    """One thing on one date. `partner`: which one, where a partner pays; `named`: its name, if it is not on file."""

    date: dt.date
    what: What
    payer: Payer
    partner: Organisation | None = None
    named: str = ""
