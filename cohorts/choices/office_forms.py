"""Forms of the back office about choosing: settings, a place given by hand, somebody who comes to work."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.forms import MOST_PLACES, WallTimeField, moment_of
from cohorts.models import Cohort, Participant, Pool
from cohorts.timetable.models import Session
from foundation.words.forms import ProseFormField
from office.forms import wall_time_input
from residencies.forms import email_field

from .models import ChoiceGroup, Option
from .services.settings import Settings, mark_of_settings


class SettingsForm(forms.Form):
    """How people choose among the sessions of a group, with so many places at each, and the mark of what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    mode = forms.ChoiceField(label=_("How people choose"), required=False)
    who = forms.ChoiceField(
        label=_("Who chooses"),
        choices=ChoiceGroup.Who.choices,
        required=False,
        help_text=_("You name people on the page “Who chose what”. You may give a place by hand to anybody."),
    )
    opens_at = WallTimeField(label=_("From"), required=False, widget=wall_time_input())
    closes_at = WallTimeField(label=_("Until"), required=False, widget=wall_time_input())
    freed = forms.ChoiceField(
        label=_("A freed place is"),
        choices=Pool.Freed.choices,
        help_text=_("Where people take places by themselves and others wait."),
    )

    def __init__(
        self, *args: Any, cohort: Cohort, row: ChoiceGroup | None, sessions: Sequence[Session], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.sessions = cohort, sessions
        nobody = ("", _("nobody chooses: everybody sees all sessions"))
        mode: Any = self.fields["mode"]
        mode.choices = [nobody, *ChoiceGroup.Mode.choices]
        zone = _("Date and hour in the cohort’s zone, %(zone)s.") % {"zone": cohort.time_zone}
        self.fields["opens_at"].help_text = zone
        self.fields["closes_at"].help_text = zone
        pools = {option.session_id: option.pool for option in _options(sessions)}
        for session in sessions:
            pool = pools.get(session.pk)
            self.fields[f"places-{session.pk}"] = forms.IntegerField(
                label=_("Places: %(session)s") % {"session": session.title},
                min_value=0,
                max_value=MOST_PLACES,
                initial=pool.capacity if pool else _seats(session),
            )
        self.initial["seen"] = mark_of_settings(row, pools)
        if row is not None:
            self.initial = {
                **self.initial,
                "mode": row.mode,
                "who": row.who,
                "opens_at": _wall(row.opens_at, cohort),
                "closes_at": _wall(row.closes_at, cohort),
                "freed": next((pool.freed for pool in pools.values()), Pool.Freed.OFFER),
            }

    def clean_opens_at(self) -> dt.datetime | None:
        """The moment from which people choose."""
        return self._moment("opens_at")

    def clean_closes_at(self) -> dt.datetime | None:
        """The moment until which they do."""
        return self._moment("closes_at")

    def _moment(self, name: str) -> dt.datetime | None:
        wall: dt.datetime | None = self.cleaned_data[name]
        return moment_of(wall, self.cohort.time_zone) if wall else None

    def settings(self) -> Settings:
        """What was typed, as a value."""
        data = self.cleaned_data
        return Settings(
            mode=data["mode"],
            who=data["who"] or ChoiceGroup.Who.EVERYBODY,
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            capacities={each.pk: data[f"places-{each.pk}"] for each in self.sessions},
            freed=data["freed"],
        )


def _seats(session: Session) -> int | None:
    """How many its room seats, or its site takes at a time."""
    where = session.room or session.venue
    return where.capacity if where else None


def _options(sessions: Sequence[Session]) -> Sequence[Option]:
    return list(Option.objects.filter(session__in=sessions).select_related("pool"))


def _wall(moment: dt.datetime | None, cohort: Cohort) -> dt.datetime | None:
    return moment.astimezone(cohort.zone).replace(tzinfo=None) if moment else None


class _OptionField(forms.ModelChoiceField):
    """A session of the group, by its title."""

    def label_from_instance(self, obj: Any) -> str:
        """Its title and its hours."""
        return f"{obj.session.title}, {obj.session.hours_in_words}"


class GiveForm(forms.Form):
    """What one person attends, decided by a manager."""

    option = _OptionField(
        label=_("Session"), queryset=Option.objects.none(), required=False, empty_label=_("none of them")
    )
    reason = ProseFormField(
        label=_("A word to the person, if you like"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the letter."),
    )

    def __init__(self, *args: Any, choice_group: ChoiceGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["option"]
        field.queryset = Option.objects.filter(choice_group=choice_group).select_related("session")


class AddPersonForm(GiveForm):
    """Somebody who comes to work, or along with somebody, and has not applied."""

    email = email_field(required=True)
    kind = forms.ChoiceField(label=_("Comes as"))
    field_order = ("email", "kind", "option")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["option"].required = True
        kind: Any = self.fields["kind"]
        kind.choices = [each for each in Participant.Kind.choices if each[0] != Participant.Kind.PARTICIPANT]
