"""Letters to hosts, who have no account, in the cohort's working language; and to those whose bus has changed."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from cohorts.hours import hours_in_words
from cohorts.models import Cohort, Participant, Stretch
from cohorts.timetable.models import Session
from foundation.clocks.dates import date_in_words, hour_in_words
from messaging import outbox
from messaging.kinds import Facts, Kind
from messaging.models import Letter
from people.vocative import addressed
from residencies.models import Venue

from .models import HostLink, NameCode, Run, VisitSite
from .queries import group_sizes


class ToHost(Kind):
    """What letters about one site of a visit have in common. Facts: the `site`."""

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The visit as it is planned when the letter is worded."""
        rows = VisitSite.objects.select_related("visit__session__day__cohort__residency__programme", "venue")
        site = rows.get(pk=facts["site"])
        session = site.visit.session
        return {
            "site": site,
            "session": session,
            "cohort": session.day.cohort,
            "residency": session.day.cohort.residency,
            "date": date_in_words(session.day.date),
            "hours": site.hours_in_words,
            "called": addressed(site.venue.contact_name, language),
        }


class HostAsked(ToHost):
    """A visit that a host is asked to receive, with the link by which to answer, which nobody else reads.

    Facts besides: the `token`.
    """

    name = "host_asked"
    title = pgettext_lazy("letter", "A host is asked")
    holds_key = True

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The visit, the group in numbers, and the link as the button."""
        said = super().context(facts, language)
        size = group_sizes([said["session"]])[said["session"].pk]
        return {**said, "size": size, "button_url": link_url(facts["token"], language)}


class HostAgreed(ToHost):
    """That the organiser agrees to the hours that a host proposed. The link is that of the letter before."""

    name = "host_agreed"
    title = pgettext_lazy("letter", "The proposed time is agreed")


class HostHoursChanged(ToHost):
    """That a release has a visit at other hours than the host had read, or again after it was called off.

    Facts besides: date and hours `now`, as released, and those `before`, or null.
    """

    name = "host_hours_changed"
    title = pgettext_lazy("letter", "A visit has another time")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The visit, when it is and when it was."""
        now, before = facts["now"], facts["before"]
        return {
            **super().context(facts, language),
            "date": _date(now),
            "hours": _hours(now),
            "before": f"{_date(before)}, {_hours(before)}" if before else "",
        }


def _date(kept: list[str]) -> str:
    return date_in_words(dt.date.fromisoformat(kept[0]))


def _hours(kept: list[str]) -> str:
    return hours_in_words(*map(dt.time.fromisoformat, kept[1:]))


class HostCalledOff(ToHost):
    """That a visit is called off. Facts besides: `venue` and `session`, for the site may be gone; the `reason`, perhaps
    empty.
    """

    name = "host_called_off"
    title = pgettext_lazy("letter", "A visit is called off")
    version = 2

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The visit as it was planned, and why."""
        if facts["version"] == 1:  # without venue and session
            return {**super().context(facts, language), "reason": facts["reason"]}
        session = Session.objects.select_related("day__cohort__residency__programme").get(pk=facts["session"])
        venue = Venue.objects.get(pk=facts["venue"])
        return {
            "site": {"venue": venue},
            "called": addressed(venue.contact_name, language),
            "session": session,
            "cohort": session.day.cohort,
            "residency": session.day.cohort.residency,
            "date": date_in_words(session.day.date),
            "reason": facts["reason"],
        }


class HostNameChanged(ToHost):
    """Somebody else comes than the fixed list says: can they be let in? Facts besides: the `number` of the list.

    No name is in the letter: names are opened by the link and a code.
    """

    name = "host_name_changed"
    title = pgettext_lazy("letter", "A name on a fixed list has changed")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The visit and which list says it."""
        return {**super().context(facts, language), "number": facts["number"]}


class CodeForNames(ToHost):
    """The code that opens the list of names. Facts besides: the `code`."""

    name = "code_for_names"
    title = pgettext_lazy("letter", "Code for a list of names")
    is_private = True

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The visit and the code."""
        return {**super().context(facts, language), "code": facts["code"]}


def link_url(token: str, language: str) -> str:
    """The whole address of a host's link."""
    return f"{settings.SITE_URL}/{language}/host/{token}/"


def captain_url(token: str, language: str) -> str:
    """The whole address of a captain's link."""
    return f"{settings.SITE_URL}/{language}/captain/{token}/"


def language_of(site: VisitSite) -> str:
    """The language in which a host is written to."""
    return site.visit.session.day.cohort.working_language


def asked(site: VisitSite, token: str, *, link: HostLink | None = None) -> Letter:
    """The letter with the link; without a link's row it is a preview."""
    return _to_host(HostAsked, site, key=f"host_asked:{link.pk if link else 0}", token=token)


def agreed(site: VisitSite) -> Letter:
    """The letter that agrees to what the host proposed."""
    answered = site.answered_at.isoformat() if site.answered_at else ""
    return _to_host(HostAgreed, site, key=f"host_agreed:{site.pk}:{answered}")


def hours_changed(site: VisitSite, release: int) -> Letter:
    """The letter that a release changes when the group comes; one for each release."""
    now, before = (
        [each.isoformat() for each in hours] if hours else None for hours in (site.hours, site.told)
    )
    return _to_host(
        HostHoursChanged, site, key=f"host_hours_changed:{site.pk}:{release}", now=now, before=before
    )


def called_off(site: VisitSite, reason: str = "", *, release: int = 0) -> Letter:
    """The letter that a visit does not take place, once for each time that it was asked for, and for each release."""
    asked_at = site.asked_at.isoformat() if site.asked_at else ""
    key = f"host_called_off:{site.pk}:{asked_at}:{release}"
    where = {"venue": site.venue_id, "session": site.visit.session_id}
    return _to_host(HostCalledOff, site, key=key, reason=reason, **where)


def name_changed(site: VisitSite, number: int) -> Letter:
    """The letter that a fixed list names somebody else, once for each number of it."""
    return _to_host(HostNameChanged, site, key=f"host_name_changed:{site.pk}:{number}", number=number)


def code(site: VisitSite, row: NameCode, digits: str) -> Letter:
    """The letter with a code."""
    return _to_host(CodeForNames, site, key=f"code_for_names:{row.pk}", code=digits)


def _to_host(kind: type[Kind], site: VisitSite, *, key: str, **facts: Any) -> Letter:
    cohort: Cohort = site.visit.session.day.cohort
    return outbox.compose(
        kind,
        key=key,
        recipient=None,
        address=site.venue.contact_email,
        language=language_of(site),
        programme_id=cohort.owning_programme_id,
        cohort_id=cohort.pk,
        facts={"site": site.pk, **facts},
    )


# ---------------------------------------------------------------- buses
class BusChanged(Kind):
    """Another vehicle came for somebody's run, or they travel by another one, or have no seat yet.

    Facts: the ids of the run that it `was` and of the run that it `is` (null without a seat), the `stretch`.
    """

    name = "bus_changed"
    title = pgettext_lazy("letter", "Your bus has changed")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """The bus as it is when the letter is worded, and where and when to get on."""
        run_id = facts["is"] if facts["is"] is not None else facts["was"]
        run = Run.objects.select_related("cohort__residency", "vehicle").get(pk=run_id)
        calls = list(run.calls.all())
        first, last = facts["stretch"]
        return {
            "run": run,
            "residency": run.cohort.residency,
            "cohort": run.cohort,
            "has_seat": facts["is"] is not None,
            "is_other": facts["is"] not in {None, facts["was"]},
            "date": date_in_words(run.hours(calls)[first]),
            "stop": calls[first].stop,
            "to": calls[last].stop,
            "hour": hour_in_words(run.hours(calls)[first]),
            "button_url": settings.SITE_URL + reverse("logistics:travel", args=[run.cohort.slug]),
        }


# Of each stop: the `hour` that people are told, and by language the `stop` and how the bus is found there (`meeting`).
Stops = list[dict[str, Any]]


class BusHoursChanged(Kind):
    """That somebody's bus leaves their stop at another hour, stops elsewhere, or is found elsewhere.

    Facts: the `run`, the `stretch`, and the stop as it was `before`: see `Stops`.
    """

    name = "bus_hours_changed"
    title = pgettext_lazy("letter", "Your bus has another time or stop")

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """When and where one gets on now, as the run is when the letter is worded, and how it was."""
        run = Run.objects.select_related("cohort__residency").get(pk=facts["run"])
        calls = list(run.calls.all())
        first, last = (min(call, len(calls) - 1) for call in facts["stretch"])
        before = facts["before"]
        return {
            "run": run,
            "residency": run.cohort.residency,
            "cohort": run.cohort,
            "date": date_in_words(run.hours(calls)[first]),
            "stop": calls[first].stop,
            "to": calls[last].stop,
            "hour": hour_in_words(run.hours(calls)[first]),
            "meeting": calls[first].meeting_point,
            "stop_before": before["stop"].get(language) or next(filter(None, before["stop"].values()), ""),
            "hour_before": hour_in_words(dt.time.fromisoformat(before["hour"])),
            "button_url": settings.SITE_URL + reverse("logistics:travel", args=[run.cohort.slug]),
        }


def bus_hours_changed(who: Participant, run: Run, stretch: Stretch, before: dict[str, Any]) -> Letter:
    """The letter to one who travels by a run, or counts it; one for each state of its list."""
    return outbox.compose(
        BusHoursChanged,
        key=f"bus_hours_changed:{run.pk}:{run.list_number}:{who.pk}:{timezone.now().isoformat()}",
        recipient=who.user,
        programme_id=run.cohort.residency.programme_id,
        cohort_id=run.cohort_id,
        facts={"run": run.pk, "stretch": list(stretch), "before": before},
    )


def bus_changed(who: Participant, was: Run, now: Run | None, stretch: Stretch) -> Letter:
    """The letter to one who travels by a run whose vehicle was replaced; one for each time."""
    return outbox.compose(
        BusChanged,
        key=f"bus_changed:{was.pk}:{was.list_number}:{who.pk}",
        recipient=who.user,
        programme_id=was.cohort.residency.programme_id,
        cohort_id=was.cohort_id,
        facts={"was": was.pk, "is": now.pk if now else None, "stretch": list(stretch)},
    )
