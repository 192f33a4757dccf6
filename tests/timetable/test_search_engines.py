"""What search engines and feed readers are told of a cohort: nothing that its page does not say."""

import datetime as dt
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import caches
from django.test import Client

from cohorts.models import Cohort
from cohorts.services import cancel_cohort
from cohorts.timetable.services import release_timetable
from pages.tree import make_residency_pages, prepare_tree
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import VenueFactory
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db
DEADLINE = dt.datetime(2026, 11, 18, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def before_the_deadline(time_machine) -> None:
    """Every test begins on 12 November 2026."""
    time_machine.move_to(dt.datetime(2026, 11, 12, 10, 0, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def cohort() -> Cohort:
    """An open cohort of two days in a venue, without a released timetable."""
    cohort = CohortFactory(
        residency__name_en="Medicine </script><b>",
        residency__summary_en="Care at home.",
        course__title_en="Home care",
        course__hours=9,
        course__minutes_per_hour=45,
        town_en="Brovary",
        cost_en="Free",
    )
    cohort.venue = VenueFactory(
        programme=cohort.residency.programme, name_en="House of culture", address_en="Secret street 1"
    )
    cohort.save()
    for number in (20, 21):
        day = DayFactory(cohort=cohort, date=dt.date(2026, 11, number), pool__deadline=DEADLINE)
        SessionFactory(day=day)
    return cohort


def linked_data(path: str) -> list[dict[str, Any]]:
    """What the page at this address says to programs."""
    caches["pages"].clear()
    text = Client().get(path).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return [json.loads(each) for each in found]


def event_of(cohort: Cohort) -> dict[str, Any]:
    (graph,) = linked_data(f"/en/cohorts/{cohort.slug}/")
    event, _course = graph["@graph"]
    return event


def test_a_cohort_is_an_event_and_a_course(cohort: Cohort) -> None:
    address = f"http://testserver/en/cohorts/{cohort.slug}/"
    (graph,) = linked_data(f"/en/cohorts/{cohort.slug}/")
    event, course = graph["@graph"]
    assert (event["@type"], event["url"]) == ("EducationEvent", address)
    assert event["name"] == "Medicine </script><b>"
    assert (event["startDate"], event["endDate"]) == ("2026-11-20", "2026-11-21")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["name"] == "House of culture"
    assert event["location"]["address"] == {"@type": "PostalAddress", "addressLocality": "Brovary"}
    assert event["offers"] == {
        "@type": "Offer",
        "url": f"{address}apply/",
        "availability": "https://schema.org/LimitedAvailability",
        "description": "Free",
        "availabilityEnds": "2026-11-18T18:00:00+02:00",
    }
    assert (course["@type"], course["name"]) == ("Course", "Home care")
    assert course["hasCourseInstance"][0]["courseWorkload"] == "PT6H45M"
    assert course["provider"]["name"] == event["organizer"]["name"]


def test_hours_come_from_the_release_with_the_zones_offset_and_the_place_is_as_public_as_the_page(
    cohort: Cohort,
) -> None:
    release_timetable(actor=UserFactory(), cohort=cohort, expected=0)
    event = event_of(cohort)
    assert (event["startDate"], event["endDate"]) == (
        "2026-11-20T10:00:00+02:00",
        "2026-11-21T11:30:00+02:00",
    )
    Cohort.objects.update(details_are_public=True)
    assert event_of(cohort)["location"]["address"]["streetAddress"] == "Secret street 1"


def test_a_cancelled_cohort_says_so_and_offers_nothing(cohort: Cohort) -> None:
    cancel_cohort(actor=UserFactory(), cohort=cohort, reason="")
    event = event_of(cohort)
    assert event["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in event


def test_a_residency_is_a_course_with_its_dates_to_come(cohort: Cohort) -> None:
    prepare_tree()
    make_residency_pages(residency=cohort.residency)
    (course,) = linked_data(f"/en/residencies/{cohort.residency.slug}/")
    assert course["@type"] == "Course"
    assert [each["startDate"] for each in course["hasCourseInstance"]] == ["2026-11-20"]


def test_open_cohorts_are_a_feed_in_each_language(cohort: Cohort, client: Client) -> None:
    CohortFactory(slug="closed")
    response = client.get("/en/cohorts/open.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    space = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(response.content)
    (entry,) = feed.findall(f"{space}entry")
    assert entry.findtext(f"{space}id") == cohort.public_id.urn
    assert entry.findtext(f"{space}title") == "Medicine </script><b> · 20–21 November 2026"
    assert entry.find(f"{space}link").attrib["href"] == f"http://testserver/en/cohorts/{cohort.slug}/"
    assert "18:00" in entry.findtext(f"{space}summary")
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"
    caches["pages"].clear()
    assert "Brovary" not in client.get("/uk/cohorts/open.atom").text


def test_the_feed_costs_the_same_for_one_cohort_and_for_many(
    cohort: Cohort, client: Client, django_assert_num_queries
) -> None:
    for _number in range(2):
        caches["pages"].clear()
        with django_assert_num_queries(3):
            client.get("/en/cohorts/open.atom")
        DayFactory(cohort=CohortFactory(), date=dt.date(2026, 11, 20), pool__deadline=DEADLINE)
