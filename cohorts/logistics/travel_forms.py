"""Forms by which participants say how they travel. They write nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.layout import FormHelper, Layout, NamedAbove

from .consents import VERSION, WORDS
from .models import Passenger

# Which version of the words stood there.
_VERSION = "shares_phone-version"


class TravelForm(forms.Form):
    """How somebody travels on one way of one date: by which bus from or to which stop, or otherwise.

    `was` is what stood there: all ways are sent together, and only those that were changed are saved.
    """

    helper = FormHelper(Layout(NamedAbove("choice"), "was"))
    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a bus and a stop, or say that you travel otherwise.")},
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: str, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].label = label
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def changed_ways(data: Mapping[str, str]) -> set[str]:
        """The keys of the ways of which something else was sent than stood there."""
        keys = {name.removesuffix("-choice") for name in data if name.endswith("-choice")}
        return {key for key in keys if data.get(f"{key}-choice", "") != data.get(f"{key}-was", "")}


class PassengerForm(forms.ModelForm):
    """What captain and driver may know, with what stood there for each tick, as `TravelForm` has it for ways."""

    TICKS = ("shares_phone", "wheelchair")
    helper = FormHelper(
        Layout("shares_phone", "shares_phone-was", "shares_phone-version", "wheelchair", "wheelchair-was")
    )
    # What is agreed to by ticking it: the words are kept as they stand here.
    shares_phone = forms.BooleanField(label=WORDS, required=False)

    class Meta:
        model = Passenger
        fields = ("wheelchair",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.TICKS:
            self.fields[f"{name}-was"] = forms.BooleanField(
                widget=forms.HiddenInput, required=False, initial=self.initial.get(name, False)
            )
        self.fields[_VERSION] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=VERSION)

    def clean(self) -> None:
        """Nobody agrees to words that they have not read: a page that was opened before they changed is shown anew."""
        super().clean()
        sent = self.cleaned_data
        is_given = sent.get("shares_phone") and not sent.get("shares_phone-was")
        if is_given and sent.get(_VERSION) not in (None, VERSION):
            self.data = {**self.data, _VERSION: VERSION}
            changed = _("These words were changed after you opened the page. Read them again, then save.")
            self.add_error("shares_phone", changed)

    @property
    def changed(self) -> dict[str, bool]:
        """The ticks of which something else was sent than stood there; none if the form was not sent."""
        if not self.is_valid():
            return {}
        sent = self.cleaned_data
        return {name: sent[name] for name in self.TICKS if sent[name] != sent[f"{name}-was"]}
