"""What applicants fill in, one group of questions a page. Forms write nothing; services do."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from cohorts.forms import WallTimeField, moment_of
from cohorts.models import Cohort, Day
from foundation.clocks.dates import date_in_words
from foundation.ui.layout import FormHelper, Layout, Note, Part
from foundation.words.addresses import EmailFormField
from foundation.words.forms import LettersOnlyNameFormField, LineFormField, ProseFormField
from foundation.words.phones import PhoneFormField
from office.forms import wall_time_input
from people.countries import choices_with_none
from people.forms import NAMES, NAMES_ASKED, ONE_OF_TWO, ask_for_names, one_name_field
from people.models import Community, User, kinds_with_none

from .answers import LEAST_MOTIVATION, NEEDED, PERSON_FIELDS, Answers, are_reasons
from .models import Application, Call, LateDoor


def _line(model: type[Model], name: str, *, required: bool = False, **attrs: str) -> Any:
    """The model's line as a form field under the same rules."""
    field: Any = model._meta.get_field(name)
    form_class = {**dict.fromkeys(NAMES, LettersOnlyNameFormField), "phone": PhoneFormField}.get(
        name, LineFormField
    )
    return field.formfield(form_class=form_class, required=required, widget=forms.TextInput(attrs=attrs))


def _prose(model: type[Model], name: str, *, rows: int) -> Any:
    """The model's prose as a form field under the same rules."""
    field: Any = model._meta.get_field(name)
    widget = forms.Textarea(attrs={"rows": rows})
    shown = field.formfield(
        form_class=ProseFormField, required=False, max_length=field.max_length, widget=widget
    )
    # A browser would cut what is pasted without a word; the form says how much is too much.
    shown.widget.attrs.pop("maxlength", None)
    return shown


class StepForm(forms.Form):
    """One group of questions. What is missing is asked for only when the person goes on, never when they save."""

    use_required_attribute = False
    needed: ClassVar[tuple[str, ...]] = ()

    def full_clean(self) -> None:
        """Look at what was typed, not at what was left out."""
        shown = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = shown[name]

    def ask_for_the_rest(self) -> bool:
        """Add an error for each needed answer that is missing; true if nothing is amiss."""
        for name in self.needed:
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, NEEDED[name][1])
        return not self.errors

    def answers(self) -> Answers:
        """What can be kept of what was typed."""
        return cast(Answers, self.cleaned_data)


class YouForm(StepForm):
    """Who the person is; kept on the profile."""

    helper = FormHelper(
        Layout(
            Note(
                _(
                    "Your name stands on the certificate as you write it here."
                    " It is kept in your details for next time."
                )
            ),
            *NAMES_ASKED,
            "phone",
        )
    )
    given_name = _line(User, "given_name", required=True, autocomplete="given-name")
    family_name = _line(User, "family_name", required=True, autocomplete="family-name")
    has_one_name = one_name_field()
    patronymic = _line(User, "patronymic", autocomplete="additional-name")
    latin_name = _line(User, "latin_name", autocapitalize="words")
    phone = _line(Application, "phone", autocomplete="tel", inputmode="tel")

    def answers(self) -> Answers:
        """What can be kept. Letters and other applications read the profile's name: half of one replaces none there."""
        kept = super().answers()
        if self._has_whole_name():
            return kept
        stays = {name for name in PERSON_FIELDS if self.initial.get(name)}
        return cast(Answers, {name: value for name, value in kept.items() if name not in stays})

    def _has_whole_name(self) -> bool:
        parts = [bool(self.cleaned_data.get(name)) for name in ONE_OF_TWO]
        is_whole = all(parts) or (any(parts) and self.cleaned_data.get("has_one_name"))
        return bool(is_whole) and not any(name in self.errors for name in PERSON_FIELDS)

    def ask_for_the_rest(self) -> bool:
        """Ask for both names, unless the person has one only."""
        ask_for_names(self)
        return super().ask_for_the_rest()


class CommunityForm(StepForm):
    """Where the person comes from: a community of the register, or elsewhere."""

    helper = FormHelper(
        Layout(
            Part("admission/parts/origin.html", "origin", "q", "community", "country"),
            "organisation",
            "organisation_kind",
            "position",
        )
    )
    needed = ("organisation", "position")
    FROM_COMMUNITY, FROM_ELSEWHERE = "community", "elsewhere"
    origin = forms.ChoiceField(
        label=_("Where you come from"),
        choices=[
            (FROM_COMMUNITY, _("From a community (hromada, gmina)")),
            (FROM_ELSEWHERE, _("I come from elsewhere")),
        ],
        widget=forms.RadioSelect,
    )
    q = LineFormField(
        label=_("Your community"),
        max_length=100,
        help_text=_("Type a few letters of its name, then choose it from the list."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    community = forms.ModelChoiceField(
        label=_("Community"),
        queryset=Community.objects.none(),
        # It is chosen from what the search finds, so what is wrong with it is found there.
        widget=forms.Select(attrs={"id": "id_q"}),
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=choices_with_none, help_text=_("Only if you come from elsewhere.")
    )
    organisation = _line(Application, "organisation", required=True, autocomplete="organization")
    organisation_kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        choices=kinds_with_none,
        required=False,
        help_text=_("So that the organiser can say who takes part."),
    )
    position = _line(Application, "position", required=True, autocomplete="organization-title")

    def __init__(self, *args: Any, kept: Community | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A community that has left the register stays with the application that named it.
        self.fields["community"].queryset = Community.objects.filter(  # type: ignore[attr-defined]
            Q(is_current=True, is_hidden=False) | Q(pk=kept.pk if kept else None)
        )

    def ask_for_the_rest(self) -> bool:
        """Ask for the community, or for the country of who comes from elsewhere."""
        super().ask_for_the_rest()
        if not self.errors.keys() & {"origin", "community", "country"}:
            if self.cleaned_data.get("origin") == self.FROM_ELSEWHERE:
                if not self.cleaned_data.get("country"):
                    self.add_error("country", _("Choose the country that you come from."))
            elif not self.cleaned_data.get("community"):
                self.add_error("q", NEEDED["community"][1])
        return not self.errors

    def answers(self) -> Answers:
        """The community brings its country; who comes from elsewhere has no community."""
        kept: dict[str, Any] = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in ("organisation", "organisation_kind", "position")
        }
        origin, community = self.cleaned_data.get("origin"), self.cleaned_data.get("community")
        if origin == self.FROM_ELSEWHERE:
            kept |= {"community": None, "country": self.cleaned_data.get("country", "")}
        elif community is not None:
            kept |= {"community": community, "country": community.country}
        return cast(Answers, kept)


class DaysForm(StepForm):
    """Which days, and why."""

    helper = FormHelper(Layout(Part("admission/parts/days.html", "days", "waits_if_full"), "motivation"))
    days = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, empty_value=[], required=True, widget=forms.CheckboxSelectMultiple
    )
    waits_if_full = forms.TypedMultipleChoiceField(
        label=_("If it is full, put me on the waiting list"),
        coerce=int,
        empty_value=[],
        # What is wrong with it is found at the days.
        widget=forms.CheckboxSelectMultiple(attrs={"id": "id_days"}),
    )
    motivation = _prose(Application, "motivation", rows=6)

    def __init__(self, *args: Any, days: Iterable[Day], held: Collection[int] = (), **kwargs: Any) -> None:
        """`held`: days of which it is decided that the person comes and for which nobody asks for reasons any more."""
        super().__init__(*args, **kwargs)
        self.held = frozenset(held)
        self.days_by_id: Mapping[int, Day] = {day.pk: day for day in days}
        choices = [(pk, day.date) for pk, day in self.days_by_id.items()]
        for name in ("days", "waits_if_full"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        # Shown without “optional” where it will be needed; it is asked for only if such a day is chosen.
        selects = self._ask_for_reasons(self.days_by_id.values())
        self.fields["motivation"].required = selects
        why = (
            _("Needed for days by selection: what you do, and what you want to take home.")
            if selects
            else _("What you do, and what you want to take home.")
        )
        limit = Application._meta.get_field("motivation").max_length
        how_much = (
            _("From %(least)s to %(limit)s characters.") if selects else _("At most %(limit)s characters.")
        ) % {"least": LEAST_MOTIVATION, "limit": limit}
        self.fields["motivation"].help_text = format_lazy("{} {}", why, how_much)

    def ask_for_the_rest(self) -> bool:
        """Ask for a day, and for reasons if one of the days is by selection."""
        chosen = [self.days_by_id[pk] for pk in self.cleaned_data.get("days", [])]
        if not chosen and "days" not in self.errors:
            self.add_error("days", NEEDED["days"][1])
        is_short = not are_reasons(self.cleaned_data.get("motivation", ""))
        if self._ask_for_reasons(chosen) and is_short and "motivation" not in self.errors:
            self.add_error("motivation", NEEDED["motivation"][1])
        return not self.errors

    def _ask_for_reasons(self, days: Iterable[Day]) -> bool:
        return any(day.admission == Day.Admission.SELECTION and day.pk not in self.held for day in days)


class NoteForm(forms.Form):
    """A word about an application for colleagues."""

    text = ProseFormField(
        label=_("Note for colleagues"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CallForm(forms.Form):
    """What somebody said on the phone."""

    application = forms.ModelChoiceField(
        Application.objects.none(), to_field_name="public_id", widget=forms.HiddenInput
    )
    outcome = forms.ChoiceField(label=_("What they said"), choices=Call.Outcome.choices)
    call_back_at = WallTimeField(label=_("Call back at"), required=False, widget=wall_time_input())
    words = ProseFormField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 1})
    )

    def __init__(
        self, *args: Any, cohort: Cohort, people: QuerySet[Application], may_decide: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": False})  # many on a page: labels stand around
        self.cohort = cohort
        cast(Any, self.fields["application"]).queryset = people
        if not may_decide:  # nobody loses a place without a manager
            outcomes = [choice for choice in Call.Outcome.choices if choice[0] != Call.Outcome.DOES_NOT]
            cast(Any, self.fields["outcome"]).choices = outcomes

    def clean_call_back_at(self) -> dt.datetime | None:
        """The hour on the cohort's clocks."""
        wall: dt.datetime | None = self.cleaned_data["call_back_at"]
        return moment_of(wall, self.cohort.time_zone) if wall else None


class ClosingForm(forms.Form):
    """Why a day is not open for one person any more."""

    reason = ProseFormField(
        label=_("Reason"),
        max_length=LateDoor._meta.get_field("why_closed").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues and the log; the person does not read it."),
    )


class LateDoorForm(forms.Form):
    """For whom a day is opened after its deadline, until when and why."""

    day = forms.ChoiceField(label=_("Day"))
    address = EmailFormField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address with which the person signs in; there need be no account yet."),
    )
    until = WallTimeField(
        label=_("Open until"),
        widget=wall_time_input(),
        help_text=_("Date and hour on the cohort’s clock."),
    )
    reason = ProseFormField(
        label=_("Reason"),
        max_length=LateDoor._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For colleagues and the log; the person does not read it."),
    )

    def __init__(self, *args: Any, cohort: Cohort, days: Sequence[Day], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.days = cohort, {str(day.pk): day for day in days}
        choices = [(pk, capfirst(date_in_words(day.date))) for pk, day in self.days.items()]
        cast(Any, self.fields["day"]).choices = choices

    def clean_day(self) -> Day:
        """The day itself."""
        return self.days[self.cleaned_data["day"]]

    def clean_until(self) -> dt.datetime:
        """The hour on the cohort's clock."""
        return moment_of(self.cleaned_data["until"], self.cohort.time_zone)
