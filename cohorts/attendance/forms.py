"""The sheet of a session as a form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from foundation.clocks.dates import short_date_in_words
from foundation.ui.layout import FormHelper, Layout, Part

from . import scans
from .queries import SheetLine, SheetsOf
from .services.marks import Marks

CHOICES = [("present", _("present")), ("absent", _("absent")), ("", pgettext_lazy("presence", "no mark"))]
MARKS: dict[str, bool | None] = {"present": True, "absent": False, "": None}
WORDS = {True: "present", False: "absent", None: ""}


@dataclass(frozen=True)
class SheetRow:
    """One person on the sheet: the choice, the mark that it was loaded with, and what somebody else wrote since."""

    line: SheetLine
    choice: forms.BoundField
    loaded: forms.BoundField
    now: str


class SheetForm(forms.Form):
    """One choice for each person. Each carries the mark that the sheet showed, so that only changes are written."""

    def __init__(self, *args: Any, lines: list[SheetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.stale: dict[int, str] = {}
        for line in lines:
            self.fields[f"mark-{line.participant_id}"] = forms.ChoiceField(
                label=line.name,
                choices=CHOICES if line.may_be_unmarked else CHOICES[:2],
                required=False,
                initial=WORDS[line.mark],
                widget=forms.RadioSelect,
            )
            self.fields[f"was-{line.participant_id}"] = forms.ChoiceField(
                choices=CHOICES, required=False, initial=WORDS[line.mark], widget=forms.HiddenInput
            )
        self.helper = FormHelper(Layout(Part("attendance/parts/rows.html", *self.fields)))

    def rows(self) -> list[SheetRow]:
        """Each person with their choice."""
        words = dict(CHOICES)
        return [
            SheetRow(
                line=line,
                choice=self[f"mark-{line.participant_id}"],
                loaded=self[f"was-{line.participant_id}"],
                now=str(words[self.stale[line.participant_id]]) if line.participant_id in self.stale else "",
            )
            for line in self.lines
        ]

    def counts(self) -> dict[str, int]:
        """How many are `present`, `absent` and `unmarked` on the sheet as it is shown."""
        found = Counter(self[f"mark-{line.participant_id}"].value() or "unmarked" for line in self.lines)
        return {name: found[name] for name in ("present", "absent", "unmarked")}

    def seen(self) -> dict[int, bool | None]:
        """The marks that the sheet showed; somebody who came onto the list later was not on it."""
        return {
            line.participant_id: MARKS[self.cleaned_data[f"was-{line.participant_id}"]]
            for line in self.lines
            if f"was-{line.participant_id}" in self.data
        }

    def chosen(self) -> dict[int, bool | None]:
        """What is chosen for each person whom the sheet showed."""
        return {key: MARKS[self.cleaned_data[f"mark-{key}"]] for key in self.seen()}

    def changed(self) -> dict[int, bool | None]:
        """What the person changed on the sheet."""
        seen = self.seen()
        return {key: mark for key, mark in self.chosen().items() if mark is not seen[key]}

    def unrecorded(self) -> set[int]:
        """People of whom the sheet says nothing, neither before nor now."""
        seen = self.seen()
        return {key for key, mark in self.chosen().items() if mark is None and seen[key] is None}

    def tell_present(self, marks: Marks) -> None:
        """Show what somebody else wrote in the meantime; saving once more replaces it knowingly."""
        self.stale = {key: WORDS[mark] for key, mark in marks.items()}
        data = self.data.copy()  # type: ignore[attr-defined]
        for key, word in self.stale.items():
            data[f"was-{key}"] = word
        self.data = data


# ---------------------------------------------------------------- signed sheets
class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class _FilesField(forms.FileField):
    """Several files by one field; each is asked whether it arrived whole."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """All of them, in the order in which they were chosen."""
        if not data:
            super().clean(None)
        if len(data) > scans.MAX_AT_ONCE:
            raise forms.ValidationError(
                ngettext(
                    "You have chosen %(number)s picture. Choose up to %(limit)s at a time; more can be added then.",
                    "You have chosen %(number)s pictures. Choose up to %(limit)s at a time; more can be added then.",
                    len(data),
                )
                % {"number": len(data), "limit": scans.MAX_AT_ONCE}
            )
        return [super(_FilesField, self).clean(each) for each in data]


def _files(label: Any) -> _FilesField:
    return _FilesField(
        label=label,
        help_text=_(
            "Photograph each page from above, or choose pictures: JPEG, PNG, WebP, HEIC, up to ten at a time and 20 MB"
            " each. Or one PDF. Where a picture was taken is not kept."
        ),
        widget=_SeveralFiles(attrs={"accept": f"image/*,{scans.ACCEPTED}"}),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file at least.")},
    )


class SignedSheetForm(forms.Form):
    """Of which day or visit a sheet is, and its pages."""

    of = forms.ChoiceField(
        label=_("Sheet of"), error_messages={"required": _("Choose the day or the field visit.")}
    )
    file = _files(_("Signed sheet"))

    def __init__(self, *args: Any, sheets: Sequence[SheetsOf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        self.sheets = {each.key: each for each in sheets if each.day.has_come_at(now)}
        choices = [(key, _in_words(each)) for key, each in self.sheets.items()]
        cast(Any, self.fields["of"]).choices = [("", "—"), *choices] if len(choices) > 1 else choices

    def chosen(self) -> SheetsOf:
        """The day or the visit."""
        return self.sheets[self.cleaned_data["of"]]


class PagesForm(forms.Form):
    """More pages of a sheet."""

    file = _files(_("More pages"))


def _in_words(each: SheetsOf) -> str:
    date = short_date_in_words(each.day.date)
    return f"{date}, {each.session.title}" if each.session else date
