"""Three stories of buses with their numbers: another vehicle at dawn, a departure without one, fifty people boarded."""

import datetime as dt
import json
import random
import re
from urllib.parse import parse_qsl, urlencode

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from cohorts.logistics.models import Run, Tap
from cohorts.models import Day, Participant, Place
from messaging.models import Letter
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.logistics import RunFactory, VehicleFactory, captain_of
from tests.factories.residencies import MembershipFactory

from .conftest import PHONE, Site

KINDS = Participant.Kind


@pytest.fixture
def day(site: Site) -> Day:
    found: Day = DayFactory(date=timezone.localdate() + dt.timedelta(days=1), pool__capacity=80)
    return found


@pytest.fixture
def manager(day: Day) -> User:
    found: User = MembershipFactory(programme=day.cohort.residency.programme).user
    sync_admission(user=found)
    return found


def aboard(run: Run, day: Day, *kinds: str) -> list[Participant]:
    """People with a seat all the way, in the order in which they took it; participants have the day too."""
    people = [ParticipantFactory(cohort=day.cohort, kind=kind) for kind in kinds]
    applied = [person for person in people if person.kind == KINDS.PARTICIPANT]
    Place.objects.bulk_create(Place(pool=day.pool, participant=person) for person in applied)
    Place.objects.bulk_create(Place(pool=run.pool, participant=person, to_call=2) for person in people)
    return people


def captains_phone(site: Site, run: Run, token: str) -> Page:
    """A phone that has claimed the link."""
    phone = site.open(f"/uk/captain/{token}/", size=PHONE)
    phone.click("button:has-text('працюватиму з цього телефону')")
    expect(phone.locator("[data-boarding]")).to_be_visible()
    return phone


def board(phone: Page, who: Participant) -> None:
    phone.locator(f"#p-{who.public_id} button[value=boarded]").click()


def sent_by(*phones: Page) -> list[str]:
    """The requests of these phones about their run, from now on."""
    found: list[str] = []
    for phone in phones:
        phone.on("request", lambda each: found.append(each.url) if "/captain/" in each.url else None)
    return found


def is_sent(phone: Page) -> None:
    expect(phone.locator("[data-waiting]")).to_have_text("0", timeout=30_000)


# ---------------------------------------------------------------- the bus swap
def test_the_carrier_sends_a_smaller_bus_and_five_go_by_the_next_one(
    site: Site, day: Day, manager: User
) -> None:
    run = RunFactory(day=day, seats=50, number=2, starts=dt.time(7))
    third = RunFactory(day=day, seats=20, number=3, starts=dt.time(7, 10))
    work = [KINDS.INTERPRETER, KINDS.INTERPRETER, KINDS.STAFF, KINDS.STAFF]
    people = aboard(run, day, *work, *[KINDS.PARTICIPANT] * 46)
    captain = people[3]
    other = VehicleFactory(operator=run.vehicle.operator, seats=45, plate="BC 4545 AA")
    token = captain_of(run, participant=captain)
    phone = captains_phone(site, run, token)  # opened before the carrier called

    office = site.sign_in(manager, to=f"/admin/runs/{run.pk}/swap/")
    office.select_option("select[name=vehicle]", str(other.pk))
    office.click("button:has-text('Подивитися, хто куди їде')")
    expect(
        office.locator("main li:has-text('автобус № 3 туди'), main tr:has-text('автобус № 3 туди')")
    ).to_have_count(5)
    office.click("button:has-text('Замінити автобус')")
    expect(office.locator("main")).to_contain_text("BC 4545 AA")

    stay = set(Place.objects.filter(pool=run.pool_id).values_list("participant", flat=True))
    moved = set(Place.objects.filter(pool=third.pool_id).values_list("participant", flat=True))
    assert (len(stay), len(moved)) == (45, 5) and captain.pk in stay
    assert moved == {person.pk for person in people[-5:]}, "who came last goes by the other bus"
    told = Letter.objects.filter(kind="bus_changed").values_list("recipient", flat=True)
    assert sorted(told) == sorted(person.user_id for person in people), "each is told once"

    board(phone, people[-1])  # one of the five, by the stale list
    is_sent(phone)
    assert Tap.objects.get(run=run).participant == people[-1]
    phone.reload()
    stranger = phone.locator(f"#p-{people[-1].public_id}")
    expect(stranger).to_contain_text("Немає в цьому списку")
    office.goto(f"/admin/runs/{run.pk}/")
    expect(office.locator(".help-warning")).to_contain_text(people[-1].user.family_name)


# ---------------------------------------------------------------- 17:20
def doubled_and_shuffled(route: Route) -> None:
    """What a bad network does to a batch: each tap twice, in any order."""
    data = dict(parse_qsl(route.request.post_data or ""))
    sent = json.loads(data["sent"])
    sent["taps"] *= 2
    random.Random(20).shuffle(sent["taps"])
    route.continue_(post_data=urlencode({**data, "sent": json.dumps(sent)}))


def test_the_bus_leaves_without_one_and_is_closed_once_the_manager_has_written_why(
    site: Site, day: Day, manager: User
) -> None:
    today = timezone.localdate()
    run = RunFactory(day=day, date=today, seats=50, number=1, direction="back", starts=dt.time(7, 20))
    people = aboard(run, day, *[KINDS.PARTICIPANT] * 50)
    excused, missing, late = people[48], people[49], people[36:48]
    office = site.sign_in(manager, to=f"/admin/runs/{run.pk}/")
    office.select_option("#id_explain_participant", str(excused.pk))
    office.select_option("#id_explain_what", "excused")
    office.fill("#id_explain_reason", "Подзвонив: їде з колегами")
    office.click("button:has-text('Записати')")
    phone = captains_phone(site, run, captain_of(run))
    expect(phone.locator("[data-missing]")).to_have_text("49")
    for person in people[:36]:
        board(phone, person)
    is_sent(phone)
    expect(phone.locator("[data-aboard]")).to_have_text("36")

    phone.context.set_offline(True)
    for person in late:
        board(phone, person)
    expect(phone.locator("[data-waiting]")).to_have_text("12")
    phone.click("[data-depart] button")
    expect(phone.locator("[data-waiting]")).to_have_text("13")
    assert Tap.objects.filter(run=run, what="boarded").count() == 36
    phone.route("**/taps/", doubled_and_shuffled)
    phone.context.set_offline(False)
    expect(phone.locator("main")).to_contain_text(re.compile("Вирушили о .*, без: 1"), timeout=30_000)
    expect(phone.locator("[data-aboard]")).to_have_text("48")
    expect(phone.locator("[data-missing]")).to_have_text("1")
    assert Tap.objects.filter(run=run, what="boarded").count() == 48

    phone.click("button:has-text('Закрити рейс')")
    expect(phone.locator("main")).to_contain_text("Про 1 людину нічого не відомо")
    office.goto(f"/admin/runs/{run.pk}/")
    office.select_option("#id_explain_participant", str(missing.pk))
    office.select_option("#id_explain_what", "no_show")
    office.click("button:has-text('Записати')")  # without a reason
    office.click("button:has-text('Закрити рейс')")
    run.refresh_from_db()
    assert run.closed_at is None
    office.goto(f"/admin/runs/{run.pk}/")
    office.select_option("#id_explain_participant", str(missing.pk))
    office.select_option("#id_explain_what", "no_show")
    office.fill("#id_explain_reason", "Лишилася в готелі, телефонувала")
    office.click("button:has-text('Записати')")
    office.click("button:has-text('Закрити рейс')")
    run.refresh_from_db()
    assert run.closed_at is not None and run.departed_without == 1


# ---------------------------------------------------------------- fifty people, two phones
def test_two_phones_board_fifty_people_in_any_order_in_few_requests(site: Site, day: Day) -> None:
    run = RunFactory(day=day, seats=50, number=1)
    people = aboard(run, day, *[KINDS.PARTICIPANT] * 50)
    dice = random.Random(50)
    order = dice.sample(people, 50)
    first, second = (captains_phone(site, run, captain_of(run)) for _phone in range(2))
    requests = sent_by(first, second)
    late = order[:17]  # a third of them is tapped in a shelter
    second.context.set_offline(True)
    for person in [*late, *dice.sample(order[17:], 5)]:  # who boards on both phones is told twice
        board(second, person)
    for person in [*order[17:], *dice.sample(late, 10)]:
        board(first, person)
    is_sent(first)
    second.context.set_offline(False)
    is_sent(second)
    assert len(requests) <= 55, f"{len(requests)} requests"
    for phone in (first, second):
        phone.reload()
        expect(phone.locator("[data-aboard]")).to_have_text("50")
        expect(phone.locator("[data-missing]")).to_have_text("0")
        expect(phone.locator("[data-line=boarded]")).to_have_count(50)
