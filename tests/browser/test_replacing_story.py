"""A replacement with its numbers: ill at 16:50 on the eve, silent at night, heads the call list, comes instead."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from cohorts.lodging.models import Stay
from cohorts.logistics.models import PassList
from cohorts.models import Participant, Place
from cohorts.replacing import services
from cohorts.replacing.models import Replacement
from documents.services import invitations
from messaging.models import Letter
from residencies.services.roles import sync_admission
from tests.factories.documents import draw
from tests.factories.people import UserFactory
from tests.factories.replacing import host_confirmed, journey
from tests.factories.residencies import MembershipFactory

from .conftest import PHONE, Site

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2027, 3, 11)


def test_ill_on_the_eve_a_man_comes_instead_of_a_woman(site: Site) -> None:
    with time_machine.travel(dt.datetime(2027, 3, 8, 9, tzinfo=dt.UTC), tick=False) as clock:
        made = journey(DAY)
        host_confirmed(made)
        paper = invitations.send(actor=made.manager, participant=made.leaver)
        draw(paper)
        zone = made.cohort.zone
        eve = DAY - dt.timedelta(days=1)
        visit = made.site.visit
        visit.names_until = dt.datetime.combine(eve, dt.time(12), zone)
        visit.save()

        # 12:00: the host's list is fixed. 16:50: she is ill, and her coordinator names a man.
        clock.move_to(dt.datetime.combine(eve, dt.time(16, 50), zone))
        manager = MembershipFactory(programme=made.cohort.residency.programme).user
        sync_admission(user=manager)
        office = site.sign_in(manager, to=f"/admin/cohorts/{made.cohort.pk}/replacements/?find=Захворіла")
        office.click("a:has-text('Захворіла')")
        expect(office.locator("main")).to_contain_text("Не переходить")
        expect(office.locator("main")).to_contain_text("Молокозавод")
        for name, value in (
            ("name", "Тарас Зразковий"),
            ("address", "taras@demo.example"),
            ("phone", "+380 50 000 00 00"),
            ("by_name", "Олена Координаторка"),
            ("by_institution", "Зразкова рада"),
        ):
            office.fill(f"[name={name}]", value)
        office.click("button:has-text('Записати заміну')")
        expect(office.locator("main")).to_contain_text("запропоновано")
        row = Replacement.objects.get()

        # 20:00: he is silent, and nothing moves overnight.
        before = set(Place.objects.values_list("pk", "participant"))
        letters = Letter.objects.count()
        for hour in (20, 23):
            clock.move_to(dt.datetime.combine(eve, dt.time(hour), zone))
            assert services.remind_silent(timezone.now()) == 0
        clock.move_to(dt.datetime.combine(DAY, dt.time(7, 59), zone))
        assert services.remind_silent(timezone.now()) == 0
        assert (set(Place.objects.values_list("pk", "participant")), Letter.objects.count()) == (
            before,
            letters,
        )
        assert row.called_from == dt.datetime.combine(DAY, dt.time(8), zone)

        # 8:00: he heads the call list, confirms on his phone, and is approved.
        clock.move_to(dt.datetime.combine(DAY, dt.time(8), zone))
        office.goto(f"/admin/cohorts/{made.cohort.pk}/calls/")
        first = office.locator("main h3:has-text('спершу') + ul li").first
        expect(first).to_contain_text("Тарас Зразковий")
        colleague = UserFactory(email="taras@demo.example", given_name="Тарас", family_name="Зразковий")
        phone = site.sign_in(colleague, size=PHONE, to=f"/uk/my/replacements/{row.public_id}/")
        expect(phone.locator("main")).to_contain_text("До вас переходить")
        phone.check("#id_origin_1")
        phone.select_option("[name=country]", "UA")
        phone.fill("[name=organisation]", "Зразкова рада")
        phone.fill("[name=position]", "начальник відділу")
        phone.click("button[value=confirm]:has-text('Так, приїду')")
        expect(phone.locator("main")).to_contain_text("організатор має погодити")
        office.goto(f"/admin/cohorts/{made.cohort.pk}/replacements/{row.pk}/")
        office.click("button:has-text('Погодити заміну')")
        expect(office.locator("main")).to_contain_text("замінено")

        newcomer = Participant.objects.get(user=colleague)
        assert not Stay.objects.filter(participant=newcomer).exists(), "the bed beside a woman is not his"
        assert Stay.objects.filter(participant=made.beside).count() == 2
        assert PassList.objects.filter(visit=visit).latest("number").number >= 1
        assert Letter.objects.filter(kind="host_name_changed").count() == 1
        check = site.open(f"/uk/check/{paper.code}/", size=PHONE)
        expect(check.locator("main")).to_contain_text(re.compile("нечинн", re.IGNORECASE))
