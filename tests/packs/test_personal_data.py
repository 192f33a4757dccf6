"""Day packs: whose they were, what goes with an erased person, and papers that are drawn without them."""

from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings

from cohorts.packs import services
from cohorts.packs.models import Pack
from cohorts.packs.pieces import PIECES
from foundation.work import WorkState
from people.models import User
from residencies.models import Membership
from tests.factories.people import UserFactory
from tests.factories.residencies import works_in_office
from tests.held import erase, part, queries_of, words_of
from tests.school import browser_of

from .conftest import Days
from .test_papers import everything

ALL = [piece.name for piece in PIECES]
PART, TITLE = "cohorts.packs.person.Packs", "Day packs"
# The days of the fixture are over.
AFTER = "2027-03-13T12:00Z"


def pack_of(ready: Days, user: User) -> Pack:
    """A pack of all pieces, drawn."""
    pack = services.begin(actor=user, cohort=ready.cohort, pieces=ALL, date=None)
    assert services.make(pack.pk)
    return Pack.objects.get(pk=pack.pk)


def files() -> list[Path]:
    return [path for path in (Path(settings.PRIVATE_MEDIA_ROOT) / "packs").rglob("*") if path.is_file()]


def test_a_pack_that_one_had_made_is_held_without_its_file_which_names_everybody(ready: Days) -> None:
    pack_of(ready, ready.manager)
    found = part(ready.manager, TITLE)
    assert (
        "Badges" in found.rows[0]["What is in it"]
        and found.rows[0]["Can be fetched until"]
        and not found.files
    )
    assert not part(ready.people[0].user, TITLE).rows
    assert "Ґрунт" not in words_of(ready.manager)


def test_any_number_of_packs_takes_one_query(ready: Days) -> None:
    assert queries_of(PART, ready.manager) == 1
    for _number in range(2):
        pack_of(ready, ready.manager)
    assert queries_of(PART, ready.manager) == 1


def test_papers_that_were_drawn_with_the_name_go_with_their_file(
    ready: Days, django_capture_on_commit_callbacks: Any
) -> None:
    pack_of(ready, ready.manager)
    waits = Pack.objects.create(cohort=ready.cohort, made_by=ready.manager, pieces=["badges"])
    with time_machine.travel(AFTER, tick=False):
        assert len(files()) == 1
        with django_capture_on_commit_callbacks(execute=True):
            erase(ready.people[0].user)
        assert files() == [] and Pack.objects.get() == waits
        assert waits.state == WorkState.QUEUED and services.make(waits.pk)


def test_packs_of_other_cohorts_stay(ready: Days, django_capture_on_commit_callbacks: Any) -> None:
    pack_of(ready, ready.manager)
    stranger = UserFactory()
    with time_machine.travel(AFTER, tick=False), django_capture_on_commit_callbacks(execute=True):
        erase(stranger)
    assert Pack.objects.count() == 1 and len(files()) == 1


def test_who_had_a_pack_made_takes_it_along(ready: Days, django_capture_on_commit_callbacks: Any) -> None:
    assistant = works_in_office(ready.cohort.residency.programme, role=Membership.Role.ASSISTANT)
    pack_of(ready, assistant)
    with time_machine.travel(AFTER, tick=False), django_capture_on_commit_callbacks(execute=True):
        erase(assistant)
    assert not Pack.objects.exists() and files() == []


def test_all_papers_are_drawn_with_an_erased_person_among_those_who_came(ready: Days) -> None:
    gone = ready.people[0]
    with time_machine.travel(AFTER, tick=False):
        office = browser_of(ready.manager)
        erase(gone.user)
        words = everything(ready)
        assert "Ґрунт" in words
        for word in (gone.user.given_name, gone.user.official_name, gone.user.phone, "erased.invalid"):
            assert word not in words, word
        pack = pack_of(ready, ready.manager)
        assert pack.state == WorkState.DONE
        assert office.get(f"/admin/cohorts/{ready.cohort.pk}/packs/").status_code == 200
