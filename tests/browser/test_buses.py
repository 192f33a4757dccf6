"""Buses in a browser: a vehicle is replaced; a captain counts without a network and leaves without one person."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.logistics.models import Run, Tap
from cohorts.logistics.services import seats
from cohorts.models import Participant, Place, Stretch
from messaging.models import Letter
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.factories.residencies import MembershipFactory
from tests.school import accepted

from .conftest import PHONE, Look, Site


@pytest.fixture
def run(site: Site) -> Run:
    found: Run = RunFactory(
        day=DayFactory(date=timezone.localdate() + dt.timedelta(days=1)), seats=10, number=2
    )
    return found


@pytest.fixture
def manager(run: Run) -> User:
    found: User = MembershipFactory(programme=run.cohort.residency.programme).user
    sync_admission(user=found)
    return found


@pytest.fixture
def people(run: Run, manager: User) -> list[Participant]:
    found = [accepted(run.cohort.days.get()) for _number in range(8)]
    for each in found:
        seats.take_seat(actor=manager, run=run, participant=each, stretch=Stretch(0, 2))
    return found


def captains_link(site: Site, manager: User, run: Run, check: Look) -> tuple[Page, str]:
    """The manager's window on the run, and the link that was made there."""
    page = site.sign_in(manager, to=f"/admin/runs/{run.pk}/")
    check(page)
    page.fill("#id_captain_name", "Остап Лічильник")
    page.click("button:has-text('Створити посилання для старших')")
    link = page.locator("#captain-link").input_value()
    return page, link.removeprefix(site.address)


def test_another_vehicle_comes_and_each_is_told_once(
    site: Site, run: Run, people: list[Participant], manager: User, check_office: Look, check_page: Look
) -> None:
    other = RunFactory(day=run.cohort.days.get(), seats=2, number=3)
    small = VehicleFactory(operator=run.vehicle.operator, seats=5, plate="BC 4545 AA")
    page = site.sign_in(manager, to=f"/admin/cohorts/{run.cohort_id}/runs/")
    check_office(page)
    page.click("text=автобус № 2 туди")
    page.click("text=Замінити автобус")
    check_office(page)
    page.select_option("select[name=vehicle]", str(small.pk))
    page.click("button:has-text('Подивитися, хто куди їде')")
    expect(page.locator("main")).to_contain_text("автобус № 3 туди")
    check_office(page)
    page.click("button:has-text('Замінити автобус')")
    expect(page.locator("main")).to_contain_text("BC 4545 AA")
    assert Place.objects.filter(pool=run.pool_id).count() == 5
    assert Place.objects.filter(pool=other.pool_id).count() == 2
    assert Letter.objects.filter(kind="bus_changed").count() == len(people)
    page.click("a:has-text('Список пасажирів')")
    check_page(page)
    rider = site.sign_in(people[0].user, size=PHONE, to=f"/uk/my/travel/{run.cohort.slug}/")
    expect(rider.locator("main")).to_contain_text("BC 4545 AA")
    check_page.everywhere(rider, desk=True)


def test_a_captain_leaves_without_one_and_without_a_network_and_the_manager_explains(
    site: Site, run: Run, people: list[Participant], manager: User, check_office: Look, check_page: Look
) -> None:
    Run.objects.filter(pk=run.pk).update(date=timezone.localdate())
    office, link = captains_link(site, manager, run, check_office)
    phone = site.open(link, size=PHONE)
    check_page.everywhere(phone, desk=True)
    phone.click("button:has-text('працюватиму з цього телефону')")
    expect(phone.locator("[data-missing]")).to_have_text("8")
    check_page.everywhere(phone, desk=True)
    check_page.reach(phone)
    requests: list[str] = []
    phone.on("request", lambda request: requests.append(request.url))

    def board(who: Participant) -> None:
        phone.click(f"#p-{who.public_id} button[value=boarded]")

    board(people[0])
    expect(phone.locator("[data-aboard]")).to_have_text("1")
    line = phone.locator(f"#p-{people[0].public_id}")
    expect(line.locator("[data-state] .state--ok")).to_contain_text("в автобусі")
    expect(line.locator("button[value=boarded]")).to_be_hidden()
    phone.context.set_offline(True)
    for each in people[2:7]:
        board(each)
    # A finger that trembles: the second touch is where the first one was.
    press = phone.locator(f"#p-{people[1].public_id} button[value=boarded]")
    press.evaluate("(button) => { button.click(); button.form.querySelector('[value=undone]').click(); }")
    expect(phone.locator("[data-waiting]")).to_have_text("6")
    phone.wait_for_timeout(600)
    phone.locator(f"#p-{people[1].public_id} button[value=undone]").click()
    expect(phone.locator("[data-aboard]")).to_have_text("6")
    phone.wait_for_timeout(600)
    board(people[1])
    expect(phone.locator("[data-waiting]")).to_have_text("8")
    expect(phone.locator("[data-depart] button")).to_contain_text("без 1")
    assert Tap.objects.count() == 1
    # The count stays in sight wherever on the list one is.
    phone.locator("[data-depart] button").scroll_into_view_if_needed()
    expect(phone.locator("[data-aboard]")).to_be_in_viewport()
    phone.click("[data-depart] button")
    expect(phone.locator("[data-waiting]")).to_have_text("9")
    phone.context.set_offline(False)
    expect(phone.locator("main")).to_contain_text(re.compile("Вирушили о .*, без: 1"))
    expect(phone.locator("[data-aboard]")).to_have_text("7")
    assert len([url for url in requests if "/captain/" in url]) <= 4
    phone.click("button:has-text('Закрити рейс')")
    expect(phone.locator("main")).to_contain_text("Про 1 людину нічого не відомо")
    office.goto(f"/admin/runs/{run.pk}/")
    check_office(office)
    check_office.reach(office)
    office.select_option("#id_explain_participant", str(people[7].pk))
    office.select_option("#id_explain_what", "no_show")
    office.fill("#id_explain_reason", "Захворіла, лишилася в готелі")
    office.click("button:has-text('Записати')")
    office.click("button:has-text('Закрити рейс')")
    run.refresh_from_db()
    assert run.closed_at is not None and run.departed_without == 1
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Цей рейс закрито.")
    check_page(phone)
