"""What admission has of a cohort: its applications, and what becomes of them when it changes or is cancelled."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.changes import Change, Deletion, Opening
from cohorts.events import Cancellation, Event, Notice
from cohorts.facts import Columns, Fact, Panel
from cohorts.models import Cohort, Day, Move, Pool
from cohorts.succession import Fate, Passing, Succession
from cohorts.wing import Wing
from foundation.clocks.dates import date_in_words, short_date_in_words
from foundation.errors import DomainError
from people.models import User
from people.rights import may

from .columns import columns_of
from .freed_words import places_to_give
from .look_alikes import namesakes
from .models import Application, DayRequest
from .queries import DayNumbers, considered, dates_called_off, day_numbers, not_confirmed, undecided, unsent
from .screens.batch import batch_url
from .screens.calls import calls_url
from .screens.filters import TO_DECIDE
from .services import cancelling, following
from .services.unsent import REMINDED_AFTER

_STATE = DayRequest.State


class AdmissionWing(Wing):
    """The applications of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel:
        """The applications at a glance; six queries at most. The page itself lets in managers only."""
        url, now = reverse("admission_list", args=[cohort.pk]), timezone.now()
        lines = day_numbers(cohort)
        to_give = places_to_give([cohort], now, user).get(cohort.pk, [])
        calls = unconfirmed_fact(cohort) if may(user, "applications.see_contacts", cohort) else ()
        alike = alike_fact(cohort) if may(user, "applications.decide", cohort) else ()
        return Panel(
            title=_("Applications"),
            url=url,
            facts=(
                *(Fact(_words(line), f"{url}?day={line.day.pk}") for line in lines),
                *to_give,
                *calls,
                *alike,
            ),
            action=_("Read and decide") if may(user, "applications.decide", cohort) else "",
            action_url=url,
            is_next=any(line.count(_STATE.ASKED) and not line.day.is_over_at(now) for line in lines),
        )

    def at_hand(self, cohort: Cohort, user: Any, moment: dt.datetime) -> Sequence[Fact]:
        """The call list, as long as there is anybody to call."""
        return unconfirmed_fact(cohort) if may(user, "applications.see_contacts", cohort) else ()

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Places to give, decisions to send, applications to decide, people to call; five queries."""
        found = places_to_give(cohorts, moment, user)
        for facts in (to_send(cohorts, moment, user), to_decide(cohorts), to_call(cohorts, moment)):
            for cohort_id, fact in facts.items():
                found.setdefault(cohort_id, []).append(fact)
        return found

    def columns(self, cohort: Cohort) -> Columns:
        """Which days each holds or asked for, and who has not confirmed; three queries."""
        return columns_of(cohort)

    def refuse(self, change: Change) -> None:
        """A day by selection does not open while people are considered for it; one that was asked for stays."""
        match change:
            case Opening(day):
                _refuse_passing_by(day)
            case Deletion(Day() as day):
                _refuse_forgetting(day)

    def carry_out(self, event: Cancellation, actor: User) -> None:
        """Close the applications; places and queues of the days called off are given back."""
        cancelling.close_applications(event, actor)

    def concerned(self, event: Event) -> Sequence[Notice]:
        """Of a cancellation, everybody whose application was still going on, and who holds a place without one."""
        return cancelling.notices(event) if isinstance(event, Cancellation) else ()

    # ------------------------------------------------------------ freed places of days
    def names(self, pools: Collection[int]) -> Mapping[int, str]:
        """Of days, their dates."""
        days = Day.objects.filter(pool__in=list(pools)).values_list("pool", "date")
        return {pool_id: date_in_words(date) for pool_id, date in days}

    def why_rests(self, pool: Pool, moment: dt.datetime) -> str:
        """Nobody is let in on a day that is over or called off, nor past those who are under consideration."""
        day = Day.objects.filter(pool=pool).select_related("cohort").first()
        if day is None:
            return ""
        if day.cohort.state != Cohort.State.PUBLISHED or day.is_over_at(moment):
            return _("The day is over or called off.")
        if considered([day]):
            return _("First decide on those who are under consideration.")
        return ""

    def hold(self, participants: Collection[int]) -> None:
        """Their applications."""
        following.hold(participants)

    def telephones(self, participants: Collection[int]) -> Mapping[int, str]:
        """What they wrote into the application."""
        rows = Application.objects.filter(participant__in=list(participants)).exclude(phone="")
        return dict(rows.values_list("participant_id", "phone"))

    def why_not(
        self, pool: Pool, participants: Collection[int], moment: dt.datetime
    ) -> Mapping[int, Move.Why]:
        """Only who still waits by a sent application; other pools and people who did not apply are not asked."""
        if not Day.objects.filter(pool=pool).exists():
            return {}
        wait = DayRequest.objects.filter(
            day__pool=pool, state=_STATE.WAITING, application__state=Application.State.SENT
        )
        waiting = set(wait.values_list("application__participant", flat=True))
        return {pk: Move.Why.GONE for pk in participants if pk not in waiting}

    def moved(self, moves: Sequence[Move]) -> None:
        """Requests follow the pools of their days; a letter about each."""
        following.follow(moves)

    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """The days; the reasons in an application are the person's own."""
        words = _("the place on %(date)s")
        return [
            *(
                Passing(Fate.PASSES, words % {"date": short_date_in_words(day.date)}, day.pool_id)
                for day in succession.days
            ),
            Passing(Fate.ENDS, _("what was written into the application: the colleague writes their own")),
        ]

    def dates_called_off(self, user_id: int) -> Collection[tuple[int, dt.date]]:
        """By the days that this person was accepted for."""
        return dates_called_off(user_id)


def to_send(cohorts: Sequence[Cohort], moment: dt.datetime, user: Any) -> dict[int, Fact]:
    """How many decisions have waited for an hour to be sent, by cohort, for whoever may; one query."""
    return {
        batch.cohort_id: Fact(
            ngettext(
                "%(count)s decision is not sent yet", "%(count)s decisions are not sent yet", batch.number
            )
            % {"count": batch.number},
            batch_url(batch.cohort_id),
            number=batch.number,
        )
        for batch in unsent(cohorts).values()
        if batch.begun_at <= moment - REMINDED_AFTER and may(user, "applications.decide", batch.cohort)
    }


def to_decide(cohorts: Sequence[Cohort]) -> dict[int, Fact]:
    """How many applications wait for a decision, by cohort, as a link to them; one query."""
    return {
        cohort_id: Fact(
            ngettext("%(count)s application to decide", "%(count)s applications to decide", number)
            % {"count": number},
            f"{reverse('admission_list', args=[cohort_id])}?state={TO_DECIDE}&motivation=1",
            number=number,
            newest=newest,
        )
        for cohort_id, (number, newest) in undecided(cohorts).items()
    }


def to_call(cohorts: Sequence[Cohort], moment: dt.datetime) -> dict[int, Fact]:
    """How many accepted people have not confirmed in time, by cohort, as a link to the call list; one query."""
    late = [
        each
        for each in cohorts
        if each.confirm_by and each.confirm_by < moment and not _is_past(each, moment)
    ]
    return {
        cohort_id: Fact(
            ngettext(
                "%(count)s person to call: not confirmed", "%(count)s people to call: not confirmed", number
            )
            % {"count": number},
            calls_url(cohort_id),
            number=number,
        )
        for cohort_id, number in not_confirmed(late).items()
    }


def unconfirmed_fact(cohort: Cohort) -> tuple[Fact, ...]:
    """How many have not confirmed yet, as a link to the call list, until all days are over; one query.

    Where nobody was asked to confirm, one may call them all the same.
    """
    number = 0 if _is_past(cohort, timezone.now()) else not_confirmed([cohort]).get(cohort.pk, 0)
    words = (
        ngettext("%(count)s person has not confirmed yet", "%(count)s people have not confirmed yet", number)
        if cohort.confirm_by
        else ngettext("Call list: %(count)s person", "Call list: %(count)s people", number)
    )
    return (Fact(words % {"count": number}, calls_url(cohort.pk)),) if number else ()


def alike_fact(cohort: Cohort) -> tuple[Fact, ...]:
    """How many applications look like another account's, as a link to them; one query."""
    number = namesakes(cohort)
    words = ngettext(
        "%(count)s application looks like one of another account",
        "%(count)s applications look like those of another account",
        number,
    )
    url = f"{reverse('admission_list', args=[cohort.pk])}?alike=on"
    return (Fact(words % {"count": number}, url),) if number else ()


def _is_past(cohort: Cohort, moment: dt.datetime) -> bool:
    return all(day.is_over_at(moment) for day in cohort.days.all())


def _refuse_passing_by(day: Day) -> None:
    """Who waits stays ahead by the queue; who is under consideration stands in none, and would be passed by."""
    number = DayRequest.objects.filter(
        day=day, state=_STATE.ASKED, application__state=Application.State.SENT
    ).count()
    if number:
        text = ngettext(
            "%(number)s application for this day is still under consideration, and who comes later would take the place"
            " first. Decide on it, then open the day.",
            "%(number)s applications for this day are still under consideration, and who comes later would take the"
            " places first. Decide on them, then open the day.",
            number,
        )
        raise DomainError(text % {"number": number}, field="admission")


def _refuse_forgetting(day: Day) -> None:
    """What became of a wish for a day is kept with the application."""
    number = DayRequest.objects.filter(day=day).count()
    if number:
        text = ngettext(
            "There is %(number)s application for this day, so it stays. To take no more, set until when its"
            " registration is open.",
            "There are %(number)s applications for this day, so it stays. To take no more, set until when its"
            " registration is open.",
            number,
        )
        raise DomainError(text % {"number": number})


def _words(line: DayNumbers) -> str:
    """How a day stands: what is held, offered, kept and left adds up to its places."""
    numbers, confirmed = line.numbers, line.count(_STATE.CONFIRMED)
    held = _("%(date)s: %(held)s of %(capacity)s places held, %(confirmed)s of them confirmed") % {
        "date": short_date_in_words(line.day.date),
        "held": numbers.held,
        "capacity": numbers.capacity,
        "confirmed": confirmed,
    }
    some = (
        (_("held without an application: %(number)s"), line.without_application),
        (_("offered: %(number)s"), numbers.offered),
        (_("kept for decisions not sent: %(number)s"), numbers.reserved),
        (_("kept for those who wait: %(number)s"), numbers.kept),
    )
    always = (
        (_("left: %(number)s"), numbers.free),
        (_("under consideration: %(number)s"), line.count(_STATE.ASKED)),
        (_("waiting: %(number)s"), numbers.waiting),
    )
    shown = [*((words, number) for words, number in some if number), *always]
    return "; ".join([held, *(words % {"number": number} for words, number in shown)])
