"""Forms of who sleeps where: what people wish, nights ordered, beds of a person, a room. They write nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort
from foundation.clocks.dates import short_date_in_words
from foundation.ui.layout import Fieldset, FormHelper, Layout
from foundation.words.forms import LineFormField, ProseFormField

from .models import MOST_ROOMS, Named, Room, RoomType, Wish
from .services.wishes import Said
from .sharing import Sharing

MOST_NAMES = 5


def night_choices(dates: Sequence[dt.date]) -> list[tuple[str, str]]:
    """Nights to choose, by the date of the evening with its day of the week."""
    return [(date.isoformat(), night_in_words(date)) for date in dates]


def night_in_words(date: dt.date) -> str:
    """The night by its two dates: “12–13 May” would be read as two nights, so from one day to the next."""
    following = date + dt.timedelta(days=1)
    words = _("from %(first)s to %(second)s")
    return str(words) % {"first": short_date_in_words(date), "second": short_date_in_words(following)}


class NamesField(ProseFormField):
    """Names of people, one on each line."""

    def __init__(self, **kwargs: Any) -> None:
        lines = forms.Textarea(attrs={"rows": 2})
        super().__init__(required=False, max_length=200 * MOST_NAMES, widget=lines, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Each name once, checked as a line."""
        names = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        found = list(dict.fromkeys(filter(None, names)))
        if len(found) > MOST_NAMES:
            words = _("Write at most %(most)s names, each on a line of its own.")
            raise forms.ValidationError(words, params={"most": MOST_NAMES})
        line = LineFormField(max_length=200)
        return [line.clean(name) for name in found]


class WishForm(forms.Form):
    """For which nights somebody needs a bed, and with whom they would share a room."""

    helper = FormHelper(
        Layout(
            "nights",
            "note",
            Fieldset(_("Your room"), "sharing", one_is_needed=True),
            "wanted",
            "unwanted",
            Fieldset(_("Access"), "accessible", "carers"),
        )
    )
    nights = forms.MultipleChoiceField(
        label=_("For which nights do you need a bed?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none if you need no bed."),
    )
    note = ProseFormField(
        label=_("If you arrive later or leave earlier"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sharing = forms.ChoiceField(
        label=_("With whom would you share a room?"),
        choices=Sharing.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "You share only with people who gave the same answer, or with somebody if you two name each other. Nobody"
            " guesses this from your name."
        ),
    )
    wanted = NamesField(
        label=_("With whom you would like to share"),
        help_text=_("Name and family name, each person on a line."),
    )
    unwanted = NamesField(
        label=_("With whom you would not like to share"),
        help_text=_("Only who plans the rooms reads it. Nobody is asked why."),
    )
    accessible = forms.BooleanField(label=_("I need a room for a wheelchair"), required=False)
    carers = NamesField(
        label=_("A carer who sleeps in the same room"),
        help_text=_("Name and family name. The carer comes with you and has a bed beside yours."),
    )

    def __init__(self, *args: Any, nights: Sequence[dt.date], wish: Wish | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _initial(wish) if wish is not None else {}
        choice: Any = self.fields["nights"]
        choice.choices = night_choices(nights)

    @property
    def said(self) -> Said:
        """What a valid form says."""
        data = self.cleaned_data
        return Said(**{**data, "nights": [dt.date.fromisoformat(each) for each in data["nights"]]})


def _initial(wish: Wish) -> dict[str, Any]:
    names: dict[str, list[str]] = {}
    for each in wish.named.all():
        names.setdefault(each.what, []).append(each.typed)
    what = Named.What
    fields = {"wanted": what.WANTED, "unwanted": what.UNWANTED, "carers": what.CARER}
    return {
        "nights": [night.date.isoformat() for night in wish.nights.all()],
        "note": wish.note,
        "sharing": wish.sharing,
        "accessible": wish.accessible,
        **{name: "\n".join(names.get(kind, ())) for name, kind in fields.items()},
    }


# ---------------------------------------------------------------- the back office
class _Kind(forms.ModelChoiceField):
    """A kind of room by hotel, name and beds."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.beds})"


class OrderForm(forms.Form):
    """So many rooms of a kind for some nights."""

    room_type = _Kind(queryset=RoomType.objects.none(), label=_("Kind of room"))
    dates = forms.MultipleChoiceField(label=_("Nights"), widget=forms.CheckboxSelectMultiple)
    rooms = forms.IntegerField(
        label=_("Rooms for each of these nights"),
        min_value=0,
        max_value=MOST_ROOMS,
        help_text=_("0 takes the night out, as long as nobody has a bed."),
    )

    def __init__(self, *args: Any, cohort: Cohort, nights: Sequence[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["room_type"]
        kinds.queryset = RoomType.objects.filter(
            hotel__programme=cohort.residency.programme_id
        ).select_related("hotel")
        dates: Any = self.fields["dates"]
        dates.choices = night_choices(nights)

    @property
    def nights(self) -> list[dt.date]:
        """The nights of a valid form."""
        return [dt.date.fromisoformat(each) for each in self.cleaned_data["dates"]]


class PersonNightsForm(forms.Form):
    """A person's bed on each night: a kind of room, or none."""

    def __init__(
        self,
        *args: Any,
        kinds: Mapping[dt.date, Sequence[tuple[RoomType, int]]],
        held: Mapping[dt.date, int],
        is_over: Mapping[dt.date, bool],
        seen: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen, required=False)
        self.kinds = {kind.pk: kind for offered in kinds.values() for kind, _free in offered}
        self.dates = {date.isoformat(): date for date in kinds if not is_over[date]}
        for date, offered in kinds.items():
            free = _("%(kind)s (free beds: %(number)s)")
            choices = [(kind.pk, str(free) % {"kind": kind, "number": number}) for kind, number in offered]
            self.fields[date.isoformat()] = forms.TypedChoiceField(
                label=capfirst(night_in_words(date)),
                choices=[("", _("no bed")), *choices],
                coerce=int,
                empty_value=None,
                required=False,
                disabled=is_over[date],
                initial=held.get(date),
            )

    @property
    def nights(self) -> dict[dt.date, RoomType | None]:
        """The nights of a valid form which are not over."""
        return {date: self.kinds.get(self.cleaned_data[name]) for name, date in self.dates.items()}


class _RoomChoice(forms.ModelChoiceField):
    """A room by what it is called, with how many beds of it are free."""

    free: Mapping[int, int] = {}

    def label_from_instance(self, obj: Any) -> str:
        words = _("%(room)s, free beds: %(number)s")
        return str(words) % {"room": obj, "number": self.free.get(obj.pk, 0)}


class PutForm(forms.Form):
    """Into which room somebody goes."""

    room = _RoomChoice(
        queryset=Room.objects.none(),
        required=False,
        label=pgettext_lazy("hotel", "Room"),
        empty_label=_("no room"),
    )
    all_nights = forms.BooleanField(label=_("On the person’s other nights too"), required=False, initial=True)

    def __init__(self, *args: Any, free: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms: Any = self.fields["room"]
        rooms.free = free
        rooms.queryset = Room.objects.filter(pk__in=list(free)).select_related("room_type")


class DoorForm(forms.Form):
    """Which room of the hotel a planned one is."""

    label = LineFormField(label=_("number on the door"), required=False, max_length=20)
