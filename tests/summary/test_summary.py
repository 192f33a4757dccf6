"""The summary: who stands in it, what each has and lacks, where that is mended, and who sees which column."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts.admission.models import Application, DayRequest
from cohorts.choices.models import ChoiceGroup, Wish
from cohorts.logistics.models import Travel
from cohorts.models import Day, Participant, Place, Waiting
from cohorts.needs.models import Need
from documents.models import Document
from foundation.clocks.dates import short_date_in_words
from residencies.models import Membership
from tests.factories.admission import ApplicationFactory, DayRequestFactory, SentApplicationFactory
from tests.factories.choices import visits
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory
from tests.factories.documents import invited
from tests.factories.logistics import RunFactory
from tests.factories.needs import MealFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import works_in_office
from tests.school import browser_of

from .conftest import Trip

pytestmark = pytest.mark.django_db
Role, State, Kind = Membership.Role, DayRequest.State, Participant.Kind


def text(answer: Any) -> str:
    return str(answer.content.decode())


# ---------------------------------------------------------------- who
def test_a_row_for_each_who_comes_may_still_come_or_comes_to_work_and_for_nobody_else(trip: Trip) -> None:
    comes = trip.person(family_name="Авдієнко")
    for state, name in ((State.ASKED, "Бойко"), (State.WAITING, "Гнатюк"), (State.DECLINED, "Дудка")):
        who = ParticipantFactory(cohort=trip.cohort, user=UserFactory(family_name=name))
        DayRequestFactory(application=SentApplicationFactory(participant=who), day=trip.days[0], state=state)
    drafts = ParticipantFactory(cohort=trip.cohort, user=UserFactory(family_name="Жук"))
    DayRequestFactory(application=ApplicationFactory(participant=drafts), day=trip.days[0])
    ParticipantFactory(cohort=trip.cohort, kind=Kind.TRAINER, user=UserFactory(family_name="Яценко"))
    ParticipantFactory(user=UserFactory(family_name="Чужа"))
    assert [name.split()[0] for name in trip.names()] == ["Авдієнко", "Бойко", "Гнатюк", "Яценко"]
    assert trip.names("?who=comes") == [comes.user.official_name]
    assert [name.split()[0] for name in trip.names("?who=applies")] == ["Бойко", "Гнатюк"]
    assert [name.split()[0] for name in trip.names("?who=works")] == ["Яценко"]


def test_people_stand_in_the_order_of_the_alphabet_or_of_their_organisations(trip: Trip) -> None:
    for name, organisation in (("Ґудзь", "Школа"), ("Гай", "Ґанок"), ("Єва", "Їдальня"), ("Дуб", "Інститут")):
        who = trip.person(family_name=name)
        Application.objects.filter(participant=who).update(organisation=organisation)
    assert [name.split()[0] for name in trip.names()] == ["Гай", "Ґудзь", "Дуб", "Єва"]
    by_organisation = [name.split()[0] for name in trip.names("?sort=organisation")]
    assert by_organisation == ["Гай", "Дуб", "Єва", "Ґудзь"]


def test_a_name_is_found_in_any_spelling_and_people_by_their_day(trip: Trip) -> None:
    who = trip.person(family_name="Д’яченко", given_name="Ґалина")
    other = trip.person(family_name="Осика")
    Place.objects.filter(participant=other, pool=trip.days[0].pool).delete()
    assert trip.names("?find=ґалина д'яч") == [who.user.official_name]
    assert trip.names(f"?day={trip.days[0].pk}") == [who.user.official_name]
    assert len(trip.names(f"?day={trip.days[1].pk}")) == 2


@pytest.mark.parametrize(
    "bad", ["missing=nonsense", "day=999999999999999999999", "who=x", "sort=x&p=-9", "day=%F0%9F%92%A5"]
)
def test_what_cannot_be_chosen_narrows_nothing_or_is_said_at_its_field(trip: Trip, bad: str) -> None:
    trip.person()
    answer = trip.office.get(f"{trip.url}?{bad}")
    assert answer.status_code == 200 and len(answer.context["lines"]) == 1


# ---------------------------------------------------------------- what is missing
def test_who_has_everything_lacks_nothing(trip: Trip) -> None:
    assert trip.missing(trip.person()) == []
    assert trip.names("?missing=any") == []
    assert "Nobody lacks anything." in text(
        trip.office.get(reverse("cohort_overview", args=[trip.cohort.pk]))
    )


def test_who_has_no_seat_back_is_found_and_a_seat_is_given_from_there(trip: Trip) -> None:
    trip.person()
    who = trip.person(seats=False)
    key = f"seat-{trip.back.date:%Y%m%d}-back"
    assert trip.missing(who) == ["no seat"]
    assert trip.names(f"?missing={key}") == trip.names("?missing=any") == [who.user.official_name]
    page = trip.office.get(f"/admin/runs/{trip.back.pk}/?person={who.public_id}")
    assert f'<option value="{who.pk}" selected>' in text(page)
    assert f"/admin/runs/{trip.back.pk}/?person={who.public_id}#people-section" in text(
        trip.office.get(trip.url)
    )


@pytest.mark.parametrize("person", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_way_to_a_bus_with_nobody_s_name_chooses_nobody(trip: Trip, person: str) -> None:
    assert trip.office.get(f"/admin/runs/{trip.back.pk}/?person={person}").status_code == 200


def test_own_transport_is_as_good_as_a_seat_and_waiting_for_one_is_not(trip: Trip) -> None:
    drives, waits = trip.person(seats=False), trip.person(seats=False)
    Travel.objects.create(participant=drives, date=trip.back.date, direction="back", how=Travel.How.OWN)
    Waiting.objects.create(pool=trip.back.pool, participant=waits, position=1, to_call=2)
    assert trip.names("?missing=any") == [waits.user.official_name]
    assert "by own transport" in text(trip.office.get(trip.url))


def test_a_bus_to_a_visit_misses_only_who_attends_it(trip: Trip) -> None:
    made = visits(2)
    made.set_up("first", 10, 10)
    goes, stays = made.person(), made.person()
    Place.objects.create(pool=made.option(0).pool, participant=goes)
    Place.objects.create(pool=made.option(1).pool, participant=stays)
    run = RunFactory(day=made.day)
    run.serves.add(made.sessions[0])
    page = browser_of(made.manager).get(
        f"/admin/cohorts/{made.cohort.pk}/summary/?missing=seat-{run.date:%Y%m%d}-there"
    )
    assert [line.participant for line in page.context["lines"]] == [goes]


def test_a_bus_that_has_left_is_missed_by_nobody(trip: Trip) -> None:
    who = trip.person(seats=False)
    trip.back.departed_at = timezone.now()
    trip.back.save()
    assert trip.missing(who) == []


def test_who_has_no_bed_on_the_middle_night_is_found_and_the_night_is_named(trip: Trip) -> None:
    trip.person()
    who = trip.person(lacks=1)
    (why,) = trip.missing(who)
    assert why.startswith("no bed on the night of") and trip.nights[1].date.strftime("%B") in why
    assert trip.names("?missing=nights") == [who.user.official_name]
    page = text(trip.office.get(trip.url))
    assert f"/admin/cohorts/{trip.cohort.pk}/lodging/people/{who.public_id}/" in page and "2 of 3" in page


def test_who_has_not_answered_what_they_need_is_found_and_no_need_is_told(trip: Trip) -> None:
    who = trip.person(needs=False)
    Need.objects.create(participant=who, question="diet", kind="other", text="Таємна дієта")
    assert trip.missing(who) == ["not answered"]
    page = text(trip.office.get(trip.url))
    assert "answered: 1 of 3" in page and "Таємна" not in page
    link = f"/admin/cohorts/{trip.cohort.pk}/needs/"
    (line,) = trip.office.get(trip.url).context["lines"]
    url = line.cell("needs").url
    assert url.startswith(link)
    listed = text(trip.office.get(url))
    assert who.user.official_name in listed


def test_meals_are_counted_by_date_and_a_day_of_which_none_is_set_is_found(trip: Trip) -> None:
    both, second = trip.person(), trip.person()
    Place.objects.filter(participant=second, pool=trip.days[0].pool).delete()
    assert "meals" not in keys(trip.office, trip)
    MealFactory(day=trip.days[0])
    MealFactory(day=trip.days[0], kind="dinner", given_by="nobody")
    MealFactory(day=trip.days[0], kind="coffee")
    dates = [short_date_in_words(day.date) for day in trip.days]
    assert trip.missing(both) == trip.missing(second) == [f"no meals set: {dates[1]}"]
    assert trip.names("?missing=meals") == trip.names("?missing=any")
    page = text(trip.office.get(trip.url))
    assert page.count(f"{dates[0]}: 2, at own cost 1") == 1
    assert f"/admin/cohorts/{trip.cohort.pk}/meals/" in page
    MealFactory(day=trip.days[1], given_by="nobody")
    assert trip.missing(both) == trip.missing(second) == []
    assert f"{dates[1]}: 1, at own cost 1" in text(trip.office.get(trip.url))


def test_who_comes_to_work_on_a_day_eats_there_and_a_day_that_is_over_misses_no_meals(trip: Trip) -> None:
    made = visits(2)
    made.set_up("first_come", 10, 10)
    other = DayFactory(cohort=made.cohort, date=made.day.date + dt.timedelta(days=1))
    MealFactory(day=other)
    worker = ParticipantFactory(cohort=made.cohort, kind=Kind.INTERPRETER)
    Place.objects.create(pool=made.option(0).pool, participant=worker)
    office, url = browser_of(made.manager), f"/admin/cohorts/{made.cohort.pk}/summary/?missing=meals"
    assert [line.participant for line in office.get(url).context["lines"]] == [worker]
    Day.objects.filter(pk=made.day.pk).update(date=timezone.localdate() - dt.timedelta(days=1))
    assert not office.get(url).context["lines"]


def test_who_has_not_confirmed_lacks_it_only_where_it_was_asked(trip: Trip) -> None:
    who = trip.person()
    DayRequest.objects.filter(day=trip.days[1]).update(state=State.ACCEPTED)
    assert trip.missing(who) == []
    trip.cohort.confirm_by = timezone.now() + dt.timedelta(days=2)
    trip.cohort.save()
    assert trip.missing(who) == ["not confirmed"]
    (line,) = trip.office.get(trip.url).context["lines"]
    assert "accepted" in line.cell("days").text and "confirmed" in line.cell("days").text
    assert trip.office.get(line.cell("days").url).status_code == 200


def test_who_has_chosen_no_session_is_found_and_wishes_count_until_places_are_given() -> None:
    made = visits(2)
    made.set_up("ranked", 10, 10)
    office, url = browser_of(made.manager), f"/admin/cohorts/{made.cohort.pk}/summary/"
    silent, wished, attends = made.person(), made.person(), made.person()
    Wish.objects.create(option=made.option(0), participant=wished, rank=1)
    Place.objects.create(pool=made.option(1).pool, participant=attends)
    key = f"choice-{made.row.pk}"

    def lacking() -> dict[Participant, str]:
        page = office.get(f"{url}?missing={key}")
        return {line.participant: line.cell(key).why for line in page.context["lines"]}

    assert lacking() == {silent: "not chosen"}
    assert "Visit 2" in text(office.get(url)) and "wishes are there" in text(office.get(url))
    ChoiceGroup.objects.update(told_at=timezone.now())
    assert lacking() == {silent: "not chosen", wished: "no session"}


def test_an_invitation_is_missed_once_the_cohort_has_begun_to_invite(client: Client) -> None:
    house = invited(people=2, first=timezone.localdate() + dt.timedelta(days=40))
    office, url = (
        browser_of(works_in_office(house.cohort.residency.programme, role=Role.MANAGER)),
        f"/admin/cohorts/{house.cohort.pk}/summary/?missing=invitation",
    )
    assert not office.get(url).context["lines"]
    Document.objects.create(participant=house.people[0])
    (line,) = office.get(url).context["lines"]
    assert line.participant == house.people[1] and line.cell("invitation").why == "no invitation"


def test_days_that_stand_alike_are_said_together(trip: Trip) -> None:
    alike, apart = trip.person(family_name="Авдієнко"), trip.person(family_name="Бойко")
    DayRequest.objects.filter(day=trip.days[1], application__participant=apart).update(state=State.ACCEPTED)
    first, second = (short_date_in_words(day.date) for day in trip.days)
    said = {line.participant: line.cell("days").text for line in trip.office.get(trip.url).context["lines"]}
    assert said[alike] == f"{first}, {second}: confirmed"
    assert said[apart] == f"{first}: confirmed; {second}: accepted"


def test_nothing_is_missed_once_the_days_are_over(trip: Trip) -> None:
    who = trip.person(needs=False, seats=False, lacks=1)
    for number, day in enumerate(trip.days):
        day.date = timezone.localdate() - dt.timedelta(days=3 - number)
        day.save()
    for run in (trip.there, trip.back):
        run.date = timezone.localdate() - dt.timedelta(days=2)
        run.save()
    for night in trip.nights:
        who.lodging_wish.nights.filter(date=night.date).update(date=night.date - dt.timedelta(days=40))
    assert trip.missing(who) == []


def test_who_comes_to_work_is_asked_what_they_need_and_is_missed_in_no_bus(trip: Trip) -> None:
    who = ParticipantFactory(cohort=trip.cohort, kind=Kind.INTERPRETER)
    assert trip.missing(who) == ["not answered"]


def test_who_is_found_by_a_filter_is_who_reads_it_in_their_row(trip: Trip) -> None:
    """One rule says who lacks something; the other side words it."""
    for number in range(12):
        trip.person(lacks=number % 4 if number % 4 < 3 else None, needs=number % 3 > 0, seats=number % 5 > 0)
    trip.cohort.confirm_by = timezone.now()
    trip.cohort.save()
    DayRequest.objects.filter(pk__in=DayRequest.objects.order_by("pk")[:5]).update(state=State.ACCEPTED)
    page = trip.office.get(trip.url).context
    for column in page["columns"]:
        said = [line.name for line in page["lines"] if line.cell(column.key).why]
        assert trip.names(f"?missing={column.key}") == said, column.key
    assert trip.names("?missing=any") == [line.name for line in page["lines"] if line.missing]
    assert all(cell.column.heading and cell.why for line in page["lines"] for cell in line.missing)


# ---------------------------------------------------------------- rights
def keys(office: Client, trip: Trip) -> set[str]:
    return {column.key for column in office.get(trip.url).context["columns"]}


def test_each_reads_the_columns_that_are_theirs_and_finds_nobody_by_the_others(trip: Trip) -> None:
    who = trip.person(needs=False)
    programme = trip.cohort.residency.programme
    viewer = browser_of(works_in_office(programme, role=Role.VIEWER))
    assistant = browser_of(works_in_office(programme, role=Role.ASSISTANT))
    ticked = browser_of(works_in_office(programme, role=Role.ASSISTANT, sees_needs=True))
    assert keys(trip.office, trip) == keys(ticked, trip)
    assert keys(viewer, trip) == keys(assistant, trip) == keys(trip.office, trip) - {"needs"}
    assert len(viewer.get(f"{trip.url}?missing=any").context["lines"]) == 0
    assert "Select a valid choice" in text(viewer.get(f"{trip.url}?missing=needs"))
    assert [line.participant for line in ticked.get(f"{trip.url}?missing=needs").context["lines"]] == [who]


def test_a_cell_leads_nowhere_for_who_may_mend_nothing_there(trip: Trip) -> None:
    trip.person(lacks=1)
    viewer = browser_of(works_in_office(trip.cohort.residency.programme, role=Role.VIEWER))
    (line,) = viewer.get(trip.url).context["lines"]
    assert line.cell("nights").why and not line.cell("nights").url
    for cell in line.cells:
        assert not cell.url or viewer.get(cell.url).status_code == 200


def test_all_that_a_cell_leads_to_opens(trip: Trip) -> None:
    trip.person(needs=False, seats=False, lacks=1)
    (line,) = trip.office.get(trip.url).context["lines"]
    assert len([cell for cell in line.cells if cell.url]) == len(line.cells)
    for cell in line.cells:
        assert trip.office.get(cell.url).status_code == 200, cell.url


def test_another_programme_s_cohort_is_not_found(trip: Trip) -> None:
    other = CohortFactory()
    for page in ("", "print/"):
        assert trip.office.get(f"/admin/cohorts/{other.pk}/summary/{page}").status_code == 404


# ---------------------------------------------------------------- taken out, printed
def exported(office: Client, trip: Trip, query: str = "", *columns: str) -> Any:
    url = f"/admin/exports/summary/{trip.cohort.pk}/"
    data = {"query": query, "format": "csv", "columns": columns}
    answer = office.post(url, data)
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer


def test_the_list_is_taken_out_as_it_is_narrowed(trip: Trip) -> None:
    has, lacks = trip.person(), trip.person(lacks=1)
    page = exported(trip.office, trip, "missing=any", "name", "missing", "nights", "needs")
    assert lacks.user.official_name in page and has.user.official_name not in page
    assert "Nights" in page and "no bed on the night of" in page and "answered" in page


def test_a_column_that_is_not_theirs_is_taken_out_by_nobody(trip: Trip) -> None:
    trip.person(needs=False)
    viewer = browser_of(works_in_office(trip.cohort.residency.programme, role=Role.VIEWER))
    page = exported(viewer, trip, "", "name", "missing", "needs", "email")
    assert "Needs" not in page and "not answered" not in page and "@" not in page


def test_paper_has_all_pages_in_one(trip: Trip) -> None:
    people = [trip.person(lacks=1) for _number in range(52)]
    paper = text(trip.office.get(f"{trip.url}print/?missing=nights"))
    assert all(who.user.official_name in paper for who in people)
    assert "52 people" in paper and f"{trip.url}?missing=nights" in paper
    page = trip.office.get(f"{trip.url}?missing=nights")
    assert len(page.context["lines"]) == 50 and "?missing=nights&amp;p=2" in text(page)


# ---------------------------------------------------------------- how much is asked
def queries(office: Client, address: str) -> int:
    office.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert office.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["", "?missing=any", "print/"])
def test_the_same_queries_for_one_person_and_for_many(trip: Trip, page: str) -> None:
    trip.person(lacks=1)
    MealFactory(day=trip.days[0])
    few = queries(trip.office, trip.url + page)
    for number in range(8):
        trip.person(lacks=number % 3, needs=number % 2 == 0, seats=number % 4 == 0)
    assert queries(trip.office, trip.url + page) == few <= 46
