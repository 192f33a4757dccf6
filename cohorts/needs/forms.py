"""What somebody needs, as they say it, and meals as they are set up. Forms write nothing; services do."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Day
from foundation.clocks.dates import date_in_words
from foundation.errors import DomainError
from foundation.ui.layout import Fieldset, FormHelper, Layout
from foundation.words.addresses import EmailFormField
from foundation.words.forms import LineFormField
from office.forms import ScopedForm, time_input
from residencies.models import Venue

from .models import Meal, Need, Question
from .queries.people import Own
from .services.answering import Answer, mark_of_answers, refuse_empty
from .services.meals import Given, refuse_unnamed

# A mark of what the person had answered when the form was shown.
SEEN = "seen"
_LENGTHS = {Question.DIET: 300, Question.ACCESS: 500, Question.TRAVEL: 300}
_NEEDED = _("Choose an answer. Who needs nothing special chooses “{answer}”.")


def _kinds(nothing: Any, other: Any) -> list[tuple[str, Any]]:
    return [(Need.Kind.NOTHING.value, nothing), (Need.Kind.OTHER.value, other)]


def _kind(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    """A question; what to answer who needs nothing is its first answer, and who leaves it out is told so."""
    needed = format_lazy(_NEEDED, answer=choices[0][1])
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": needed}
    )


def _words(question: Question, label: Any, help_text: Any) -> LineFormField:
    return LineFormField(
        label=label, required=False, max_length=_LENGTHS[question], help_text=help_text, strip=True
    )


class NeedsForm(forms.Form):
    """The three questions: a kind each, and words where they are needed."""

    use_required_attribute = False
    diet = _kind(
        _("What do you eat?"),
        [
            (Need.Kind.NOTHING.value, _("everything")),
            *((kind.value, kind.label) for kind in list(Need.Kind)[1:-1]),
            (Need.Kind.OTHER.value, _("otherwise: I write it below")),
        ],
    )
    diet_text = _words(
        Question.DIET,
        _("What else those who cook should know"),
        _("For example an allergy. They read it without your name."),
    )
    access = _kind(
        _("What helps you take part?"),
        _kinds(_("nothing special is needed"), _("I need this: I write it below")),
    )
    access_text = _words(
        Question.ACCESS,
        _("What you need on the spot"),
        _("For example: step-free ways, sign language, a seat near the screen."),
    )
    travel = _kind(
        _("What should we know about your way to us and back?"),
        _kinds(_("nothing special"), _("I need this: I write it below")),
    )
    travel_text = _words(
        Question.TRAVEL,
        _("What you need on the way"),
        _("For example: help with getting on, a seat in front, a pause on a long way."),
    )
    helper = FormHelper(
        Layout(*(Fieldset(question.label, question.value, f"{question.value}_text") for question in Question))
    )

    def __init__(self, *args: Any, own: Own, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question, need in own.answers.items():
            self.initial.update({question: need.kind, f"{question}_text": need.text})
        self.mark = mark_of_answers(own)

    def clean(self) -> dict[str, Any]:
        """Each answer says what is needed, or that nothing is."""
        data: dict[str, Any] = super().clean() or {}
        for question in Question:
            if not self.errors.keys() & {question.value, f"{question.value}_text"}:
                try:
                    refuse_empty(question.value, _answer(data, question))
                except DomainError as error:
                    self.add_error(error.field, error.message)
        return data

    def answers(self) -> dict[str, Answer]:
        """What was said, by question."""
        return {question.value: _answer(self.cleaned_data, question) for question in Question}


def _answer(data: dict[str, Any], question: Question) -> Answer:
    return Answer(data[question.value], data.get(f"{question.value}_text", ""))


# ---------------------------------------------------------------- meals
# A field of the form for each: its name, its kind, its label.
_HOURS: Sequence[tuple[str, str, Any]] = (
    ("breakfast", Meal.Kind.BREAKFAST, _("Breakfast at")),
    ("coffee", Meal.Kind.COFFEE, _("Coffee break at")),
    ("lunch", Meal.Kind.LUNCH, _("Lunch at")),
    ("coffee_later", Meal.Kind.COFFEE, _("Second coffee break at")),
    ("dinner", Meal.Kind.DINNER, _("Dinner at")),
)


class AddMealsForm(forms.Form):
    """The meals of several days at once: an hour for each that there is."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a day at least.")},
    )
    given_by = forms.ChoiceField(label=_("Given by"), choices=Meal.GivenBy.choices)
    giver = LineFormField(
        label=_("Name of the host or the partner"),
        max_length=200,
        required=False,
        help_text=_("As invitations say it; only where a host or a partner gives the meals."),
    )
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Venue"), required=False)
    place = LineFormField(
        label=_("Where, in words"),
        max_length=200,
        required=False,
        help_text=_("For example: canteen on the ground floor."),
    )

    def __init__(self, *args: Any, cohort: Cohort, days: Sequence[Day], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days_by_id = {day.pk: day for day in days}
        which = cast(Any, self.fields["days"])
        which.choices = [(day.pk, capfirst(date_in_words(day.date))) for day in days]
        which.initial = list(self.days_by_id)
        venues = Venue.objects.filter(programme=cohort.residency.programme_id)
        cast(Any, self.fields["venue"]).queryset = venues
        for name, _of, label in _HOURS:
            self.fields[name] = forms.TimeField(label=label, required=False, widget=time_input())
        self.order_fields(["days", *(name for name, _of, _label in _HOURS)])

    def clean(self) -> dict[str, Any]:
        """An hour at least, and a name for a host or a partner."""
        data: dict[str, Any] = super().clean() or {}
        names = {name for name, _of, _label in _HOURS}
        if not self.errors.keys() & names and not any(data.get(name) for name in names):
            self.add_error("breakfast", _("Write the hour of a meal at least."))
        _check_giver(self, data)
        return data

    def chosen_days(self) -> list[Day]:
        """The days themselves."""
        return [self.days_by_id[pk] for pk in self.cleaned_data["days"]]

    def hours(self) -> list[tuple[str, dt.time]]:
        """The hours that were written, each with its kind of meal."""
        data = self.cleaned_data
        return [(kind, data[name]) for name, kind, _label in _HOURS if data[name]]

    def given(self) -> Given:
        """Where, and by whom."""
        data = self.cleaned_data
        return Given(data["given_by"], data["giver"], data["venue"], data["place"])


class CaterersForm(forms.Form):
    """Where those who cook are written to, a field for each who gives meals."""

    def __init__(
        self, *args: Any, givers: Mapping[str, str], emails: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.givers = list(givers)
        for number, (giver, words) in enumerate(givers.items()):
            self.fields[f"email_{number}"] = EmailFormField(
                label=capfirst(words),
                required=False,
                initial=emails.get(giver, ""),
                help_text=_("Of the canteen or the firm that cooks. Links to its list go there."),
            )

    def emails(self) -> dict[str, str]:
        """The addresses, by who gives the meals."""
        return {giver: self.cleaned_data[f"email_{number}"] for number, giver in enumerate(self.givers)}


class MealForm(ScopedForm):
    """One meal, with how many were ordered and served."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.parent if self.parent is not None else self.instance.day
        venues = self.fields["venue"]
        venues.queryset = venues.queryset.filter(programme=day.cohort.residency.programme_id)

    def clean(self) -> dict[str, Any]:
        """A host or a partner has a name."""
        data: dict[str, Any] = super().clean()
        _check_giver(self, data)
        return data


def _check_giver(form: Any, data: dict[str, Any]) -> None:
    if form.errors.keys() & {"given_by", "giver"}:
        return
    try:
        refuse_unnamed(data["given_by"], data["giver"])
    except DomainError as error:
        form.add_error(error.field, error.message)
