"""What is asked about invitations. The forms write nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.provisions import Payer, Provision, What
from foundation.clocks.dates import is_within_reach, reach_in_words
from foundation.words.forms import LineFormField, ProseFormField
from foundation.words.translated import said
from office.forms import date_input
from people.models import Language, Organisation

from . import payers
from .containers import ENDINGS
from .models import MAX_LINE, PERSONS_LANGUAGE, Dispatch, Document, InvitationSettings
from .services.settings import Paid

# What is written in each language, a field for each.
_TEXTS = {
    "aim": (_("aim of the trip"), 250),
    "signatory": (_("who signs"), 120),
    "office": (_("their office"), 200),
}
Key = tuple[dt.date, What]


class _Dated:
    """A date that somebody typed lies within reach."""

    def reachable(self: Any, name: str) -> dt.date | None:
        """The date of a field, if there is one."""
        date: dt.date | None = self.cleaned_data[name]
        if date is not None and not is_within_reach(date):
            raise forms.ValidationError(reach_in_words())
        return date


class DraftForm(_Dated, forms.ModelForm):
    """What is typed for one invitation, with the version that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Document
        fields = (
            "addressee_position",
            "addressee_name",
            "language",
            "number",
            "dated",
            "coordinator_email",
        )
        widgets = {"dated": date_input()}
        help_texts = {
            "addressee_position": _(
                "For example: «Голові Зразкової міської ради». Remembered for the institution."
            ),
            "addressee_name": _("For example: «Іванні ПЕТРЕНКО»."),
            "number": _(
                "Of your own chancery. Left empty, the paper has a line to write number and date on."
            ),
            "coordinator_email": _("Gets a letter with a link to the paper, if there is an address."),
        }

    def clean_dated(self) -> dt.date | None:
        """Within reach."""
        return self.reachable("dated")


class OrderForm(_Dated, forms.Form):
    """The order of the head of the institution, as far as it is known."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    number = LineFormField(label=_("Number of the order"), max_length=60, required=False)
    date = forms.DateField(label=_("Date of the order"), required=False, widget=date_input())

    def clean_date(self) -> dt.date | None:
        """Within reach."""
        return self.reachable("date")


class DispatchForm(_Dated, forms.Form):
    """One time that a paper went out."""

    date = forms.DateField(label=_("Sent on"), widget=date_input())
    to_whom = LineFormField(label=_("To whom"), max_length=MAX_LINE)
    way = forms.ChoiceField(label=pgettext_lazy("way of sending", "How"), choices=Dispatch.Way.choices)

    def clean_date(self) -> dt.date | None:
        """Within reach."""
        return self.reachable("date")


class VoidForm(forms.Form):
    """Why a paper is void."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = ProseFormField(
        label=_("Reason"),
        max_length=600,
        help_text=_("The person reads it in the letter. The check page says only that the paper is void."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CopyForm(forms.Form):
    """A signed copy."""

    file = forms.FileField(
        label=_("Signed copy"),
        help_text=_("PDF, or a КЕП container: .p7s, .asice, .zip. 20 MB at most. It is kept as it is."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        allow_empty_file=True,
    )


# ---------------------------------------------------------------- settings
@dataclass(frozen=True)
class Row:
    """One date of the table of who pays, with its fields."""

    date: dt.date | None
    cells: Sequence[forms.BoundField]


class SettingsForm(forms.Form):
    """What invitations say, and a choice for each thing of each date: who pays."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[*Language.choices, (PERSONS_LANGUAGE, _("that of the person"))],
        help_text=_("Language of the invitations. Each person’s can be changed on their own page."),
    )

    def __init__(
        self,
        *args: Any,
        present: InvitationSettings,
        days: Iterable[dt.date],
        partners: Sequence[Organisation],
        provided: Iterable[Provision],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = present.language
        self.names = ["language"]
        for name, (words, longest) in _TEXTS.items():
            label = capfirst(str(words))
            for code, language in Language.choices:
                self.names.append(f"{name}_{code}")
                self.fields[self.names[-1]] = LineFormField(
                    label=f"{label}: {language}", required=False, max_length=longest
                )
                self.initial[self.names[-1]] = getattr(present, self.names[-1])
        self.keys = payers.fields_of(days)
        known = {(each.date, each.what): _choice_of(each) for each in provided}
        choices = [
            ("", pgettext_lazy("who pays", "not stated")),
            (Payer.ORGANISER, Payer.ORGANISER.label),
            (Payer.SENDER, Payer.SENDER.label),
            *((f"{Payer.PARTNER}-{each.pk}", said(each, "name").text) for each in partners),
        ]
        for key in self.keys:
            self.fields[_name(key)] = forms.ChoiceField(
                label=key[1].label.capitalize(), choices=choices, required=False, initial=known.get(key, "")
            )

    def texts(self) -> list[forms.BoundField]:
        """The fields above the table."""
        return [self[name] for name in self.names]

    def rows(self) -> list[Row]:
        """The table: the two ways, then each date."""
        ways = [self[_name(key)] for key in self.keys if key[1] in (What.TRAVEL_THERE, What.TRAVEL_BACK)]
        by_date: dict[dt.date, list[forms.BoundField]] = {}
        for key in self.keys:
            if key[1] not in (What.TRAVEL_THERE, What.TRAVEL_BACK):
                by_date.setdefault(key[0], []).append(self[_name(key)])
        found = [Row(date, cells) for date, cells in by_date.items()]
        return [Row(None, ways), *found] if ways else found

    def values(self) -> dict[str, Any]:
        """The columns."""
        return {name: self.cleaned_data[name] for name in self.names}

    def paid(self) -> dict[Key, Paid]:
        """Who pays for what; what is not stated is left out."""
        chosen = {key: self.cleaned_data[_name(key)] for key in self.keys}
        return {key: _paid(text) for key, text in chosen.items() if text}


def _name(key: Key) -> str:
    return f"term-{key[0].isoformat()}-{key[1]}"


def _choice_of(given: Provision) -> str:
    """How the table names it; a partner that is not on file cannot be chosen there."""
    if given.payer == Payer.PARTNER:
        return f"{Payer.PARTNER}-{given.partner.pk}" if given.partner else ""
    return str(given.payer)


def _paid(text: str) -> Paid:
    payer, _dash, partner = text.partition("-")
    return Paid(Payer(payer), int(partner) if partner else None)
