"""Nobody without the right by question finds what somebody needs, at any address of the site."""

import pytest

from cohorts.models import Participant
from cohorts.needs.models import Question
from tests.architecture.test_permissions import ALL, QUERIES, visit
from tests.architecture.world import World, is_ours
from tests.factories.needs import NeedFactory

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")
# A capital letter first: pages begin answers with one.
SECRET = "Тиша-й-вівсянка"


def need_everywhere(world: World) -> None:
    """Everybody in the programme but the participant who looks needs the same."""
    looking, programme = world.people["participant"], world.home.objects["programme"]
    for person in Participant.objects.filter(cohort__residency__programme=programme):
        if person.user != looking:
            for question in Question:
                NeedFactory(participant=person, question=question, text=SECRET)


def where_it_stands(world: World, role: str) -> set[str]:
    """The routes of ours at which somebody in this role reads it, on the side of the world where they are at home."""
    client, found = world.client(role), set()
    with world.undone(client):
        need_everywhere(world)
        for route in ALL:
            address = world.address(route + QUERIES.get(route, ""), own=True)
            if not is_ours(address):
                continue
            with world.undone(client):
                answer = visit(client, address, "GET")
                if not answer.streaming and SECRET.encode() in answer.content:
                    found.add(route)
    return found


@pytest.mark.parametrize("role", ["anyone", "participant", "trainer", "viewer", "assistant"])
def test_who_has_no_right_reads_it_nowhere(world: World, role: str) -> None:
    assert where_it_stands(world, role) == set()


def test_a_manager_reads_it_in_the_list_and_on_the_sheet_of_those_who_cook(world: World) -> None:
    assert where_it_stands(world, "manager") == {
        "/admin/cohorts/<pk>/needs/",
        "/admin/cohorts/<pk>/meals/caterer/",
    }
