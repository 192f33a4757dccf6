"""Ways, buses, briefings and gates: what a person reads of themselves there, and what is left when they are erased."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.logistics.models import (
    Acknowledgement,
    Briefing,
    CaptainLink,
    Passenger,
    PassList,
    Run,
    Tap,
    Travel,
    Visit,
)
from cohorts.logistics.services.names import forget_names
from cohorts.models import Cohort, Participant, Place
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.logistics import RunFactory, VisitSiteFactory, captain_of
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.held import erase, part, queries_of, words_of
from tests.school import browser_of
from tests.traces import traces

pytestmark = pytest.mark.django_db
PART = "cohorts.logistics.person.Journeys"
AGO = 3


def came(cohort: Cohort, **names: str) -> Participant:
    """Somebody with everything that this room can have of a person; the first day of the cohort is the one."""
    day = cohort.days.order_by("date").first() or DayFactory(
        cohort=cohort, date=timezone.localdate() - dt.timedelta(days=AGO)
    )
    who = ParticipantFactory(cohort=cohort, user=UserFactory(**names))
    PlaceFactory(pool=day.pool, participant=who)
    run = Run.objects.filter(cohort=cohort).first() or RunFactory(day=day)
    PlaceFactory(pool=run.pool, participant=who, to_call=1)
    captain_of(run, participant=who, name=f"Капітан {names['family_name']}", phone=f"+38050{who.pk:07}")
    Passenger.objects.create(participant=who, wheelchair=True)
    Travel.objects.create(participant=who, date=day.date, direction="back", how="own")
    said = f"слова про {names['family_name']}"
    for number, (what, reason) in enumerate(((Tap.What.EXCUSED, said), (Tap.What.NO_SHOW, said))):
        Tap.objects.create(run=run, participant=who, what=what, reason=reason, at=timezone.now(), call=number)
    visit = Visit.objects.filter(session__day=day).first() or VisitSiteFactory(visit__session__day=day).visit
    briefing, _is_new = Briefing.objects.get_or_create(
        venue=visit.visit_sites.get().venue, digest="d", defaults={"words": {"uk": "Каска обовʼязкова"}}
    )
    Acknowledgement.objects.create(participant=who, briefing=briefing, visit=visit, language="uk")
    pass_list, _is_new = PassList.objects.get_or_create(visit=visit, number=1, defaults={"people": []})
    pass_list.people.append([who.pk, f"{names['family_name']} {names['given_name']}", "Зразкова рада"])
    pass_list.save()
    return who


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def who(cohort: Cohort) -> Participant:
    came(cohort, given_name="Інша", family_name="Залишко")
    return came(cohort, given_name="Олена", family_name="Стиратенко")


@pytest.fixture
def office(cohort: Cohort) -> Client:
    return browser_of(manager_of(cohort.residency.programme))


# ---------------------------------------------------------------- held
def test_everything_of_the_way_is_held_in_words(who: Participant) -> None:
    seat, otherwise = part(who.user, "How you travel").rows
    assert (seat["From"], seat["To"]) == ("Вокзал", "Ратуша") and "outbound" in seat["Bus"]
    assert otherwise["How you travel"] == "by own transport" and otherwise["Way"] == "return"
    may_know = part(who.user, "What captain and driver may know").rows[0]
    assert list(may_know.values())[1:] == ["yes"]
    led = part(who.user, "Buses of which you were the captain").rows[0]
    assert (led["Captain"], led["Phone"]) == ("Капітан Стиратенко", f"+38050{who.pk:07}")
    excused, absent = part(who.user, "How you boarded").rows
    assert excused["What was noted"] == "excused" and absent["Reason"] == "слова про Стиратенко"


def test_the_text_of_a_briefing_is_held_as_it_was_read(who: Participant) -> None:
    found = part(who.user, "Safety briefings")
    assert found.rows[0]["What you read"] == "Каска обовʼязкова" and "without your name" in found.stays


@pytest.mark.parametrize("hour", [0, 12])
def test_a_list_at_a_gate_is_held_with_the_date_until_which_it_is_there(
    who: Participant, cohort: Cohort, hour: int, time_machine: Any
) -> None:
    """The date is that of the site: when it begins, it is still yesterday in Greenwich."""
    time_machine.move_to(timezone.localtime().replace(hour=hour, minute=30), tick=False)
    found = part(who.user, "Lists of names")
    assert (found.rows[0]["Name"], found.rows[0]["Where from"]) == ("Стиратенко Олена", "Зразкова рада")
    until = timezone.localdate() - dt.timedelta(days=AGO) + dt.timedelta(days=7)
    assert f"until {until:%-d} {until:%B %Y}" in found.stays
    day = cohort.days.get()
    day.date = timezone.localdate() - dt.timedelta(days=7)
    day.save()
    assert forget_names() == 0
    day.date -= dt.timedelta(days=1)
    day.save()
    assert forget_names() == 1


def test_nothing_of_anybody_else_is_held(who: Participant) -> None:
    assert "Залишко" not in words_of(who.user) and len(part(who.user, "Lists of names").rows) == 1


def test_any_number_of_ways_takes_as_many_queries(who: Participant) -> None:
    before = queries_of(PART, who.user)
    other = came(CohortFactory(), given_name="Олена", family_name="Стиратенко")
    for model in (Travel, Passenger, CaptainLink, Tap, Acknowledgement, Place):
        assert model.objects.filter(participant=other).exists()
    Participant.objects.filter(pk=other.pk).update(user=who.user)
    assert queries_of(PART, who.user) == before == 9


# ---------------------------------------------------------------- erased
def test_who_is_erased_is_in_no_table_but_the_lists_of_gates(who: Participant) -> None:
    erase(who.user)
    assert traces("Стиратенко", "logistics") == ["logistics.PassList.people"]
    assert not traces(f"+38050{who.pk:07}", "logistics")
    assert not Travel.objects.filter(participant=who) and not Passenger.objects.filter(participant=who)
    forget_names_later(who)
    assert not traces("Стиратенко", "logistics")


def forget_names_later(who: Participant) -> None:
    """Lists go by the clock, erased or not."""
    day = who.cohort.days.get()
    day.date = timezone.localdate() - dt.timedelta(days=8)
    day.save()
    forget_names()


def test_seats_taps_and_briefings_that_were_read_stay_as_rows_of_nobody(who: Participant) -> None:
    erase(who.user)
    assert Place.objects.filter(participant=who, pool__bus__isnull=False).exists()
    assert Acknowledgement.objects.filter(participant=who, read_at__isnull=False).exists()
    assert sorted(Tap.objects.filter(participant=who).values_list("what", "reason")) == [
        ("excused", ""),
        ("no_show", "—"),
    ]


def test_a_captain_who_is_erased_opens_no_list_any_more(cohort: Cohort) -> None:
    who = came(cohort, given_name="Олена", family_name="Стиратенко")
    link = CaptainLink.objects.get(participant=who)
    CaptainLink.objects.filter(pk=link.pk).update(device_hash="x" * 64)
    erase(who.user)
    link.refresh_from_db()
    assert (link.name, link.phone, link.device_hash) == ("", "", "") and link.ended_at is not None


def test_what_others_let_captain_and_driver_know_stays(who: Participant) -> None:
    erase(who.user)
    assert Passenger.objects.count() == Travel.objects.count() == 1
    assert traces("Капітан Залишко", "logistics") == ["logistics.CaptainLink.name"]


def test_the_offices_pages_of_buses_and_visits_open_with_an_erased_person_in_them(
    who: Participant, office: Client
) -> None:
    erase(who.user)
    run, visit = Run.objects.get(), Visit.objects.get()
    pages = [
        f"cohorts/{who.cohort_id}/runs/",
        f"runs/{run.pk}/",
        f"runs/{run.pk}/list/",
        f"cohorts/{who.cohort_id}/visits/",
        f"visits/{visit.pk}/",
    ]
    for page in pages:
        answer = office.get(f"/admin/{page}")
        assert answer.status_code == 200, page
        assert "erased.invalid" not in answer.content.decode(), page
    assert f"erased account U-{who.user_id}" in office.get(f"/admin/runs/{run.pk}/").content.decode()
