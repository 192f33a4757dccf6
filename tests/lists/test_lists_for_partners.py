"""Lists for partners: they go out under a number, what changes is numbered, and a link shows both."""

import datetime as dt
import itertools
import re
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from cohorts import places, wing
from cohorts.lists import services
from cohorts.lists.differences import applied, difference
from cohorts.lists.models import Edition, ListLink, PartyList
from cohorts.lists.queries import in_force
from cohorts.logistics.models import Operator, Run
from cohorts.logistics.services import seats
from cohorts.models import Participant, Stretch
from foundation.clocks.dates import dates_in_words
from foundation.errors import Conflict, DomainError
from messaging import outbox, wording
from messaging.models import Letter
from people.models import User
from residencies.models import Membership
from tests.architecture.rows import all_rows, changed
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.logistics import OperatorFactory, RunFactory, VehicleFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import ProgrammeFactory, manager_of, works_in_office
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db
WHOLE_WAY = Stretch(0, 2)


@dataclass
class Bus:
    """A carrier's bus with five people in it, and the manager of its cohort."""

    run: Run
    people: list[Participant]
    manager: User

    @property
    def key(self) -> str:
        return f"carrier:{self.run.vehicle.operator_id}"

    def fix(self, seen: int = 0) -> Edition:
        return services.fix_list(actor=self.manager, cohort=self.run.cohort, key=self.key, seen=seen)

    def change(self, seen: int) -> Edition:
        return services.number_change(actor=self.manager, cohort=self.run.cohort, key=self.key, seen=seen)

    def link(self, *, send: bool = False) -> str:
        return services.make_link(actor=self.manager, cohort=self.run.cohort, key=self.key, send=send)

    def give(self, who: Participant, stretch: Stretch = WHOLE_WAY) -> None:
        seats.take_seat(actor=self.manager, run=self.run, participant=who, stretch=stretch)

    def leave(self, who: Participant) -> None:
        places.give_back(pool_id=self.run.pool_id, participant=who, actor=self.manager)

    def press(self, action: str, seen: int = 0, user: User | None = None) -> tuple[int, str]:
        form = {"action": action, "key": self.key, "seen": seen}
        answer = browser_of(user or self.manager).post(self.address, form)
        return answer.status_code, answer.text

    @property
    def address(self) -> str:
        return f"/admin/cohorts/{self.run.cohort_id}/lists/"


@pytest.fixture
def bus() -> Bus:
    translation.activate("en")
    day = DayFactory(cohort__working_language="en")
    programme = day.cohort.residency.programme
    operator = OperatorFactory(programme=programme, name="Їдемо", email="office@carrier.example")
    made = Bus(
        RunFactory(day=day, vehicle=VehicleFactory(operator=operator, seats=8), seats=8),
        [accepted(day) for _number in range(6)],
        manager_of(programme),
    )
    for who in made.people[:5]:
        made.give(who)
    return made


def code_in(letter: Letter) -> str:
    found = re.search(r"\b\d{6}\b", wording.word(letter).subject)
    assert found
    return found[0]


# ---------------------------------------------------------------- numbers
def test_what_changes_after_a_list_went_out_is_a_numbered_change_and_both_are_shown(bus: Bus) -> None:
    for seen in range(3):
        assert bus.fix(seen).number == seen + 1
    bus.leave(bus.people[0])
    bus.give(bus.people[5])
    bus.give(bus.people[1], Stretch(1, 2))
    change = bus.change(3)
    assert (change.number, change.is_whole) == (4, False)
    whole, changes = in_force(change.party_list)
    assert whole is not None and (whole.number, [each.row.number for each in changes]) == (3, [4])
    differs = changes[0].change
    assert (len(differs.came), len(differs.gone), len(differs.changed)) == (1, 1, 1)
    assert applied(whole.rows, differs) == change.rows


def test_a_list_that_says_the_same_gets_no_number(bus: Bus) -> None:
    bus.fix()
    with pytest.raises(DomainError, match="Nothing has changed"):
        bus.change(1)
    assert Edition.objects.count() == 1


def test_who_has_not_seen_the_last_number_is_shown_it_first(bus: Bus) -> None:
    bus.fix()
    with pytest.raises(Conflict):
        bus.fix()
    bus.leave(bus.people[0])
    with pytest.raises(Conflict):
        bus.change(7)
    status, text = bus.press("change", seen=7)
    assert status == 409 and "number 1" in text
    assert Edition.objects.count() == 1


def test_a_list_that_never_went_out_has_no_changes_and_no_link(bus: Bus) -> None:
    with pytest.raises(DomainError, match="not gone out"):
        bus.change(0)
    with pytest.raises(DomainError, match="not gone out"):
        bus.link()
    assert not Edition.objects.exists() and not ListLink.objects.exists()


def test_a_carrier_that_goes_with_nobody_any_more_reads_that_all_are_struck_off(bus: Bus) -> None:
    bus.fix()
    vehicle = VehicleFactory(operator=OperatorFactory(programme=bus.run.vehicle.operator.programme), seats=8)
    old = bus.key
    Run.objects.update(vehicle=vehicle)
    page = browser_of(bus.manager).get(bus.address)
    assert "Nobody works from this list any more" in page.text
    change = services.number_change(actor=bus.manager, cohort=bus.run.cohort, key=old, seen=1)
    assert change.rows == {}


LINES = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.sampled_from("xyz")), max_size=6)


@given(st.lists(LINES, min_size=1, max_size=8))
def test_the_whole_list_and_its_changes_are_what_is_in_force(
    states: list[dict[str, tuple[str, ...]]],
) -> None:
    """Whoever writes each change into the list that went out reads what the last one says."""
    written = states[0]
    for before, now in itertools.pairwise(states):
        written = applied(written, difference(before, now))
    assert written == states[-1]


# ---------------------------------------------------------------- the office
def test_changed_lists_wait_for_those_who_may_open_them(bus: Bus) -> None:
    bus.fix()
    bus.leave(bus.people[0])
    programme = bus.run.cohort.residency.programme
    for user, waits in (
        (bus.manager, True),
        (works_in_office(programme, role=Membership.Role.VIEWER), False),
    ):
        office = browser_of(user)
        assert (bus.address in office.get("/admin/").text) == waits
        assert (office.get(bus.address).status_code == 200) == waits


def test_the_office_shows_what_changed_and_numbers_it_with_a_button(bus: Bus) -> None:
    office = browser_of(bus.manager)
    assert "Passengers: Їдемо" in office.get(bus.address).text
    assert bus.press("fix")[0] == 302
    bus.leave(bus.people[0])
    page = office.get(bus.address).text
    assert "1 line has changed since No. 1" in page and bus.people[0].user.official_name in page
    assert bus.press("change", seen=1)[0] == 302
    assert "has changed since" not in office.get(bus.address).text
    printed = office.post(f"/admin/party-lists/{PartyList.objects.get().pk}/print/").text
    assert "List No. 2" in printed and "Struck off:" in printed


def test_an_assistant_reads_lists_and_sends_none_and_a_viewer_reads_none(bus: Bus) -> None:
    programme = bus.run.cohort.residency.programme
    assistant = works_in_office(programme, role=Membership.Role.ASSISTANT)
    viewer = works_in_office(programme, role=Membership.Role.VIEWER)
    assert browser_of(assistant).get(bus.address).status_code == 200
    assert browser_of(viewer).get(bus.address).status_code == 404
    for action in ("fix", "copy", "send", "change"):
        assert bus.press(action, user=assistant)[0] == 302
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    "form", [{}, {"action": "fix"}, {"action": "fix", "key": "carrier:0", "seen": "0"}, {"action": "x" * 999}]
)
def test_what_no_button_sends_is_refused_in_words(bus: Bus, form: dict[str, str]) -> None:
    answer = browser_of(bus.manager).post(bus.address, form)
    assert answer.status_code in {409, 422} and "help-critical" in answer.text
    assert not Edition.objects.exists()


def test_what_waits_leads_nobody_to_lists_that_they_may_not_see(bus: Bus) -> None:
    bus.fix()
    bus.leave(bus.people[0])
    programme = bus.run.cohort.residency.programme
    viewer = works_in_office(programme, role=Membership.Role.VIEWER)
    cohort, now = bus.run.cohort, timezone.now()
    said = {user: wing.waiting([cohort], now, user)[cohort.pk] for user in (bus.manager, viewer)}
    assert [bus.address in [fact.url for fact in facts] for facts in said.values()] == [True, False]


def test_a_list_of_another_programme_is_not_found(bus: Bus) -> None:
    bus.fix()
    stranger = browser_of(manager_of(ProgrammeFactory()))
    assert stranger.get(bus.address).status_code == 404
    assert stranger.post(bus.address, {"action": "fix", "key": bus.key, "seen": 1}).status_code == 404
    assert stranger.get(f"/admin/party-lists/{PartyList.objects.get().pk}/print/").status_code == 404


def test_a_list_of_another_cohort_is_none_of_this_one(bus: Bus) -> None:
    other = CohortFactory(residency=bus.run.cohort.residency)
    with pytest.raises(DomainError, match="Nobody works from this list"):
        services.fix_list(actor=bus.manager, cohort=other, key=bus.key, seen=0)


def test_the_lists_ask_as_much_for_many_people_as_for_few(
    bus: Bus,
) -> None:
    office = browser_of(bus.manager)
    office.get(bus.address)
    with CaptureQueriesContext(connection) as few:
        office.get(bus.address)
    for who in [accepted(bus.run.cohort.days.get()) for _number in range(3)]:
        bus.give(who)
    with CaptureQueriesContext(connection) as many:
        office.get(bus.address)
    assert len(many) == len(few)


# ---------------------------------------------------------------- the link
def test_the_link_shows_numbers_and_after_a_code_the_names(bus: Bus) -> None:
    bus.fix()
    token = bus.link(send=True)
    letter = Letter.objects.get(kind="list_sent")
    assert (letter.address, letter.holds_key) == ("office@carrier.example", True)
    phone, page = Client(), f"/en/party/{token}/"
    before, name = all_rows(), bus.people[0].user.official_name
    opened = phone.get(page)
    assert opened.status_code == 200 and "No. 1 is in force" in opened.text and name not in opened.text
    assert (opened["Referrer-Policy"], "noindex" in opened["X-Robots-Tag"]) == ("same-origin", True)
    assert changed(before) == []
    assert name not in phone.post(page, {"action": "open"}).text
    assert phone.post(page, {"action": "send"}).status_code == 302
    wrong = phone.post(page, {"action": "code", "code": "000000"})
    assert wrong.status_code == 422 and name not in wrong.text
    right = phone.post(page, {"action": "code", "code": code_in(Letter.objects.get(kind="code_for_list"))})
    assert name in right.text and "Opened by o•••@carrier.example" in right.text
    assert name in phone.post(page, {"action": "open"}).text
    assert name not in Client().post(page, {"action": "open"}).text


def test_what_changed_gets_its_number_when_the_partner_reads_it(bus: Bus) -> None:
    bus.fix()
    phone, page = Client(), f"/en/party/{bus.link()}/"
    phone.post(page, {"action": "send"})
    phone.post(page, {"action": "code", "code": code_in(Letter.objects.get(kind="code_for_list"))})
    bus.leave(bus.people[0])
    text = phone.post(page, {"action": "open"}).text
    assert "Change No. 2" in text and "Struck off:" in text
    assert list(Edition.objects.values_list("number", "fixed_by")) == [(1, bus.manager.pk), (2, None)]


def test_the_partner_is_told_of_a_newer_number_without_a_name_in_the_letter(bus: Bus) -> None:
    bus.fix()
    bus.link(send=True)
    bus.leave(bus.people[0])
    bus.change(1)
    letter = Letter.objects.get(kind="list_numbered")
    assert outbox.deliver(letter.pk)
    said = mail.outbox[-1]
    assert "change No. 2" in said.subject
    assert not any(each.user.family_name in said.body for each in bus.people if each.user.family_name)


def test_what_is_numbered_because_a_manager_prints_it_is_told_to_the_partner_too(bus: Bus) -> None:
    party_list = bus.fix().party_list
    bus.link(send=True)
    services.print_list(actor=bus.manager, party_list=party_list)
    assert not Letter.objects.filter(kind="list_numbered").exists()
    bus.leave(bus.people[0])
    services.print_list(actor=bus.manager, party_list=party_list)
    services.print_list(actor=bus.manager, party_list=party_list)
    letter = Letter.objects.get(kind="list_numbered")
    assert "change No. 2" in wording.word(letter).subject
    assert Edition.objects.get(number=2).fixed_by == bus.manager


def test_letters_to_partners_are_found_by_their_cohort(bus: Bus) -> None:
    bus.fix()
    bus.link(send=True)
    bus.fix(1)
    assert set(Letter.objects.filter(kind__startswith="list_").values_list("cohort_id", flat=True)) == {
        bus.run.cohort_id
    }


def test_a_button_pressed_twice_makes_one_link_that_stays_good(bus: Bus) -> None:
    bus.fix()
    form = {"action": "send", "key": bus.key, "seen": 1, "link": 0}
    office = browser_of(bus.manager)
    assert office.post(bus.address, form).status_code == 302
    again = office.post(bus.address, form)
    assert again.status_code == 409 and "A link was made in the meantime" in again.text
    assert Letter.objects.filter(kind="list_sent").count() == ListLink.objects.count() == 1
    link = ListLink.objects.get()
    assert f'name="link" value="{link.pk}"' in office.get(bus.address).text
    assert office.post(bus.address, {**form, "link": link.pk}).status_code == 302
    assert office.post(bus.address, {**form, "action": "copy"}).status_code == 409


def test_a_renewed_link_and_one_a_week_after_say_that_they_are_over_and_another_is_not_found(
    bus: Bus,
) -> None:
    bus.fix()
    first = bus.link()
    second = bus.link()
    assert Client().get(f"/en/party/{first}/").status_code == 410
    assert Client().get(f"/en/party/{second}/").status_code == 200
    assert Client().get(f"/en/party/{'0' * 40}/").status_code == 404
    end = dt.datetime.combine(bus.run.date, dt.time(12), dt.UTC) + dt.timedelta(days=8)
    with time_machine.travel(end, tick=False):
        assert Client().get(f"/en/party/{second}/").status_code == 410
        assert services.forget_lists() == 1
    assert not PartyList.objects.exists()


def test_without_an_address_a_link_can_be_copied_and_shows_numbers_only(bus: Bus) -> None:
    operator = bus.run.vehicle.operator
    operator.email = ""
    operator.save()
    bus.fix()
    with pytest.raises(DomainError, match="No e-mail address"):
        bus.link(send=True)
    status, text = bus.press("copy", seen=1)
    found = re.search(r"/party/([0-9a-f]{40})/", text)
    assert status == 200 and found
    page = f"/en/party/{found[1]}/"
    assert "comes on paper" in Client().get(page).text
    assert Client().post(page, {"action": "send"}).status_code == 422


def test_who_has_the_list_on_paper_only_is_told_that_it_has_changed_and_when_to_destroy_it(bus: Bus) -> None:
    Operator.objects.update(email="")
    bus.fix()
    page = f"/en/party/{bus.link()}/"
    assert "Something has changed" not in Client().get(page).text
    bus.leave(bus.people[0])
    text = Client().get(page).text
    assert "Ask the organiser for the list that is in force." in text and "Open the list" not in text
    end = dt.datetime.combine(bus.run.date, dt.time(12), dt.UTC) + dt.timedelta(days=3)
    with time_machine.travel(end, tick=False):
        text = Client().get(page).text
    assert (
        "Destroy the paper" in text
        and "Something has changed" not in text
        and "Ask the organiser to" not in text
    )


def test_a_link_says_of_a_number_what_the_check_of_its_paper_says(bus: Bus) -> None:
    paper = f"/en/party-lists/{bus.fix().party_list.paper_code}/1/"
    link = f"/en/party/{bus.link(send=True)}/"
    days = dates_in_words([bus.run.date])

    def says() -> tuple[bool, bool]:
        pages = [Client().get(address).text for address in (paper, link)]
        assert all(days in page for page in pages)
        return "This list is in force now" in pages[0], "No. 1 is in force" in pages[1]

    assert says() == (True, True)
    bus.leave(bus.people[0])
    assert says() == (False, False)
    assert "Something has changed since this number." in Client().get(link).text
    with time_machine.travel(
        timezone.now() + dt.timedelta(days=(bus.run.date - timezone.localdate()).days + 3)
    ):
        assert says() == (False, False)
        assert "Destroy the paper" in Client().get(link).text


def test_what_a_line_does_not_say_leaves_no_gap_in_a_change(bus: Bus) -> None:
    bus.fix()
    bus.leave(bus.people[0])
    page = browser_of(bus.manager).get(bus.address).text
    [struck] = re.findall(r"Struck off:(.*?)</li>", page)
    assert "·" in struck and not re.search(r"·\s*·|·\s*$", struck)


def test_a_paper_holds_until_somebody_comes_or_stays_away(bus: Bus) -> None:
    edition = bus.fix()
    page = f"/en/party-lists/{edition.party_list.paper_code}/1/"
    assert "This list is in force now." in Client().get(page).text
    bus.leave(bus.people[0])
    assert "This list is in force now." not in Client().get(page).text
    bus.change(1)
    assert ": No. 2." in Client().get(page).text
    assert Client().get(page.replace("/1/", "/9/")).status_code == 404
    assert Client().get("/en/party-lists/aaaaaaaaaa/1/").status_code == 404


def test_nothing_is_said_to_somebody_who_holds_no_role(bus: Bus) -> None:
    assert browser_of(UserFactory()).get(bus.address).status_code in {302, 403, 404}
