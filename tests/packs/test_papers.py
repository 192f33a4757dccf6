"""What stands on the papers: who, in which order, with which number; and what never does."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from cohorts.lists import services as lists
from cohorts.lists.models import Edition
from cohorts.lists.queries import lines_now, paper_url
from cohorts.lodging.models import Stay
from cohorts.logistics.models import PassList
from cohorts.models import Day, Place
from cohorts.needs.models import Question
from cohorts.packs import services
from cohorts.packs.pdf.facts import Facts, Heading, Paper, Prose, Sign, Table
from cohorts.packs.pieces import BY_NAME, PIECES, pieces_for
from cohorts.timetable.models import Session
from residencies.models import Membership
from tests.factories.needs import NeedFactory
from tests.factories.residencies import PictureFactory, works_in_office

from .conftest import FIRST, Days

ORDER = ["Ґрунт", "Іванів", "Їжак", "Шаблон", "Ćma"]


def gathered(ready: Days, name: str, date=None):
    return BY_NAME[name].gather(ready.scope(date))


def text_of(paper: Paper) -> str:
    """All words of a paper."""
    parts = [paper.title, *paper.lines, paper.foot, *paper.donor]
    for block in paper.blocks:
        match block:
            case Heading(text) | Prose(text):
                parts.append(text)
            case Facts(rows):
                parts += [word for row in rows for word in row]
            case Table():
                parts += [column.heading for column in block.columns]
                parts += [cell for row in block.rows for cell in row]
    return "\n".join(parts)


def everything(ready: Days) -> str:
    """All words of all papers."""
    found = []
    for piece in PIECES:
        found += [
            text_of(each) if isinstance(each, Paper) else repr(each) for each in piece.gather(ready.scope())
        ]
    return "\n".join(found)


# ---------------------------------------------------------------- people
def test_badges_are_in_the_readers_alphabet_with_a_code_that_says_nothing(ready: Days) -> None:
    badges = gathered(ready, "badges")
    assert [each.family for each in badges] == ORDER
    codes = {str(person.public_id) for person in ready.people}
    assert {each.code for each in badges} == codes


def test_who_works_there_has_a_role_on_the_badge_and_who_came_to_learn_has_none(ready: Days) -> None:
    ready.add_person("Тарас", "Наставник", kind="trainer")
    roles = {each.family: each.role for each in gathered(ready, "badges")}
    assert roles.pop("Наставник") == "trainer" and set(roles.values()) == {""}


def test_a_pack_of_one_day_names_those_of_that_day_alone(ready: Days) -> None:
    ready.add_person("Один", "Деньський", ready.days[1])
    assert "Деньський" not in {each.family for each in gathered(ready, "badges", FIRST)}
    assert "Деньський" in {each.family for each in gathered(ready, "badges")}
    assert [each.lines[1] for each in gathered(ready, "day-sheets", FIRST)] == ["Wednesday, 10 March 2027"]


def test_a_day_that_was_called_off_is_on_no_paper(ready: Days) -> None:
    assert len(gathered(ready, "day-sheets")) == 2
    Day.objects.filter(pk=ready.days[0].pk).update(called_off_at="2027-03-01T00:00Z")
    assert len(gathered(ready, "day-sheets")) == 1


@pytest.mark.parametrize(("name", "count"), [("day-sheets", 2), ("visit-sheets", 1)])
def test_a_sheet_has_the_donors_line_numbered_rows_and_empty_ones(ready: Days, name: str, count: int) -> None:
    sheets = gathered(ready, name)
    assert len(sheets) == count
    (table,) = sheets[0].blocks
    assert [row[0] for row in table.rows] == [str(number) for number in range(1, 11)]
    assert [row[1].split()[0] for row in table.rows[:5]] == ORDER and [row[1] for row in table.rows[5:]] == [
        ""
    ] * 5
    assert {"With the support of the Sample Fund", "Agreement A-5"} <= set(sheets[0].donor)
    assert sheets[0].foot.startswith("As of ")


def test_the_donors_logos_stand_on_sheets_for_signature(ready: Days) -> None:
    project = ready.cohort.project
    project.logos = PictureFactory(programme=project.programme)
    project.save()
    assert gathered(ready, "day-sheets")[0].logos
    assert (
        services.printed(BY_NAME["day-sheets"], ready.scope(), actor=ready.manager).count(b"/Subtype /Image")
        == 1
    )


# ---------------------------------------------------------------- the timetable
def test_the_programme_is_there_in_three_languages_as_it_was_released(ready: Days) -> None:
    Session.objects.filter(day=ready.days[0]).update(title_en="Changed since", starts="09:00")
    uk, en, pl = gathered(ready, "programme")
    assert [uk.lines[0], en.lines[0], pl.lines[0]] == ["Програма", "Programme", "Program"]
    assert "Opening" in text_of(en) and "Changed since" not in text_of(en)
    assert en.foot.startswith("Release No. 1")


def test_a_door_sign_says_what_is_in_the_room_and_when(ready: Days) -> None:
    (sign,) = gathered(ready, "signs")
    assert isinstance(sign, Sign) and sign.room == "Hall 3" and sign.venue == "Culture centre"
    assert sign.lines == (("10:00–11:30", "Opening"),)


# ---------------------------------------------------------------- buses
def test_the_captains_list_has_names_by_stop_and_telephones_of_who_agreed(ready: Days) -> None:
    (paper,) = gathered(ready, "passengers")
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    assert [row[1].split()[0] for row in tables[0].rows] == ORDER
    assert [row[3] for row in tables[0].rows if row[3]] == ["+380 44 000 00 00"]
    assert "in a wheelchair Шаблон" in text_of(paper)
    assert f"List of this bus: No. {ready.run.list_number}." in paper.foot and "/lists/" in paper.foot


def test_the_drivers_sheet_and_the_strips_have_numbers_and_no_name_of_a_passenger(ready: Days) -> None:
    papers = [*gathered(ready, "drivers"), *gathered(ready, "heads")]
    assert len(papers) == 2
    for paper in papers:
        assert not any(name in text_of(paper) for name in ORDER)
    driver, strip = papers
    assert [row[2:] for row in driver.blocks[1].rows] == [
        ("5", "0", "5", "1"),
        ("0", "0", "5", "0"),
        ("0", "5", "0", "0"),
    ]
    assert [row[4] for row in strip.blocks[1].rows] == ["5", "5", "0"]
    assert strip.blocks[1].columns[-1].kind == "write"


# ---------------------------------------------------------------- gates, hotels, sites
def test_a_pass_list_names_vehicles_with_drivers_and_has_the_number_that_holds(ready: Days) -> None:
    ready.site.visit.names_until = "2026-01-01T00:00Z"
    ready.site.visit.save()
    services.printed(BY_NAME["passes"], ready.scope(), actor=ready.manager)
    (paper,) = gathered(ready, "passes")
    assert "Драйвер Зразок" in text_of(paper) and ready.run.vehicle.plate in text_of(paper)
    assert PassList.objects.get().number == 1 and "List No. 1." in paper.foot


def test_a_list_that_is_open_yet_says_that_it_may_change(ready: Days) -> None:
    ready.site.visit.names_until = "2099-01-01T00:00Z"
    ready.site.visit.save()
    assert "may still change" in gathered(ready, "passes")[0].foot


@pytest.mark.both_databases
def test_a_rooming_list_is_by_room_and_by_name(ready: Days) -> None:
    (paper,) = gathered(ready, "rooms")
    by_room, by_name = (block for block in paper.blocks if isinstance(block, Table))
    assert by_room.rows[0][1] == by_name.rows[0][0] == "Шаблон Ярина"
    assert not Edition.objects.exists()


def test_a_dossier_tells_entry_shelter_and_the_rules_of_this_visit(ready: Days) -> None:
    main, hospital = gathered(ready, "sites")
    assert "In the cellar" in text_of(main)
    assert "Bring a passport" in text_of(hospital) and "No bags" in text_of(hospital)
    assert "gate@site.example" not in text_of(hospital)  # the organisers' own contact


# ---------------------------------------------------------------- numbers of partners' lists
@pytest.mark.parametrize(
    ("name", "party"), [("rooms", "hotel"), ("passengers", "carrier"), ("drivers", "carrier")]
)
def test_a_paper_for_a_partner_has_the_number_of_their_list_and_what_changed_gets_its_own_first(
    ready: Days, name: str, party: str
) -> None:
    foot = gathered(ready, name)[0].foot
    assert "Partner’s list" not in foot and ("list is not fixed yet" in foot) == (party == "hotel")
    key = next(key for key in lines_now(ready.cohort) if key.startswith(party))
    lists.fix_list(actor=ready.manager, cohort=ready.cohort, key=key, seen=0)
    services.printed(BY_NAME[name], ready.scope(), actor=ready.manager)
    foot = gathered(ready, name)[0].foot
    said = {"hotel": "Partner’s list No. 1.", "carrier": "in its list of all its buses, No. 1."}
    assert said[party] in foot and "As of " in foot and foot.count("http") == 1
    edition = Edition.objects.get(party_list__key=key)
    gone = Place.objects.filter(participant=ready.people[0])
    (gone.filter(pool=ready.run.pool) if party == "carrier" else Stay.objects.all()).delete()
    services.printed(BY_NAME[name], ready.scope(), actor=ready.manager)
    assert Edition.objects.filter(party_list__key=key).count() == 2
    first = paper_url(edition.party_list, 1)
    assert (first in foot) == (party == "hotel")
    told = Client().get(first.removeprefix(settings.SITE_URL), headers={"accept-language": "en"})
    assert told.status_code == 200 and "No. 2" in told.text


def test_those_who_cook_get_their_numbers_on_paper_and_nobody_s_name(ready: Days) -> None:
    NeedFactory(participant=ready.people[0], question=Question.DIET, kind="vegan")
    lists.fix_list(actor=ready.manager, cohort=ready.cohort, key="caterer", seen=0)
    (paper,) = gathered(ready, "meals")
    assert "Partner’s list No. 1." in paper.foot
    assert "vegan" in text_of(paper).lower() and "Шаблон" not in text_of(paper)


def test_sheets_for_those_who_cook_are_offered_to_who_may_see_diets(ready: Days) -> None:
    assert "meals" in {each.name for each in pieces_for(ready.manager, ready.cohort)}
    assistant = works_in_office(ready.cohort.residency.programme, role=Membership.Role.ASSISTANT)
    offered = {each.name for each in pieces_for(assistant, ready.cohort)}
    assert "badges" in offered and "meals" not in offered


# ---------------------------------------------------------------- all of them
def test_nothing_of_what_people_need_stands_on_any_paper(ready: Days) -> None:
    for person in ready.people:
        for question in Question:
            NeedFactory(participant=person, question=question, text="Тиша-й-вівсянка")
    assert "вівсянка" not in everything(ready).lower()


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_every_paper_is_whole_in_each_language(ready: Days, language: str) -> None:
    with translation.override(language):
        for piece in PIECES:
            content = services.printed(piece, ready.scope(), actor=ready.manager)
            assert content.startswith(b"%PDF"), piece.name


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_the_number_of_queries_does_not_grow_with_people(
    ready: Days, piece, django_assert_max_num_queries
) -> None:
    for number in range(3):
        ready.add_person("Ще", f"Хтось{number}")
    with django_assert_max_num_queries(QUERIES[piece.name]):
        piece.gather(ready.scope())


QUERIES = {
    "programme": 3,
    "badges": 3,
    "plates": 3,
    "signs": 3,
    "day-sheets": 4,
    "visit-sheets": 7,
    "passengers": 12,
    "drivers": 12,
    "heads": 11,
    "passes": 10,
    "rooms": 4,
    "meals": 7,
    "sites": 4,
}
