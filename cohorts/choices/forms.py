"""What people choose, as forms: one session now, or all in the order of one's wishes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.layout import FormHelper, Layout

from .queries.own import GroupView

# A mark of what the person had when the form was shown.
SEEN = "seen"


class TakeForm(forms.Form):
    """Which session is taken, and whether one would wait for it."""

    session = forms.CharField(max_length=40)
    waits = forms.BooleanField(required=False)
    takes_at_once = forms.BooleanField(required=False)
    leave = forms.BooleanField(required=False)


class WishesForm(forms.Form):
    """Which wish each session is: a choice beside each, which works on a phone and without scripts."""

    def __init__(self, *args: Any, group: GroupView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        ranks = [
            (str(rank), _("wish %(number)s") % {"number": rank}) for rank in range(1, len(group.options) + 1)
        ]
        for option in group.options:
            self.fields[option.session.id] = forms.ChoiceField(
                label=f"{option.title}, {option.session.hours_in_words}",
                choices=[("", _("not my wish")), *ranks],
                required=False,
                initial=str(option.rank or ""),
                help_text=option.obstacle.in_words() if option.obstacle else "",
                disabled=not option.holds_day,
            )
        self.helper = FormHelper(Layout(*self.fields))

    def clean(self) -> dict[str, Any]:
        """Each number stands once; gaps close up."""
        data: dict[str, Any] = super().clean() or {}
        by_rank: dict[str, str] = {}
        for name in self.fields:
            rank = data.get(name)
            if not rank:
                continue
            if rank in by_rank:
                first = self.fields[by_rank[rank]].label
                words = gettext_lazy(
                    "Two sessions are wish %(number)s: this one and “%(other)s”. Change one of them."
                )
                self.add_error(name, ValidationError(words, params={"number": rank, "other": first}))
            else:
                by_rank[rank] = name
        return data

    def chosen(self) -> list[str]:
        """The sessions that are wished for, the first wish first."""
        wished = [(int(self.cleaned_data[name]), name) for name in self.fields if self.cleaned_data.get(name)]
        return [name for _rank, name in sorted(wished)]
