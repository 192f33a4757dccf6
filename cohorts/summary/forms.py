"""How the summary is narrowed and ordered."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Day
from foundation.clocks.dates import date_in_words
from foundation.words.forms import LineFormField

from .queries import ANY, APPLIES, BY_NAME, BY_ORGANISATION, COMES, WORKS, Chosen, Summary


class _Days(forms.ModelChoiceField):
    """Days by their dates."""

    def label_from_instance(self, obj: Any) -> str:
        """The date, written out."""
        return capfirst(date_in_words(obj.date))


class SummaryForm(forms.Form):
    """What stands in the address of the list. What cannot be is said at its field, and narrows nothing."""

    who = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[
            ("", _("everybody")),
            (COMES, _("who takes part")),
            (APPLIES, _("who may still get a place")),
            (WORKS, _("who comes to work")),
        ],
    )
    missing = forms.ChoiceField(label=_("What is missing"), required=False)
    day = _Days(label=_("Day"), required=False, queryset=Day.objects.none(), empty_label=_("any day"))
    find = LineFormField(label=_("Name"), required=False, max_length=100)
    sort = forms.ChoiceField(
        label=pgettext_lazy("list", "Order"),
        required=False,
        choices=[("", _("by name")), (BY_ORGANISATION, _("by organisation"))],
    )

    def __init__(self, *args: Any, summary: Summary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].choices = [  # type: ignore[attr-defined]
            ("", _("no matter")),
            (ANY, _("anything")),
            *((column.key, column.heading) for column in summary.columns),
        ]
        self.fields["day"].queryset = summary.cohort.days.order_by("date")  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Chosen:
        """What is chosen, as far as it can be."""
        self.is_valid()
        data = self.cleaned_data
        return Chosen(
            who=data.get("who", ""),
            missing=data.get("missing", ""),
            day=data.get("day"),
            find=data.get("find", ""),
            sort=data.get("sort") or BY_NAME,
        )
