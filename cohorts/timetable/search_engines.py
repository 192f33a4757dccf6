"""A cohort and a residency for search engines: schema.org's words, nothing that the page does not say.

Pure builders: facts in, plain values out. Hours come from a release and name their zone's offset; before it there are
dates alone. The place is as exact as the page, see `Cohort.details_are_public`.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from cohorts.programme import FrozenTimetable
from cohorts.queries import CohortFacts
from foundation.ui.addresses import absolute
from foundation.words.translated import said
from residencies.models import Residency

SCHEMA = "https://schema.org"


def cohort_graph(facts: CohortFacts, timetable: FrozenTimetable | None) -> dict[str, Any]:
    """The event that a cohort is, and the course that it teaches."""
    residency, course = facts.row.residency, facts.row.course
    instance = _instance(facts, timetable)
    if course.hours is not None:
        instance["courseWorkload"] = _duration(float(course.hours) * course.minutes_per_hour)
    described = _course(residency, said(course, "title").text, [instance])
    return {"@context": SCHEMA, "@graph": [_event(facts, timetable), described]}


def residency_graph(residency: Residency, cohorts: Iterable[CohortFacts]) -> dict[str, Any]:
    """The course that a residency is, with its dates to come."""
    instances = [_instance(facts, None) for facts in cohorts if facts.days]
    return {"@context": SCHEMA, **_course(residency, said(residency, "name").text, instances)}


def _event(facts: CohortFacts, timetable: FrozenTimetable | None) -> dict[str, Any]:
    cohort, residency = facts.row, facts.row.residency
    url = _address(facts)
    event = {
        "@type": "EducationEvent",
        "@id": f"{url}#event",
        "url": url,
        "name": said(residency, "name").text,
        "description": said(residency, "summary").text,
        **_when(facts, timetable),
        "eventStatus": f"{SCHEMA}/{'EventCancelled' if facts.is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": _place(facts),
        "organizer": _organiser(residency),
        "inLanguage": cohort.working_language,
    }
    if facts.is_open:
        event["offers"] = _offer(facts, url)
    return {name: value for name, value in event.items() if value}


def _offer(facts: CohortFacts, url: str) -> dict[str, Any]:
    """Until when one may apply. It promises no place: the page is kept, and does not know how many are left."""
    offer = {
        "@type": "Offer",
        "url": f"{url}apply/",
        "availability": f"{SCHEMA}/LimitedAvailability",
        "description": said(facts.row, "cost").text,
    }
    if facts.next_deadline:
        offer["availabilityEnds"] = facts.next_deadline.astimezone(facts.row.zone).isoformat()
    return {name: value for name, value in offer.items() if value}


def _course(residency: Residency, name: str, instances: list[dict[str, Any]]) -> dict[str, Any]:
    course = {
        "@type": "Course",
        "url": absolute(f"/{get_language()}/residencies/{residency.slug}/"),
        "name": name,
        "description": said(residency, "summary").text or name,
        "provider": _organiser(residency),
        "hasCourseInstance": instances,
    }
    return {name: value for name, value in course.items() if value}


def _instance(facts: CohortFacts, timetable: FrozenTimetable | None) -> dict[str, Any]:
    return {
        "@type": "CourseInstance",
        "url": _address(facts),
        "courseMode": "Onsite",
        **_when(facts, timetable),
        "location": _place(facts),
        "inLanguage": facts.row.working_language,
    }


def _address(facts: CohortFacts) -> str:
    return absolute(reverse("cohorts:cohort", args=[facts.row.slug]))


def _when(facts: CohortFacts, timetable: FrozenTimetable | None) -> dict[str, str]:
    sessions = [
        each
        for each in (timetable.sessions if timetable else ())
        if not each.is_cancelled or each.id in (timetable.called_off if timetable else ())
    ]
    if timetable and sessions:
        starts = min(timetable.starts_at(each) for each in sessions)
        ends = max(timetable.ends_at(each) for each in sessions)
        return {"startDate": starts.isoformat(), "endDate": ends.isoformat()}
    if not facts.days:
        return {}
    return {"startDate": facts.days[0].date.isoformat(), "endDate": facts.days[-1].date.isoformat()}


def _place(facts: CohortFacts) -> dict[str, Any]:
    cohort, venue = facts.row, facts.row.venue
    town = said(cohort, "town").text
    address = {"@type": "PostalAddress", "addressLocality": town}
    if venue and cohort.details_are_public and (street := said(venue, "address").text):
        address["streetAddress"] = street
    return {"@type": "Place", "name": said(venue, "name").text if venue else town, "address": address}


def _organiser(residency: Residency) -> dict[str, str]:
    organiser = residency.programme.organiser
    found = {"@type": "Organization", "name": said(organiser, "name").text, "url": organiser.website}
    return {name: value for name, value in found.items() if value}


def _duration(minutes: float) -> str:
    """“PT9H”, “PT4H30M” (ISO 8601), of hours that a course counts in minutes of its own."""
    hours, rest = divmod(int(dt.timedelta(minutes=minutes).total_seconds() // 60), 60)
    return f"PT{hours}H{rest}M" if rest else f"PT{hours}H"
