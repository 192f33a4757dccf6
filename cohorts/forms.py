"""Forms of cohorts and their days in the back office. They write nothing."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django import forms
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from foundation.clocks.dates import is_within_reach, reach_in_words
from foundation.clocks.zones import AmbiguousTime, NonexistentTime, require_unambiguous
from foundation.words.forms import ProseFormField
from office.forms import ScopedForm, wall_time_input
from residencies.models import Residency
from residencies.picture_forms import BringsPictureForPage

from .models import Cohort, Day, Pool, Waiting

MOST_PLACES = 10_000
# Of a cohort, typed as wall time in its zone.
MOMENTS = ("confirm_by", "automation_ends_at")
# A week of working days.
LONGEST_HOLD = 60
HOLD_HOURS = Pool._meta.get_field("hold_hours").default
DateT = TypeVar("DateT", dt.date, dt.datetime)


class WallTimeField(forms.DateTimeField):
    """A date and an hour on a clock, without a zone: which clock, the form knows."""

    def to_python(self, value: Any) -> dt.datetime | None:
        """The wall time as it was typed; Django would put it into the server's zone."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.replace(tzinfo=None)
        try:
            typed = parse_datetime(str(value).strip())
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if typed is not None and typed.tzinfo is None:
            return typed
        return forms.fields.BaseTemporalField.to_python(self, str(value))


def moment_of(wall: dt.datetime, zone: str) -> dt.datetime:
    """The moment of a wall time.

    Raises `ValidationError` for a date out of reach, an hour that does not exist, and one that comes twice.
    """
    try:
        return require_unambiguous(_reachable(wall), zone)
    except NonexistentTime as error:
        raise forms.ValidationError(
            _("The clocks go forward that night: this hour does not exist."), code="nonexistent"
        ) from error
    except AmbiguousTime as error:
        raise forms.ValidationError(
            _("The clocks go back that night: this hour comes twice. Choose another one."), code="ambiguous"
        ) from error


class CohortForm(BringsPictureForPage):
    """A cohort. Under a residency it offers that residency's courses and its programme's venues and projects."""

    confirm_by = WallTimeField(
        label=_("Accepted people confirm by"),
        required=False,
        widget=wall_time_input(),
        help_text=_(
            "Two letters ask them to, a week and two days before; who has not answered by then stands on the call list."
            " Nobody loses a place by it. Date and hour in the cohort’s zone."
        ),
    )
    automation_ends_at = WallTimeField(
        label=_("Freed places are given by hand from"),
        required=False,
        widget=wall_time_input(),
        help_text=_(
            "Until then a freed place is offered to the next in the queue by itself. Date and hour in the cohort’s"
            " zone. Empty: 72 hours before the first session."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MOMENTS:
            if moment := getattr(self.instance, name):
                self.initial[name] = moment.astimezone(self.instance.zone).replace(tzinfo=None)
        residency = self.parent
        if not isinstance(residency, Residency):
            return
        self.fields["residency"].disabled = True  # chosen before the form, whose other choices hang on it
        courses, venues = self.fields["course"], self.fields["venue"]
        courses.queryset = courses.queryset.filter(residency=residency)
        venues.queryset = venues.queryset.filter(programme_id=residency.programme_id)
        projects = self.fields["project"]
        projects.queryset = projects.queryset.filter(programme_id=residency.programme_id)
        if self.instance.pk is None:
            self.initial["time_zone"] = residency.programme.time_zone

    def clean(self) -> dict[str, Any]:
        """The hours on the clocks of the zone that is chosen."""
        data: dict[str, Any] = super().clean()
        zone = data.get("time_zone")
        for name in MOMENTS:
            if (wall := data.get(name)) and zone:
                try:
                    data[name] = moment_of(wall, zone)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return data

    def words_of_address(self, data: dict[str, Any]) -> list[str]:
        """The residency's address and the town: a cohort has no title of its own."""
        residency = data.get("residency") or self.parent
        town = data.get("town_en") or data.get("town_uk") or data.get("town_pl")
        return [residency.slug, town] if isinstance(residency, Residency) and town else []


class DayForm(ScopedForm):
    """A day with its places and its deadline, which is wall time in the cohort's zone."""

    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_(
            "You can raise the number at any time, and lower it to the number of places that are held."
        ),
    )
    deadline = WallTimeField(
        label=_("Registration until"),
        required=False,
        widget=wall_time_input(),
    )
    freed = forms.ChoiceField(
        label=_("A freed place is"), choices=Pool.Freed.choices, initial=Pool.Freed.OFFER, required=False
    )
    hold_hours = forms.IntegerField(
        label=_("An offer stands for"),
        min_value=1,
        max_value=LONGEST_HOLD,
        initial=HOLD_HOURS,
        required=False,
        help_text=_("Working hours: 8:00 to 20:00 on working days."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort: Cohort = self.cohort
        self.fields["deadline"].help_text = _(
            "Date and hour in the cohort’s zone, %(zone)s. Empty: until the day begins."
        ) % {"zone": cohort.time_zone}
        if self.instance.pk:
            pool = self.instance.pool
            for name in ("capacity", "freed", "hold_hours"):
                self.initial[name] = getattr(pool, name)
            if pool.deadline:
                self.initial["deadline"] = pool.deadline.astimezone(cohort.zone).replace(tzinfo=None)

    @property
    def cohort(self) -> Cohort:
        """The cohort that the day belongs to."""
        day: Day = self.instance
        return day.cohort

    @classmethod
    def state_values(cls, row: Model) -> dict[str, Any]:
        """The places and the deadline are changed by this form too."""
        assert isinstance(row, Day)  # noqa: S101 — for the type checker
        return {
            **super().state_values(row),
            "capacity": row.pool.capacity,
            "deadline": row.pool.deadline,
            "freed": row.pool.freed,
            "hold_hours": row.pool.hold_hours,
        }

    def clean_date(self) -> dt.date:
        """A date that clocks and calendars can work with."""
        date: dt.date = self.cleaned_data["date"]
        return _reachable(date)

    def clean_freed(self) -> str:
        """Offered, unless something else is chosen."""
        return self.cleaned_data["freed"] or Pool.Freed.OFFER

    def clean_hold_hours(self) -> int:
        """As usual, where nothing is typed."""
        return self.cleaned_data["hold_hours"] or HOLD_HOURS

    def clean_deadline(self) -> dt.datetime | None:
        """The moment at which registration ends."""
        wall: dt.datetime | None = self.cleaned_data["deadline"]
        return moment_of(wall, self.cohort.time_zone) if wall else None


def _reachable(date: DateT) -> DateT:
    if not is_within_reach(date):
        raise forms.ValidationError(reach_in_words(), code="out_of_reach")
    return date


class _WhoWaits(forms.ModelChoiceField):
    """Somebody of a queue that is shown."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.participant.user.get_full_name() or obj.participant.user.email)


class RankForm(forms.Form):
    """Putting somebody of those shown to another place in a queue, with the reason."""

    who = _WhoWaits(label=_("Who"), queryset=Waiting.objects.none())
    number = forms.IntegerField(label=_("To number"), min_value=1)
    reason = ProseFormField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("It is kept with the queue."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, lines: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Waiting.objects.filter(pk__in=[line.row.pk for line in lines])
        cast(_WhoWaits, self.fields["who"]).queryset = rows.select_related("participant__user")


class GiveForm(forms.Form):
    """Giving a free place to somebody who waits."""

    give = _WhoWaits(queryset=Waiting.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, pool: Pool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Waiting.objects.filter(pool=pool).select_related("participant")
        cast(_WhoWaits, self.fields["give"]).queryset = rows


class CancelForm(forms.Form):
    """Why a cohort is cancelled."""

    reason = ProseFormField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        help_text=_("People read it in the letter."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
