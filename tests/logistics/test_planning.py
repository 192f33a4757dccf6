"""Visits of a cohort as managers plan them, and what the first screen, the panel and a cancellation say of them."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from cohorts import wing
from cohorts.logistics import queries
from cohorts.logistics.models import Acknowledgement, HostLink, Visit, VisitSite
from cohorts.logistics.screens.visits import lines_of
from cohorts.logistics.services import briefings, planning
from cohorts.models import Cohort
from cohorts.services import cancel_cohort
from cohorts.timetable.services import delete_session, release_timetable, save_session
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from residencies.models import Venue
from residencies.rights import Role
from tests.back_office import filled
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.logistics import VisitFactory, VisitSiteFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import VenueFactory, works_in_office
from tests.factories.timetable import SessionFactory, SessionFormatFactory
from tests.letters import letters
from tests.logistics.conftest import Trip
from tests.school import accepted, browser_of, trainer_of

pytestmark = pytest.mark.django_db
State = VisitSite.State


def office_of(trip: Trip) -> Client:
    """The manager's browser."""
    return browser_of(trip.manager)


def step(trip: Trip, name: str, **fields: str) -> Any:
    """The manager presses the button of a step."""
    url = f"/admin/visit-sites/{trip.site.pk}/step/{name}/"
    client = office_of(trip)
    page = client.get(url)
    return client.post(url, {**page.context.get("carried", {}), **fields})


# ---------------------------------------------------------------- planning
@pytest.mark.both_databases
def test_one_press_plans_every_field_visit_with_its_venue_as_the_first_site(trip: Trip) -> None:
    visits = SessionFormatFactory(slug="field-visit")
    venue = VenueFactory(programme=trip.cohort.residency.programme)
    with_venue = SessionFactory(
        day=trip.day, format=visits, venue=venue, starts=dt.time(14), ends=dt.time(15)
    )
    without = SessionFactory(day=trip.day, format=visits, starts=dt.time(16), ends=dt.time(17))
    SessionFactory(day=trip.day, starts=dt.time(12), ends=dt.time(13))
    client = office_of(trip)
    url = f"/admin/cohorts/{trip.cohort.pk}/visits/plan/"
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 422
    assert set(Visit.objects.values_list("session", flat=True)) == {
        trip.session.pk,
        with_venue.pk,
        without.pk,
    }
    assert [site.venue for site in VisitSite.objects.filter(visit__session=with_venue)] == [venue]
    assert not VisitSite.objects.filter(visit__session=without).exists()
    text = client.get(f"/admin/cohorts/{trip.cohort.pk}/visits/").content.decode()
    assert with_venue.title_en in text and "none yet" in text


def test_a_visit_comes_to_several_sites_in_order_with_hours_of_their_own(trip: Trip) -> None:
    client = office_of(trip)
    venue = VenueFactory(programme=trip.cohort.residency.programme, name_en="Library")
    url = f"/admin/visit-sites/new/?visit={trip.visit.pk}"
    sent = {"venue": venue.pk, "position": "0", "arrives": "10:50", "leaves": "11:20"}
    assert client.post(url, sent).status_code == 302
    assert [(str(site), site.position) for site in trip.visit.visit_sites.all()] == [
        (str(trip.site), 0),
        (str(venue), 2),
    ]
    twice = client.post(url, sent)
    assert (twice.status_code, list(twice.context["form"].errors)) == (422, ["__all__"])
    with pytest.raises(DomainError, match="already"):
        planning.save_site(actor=trip.manager, site=VisitSite(visit=trip.visit, venue=venue))
    late = client.post(url, {**sent, "venue": VenueFactory(programme=venue.programme).pk, "leaves": "10:00"})
    assert "leaves after it arrives" in late.content.decode()
    text = client.get(f"/admin/visits/{trip.visit.pk}/").content.decode()
    assert "10:50–11:20" in text


def test_another_place_in_the_timetable_than_among_the_sites_is_pointed_out(trip: Trip) -> None:
    url = f"/admin/visits/{trip.visit.pk}/"
    session = trip.session
    session.venue = trip.site.venue
    save_session(actor=trip.manager, session=session)
    assert "The timetable names another place" not in office_of(trip).get(url).content.decode()
    session.venue = VenueFactory(programme=trip.cohort.residency.programme, name_en="Old library")
    save_session(actor=trip.manager, session=session)
    assert "The timetable names another place: Old library." in office_of(trip).get(url).content.decode()


def test_sites_of_other_programmes_are_not_offered(trip: Trip) -> None:
    foreign = VenueFactory()
    url = f"/admin/visit-sites/new/?visit={trip.visit.pk}"
    answer = office_of(trip).post(url, {"venue": foreign.pk, "position": "2"})
    assert answer.status_code == 422
    with pytest.raises(DomainError):
        planning.save_site(actor=trip.manager, site=VisitSite(visit=trip.visit, venue=foreign))


def test_what_a_host_was_asked_about_is_not_taken_out_of_the_plans(trip: Trip) -> None:
    trip.ask()
    with pytest.raises(DomainError):
        planning.drop_visit(actor=trip.manager, visit=trip.visit)
    with pytest.raises(DomainError, match=r".+"):
        delete_session(actor=trip.manager, session=trip.session)
    other = VisitSiteFactory(visit=trip.visit, venue__programme=trip.site.venue.programme, position=2)
    planning.remove_site(actor=trip.manager, site=other)
    fresh = VisitFactory(session__day=trip.day)
    planning.drop_visit(actor=trip.manager, visit=fresh)
    assert Visit.objects.count() == VisitSite.objects.count() == 1


def test_a_site_that_was_asked_is_taken_off_and_its_host_told(trip: Trip) -> None:
    token = trip.ask()
    assistant = browser_of(works_in_office(trip.cohort.residency.programme, role=Role.ASSISTANT))
    url = f"/admin/visit-sites/delete/{trip.site.pk}/"
    assert assistant.post(url).status_code == 422 and VisitSite.objects.exists()
    assert "letter that nobody comes" in office_of(trip).get(url).text
    assert office_of(trip).post(url).status_code == 302 and not VisitSite.objects.exists()
    (letter,) = letters(kind="host_called_off")
    assert letter.address == "gate@site.example" and "Water works" in letter.text
    assert trip.host.get(f"/en/host/{token}/").status_code == 404


def test_a_site_whose_host_declined_or_was_not_asked_goes_without_a_letter(trip: Trip) -> None:
    trip.ask()
    trip.press("decline/")
    planning.remove_site(actor=trip.manager, site=trip.now)
    assert not VisitSite.objects.exists() and not letters(kind="host_called_off")


def test_a_site_without_an_address_stays_until_somebody_has_told_its_host(trip: Trip) -> None:
    Venue.objects.update(contact_email="")
    trip.ask(send=False)
    with pytest.raises(DomainError):
        planning.remove_site(actor=trip.manager, site=trip.now)


def test_a_manager_chooses_when_the_list_is_fixed_on_the_cohorts_clock(trip: Trip) -> None:
    client = office_of(trip)
    url = f"/admin/visits/edit/{trip.visit.pk}/"
    wall = dt.datetime.combine(trip.day.date - dt.timedelta(days=2), dt.time(18))
    assert (
        client.post(url, filled(client, url, names_until=wall.isoformat("T", "minutes"))).status_code == 302
    )
    assert trip.visit.names_until == wall.replace(tzinfo=trip.cohort.zone)
    late = dt.datetime.combine(trip.day.date, dt.time(10, 1))
    refused = client.post(url, filled(client, url, names_until=late.isoformat("T", "minutes")))
    assert "before the visit begins" in refused.content.decode()


# ---------------------------------------------------------------- asking from the screen
def test_the_screen_shows_the_letter_first_and_the_link_once(trip: Trip) -> None:
    client = office_of(trip)
    url = f"/admin/visit-sites/{trip.site.pk}/step/ask/"
    before = client.get(url).content.decode()
    assert "A group would like to visit Water works" in before and "gate@site.example" in before
    assert not HostLink.objects.exists() and not Letter.objects.exists()
    after = client.post(url, {"send": "1"}).content.decode()
    (token,) = {letter.facts["token"] for letter in Letter.objects.all()}
    assert f"/en/host/{token}/" in after
    assert token not in client.get(url).content.decode()
    assert token not in client.get(f"/admin/visits/{trip.visit.pk}/").content.decode()
    assert "sent to gate@site.example" in client.get(f"/admin/visits/{trip.visit.pk}/").content.decode()


def test_a_press_twice_makes_one_link_that_stays_good(trip: Trip) -> None:
    client = office_of(trip)
    url = f"/admin/visit-sites/{trip.site.pk}/step/ask/"
    form = {"send": "1", "link": "0"}
    assert client.post(url, form).status_code == 200
    again = client.post(url, form)
    assert again.status_code == 409 and "A link was made in the meantime" in again.content.decode()
    assert Letter.objects.filter(kind="host_asked").count() == HostLink.objects.count() == 1
    assert client.post(url, {**form, "link": "x"}).status_code == 409
    renewed = {**form, "link": str(HostLink.objects.get().pk)}
    assert f'name="link" value="{renewed["link"]}"' in client.get(url).content.decode()
    assert client.post(url, renewed).status_code == 200


def test_a_manager_agrees_and_takes_words_over_by_buttons(trip: Trip) -> None:
    trip.ask()
    trip.press("time/", starts="12:00", ends="13:30")
    trip.host.post(trip.url("about/"), {"title": "How water runs"})
    assert step(trip, "accept").status_code == 302
    assert trip.session.starts == dt.time(12)
    assert step(trip, "take-text").status_code == 302
    assert trip.session.title_en == "How water runs"
    assert step(trip, "accept").status_code == 409
    assert step(trip, "tell-off").status_code == 422


def test_an_assistant_plans_and_asks_nobody(trip: Trip) -> None:
    client = browser_of(works_in_office(trip.cohort.residency.programme, role=Role.ASSISTANT))
    text = client.get(f"/admin/visits/{trip.visit.pk}/").content.decode()
    assert "Names on paper" in text and "gate@site.example" in text and "/step/ask/" not in text
    assert client.get(f"/admin/visit-sites/{trip.site.pk}/step/ask/").status_code == 404


def test_a_viewer_reads_without_the_contact_person(trip: Trip) -> None:
    client = browser_of(works_in_office(trip.cohort.residency.programme, role=Role.VIEWER))
    text = client.get(f"/admin/visits/{trip.visit.pk}/").content.decode()
    assert "Water works" in text and "gate@site.example" not in text
    assert client.get(f"/admin/visits/{trip.visit.pk}/names/").status_code == 404


# ---------------------------------------------------------------- what is missing, what waits
def test_what_a_site_lacks_is_said(trip: Trip) -> None:
    Venue.objects.filter(pk=trip.site.venue_id).update(contact_email="", capacity=1)
    text = office_of(trip).get(f"/admin/cohorts/{trip.cohort.pk}/visits/").content.decode()
    assert "2 people, and the site takes 1" in text
    assert "e-mail" in text and "safety briefing" in text


def test_the_first_screen_says_what_waits_and_nothing_of_what_is_past(trip: Trip, time_machine: Any) -> None:
    def facts() -> list[str]:
        with translation.override("en"):
            found = wing.waiting([trip.cohort], timezone.now(), trip.manager)[trip.cohort.pk]
        return [str(fact) for fact in found if "/visits/" in fact.url]

    SessionFactory(day=trip.day, format=SessionFormatFactory(slug="field-visit"))
    assert facts() == ["1 field visit to plan", "1 host to ask"]
    trip.ask()
    assert facts() == ["1 field visit to plan"]
    trip.press("time/", starts="12:00", ends="13:30")
    assert facts()[1:] == ["1 host proposes another time"]
    trip.press("decline/")
    assert facts()[1:] == ["1 host has declined"]
    trip.confirm()
    session = trip.session
    session.ends = dt.time(12)
    save_session(actor=trip.manager, session=session)
    assert facts()[1:] == ["1 host agreed to other hours"]
    trip.at(time_machine, seconds=0)
    assert facts() == []


def test_the_panel_counts_sites_that_confirmed_and_is_absent_without_visits(trip: Trip) -> None:
    trip.ask()
    trip.confirm()
    page = office_of(trip).get(f"/admin/cohorts/overview/{trip.cohort.pk}/").content.decode()
    assert "1 visit is planned." in page and "1 of 1 site has confirmed." in page
    other = CohortFactory(residency=trip.cohort.residency)
    page = office_of(trip).get(f"/admin/cohorts/overview/{other.pk}/").content.decode()
    assert "visit is planned" not in page and "visits are planned" not in page


@pytest.mark.both_databases
def test_lists_of_visits_ask_the_same_few_questions_however_many_there_are(
    trip: Trip, django_assert_num_queries: Any
) -> None:
    def read() -> int:
        return len(lines_of(queries.visits_of(trip.cohort), timezone.now()))

    with django_assert_num_queries(5):
        assert read() == 1
    for hour in range(12, 20):
        visit = VisitFactory(
            session__day=trip.day, session__starts=dt.time(hour), session__ends=dt.time(hour, 30)
        )
        for number in range(3):
            VisitSiteFactory(visit=visit, venue__programme=trip.site.venue.programme, position=number)
        accepted(trip.day)
    with django_assert_num_queries(5):
        assert read() == 9
    with django_assert_num_queries(3):
        assert queries.waiting_in([trip.cohort], timezone.now())[trip.cohort.pk].to_ask == 25


# ---------------------------------------------------------------- a cohort that is cancelled
def test_hosts_who_were_asked_are_told_that_the_cohort_is_cancelled(trip: Trip) -> None:
    second = VisitSiteFactory(visit=trip.visit, venue__programme=trip.site.venue.programme, position=2)
    silent = VisitSiteFactory(visit=trip.visit, venue__programme=trip.site.venue.programme, position=3)
    for site in (trip.site, second):
        Trip(**{**vars(trip), "site": site}).ask()
    release_timetable(actor=trip.manager, cohort=trip.cohort, expected=0)
    page = office_of(trip).get(f"/admin/cohorts/{trip.cohort.pk}/step/cancel/").content.decode()
    assert "The letter to hosts in" in page
    cancel_cohort(actor=trip.manager, cohort=trip.cohort, reason="Світла не буде.")
    told = letters(kind="host_called_off")
    assert len(told) == 2 and all("Світла не буде." in letter.text for letter in told)
    assert silent.state == State.NEW


# ---------------------------------------------------------------- what carries over
def test_notes_of_one_cohort_are_read_by_whoever_plans_the_next(trip: Trip) -> None:
    client = office_of(trip)
    url = f"/admin/visit-sites/edit/{trip.site.pk}/"
    notes = {"went_well": "Усе показали.", "went_badly": "Автобус не розвернеться."}
    assert client.post(url, filled(client, url, **notes)).status_code == 302
    day = DayFactory(cohort=CohortFactory(residency=trip.cohort.residency))
    again = VisitSiteFactory(visit__session__day=day, venue=trip.site.venue)
    text = client.get(f"/admin/visits/{again.visit.pk}/").content.decode()
    assert "Усе показали." in text and "Автобус не розвернеться." in text
    assert "From earlier visits" not in client.get(f"/admin/visits/{trip.visit.pk}/").content.decode()


# ---------------------------------------------------------------- those who come
@pytest.fixture
def briefed(trip: Trip) -> Trip:
    """The site has a safety briefing."""
    Venue.objects.filter(pk=trip.site.venue_id).update(
        safety_briefing_uk="Каска.", safety_briefing_en="Wear the helmet."
    )
    return trip


def own_page(trip: Trip) -> str:
    return f"/en/my/visits/{trip.visit.public_id}/"


@pytest.mark.both_databases
def test_those_who_come_read_sites_in_order_and_confirm_the_briefing_once(briefed: Trip) -> None:
    person = briefed.people[0]
    client = browser_of(person.user)
    page = client.get(own_page(briefed))
    text = page.content.decode()
    assert "Water works" in text and "Wear the helmet." in text
    assert "gate@site.example" not in text and "Оксана" not in text
    (stop,) = page.context["stops"]
    for _press in range(2):
        assert (
            client.post(own_page(briefed), {"site": briefed.site.pk, "seen": stop.digest}).status_code == 302
        )
    kept = Acknowledgement.objects.get()
    assert (kept.participant, kept.visit, kept.language) == (person, briefed.visit, "en")
    assert kept.briefing.words == {"uk": "Каска.", "en": "Wear the helmet."}
    assert kept.briefing.digest == stop.digest
    assert "You have confirmed that you read it." in client.get(own_page(briefed)).content.decode()


def test_a_changed_briefing_is_confirmed_anew_and_the_old_text_is_kept(briefed: Trip) -> None:
    user = briefed.people[0].user
    venue = Venue.objects.get(pk=briefed.site.venue_id)
    seen = briefings.digest_of(venue)
    briefings.acknowledge(actor=user, visit=briefed.visit, venue=venue, seen=seen)
    Venue.objects.filter(pk=venue.pk).update(safety_briefing_en="Wear the helmet and the vest.")
    with pytest.raises(Conflict):
        briefings.acknowledge(actor=user, visit=briefed.visit, venue=venue, seen=seen)
    venue.refresh_from_db()
    briefings.acknowledge(actor=user, visit=briefed.visit, venue=venue, seen=briefings.digest_of(venue))
    texts = [each.briefing.words["en"] for each in Acknowledgement.objects.all()]
    assert texts == ["Wear the helmet.", "Wear the helmet and the vest."]


def test_a_manager_sees_how_many_have_confirmed_the_briefing_as_it_is_now(briefed: Trip) -> None:
    def said() -> str:
        text = office_of(briefed).get(f"/admin/visits/{briefed.visit.pk}/").content.decode()
        return " ".join(text.partition("Briefing confirmed")[2].partition("</dd>")[0].split())

    assert said().endswith("0 of 2")
    venue = Venue.objects.get(pk=briefed.site.venue_id)
    for person in briefed.people:
        briefings.acknowledge(
            actor=person.user, visit=briefed.visit, venue=venue, seen=briefings.digest_of(venue)
        )
    assert said().endswith("2 of 2")
    briefed.people[0].places.all().delete()
    assert said().endswith("1 of 1")
    Venue.objects.filter(pk=venue.pk).update(safety_briefing_en="Another text.")
    assert said().endswith("0 of 1")


def test_a_page_of_a_visit_is_for_those_who_come_who_lead_and_who_plan(briefed: Trip) -> None:
    for user in (briefed.people[0].user, trainer_of(briefed.session), briefed.manager):
        assert browser_of(user).get(own_page(briefed)).status_code == 200
    other_day = accepted(DayFactory(cohort=briefed.cohort)).user
    for user in (UserFactory(), other_day):
        assert browser_of(user).get(own_page(briefed)).status_code == 404
        assert (
            browser_of(user).post(own_page(briefed), {"site": briefed.site.pk, "seen": "x"}).status_code
            == 404
        )
    # Who plans it reads the briefing and has nothing to confirm.
    assert "I have read it" not in browser_of(briefed.manager).get(own_page(briefed)).content.decode()
    seen = briefings.digest_of(Venue.objects.get(pk=briefed.site.venue_id))
    browser_of(briefed.manager).post(own_page(briefed), {"site": briefed.site.pk, "seen": seen})
    assert not Acknowledgement.objects.exists()


def test_the_programme_of_who_comes_leads_to_the_visit(briefed: Trip) -> None:
    release_timetable(actor=briefed.manager, cohort=briefed.cohort, expected=0)
    programme = browser_of(briefed.people[0].user).get(f"/en/my/cohorts/{briefed.cohort.slug}/")
    assert own_page(briefed) in programme.content.decode()
    Cohort.objects.filter(pk=briefed.cohort.pk).update(details_are_public=True)
    public = Client().get(f"/en/cohorts/{briefed.cohort.slug}/programme/").content.decode()
    assert own_page(briefed) not in public and "helmet" not in public


def test_the_dossier_of_a_site_says_what_went_well_and_what_did_not(trip: Trip) -> None:
    url = f"/admin/venues/edit/{trip.site.venue_id}/"
    browser = browser_of(trip.manager)
    assert "From earlier visits" not in browser.get(url).text
    VisitSite.objects.update(went_well="<b>Кава", went_badly="Вузька брама", host_note="Приїздіть навесні")
    page = browser.get(url).text
    assert "From earlier visits to this site" in page
    assert "&lt;b&gt;Кава" in page and "Вузька брама" in page and "Приїздіть навесні" in page
    other = VisitSiteFactory(went_well="Чуже")
    assert "Чуже" not in page and browser.get(f"/admin/venues/edit/{other.venue_id}/").status_code == 404
