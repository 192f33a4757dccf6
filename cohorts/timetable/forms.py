"""Forms of the timetable in the back office. They write nothing."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet

from cohorts.models import Cohort
from foundation.words.forms import ProseFormField
from office.forms import ScopedForm
from people.models import Language, Organisation


def organisations_of(cohort: Cohort) -> QuerySet[Organisation]:
    """The organisations of a cohort's programme: its organiser, its partners, the hosts of its venues."""
    programme = cohort.residency.programme_id
    return Organisation.objects.filter(
        Q(partnerships__programme=programme)
        | Q(programmes_organised=programme)
        | Q(venues__programme=programme)
    ).distinct()


class SessionForm(ScopedForm):
    """A session of one cohort: it offers that cohort's days, units and parallel sessions, and its programme's rooms,
    trainers and organisations."""

    parent: Cohort

    def __init__(self, *args: Any, parent: Model | None = None, **kwargs: Any) -> None:
        assert isinstance(parent, Cohort)  # noqa: S101 — the viewset looks for it
        super().__init__(*args, parent=parent, **kwargs)
        programme = parent.residency.programme_id
        within: dict[str, Q] = {
            "day": Q(cohort=parent),
            "unit": Q(course=parent.course_id),
            "track_group": Q(cohort=parent),
            "venue": Q(programme=programme),
            "room": Q(venue__programme=programme),
            "trainers": Q(programme=programme),
        }
        for name, condition in within.items():
            field = self.fields[name]
            field.queryset = field.queryset.filter(condition)
        hosts = organisations_of(parent)
        if self.instance.pk:
            chosen = self.instance.hosts.values("pk")
            hosts = Organisation.objects.filter(Q(pk__in=hosts.values("pk")) | Q(pk__in=chosen))
        self.fields["hosts"].queryset = hosts
        self.fields["day"].label_from_instance = _day_words
        if (
            not self.instance.is_sample
        ):  # of content for show only; nobody marks a session of their own with it
            del self.fields["is_sample"]
        self.fields["room"].queryset = self.fields["room"].queryset.select_related("venue")

    def _get_validation_exclusions(self) -> set[str]:
        """The service tells the rule of the hours on its field, not the database's words on top of the form."""
        excluded = super()._get_validation_exclusions()
        return excluded | {"ends"}


def _day_words(day: Any) -> str:
    from foundation.clocks.dates import date_in_words

    return date_in_words(day.date)


class ReleaseForm(forms.Form):
    """What changed, in each language, and the number that the manager saw as the last one."""

    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in Language.choices:
            self.fields[f"note_{code}"] = ProseFormField(
                label=name,
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )

    @property
    def note_fields(self) -> list[forms.BoundField]:
        """The notes, for the page."""
        return [self[f"note_{code}"] for code in Language.values]

    @property
    def notes(self) -> dict[str, str]:
        """The notes of a valid form by language."""
        return {code: self.cleaned_data[f"note_{code}"] for code in Language.values}
