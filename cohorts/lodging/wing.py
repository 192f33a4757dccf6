"""What lodging has of a cohort: its nights, who has no bed yet, and what goes with the days."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.changes import Change, Deletion, NewDate
from cohorts.events import Cancellation, Event
from cohorts.facts import EVE, Columns, Fact, Panel, PartyLines
from cohorts.models import Cohort, Day, Participant, Pool
from cohorts.provisions import Payer, Provision, What
from cohorts.succession import Fate, Passing, Succession
from cohorts.wing import Wing
from foundation.clocks.dates import short_date_in_words
from foundation.errors import DomainError
from people.models import User
from people.rights import may

from . import partners
from .columns import columns_of
from .models import Night, Stay
from .nights import nights_of
from .queries import lacking, nights_in
from .services import stays
from .staying import nights_for


class LodgingWing(Wing):
    """The nights of a cohort."""

    # ------------------------------------------------------------ screens of the back office
    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """Beds of each night at a glance; one query. Without nights, for those who may order some."""
        lines, may_change = nights_in(cohort), may(user, "lodging.change", cohort)
        if not lines and not may_change:
            return None
        numbers: dict[dt.date, tuple[int, int]] = {}
        for line in lines:
            held, beds = numbers.get(line.night.date, (0, 0))
            numbers[line.night.date] = (held + line.held, beds + line.beds)
        words = _("night of %(night)s: %(held)s of %(beds)s beds")
        url = reverse("lodging_overview", args=[cohort.pk])
        return Panel(
            title=_("Lodging"),
            url=url,
            facts=tuple(
                words % {"night": short_date_in_words(date), "held": held, "beds": beds}
                for date, (held, beds) in numbers.items()
            ),
            action=_("Order nights") if may_change and not lines else "",
            action_url=url,
        )

    def at_hand(self, cohort: Cohort, user: Any, moment: dt.datetime) -> Sequence[Fact]:
        """Who sleeps where that night; one query."""
        if not may(user, "lodging.change", cohort):
            return ()
        date = moment.astimezone(cohort.zone).date()
        near = Night.objects.filter(cohort=cohort, date__gte=date, date__lt=date + EVE).exists()
        url = reverse("lodging_night", args=[cohort.pk, date.isoformat()])
        return (
            [Fact(_("Rooms, night of %(night)s") % {"night": short_date_in_words(date)}, url)] if near else ()
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """People who asked for a bed and have none, by cohort; one query."""
        found: dict[int, set[int]] = {}
        for cohort_id, participant, _date in lacking(cohorts):
            found.setdefault(cohort_id, set()).add(participant)
        by_id = {cohort.pk: cohort for cohort in cohorts}
        return {
            pk: [_without_bed(pk, len(people))]
            for pk, people in found.items()
            if may(user, "lodging.change", by_id[pk])
        }

    def columns(self, cohort: Cohort) -> Columns | None:
        """How many of the nights that each asked for they have; four queries."""
        return columns_of(cohort)

    def lists(self, cohort: Cohort) -> Sequence[PartyLines]:
        """Of each hotel, who sleeps there; two queries."""
        return partners.lists_of(cohort)

    def provided(self, cohort: Cohort, participant: Participant | None) -> Sequence[Provision]:
        """The nights on which the person has a bed; one query. Of nobody in particular, none: each has their own."""
        if participant is None:
            return ()
        rows = Stay.objects.filter(participant=participant).order_by("date")
        return [
            Provision(date, What.LODGING, Payer.ORGANISER) for date in rows.values_list("date", flat=True)
        ]

    # ------------------------------------------------------------ changes of days
    def refuse(self, change: Change) -> None:
        """A day stays where beds given hang on it; two queries."""
        row = (
            change.day
            if isinstance(change, NewDate)
            else change.row
            if isinstance(change, Deletion)
            else None
        )
        if not isinstance(row, Day):
            return
        days = Day.objects.filter(cohort=row.cohort_id)
        left = days.exclude(pk=row.pk) if isinstance(change, Deletion) else days
        outside = Stay.objects.filter(participant__cohort=row.cohort_id)
        outside = outside.exclude(date__in=nights_of(left.values_list("date", flat=True)))
        ends = outside.aggregate(first=Min("date"), last=Max("date"))
        if ends["first"] is not None:
            words = _(
                "People have beds on the night of %(night)s, which would go with no day any more. Take their beds away"
                " first."
            )
            raise DomainError(words % {"night": short_date_in_words(ends["first"])})

    # ------------------------------------------------------------ cancelling
    def close_places(self, event: Cancellation, actor: User) -> None:
        """Give back the beds of nights that go with no day any more."""
        stays.close(event, actor)

    def unreached(self, event: Event) -> Sequence[str]:
        """Hotels whose nights are called off: somebody calls them."""
        if not isinstance(event, Cancellation):
            return ()
        hotels = {night.room_type.hotel for night in stays.nights_gone(event)}
        return sorted(" ".join(filter(None, (hotel.name, hotel.phone))) for hotel in hotels)

    # ------------------------------------------------------------ places
    def names(self, pools: Collection[int]) -> Mapping[int, str]:
        """“a bed on the night of 12 May: hotel, kind of room”; one query."""
        rows = Night.objects.filter(pool__in=list(pools)).select_related("room_type__hotel")
        words = _("a bed on the night of %(night)s: %(kind)s")
        return {
            row.pool_id: words % {"night": short_date_in_words(row.date), "kind": row.room_type}
            for row in rows
        }

    def why_rests(self, pool: Pool, moment: dt.datetime) -> str:
        """Nobody is offered a bed by itself: who is given one depends on who sleeps beside."""
        is_night = Night.objects.filter(pool=pool).exists()
        return _("Beds are given by hand.") if is_night else ""

    def go_along(self, pools: Collection[int]) -> Collection[int]:
        """With a day, the nights of its cohort; one query."""
        rows = Night.objects.filter(cohort__days__pool__in=list(pools))
        return rows.values_list("pool_id", flat=True).distinct()

    def left(self, pool_id: int, participant: Participant, actor: User | None) -> None:
        """Without the day there are no nights that went with it alone."""
        stays.leave_day(pool_id=pool_id, participant=participant, actor=actor)

    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """Beds end, for they depend on who sleeps beside; the colleague is to be given one. Three queries."""
        words = _("the bed on the night of %(night)s: the colleague is to be given one")
        nights = stays.nights_to_pass(succession)
        found = [
            Passing(Fate.ENDS, words % {"night": short_date_in_words(date)})
            for date, has_bed in nights.items()
            if has_bed
        ]
        own = _("wishes about a room: the colleague is asked afresh")
        return [*found, *([Passing(Fate.ENDS, own)] if nights else [])]

    def replaced(self, succession: Succession, actor: User) -> None:
        """The colleague wants the same nights, and has no bed yet."""
        stays.want_again(succession)

    def own_lines(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """Where one says what one needs, once nights are ordered; four queries at most."""
        who = Participant.objects.filter(cohort=cohort, user=user).first()
        if who is None or not Night.objects.filter(cohort=cohort).exists():
            return ()
        if not nights_for(cohort, [who.pk])[who.pk]:
            return ()
        return [Fact(_("Where you sleep"), reverse("lodging:own", args=[cohort.slug]))]


def _without_bed(cohort_id: int, number: int) -> Fact:
    words = ngettext(
        "%(count)s person asked for a bed and has none on some night",
        "%(count)s people asked for a bed and have none on some night",
        number,
    )
    url = f"{reverse('lodging_people', args=[cohort_id])}?show=lacking"
    return Fact(words % {"count": number}, url, number=number)
