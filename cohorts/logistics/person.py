"""What logistics has of a person: how they travel to and from each cohort that has buses."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Day, Participant, Place
from cohorts.person import days_of
from foundation.clocks.dates import date_in_words, dates_in_words, hour_in_words
from foundation.words.translated import said
from people.models import User
from people.person import Held, Item, PersonPart, Section

from . import personal_data
from .consents import phone_is_shared_by
from .models import Run


def section(user: User, language: str) -> Section | None:
    """One line for each cohort to come that has buses on a date on which they come; four queries for any number.

    Also each in which no bus goes for them and they still agree that captains see their telephone: they withdraw it
    there.
    """
    bus = Run.objects.taking_place().filter(
        cohort=OuterRef("cohort"), date__gte=timezone.localdate() - dt.timedelta(days=1), closed_at=None
    )
    at_work = ~Q(kind=Participant.Kind.PARTICIPANT)
    rows = (
        Participant.objects.filter(user=user)
        .annotate(
            has_bus=Case(
                When(Q(Exists(bus.filter(_is_for_them()))) | (Q(Exists(bus)) & at_work), True), default=False
            )
        )
        .filter(Q(has_bus=True) | Q(phone_is_shared_by(user)))
        .select_related("cohort__residency")
        .prefetch_related(Prefetch("cohort__days", days_of(user)))
    )
    people = {who.pk: who for who in rows}
    if not people:
        return None
    seats = (
        Place.objects.filter(participant__in=people, pool__bus__in=Run.objects.taking_place())
        .select_related("pool__bus__cohort")
        .prefetch_related("pool__bus__calls")
        .order_by("pool__bus__date", "pool__bus__starts")
    )
    found: dict[int, list[str]] = {pk: [] for pk in people}
    for place in seats:
        found[place.participant_id].append(_words(place))
    return Section(
        title=_("How you travel"),
        items=tuple(_item(who, found[pk], has_bus=who.has_bus) for pk, who in people.items()),
    )


def _is_for_them() -> Q:
    """That a bus goes on a day that the participant holds, or on no day of the cohort: see `seating.come_on`."""
    held = Place.objects.filter(
        participant=OuterRef(OuterRef("pk")), pool__day__cohort=OuterRef(OuterRef("cohort"))
    )
    on_a_day = Day.objects.filter(cohort=OuterRef("cohort"), date=OuterRef("date"))
    return Q(Exists(held.filter(pool__day__date=OuterRef("date")))) | (~Q(Exists(on_a_day)) & Q(Exists(held)))


def _words(place: Place) -> str:
    run: Run = place.pool.bus
    calls = list(run.calls.all())
    if place.from_call >= len(calls):
        return str(run)
    hour = run.hours(calls)[place.from_call]
    return f"{run}: {date_in_words(hour)}, {hour_in_words(hour)}, {calls[place.from_call].stop}"


def _item(who: Participant, facts: list[str], *, has_bus: bool) -> Item:
    """The line of a cohort, with the dates on which they come to it: one may come to two of one name."""
    dates = dates_in_words([day.date for day in who.cohort.days.all()])
    if not has_bus:  # a seat that they have is in a bus that is over
        facts = [dates, _("You agreed that captains see your phone number. You can withdraw that there.")]
    elif not facts:
        facts = [dates, _("Choose a bus and a stop, or say that you travel otherwise.")]
    name = said(who.cohort.residency, "name")
    return Item(
        title=name.text,
        url=reverse("logistics:travel", args=[who.cohort.slug]),
        facts=tuple(filter(None, facts)),
        lang=name.foreign_lang,
    )


class Journeys(PersonPart):
    """How the person travels."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """Buses of one's cohorts to come, if there are any; three queries."""
        found = section(user, language)
        return (found,) if found is not None else ()

    def held(self, user: User) -> Sequence[Held]:
        """Ways, what captain and driver may know, buses led, boarding, briefings, lists at gates; nine queries."""
        return personal_data.held(user)

    def erase(self, user: User) -> None:
        """Words and telephones go; seats, taps and acknowledgements stay as rows of nobody."""
        personal_data.erase(user)
