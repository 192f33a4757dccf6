"""Forms of hosts and captains; most of the back office’s are made by its panels. They write nothing."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.forms import WallTimeField, moment_of
from cohorts.models import Participant
from cohorts.timetable.models import Session
from foundation.ui.layout import FormHelper, Layout
from foundation.words.forms import CodeFormField, LineFormField, NameFormField, ProseFormField
from foundation.words.phones import PhoneFormField
from office.forms import ScopedForm, wall_time_input
from people.models import by_name

from .models import MOST_COUNTED, Run, Tap, Vehicle, VisitSite
from .models.visits import TEXTS
from .queries import VISIT_FORMAT
from .seating import candidates
from .services.swapping import Driver

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
        max_length=TEXTS["answer"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DeclineForm(forms.Form):
    """Why the site cannot receive the group."""

    helper = FormHelper(Layout("words", "seen"))
    words = ProseFormField(
        label=_("A word to the organiser"),
        required=False,
        max_length=TEXTS["answer"],
        help_text=_("For example another day that would suit you."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DescriptionForm(forms.ModelForm):
    """What holds on this visit, and what the programme should say of it."""

    helper = FormHelper(Layout("capacity", "rules", "title", "summary"))
    capacity = forms.IntegerField(
        label=_("How many people you can receive"),
        required=False,
        min_value=1,
        max_value=MOST_HEADS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = VisitSite
        fields = ["capacity", "rules"]
        labels = {"rules": _("Rules of this visit")}
        help_texts = {
            "rules": _(
                "What applies on this day besides your usual rules: a gate, a list, shoes, where a bus may stop."
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
        max_length=TEXTS["summary"],
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
        max_length=TEXTS["host_note"],
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CodeForm(forms.Form):
    """The code from the letter."""

    helper = FormHelper(Layout("code"))
    code = CodeFormField(
        label=_("Code from the letter"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


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
        return moment_of(wall, self.instance.session.day.cohort.time_zone) if wall else None


class VisitSiteForm(ScopedForm):
    """A site of a visit: it offers the sites of its programme."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visit: Any = self.parent if self.parent is not None else self.instance.visit
        venues = self.fields["venue"]
        venues.queryset = venues.queryset.filter(programme_id=visit.session.day.cohort.residency.programme_id)


# ---------------------------------------------------------------- buses in the back office
class RunForm(ScopedForm):
    """A run: it offers the vehicles of its programme and the sessions of its cohort."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort: Any = self.parent if self.parent is not None else self.instance.cohort
        vehicles, serves = self.fields["vehicle"], self.fields["serves"]
        vehicles.queryset = vehicles.queryset.filter(operator__programme_id=cohort.residency.programme_id)
        serves.queryset = Session.objects.filter(
            day__cohort=cohort, format__slug=VISIT_FORMAT, state=Session.State.PLANNED
        ).select_related("day")


class _Person(forms.ModelChoiceField):
    """A participant by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name; a row about a person has a number for one elsewhere."""
        return obj.user.get_full_name()


def _people(run: Run) -> Any:
    rows = Participant.objects.filter(cohort=run.cohort_id).select_related("user")
    return rows.order_by(*by_name("user__"), "pk")


def _stops(run: Run, *, first: bool) -> list[tuple[int, str]]:
    calls = [(call.position, call.stop) for call in run.calls.all()]
    return calls[:-1] if first else calls[1:]


class PersonForm(forms.Form):
    """Somebody of the run's cohort."""

    participant = _Person(queryset=Participant.objects.none(), label=_("Who"))

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].queryset = _people(run)  # type: ignore[attr-defined]


class SeatForm(PersonForm):
    """A seat for somebody, from one stop to another: whoever needs one is offered first."""

    from_call = forms.TypedChoiceField(label=_("gets on at"), coerce=int)
    to_call = forms.TypedChoiceField(label=_("gets off at"), coerce=int)

    def __init__(self, *args: Any, run: Run, find: str = "", **kwargs: Any) -> None:
        super().__init__(*args, run=run, **kwargs)
        found = candidates(run, find)
        groups = (
            (_("Attend what this bus serves"), found.visitors),
            (_("Wait for a seat here"), found.waiting),
            (_("Others without a seat on this way"), found.others),
            (_("Have a seat here: other stops"), found.seated),
        )
        who: Any = self.fields["participant"]
        # What is offered is short; what is accepted is everybody of the cohort, by the service.
        who.widget.choices = [
            ("", who.empty_label),
            *(
                (label, [(each.pk, who.label_from_instance(each)) for each in people])
                for label, people in groups
                if people
            ),
        ]
        self.are_more = found.are_more
        self.fields["from_call"].choices = _stops(run, first=True)  # type: ignore[attr-defined]
        self.fields["to_call"].choices = _stops(run, first=False)[::-1]  # type: ignore[attr-defined]


class ExplainForm(PersonForm):
    """Why a passenger is not aboard, or that they are."""

    what = forms.ChoiceField(
        label=_("What is known"),
        choices=[(each.value, each.label) for each in (Tap.What.BOARDED, Tap.What.EXCUSED, Tap.What.NO_SHOW)],
    )
    reason = LineFormField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, run=run, **kwargs)
        self.fields["participant"].queryset = _people(run).filter(places__pool=run.pool_id)  # type: ignore[attr-defined]


class CaptainForm(forms.Form):
    """Who counts the bus: a passenger, or somebody else by name."""

    participant = _Person(
        queryset=Participant.objects.none(),
        label=_("A passenger"),
        required=False,
        empty_label=_("somebody else"),
    )
    name = NameFormField(label=_("or somebody else: name"), required=False, max_length=150)
    phone = PhoneFormField(label=_("Phone"), required=False, max_length=40)

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].queryset = _people(run).filter(places__pool=run.pool_id)  # type: ignore[attr-defined]


class SwapForm(forms.Form):
    """The vehicle that comes instead."""

    vehicle = forms.ModelChoiceField(queryset=Vehicle.objects.none(), label=_("The vehicle that comes"))

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Vehicle.objects.filter(operator__programme=run.cohort.residency.programme_id)
        self.fields["vehicle"].queryset = own.exclude(pk=run.vehicle_id)  # type: ignore[attr-defined]


class DriverForm(forms.Form):
    """Who drives the vehicle that comes; empty while nobody has said."""

    driver_name = LineFormField(
        label=_("Driver"),
        required=False,
        max_length=100,
        help_text=_(
            "Who drives the vehicle that comes: captain and hosts read it. Empty if nobody has said yet."
        ),
    )
    driver_phone = PhoneFormField(label=_("Driver’s phone"), required=False, max_length=40)

    @property
    def driver(self) -> Driver:
        """Who was typed into a valid form."""
        return Driver(self.cleaned_data["driver_name"], self.cleaned_data["driver_phone"])


class StripForm(forms.Form):
    """Counts from a strip of paper, one for each stop; what was not counted stays empty."""

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for call in run.calls.all():
            self.fields[f"heads_{call.position}"] = forms.IntegerField(
                label=call.stop, required=False, min_value=0, max_value=MOST_COUNTED
            )

    @property
    def heads(self) -> dict[int, int]:
        """The counts of a valid form, by stop."""
        named = {name.removeprefix("heads_"): value for name, value in self.cleaned_data.items()}
        return {int(call): value for call, value in named.items() if value is not None}
