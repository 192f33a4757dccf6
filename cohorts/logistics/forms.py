"""Forms of hosts and of participants; those of the back office are put together by its panels. They write nothing."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.forms import WallTimeField, moment_of
from foundation.clocks.dates import is_within_reach, reach_in_words
from foundation.ui.layout import FormHelper, Layout
from foundation.words.forms import LineFormField, ProseFormField
from office.forms import ScopedForm, wall_time_input

from .models import VisitSite
from .tokens import DIGITS

MOST_HEADS = 2_000


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write the hour like this: 10:30.")},
    )


class ProposalForm(forms.Form):
    """Other hours of the same day, and why."""

    helper = FormHelper(Layout("starts", "ends", "words", "seen"))
    starts = _hour(_("The group arrives at"))
    ends = _hour(_("and leaves at"))
    words = ProseFormField(
        label=_("A word to the organiser"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DeclineForm(forms.Form):
    """Why the site cannot receive the group."""

    helper = FormHelper(Layout("words", "seen"))
    words = ProseFormField(
        label=_("A word to the organiser"),
        required=False,
        max_length=1000,
        help_text=_("For example another day that would suit you."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DescriptionForm(forms.ModelForm):
    """What holds on this visit, and what the programme should say of it."""

    helper = FormHelper(Layout("capacity", "rules", "title", "summary"))

    class Meta:
        model = VisitSite
        fields = ["capacity", "rules"]
        labels = {"capacity": _("How many people you can receive"), "rules": _("Rules of this visit")}
        help_texts = {
            "rules": _(
                "What holds on this day besides your usual rules: a gate, a list, shoes, where a bus may stop."
            )
        }

    title = LineFormField(
        label=_("What the programme should call it"),
        required=False,
        max_length=250,
        help_text=_("The organiser looks at your words and puts them into the programme."),
    )
    summary = ProseFormField(
        label=_("What people will see and do"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "title": self.instance.title, "summary": self.instance.summary}
        self.fields["rules"].widget.attrs["rows"] = 3

    @property
    def said(self) -> dict[str, Any]:
        """The fields of a valid form, as the service takes them."""
        return {name: self.cleaned_data[name] for name in ("capacity", "rules", "title", "summary")}


class HeadsForm(forms.Form):
    """How many people were counted."""

    helper = FormHelper(Layout("heads"))
    heads = forms.IntegerField(
        label=_("People counted"),
        min_value=0,
        max_value=MOST_HEADS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class NoteForm(forms.Form):
    """How it went."""

    helper = FormHelper(Layout("text"))
    text = ProseFormField(
        label=_("What went well, and what to do otherwise"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CodeForm(forms.Form):
    """The code from the letter."""

    helper = FormHelper(Layout("code"))
    code = LineFormField(
        label=_("Code from the letter"),
        max_length=DIGITS + 4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Digits alone: some programs put a space in the middle."""
        return "".join(filter(str.isdigit, self.cleaned_data["code"]))


# ---------------------------------------------------------------- the back office
class VisitForm(ScopedForm):
    """Until when the list of names is open, on the clock of the cohort."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = self.fields["names_until"]
        self.fields["names_until"] = WallTimeField(
            label=shown.label, help_text=shown.help_text, required=False, widget=wall_time_input()
        )
        if self.instance.names_until:
            self.initial["names_until"] = self.instance.names_until.astimezone(self._zone()).replace(
                tzinfo=None
            )

    def _zone(self) -> dt.tzinfo:
        zone: dt.tzinfo = self.instance.session.day.cohort.zone
        return zone

    def clean_names_until(self) -> dt.datetime | None:
        """The moment of the wall time."""
        wall = self.cleaned_data["names_until"]
        if wall is None:
            return None
        if not is_within_reach(wall):
            raise forms.ValidationError(reach_in_words(), code="reach")
        return moment_of(wall, self.instance.session.day.cohort.time_zone)


class VisitSiteForm(ScopedForm):
    """A site of a visit: it offers the sites of its programme."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visit: Any = self.parent if self.parent is not None else self.instance.visit
        venues = self.fields["venue"]
        venues.queryset = venues.queryset.filter(programme_id=visit.session.day.cohort.residency.programme_id)
