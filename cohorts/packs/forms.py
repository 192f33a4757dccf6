"""Which papers are wanted, and of which day."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from foundation.clocks.dates import date_in_words

from .pieces import Piece


class PackForm(forms.Form):
    """What to print: ticks, and one of the days or all of them."""

    pieces = forms.MultipleChoiceField(
        label=_("What to print"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    date = forms.TypedChoiceField(
        label=_("Day"),
        required=False,
        coerce=dt.date.fromisoformat,
        empty_value=None,
        error_messages={"invalid_choice": _("Choose a day of this cohort.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, pieces: list[Piece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = pieces
        self.fields["pieces"].choices = [(each.name, each.title) for each in pieces]  # type: ignore[attr-defined]
        days = cohort.days.filter(called_off_at__isnull=True).order_by("date").values_list("date", flat=True)
        self.fields["date"].choices = [  # type: ignore[attr-defined]
            ("", _("all days")),
            *((day.isoformat(), capfirst(date_in_words(day))) for day in days),
        ]
        if not self.is_bound:
            self.initial["pieces"] = [each.name for each in pieces]

    def lines(self) -> list[tuple[Piece, bool]]:
        """Each piece, and whether it is ticked."""
        ticked = self["pieces"].value() or []
        return [(each, each.name in ticked) for each in self.offered]
