"""What hotels and those who cook read: beds by person after a code, numbers of meals without one."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cohorts import places
from cohorts.lists import services
from cohorts.lists.differences import applied
from cohorts.lists.models import Edition, PartyList
from cohorts.lists.queries import in_force, lines_now
from cohorts.lodging.models import Night, RoomType, Stay
from cohorts.lodging.services.stays import set_nights
from cohorts.models import Cohort, Day, Participant
from cohorts.needs.models import Caterer, Meal
from cohorts.needs.services.meals import set_caterers
from foundation.errors import DomainError
from messaging import outbox, wording
from messaging.models import Letter
from people.models import User
from residencies.models import Membership
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.lodging import bed, nights_from
from tests.factories.needs import MealFactory, NeedFactory
from tests.factories.residencies import manager_of, works_in_office
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db


class Stayed:
    """A cohort of two days whose people sleep in one hotel on three nights."""

    def __init__(self, people: int) -> None:
        translation.activate("en")
        self.cohort: Cohort = CohortFactory(working_language="en")
        first: Day = DayFactory(cohort=self.cohort)
        second: Day = DayFactory(cohort=self.cohort, date=first.date + dt.timedelta(days=1))
        self.manager: User = manager_of(self.cohort.residency.programme)
        self.dates = [first.date - dt.timedelta(days=1), first.date, second.date]
        hotel = {"room_type__hotel__email": "desk@hotel.example", "room_type__hotel__name_en": "Leopolis"}
        self.nights: list[Night] = nights_from(self.cohort, *self.dates, rooms=3, **hotel)
        self.kind: RoomType = self.nights[0].room_type
        self.people: list[Participant] = [accepted(first, second) for _number in range(people)]
        self.key = f"hotel:{self.kind.hotel_id}"

    @property
    def address(self) -> str:
        return f"/admin/cohorts/{self.cohort.pk}/lists/"

    @property
    def lines(self) -> dict[str, tuple[str, ...]]:
        return dict(lines_now(self.cohort)[self.key].lines)

    def sleeps(self, who: Participant, *dates: dt.date) -> None:
        """Somebody has a bed on these nights and on no other."""
        set_nights(
            actor=self.manager,
            participant=who,
            nights={date: self.kind if date in dates else None for date in self.dates},
        )

    def link(self) -> str:
        """The token of a link that is made now."""
        return services.make_link(actor=self.manager, cohort=self.cohort, key=self.key, send=False)

    def press(self, action: str, seen: int = 0, key: str = "") -> int:
        form = {"action": action, "key": key or self.key, "seen": seen}
        return browser_of(self.manager).post(self.address, form).status_code


@pytest.fixture
def stayed() -> Stayed:
    made = Stayed(5)
    for who in made.people:
        made.sleeps(who, *made.dates)
    return made


def opened_by_code(token: str) -> str:
    """What a partner reads by the link, once the code from the letterbox is typed."""
    phone, page = Client(), f"/en/party/{token}/"
    assert phone.post(page, {"action": "send"}).status_code == 302
    subject = wording.word(Letter.objects.get(kind="code_for_list")).subject
    found = re.search(r"\b\d{6}\b", subject)
    assert found
    return phone.post(page, {"action": "code", "code": found[0]}).text


# ---------------------------------------------------------------- hotels
def test_two_who_arrive_later_and_one_who_cancels_are_three_lines_of_change_no_4(stayed: Stayed) -> None:
    """Lists are fixed on Monday as no. 3; what Tuesday brings is no. 4, and the hotel's link shows both."""
    assert [stayed.press("fix", seen) for seen in range(3)] == [302] * 3
    assert stayed.press("send", 3) == 302
    letter = Letter.objects.get(kind="list_sent")
    assert letter.address == "desk@hotel.example"
    later, also_later, away = stayed.people[:3]
    stayed.sleeps(later, *stayed.dates[1:])
    stayed.sleeps(also_later, *stayed.dates[1:])
    stayed.sleeps(away)
    office = browser_of(stayed.manager)
    assert "3 lines have changed since No. 3" in office.get(stayed.address).text
    assert stayed.press("change", 3) == 302
    whole, changes = in_force(PartyList.objects.get())
    assert whole is not None and whole.number == 3
    assert [(each.row.number, len(each.change)) for each in changes] == [(4, 3)]
    assert outbox.deliver(letter.pk)
    token = re.search(r"/party/([0-9a-f]{40})/", str(mail.outbox[-1].body))
    assert token
    page = Client().get(f"/en/party/{token[1]}/").text
    assert "Changes since list No. 3" in page and "3 lines" in page
    assert later.user.official_name not in page
    text = opened_by_code(token[1])
    assert "No. 4 is in force" in text and "Change No. 4" in text
    assert all(each.user.official_name in text for each in stayed.people)
    assert text.count("Struck off:") == 1 and text.count("Changed:") == 2


def test_a_line_says_who_sleeps_there_on_which_nights_in_which_room(stayed: Stayed) -> None:
    who = stayed.people[0]
    stays = list(Stay.objects.filter(participant=who).order_by("date"))
    room = stayed.cohort.sleeping_rooms.first()
    assert room is not None
    Stay.objects.filter(pk=stays[0].pk).update(room=room, bed=1)
    RoomType.objects.update(accessible=True, name_en="twin")
    room.label = "214"
    room.save()
    name, dates, kind, where, known = stayed.lines[f"{who.pk}:{stayed.kind.pk}"]
    assert (name, kind, known) == (who.user.official_name, "twin", "accessible room")
    assert len(dates.split(", ")) == 3
    assert where.startswith("214: ") and "; —: " in where


def test_a_hotel_reads_nothing_of_what_people_need(stayed: Stayed) -> None:
    assert not any("Таємна" in cell for cells in stayed.lines.values() for cell in cells)


def test_the_totals_are_beds_by_night_without_names(stayed: Stayed) -> None:
    stayed.sleeps(stayed.people[0], *stayed.dates[1:])
    now = lines_now(stayed.cohort)[stayed.key]
    assert [number for _words, number in now.totals] == [4, 5, 5]


def test_rooms_that_nobody_sleeps_in_yet_are_on_a_list_that_asks_as_much_for_few_as_for_many() -> None:
    empty = Stayed(6)
    with CaptureQueriesContext(connection) as few:
        assert empty.lines == {}
    for who in empty.people:
        empty.sleeps(who, *empty.dates)
    with CaptureQueriesContext(connection) as many:
        assert len(empty.lines) == 6
    assert len(few) == len(many)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["book", "later", "shorter", "cancel", "fix", "change", "leave"]),
    ),
    max_size=14,
)


class AnyOrder(TestCase):
    """Whatever is done in whatever order."""

    @settings(max_examples=25, deadline=None)
    @given(STEPS)
    def test_nobody_has_two_beds_a_night_and_the_list_with_its_changes_is_what_is_in_force(
        self, steps: list[tuple[int, str]]
    ) -> None:
        made = Stayed(5)
        nights = {"book": made.dates, "later": made.dates[1:], "shorter": made.dates[:2], "cancel": []}
        for number, step in steps:
            last = Edition.objects.order_by("number").last()
            seen = last.number if last else 0
            try:
                if step == "fix":
                    services.fix_list(actor=made.manager, cohort=made.cohort, key=made.key, seen=seen)
                elif step == "change":
                    services.number_change(actor=made.manager, cohort=made.cohort, key=made.key, seen=seen)
                elif step == "leave":
                    day = made.cohort.days.order_by("-date")[0]
                    places.give_back(pool_id=day.pool_id, participant=made.people[number], actor=made.manager)
                else:
                    made.sleeps(made.people[number], *nights[step])
            except DomainError:
                continue
        held = list(Stay.objects.values_list("participant", "date"))
        assert len(held) == len(set(held))
        row = PartyList.objects.first()
        if row is None:
            return
        whole, changes = in_force(row)
        assert whole is not None
        written = whole.rows
        for each in changes:
            written = applied(written, each.change)
        last = row.editions.last()
        assert last is not None and written == last.rows
        services.print_list(actor=made.manager, party_list=row)
        last = row.editions.last()
        assert last is not None and last.rows == made.lines


# ---------------------------------------------------------------- those who cook
@pytest.fixture
def fed() -> Stayed:
    """Two who hold both days, one of whom eats no meat; lunch by the organiser, dinner by a partner."""
    made = Stayed(2)
    for who, kind in zip(made.people, ["vegetarian", "other"], strict=True):
        who.needs.filter(question="diet").delete()
        NeedFactory(participant=who, question="diet", kind=kind, text="без горіхів, Олена")
    day = made.cohort.days.order_by("date")[0]
    MealFactory(day=day)
    MealFactory(day=day, kind="dinner", starts=dt.time(19), given_by="other", giver="Хлібна хата")
    MealFactory(day=day, kind="breakfast", starts=dt.time(8), given_by="nobody")
    set_caterers(actor=made.manager, cohort=made.cohort, emails={"": "chef@canteen.example"})
    made.key = "caterer"
    return made


def test_each_who_gives_meals_has_a_list_of_how_many_eat_what(fed: Stayed) -> None:
    now = [each for key, each in lines_now(fed.cohort).items() if key.startswith("caterer")]
    assert [each.title for each in now] == ["Meals: the organiser", "Meals: Хлібна хата"]
    assert [each.email for each in now] == ["chef@canteen.example", ""]
    assert [cells[-2:] for cells in now[0].lines.values()] == [("vegetarian", "1"), ("something else", "1")]
    assert not any("горіхів" in cell for each in now for cells in each.lines.values() for cell in cells)


def test_the_link_of_those_who_cook_shows_lines_without_a_code_and_what_changed_by_a_button(
    fed: Stayed,
) -> None:
    assert [fed.press("fix"), fed.press("send", 1)] == [302, 302]
    letter = Letter.objects.get(kind="list_sent")
    assert letter.address == "chef@canteen.example" and outbox.deliver(letter.pk)
    token = re.search(r"/party/([0-9a-f]{40})/", str(mail.outbox[-1].body))
    assert token
    phone, page = Client(), f"/en/party/{token[1]}/"
    text = phone.get(page).text
    assert "vegetarian" in text and "Something has changed" not in text and "code" not in text
    assert not any(each.user.family_name in text for each in fed.people) and "Олена" not in text
    fed.people[0].needs.filter(question="diet").update(kind="vegan")
    text = phone.get(page).text
    assert "Something has changed" in text and "vegan" not in text
    assert Edition.objects.count() == 1
    text = phone.post(page, {"action": "open"}, follow=True).text
    assert "No. 2 is in force" in text and "vegan" in text and "Something has changed" not in text


def test_a_list_of_those_who_cook_that_is_over_says_so_and_gets_no_new_number(fed: Stayed) -> None:
    fed.press("fix")
    page = f"/en/party/{fed.link()}/"
    end = dt.datetime.combine(fed.dates[-1], dt.time(12), dt.UTC) + dt.timedelta(days=3)
    with time_machine.travel(end, tick=False):
        text = Client().get(page).text
        assert "Destroy the paper" in text and "is in force" not in text
        fed.people[0].needs.filter(question="diet").update(kind="vegan")
        text = Client().get(page).text
        assert "Destroy the paper" in text and "Show the list in force" not in text
        refused = Client().post(page, {"action": "open"})
        assert refused.status_code == 422 and "so it gets no new number" in refused.text
    assert Edition.objects.count() == 1


def test_a_list_of_names_that_is_over_opens_as_it_was_numbered_last(stayed: Stayed) -> None:
    stayed.press("fix")
    token = stayed.link()
    gone = stayed.people[0]
    end = dt.datetime.combine(stayed.dates[-1], dt.time(12), dt.UTC) + dt.timedelta(days=4)
    with time_machine.travel(end, tick=False):
        Stay.objects.filter(participant=gone).delete()
        text = opened_by_code(token)
    assert "Destroy the paper" in text and gone.user.official_name in text
    assert Edition.objects.count() == 1


def test_pages_that_are_printed_at_once_say_which_number_they_have(stayed: Stayed, fed: Stayed) -> None:
    hotel = stayed.kind.hotel_id
    pages = (
        (
            stayed,
            lambda office: office.post(f"/admin/cohorts/{stayed.cohort.pk}/lodging/lists/{hotel}/").text,
        ),
        (fed, lambda office: office.get(f"/admin/cohorts/{fed.cohort.pk}/meals/caterer/").text),
    )
    for house, printed in pages:
        office = browser_of(house.manager)
        assert "list is not fixed yet" in printed(office)
        house.press("fix")
        page = printed(office)
        assert "Partner’s list No. 1." in page and "/party-lists/" in page and "As of " in page
    stayed.sleeps(stayed.people[0])
    fed.people[0].needs.filter(question="diet").update(kind="vegan")
    for house, printed in pages:
        assert "Differs from the partner’s list No. 1" in printed(browser_of(house.manager))


def test_who_may_not_see_what_people_eat_sees_no_list_of_those_who_cook(fed: Stayed) -> None:
    programme = fed.cohort.residency.programme
    fed.press("fix")
    plain = browser_of(works_in_office(programme, role=Membership.Role.ASSISTANT))
    ticked = browser_of(works_in_office(programme, role=Membership.Role.ASSISTANT, sees_needs=True))
    paper = f"/admin/party-lists/{PartyList.objects.get().pk}/print/"
    assert ("Meals:" in plain.get(fed.address).text, "Meals:" in ticked.get(fed.address).text) == (
        False,
        True,
    )
    assert (plain.get(paper).status_code, ticked.get(paper).status_code) == (404, 200)
    Meal.objects.all().delete()
    assert "Meals:" not in plain.get(fed.address).text
    assert plain.get(paper).status_code == 404


def test_a_manager_writes_down_where_those_who_cook_are_written_to(fed: Stayed) -> None:
    office, page = browser_of(fed.manager), f"/admin/cohorts/{fed.cohort.pk}/meals/addresses/"
    shown = office.get(page)
    assert "Хлібна хата" in shown.text and "chef@canteen.example" in shown.text
    wrong = office.post(page, {"email_0": "chef", "email_1": "хата@"})
    assert wrong.status_code == 422 and "хата@" in wrong.text
    assert office.post(page, {"email_0": "", "email_1": "bread@house.example"}).status_code == 302
    assert list(Caterer.objects.values_list("giver", "email")) == [("Хлібна хата", "bread@house.example")]
    viewer = works_in_office(fed.cohort.residency.programme, role=Membership.Role.VIEWER)
    assert browser_of(viewer).get(page).status_code == 404


def test_an_address_of_somebody_who_gives_no_meal_is_refused(fed: Stayed) -> None:
    with pytest.raises(DomainError, match="meals have changed"):
        set_caterers(actor=fed.manager, cohort=fed.cohort, emails={"Ніхто": "a@b.example"})


def test_a_bed_in_a_hotel_of_another_cohort_is_on_no_list_of_this_one(stayed: Stayed) -> None:
    other = CohortFactory(residency=stayed.cohort.residency)
    day = DayFactory(cohort=other)
    night = nights_from(other, day.date, room_type=stayed.kind)[0]
    stranger = accepted(day)
    bed(stranger, night)
    assert len(stayed.lines) == 5
    assert [len(each.lines) for each in lines_now(other).values()] == [1]
