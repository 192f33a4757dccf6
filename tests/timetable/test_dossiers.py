"""The dossier of a site: typed once in the back office, frozen with a release, read by accepted people."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from cohorts.dossier import NO_DOSSIER
from cohorts.models import Cohort
from cohorts.programme import session_from_json, session_to_json
from cohorts.timetable.dossiers import all_lines, dossier_of, entry_lines, safety_lines
from cohorts.timetable.queries import impact, latest_timetable
from cohorts.timetable.services import release_timetable
from residencies.models import Programme, Venue
from tests.back_office import filled
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import VenueFactory
from tests.factories.timetable import SessionFactory
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db

KNOWN = {
    "document_en": "passport or ID card",
    "clothing_en": "closed shoes",
    "gear_en": "a helmet, given at the gate",
    "photographs": Venue.Photographs.ASK,
    "step_free": Venue.StepFree.PARTLY,
    "emergency": "guard, +380 44 000 11 22",
    "shelter_capacity": 80,
    "shelter_step_free": Venue.StepFree.YES,
    "latitude": "50.45010",
    "longitude": "30.52340",
}
READ = (
    "passport or ID card",
    "closed shoes",
    "a helmet, given at the gate",
    "Ask before you take photographs.",
    'guard, <a href="tel:+380440001122">+380 44 000 11 22</a>',
    "openstreetmap.org/?mlat=50.45010&amp;mlon=30.52340",
    "for 80 people, step-free: yes",
)
ORGANISERS = {
    "contact_name": "Оксана Сторожук",
    "contact_phone": "+380 44 777 88 99",
    "contact_email": "gate@site.example",
    "open_hours": "вівторок і четвер",
    "safety_briefing_en": "Walk on the yellow line.",
}


def released(**venue: Any) -> Cohort:
    """A cohort whose one session is at a site with this dossier, and which people can read."""
    cohort = CohortFactory()
    site = VenueFactory(programme=cohort.residency.programme, **venue)
    SessionFactory(day=DayFactory(cohort=cohort), venue=site)
    release_timetable(actor=UserFactory(), cohort=cohort, expected=0)
    return cohort


def test_accepted_people_read_how_to_get_in_and_strangers_do_not() -> None:
    cohort = released(**KNOWN, **ORGANISERS)
    person = accepted(cohort.days.get()).user
    theirs = browser_of(person).get(f"/en/my/cohorts/{cohort.slug}/").content.decode()
    public = Client().get(f"/en/cohorts/{cohort.slug}/programme/").content.decode()
    for words in READ:
        assert words in theirs
        assert words not in public
    # Whom the organisers ring up is nobody's business, and the briefing is read where it is confirmed.
    for words in map(str, ORGANISERS.values()):
        assert words not in theirs
        assert words not in public


def test_everybody_reads_it_where_the_cohorts_details_are_public() -> None:
    cohort = released(**KNOWN)
    Cohort.objects.filter(pk=cohort.pk).update(details_are_public=True)
    page = Client().get(f"/en/cohorts/{cohort.slug}/programme/").content.decode()
    assert all(words in page for words in READ)


def test_the_personal_calendar_says_it_and_the_public_one_does_not() -> None:
    cohort = released(**KNOWN)
    token = accepted(cohort.days.get()).user.calendar_token

    def unfolded(url: str) -> str:
        return Client().get(url).content.decode().replace("\r\n ", "")

    assert "closed shoes" in unfolded(f"/calendar/{token}.ics?lang=en")
    assert "closed shoes" not in unfolded(f"/cohorts/{cohort.slug}/programme.ics?lang=en")


def test_the_calendar_names_the_maps_address_where_a_page_would_have_a_link() -> None:
    token = accepted(released(**KNOWN).days.get()).user.calendar_token
    file = Client().get(f"/calendar/{token}.ics").content.decode().replace("\r\n ", "")
    assert "На карті: https://www.openstreetmap.org/?mlat=50.45010&mlon=30.52340#map=17/" in file
    assert "Відкрити карту" not in file


def test_a_release_from_before_there_were_dossiers_is_read_and_is_no_change() -> None:
    cohort = released()
    seen = latest_timetable(cohort)
    assert seen is not None
    data = session_to_json(seen.sessions[0])
    assert data.pop("dossier") == {}
    assert session_from_json(data) == seen.sessions[0]
    release = cohort.releases.get()
    del release.content["sessions"][0]["dossier"]
    release.save()
    assert impact(cohort).is_empty


def test_a_changed_dossier_is_a_change_that_the_next_release_tells_in_words() -> None:
    cohort = released(**KNOWN)
    Venue.objects.update(clothing_en="rubber boots")
    (change,) = impact(cohort).changed
    with translation.override("en"):
        before, after = all_lines(change.before.dossier), all_lines(change.after.dossier)
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [(new.term, old.in_("en"), new.in_("en")) for old, new in pairs] == [
        ("Clothing and shoes", "closed shoes", "rubber boots")
    ]


def test_a_dossier_goes_to_a_release_and_back_and_an_empty_one_says_nothing() -> None:
    site = VenueFactory(**KNOWN)
    site.refresh_from_db()
    dossier = dossier_of(site)
    assert (len(entry_lines(dossier)), len(safety_lines(dossier))) == (6, 3)
    assert dossier_of(VenueFactory()) == dossier_of(None) == NO_DOSSIER
    assert entry_lines(NO_DOSSIER) == safety_lines(NO_DOSSIER) == []


def test_a_trainer_reads_it_on_the_page_of_the_session(school: Any) -> None:
    school.session.venue = VenueFactory(programme=school.cohort.residency.programme, **KNOWN, **ORGANISERS)
    school.session.save()
    page = browser_of(school.trainer).get(f"/en/my/sessions/{school.session.public_id}/").content.decode()
    assert all(words in page for words in READ)
    assert ORGANISERS["contact_phone"] not in page


# ---------------------------------------------------------------- in the back office
def test_a_manager_types_it_and_half_a_pair_of_coordinates_is_refused(
    office: Client, programme: Programme
) -> None:
    site = VenueFactory(programme=programme)
    url = f"/admin/venues/edit/{site.pk}/"
    half = office.post(url, filled(office, url, **{**KNOWN, **ORGANISERS, "longitude": ""}))
    assert "Give both coordinates, or none." in half.content.decode()
    assert office.post(url, filled(office, url, **KNOWN, **ORGANISERS)).status_code == 302
    site.refresh_from_db()
    assert dossier_of(site).shelter_capacity == 80
    assert (site.contact_email, site.open_hours) == ("gate@site.example", "вівторок і четвер")
