"""How letters of admission are worded from facts: one kind for each thing that happens to an application or a day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from cohorts.admission.models import Application, DayRequest, LateDoor
from cohorts.admission.states import HOLDING
from cohorts.facts import Fact
from cohorts.models import Cohort, Day
from cohorts.timetable.letters import called_off_in_words
from cohorts.timetable.queries import latest_timetable
from cohorts.wing import names, to_choose
from foundation.clocks.dates import date_in_words, dates_in_words, hour_in_words, short_date_in_words
from foundation.words.translated import said
from messaging.kinds import Facts, Kind

_STATE = DayRequest.State


class _OfApplication(Kind):
    """Facts: the `application`, by id; its number and its address never change."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The application, and where its person finds it."""
        rows = Application.objects.select_related("participant__user", "participant__cohort__residency")
        application = rows.get(pk=facts["application"])
        cohort = application.participant.cohort
        return {
            "application": application,
            "cohort": cohort,
            "residency": cohort.residency,
            "button_url": settings.SITE_URL + reverse("admission:application", args=[application.public_id]),
        }


class _OfDays(_OfApplication):
    """Facts too: `days`, as each stood at that moment, whatever became of it since."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The days as requests that are not in the database."""
        context = super().context(facts, language)
        requests = [_request_of(day, context["cohort"]) for day in facts["days"]]
        return {**context, "requests": requests}


def _to_choose(context: dict[str, Any]) -> list[Fact]:
    """What the person is yet to choose or to say about the days that they hold, as absolute links."""
    found = to_choose(context["application"].participant.user, context["cohort"])
    return [Fact(fact.text, settings.SITE_URL + fact.url) for fact in found]


class ApplicationReceived(_OfDays):
    """It has come: its receipt number, how each day stands, what happens next."""

    name = "application_received"
    title = pgettext_lazy("letter", "Application received")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Where a place was taken at once: on which days, from which hour as far as it is known, in which town.

        With what is yet to be chosen on those days.
        """
        context = super().context(facts, language)
        held = [request.day for request in context["requests"] if request.state in HOLDING]
        starts = first_hours(context["cohort"]) if held else {}
        return {
            **context,
            "has_others": len(held) < len(context["requests"]),
            "dates": dates_in_words([day.date for day in held]),
            "places": [(date_in_words(day.date), starts.get(day.date, "")) for day in held],
            "has_hours": any(day.date in starts for day in held),
            "town": said(context["cohort"], "town").text,
            "to_choose": _to_choose(context),
        }


def first_hours(cohort: Cohort) -> dict[dt.date, str]:
    """When each date begins, by the timetable that people see."""
    timetable = latest_timetable(cohort)
    found: dict[dt.date, dt.time] = {}
    for session in timetable.sessions if timetable else ():
        if not session.is_cancelled:
            found[session.date] = min(session.starts, found.get(session.date, session.starts))
    return {date: hour_in_words(starts) for date, starts in found.items()}


class ApplicationChanged(_OfDays):
    """The person changed it: how each day stands now."""

    name = "application_changed"
    title = pgettext_lazy("letter", "Application changed")


class ApplicationWithdrawn(_OfApplication):
    """The person withdrew it. Facts too: whether a place was `freed` by that."""

    name = "application_withdrawn"
    title = pgettext_lazy("letter", "Application withdrawn")
    version = 2

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Whether there is something to thank for."""
        return {**super().context(facts, language), "freed": facts["version"] < 2 or facts["freed"]}


class WithdrawnByPhone(_OfDays):
    """The organiser wrote down what the person said on the phone: they do not come. `days` are those given up.

    Facts too: whether that `is_all`.
    """

    name = "withdrawn_by_phone"
    title = pgettext_lazy("letter", "Does not come, as said on the phone")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The days in words, and whether any is left."""
        context = super().context(facts, language)
        dates = dates_in_words([request.day.date for request in context["requests"]])
        return {**context, "dates": dates, "is_all": facts["is_all"]}


class _OfDecision(_OfApplication):
    """The organiser decided on a day. Facts too: the `day` as it stands by that, with the `reason`."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The day and the reason; the date is in the subject, or letters about two days would look like one."""
        context = super().context(facts, language)
        request = _request_of(facts["day"], context["cohort"])
        request.reason = facts["reason"]
        return {
            **context,
            "request": request,
            "day": request.day,
            "short_date": short_date_in_words(request.day.date, year=True),
        }


class DayAccepted(_OfDecision):
    """A place is kept; what is to be chosen on that day."""

    name = "day_accepted"
    title = pgettext_lazy("letter", "Accepted for a day")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """With what is yet to be chosen when the letter is worded."""
        context = super().context(facts, language)
        return {**context, "to_choose": _to_choose(context)}


class DayWaiting(_OfDecision):
    """Put on the waiting list, with the number on it."""

    name = "day_waiting"
    title = pgettext_lazy("letter", "On the waiting list for a day")


class DayOffered(_OfDecision):
    """A place is offered and held. Facts too: the `offer`, by id, and what it said then."""

    name = "day_offered"
    title = pgettext_lazy("letter", "A place is offered")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Until when it holds, what goes with it and what is missing."""
        context = super().context(facts, language)
        called = names([*facts["parts"], *facts["missing"]])
        return {
            **context,
            "until": dt.datetime.fromisoformat(facts["until"]),
            "parts": [called[pool] for pool in facts["parts"] if pool in called],
            "missing": [called[pool] for pool in facts["missing"] if pool in called],
            "button_url": settings.SITE_URL + reverse("cohorts:offer", args=[facts["offer"]]),
        }


class OfferLapsed(_OfDecision):
    """Nobody answered in time, and the place went on."""

    name = "offer_lapsed"
    title = pgettext_lazy("letter", "An offer has lapsed")


class PleaseConfirm(_OfApplication):
    """Whoever is accepted is asked to say that they come. Facts too: until when, and which letter this is."""

    name = "please_confirm"
    title = pgettext_lazy("letter", "Please confirm")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """Until when, whether it is asked again, and what is yet to be chosen or said."""
        context = super().context(facts, language)
        page = reverse("admission:confirm", args=[context["application"].public_id])
        return {
            **context,
            "confirm_by": dt.datetime.fromisoformat(facts["confirm_by"]),
            "is_again": facts["number"] > 1,
            "to_choose": _to_choose(context),
            "button_url": settings.SITE_URL + page,
        }


class StillOpen(Kind):
    """A day whose deadline has passed is open for this person. Facts: the `door`, by id, and `until` when."""

    name = "still_open"
    title = pgettext_lazy("letter", "A day is open for one person")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The day, the hour, the address to sign in with, and where to apply."""
        door = LateDoor.objects.select_related("day__cohort__residency").get(pk=facts["door"])
        cohort = door.day.cohort
        return {
            "cohort": cohort,
            "residency": cohort.residency,
            "day": door.day,
            "until": dt.datetime.fromisoformat(facts["until"]),
            "address": door.address,
            "button_url": settings.SITE_URL + reverse("admission:apply", args=[cohort.slug]),
        }


class ClosedAgain(Kind):
    """A day that was opened for this person is closed before its hour. Facts: the `door`, by id."""

    name = "closed_again"
    title = pgettext_lazy("letter", "A day that was open for one person is closed")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The day; there is nothing to press."""
        door = LateDoor.objects.select_related("day__cohort__residency").get(pk=facts["door"])
        return {"residency": door.day.cohort.residency, "day": door.day}


class DayDeclined(_OfDecision):
    """Not accepted."""

    name = "day_declined"
    title = pgettext_lazy("letter", "Declined for a day")


class DayCancelled(_OfDecision):
    """The place was taken away."""

    name = "day_cancelled"
    title = pgettext_lazy("letter", "Place cancelled")


class CohortCancelled(_OfApplication):
    """The organiser has cancelled the cohort.

    Facts too: what of it is called off, the sessions that the reader would have `led`, and the `outcomes` of the days
    concerned: “kept” where a place on a day that had begun stays, “lost” where a place is given back, “closed” where
    they held none.
    """

    name = "cohort_cancelled"
    title = pgettext_lazy("letter", "Cohort cancelled")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """What is called off, and what becomes of the reader's places."""
        return {
            **super().context(facts, language),
            **called_off_in_words(facts),
            "outcomes": facts["outcomes"],
        }


class CohortCancelledAtWork(Kind):
    """The organiser has cancelled the cohort: to who holds a place there without having applied.

    Facts: the `cohort`; what of it is called off, and the sessions that the reader would have `led`.
    """

    name = "cohort_cancelled_at_work"
    title = pgettext_lazy("letter", "Cohort cancelled: who comes to work")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """What is called off."""
        cohort = Cohort.objects.select_related("residency").get(pk=facts["cohort"])
        return {
            **called_off_in_words(facts),
            "cohort": cohort,
            "residency": cohort.residency,
            "button_url": f"{settings.SITE_URL}/{language}/my/",
        }


def _request_of(day: Mapping[str, Any], cohort: Cohort) -> DayRequest:
    """A request that is not in the database and stands as those facts say."""
    request = DayRequest(day=Day(cohort=cohort, date=dt.date.fromisoformat(day["date"])), state=day["state"])
    request.queue_number = day["number"]
    return request
