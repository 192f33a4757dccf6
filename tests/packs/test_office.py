"""Having a pack made in the back office: a press, progress, a file that is one's own and does not last."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.packs import services
from cohorts.packs.models import Pack
from cohorts.packs.pieces import PIECES
from cohorts.packs.wing import PacksWing
from foundation import work
from foundation.work import WorkState
from residencies.models import Membership
from tests.factories.residencies import manager_of, works_in_office
from tests.school import browser_of

from .conftest import FIRST, Days

ALL = [piece.name for piece in PIECES]


def address(ready: Days) -> str:
    return reverse("packs_choose", args=[ready.cohort.pk])


def pressed(office: Client, ready: Days, **form: Any) -> Pack:
    answer = office.post(address(ready), {"date": "", **form})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Pack.objects.first()


def read(office: Client, pack: Pack) -> bytes:
    return b"".join(office.get(reverse("packs_file", args=[pack.public_id])))


def test_what_is_ticked_comes_as_one_archive_of_pdfs(office: Client, ready: Days) -> None:
    pack = pressed(office, ready, pieces=ALL)
    assert services.make(pack.pk)
    with zipfile.ZipFile(io.BytesIO(read(office, pack))) as archive:
        assert [name[3:-4] for name in archive.namelist()] == ALL
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    page = office.get(reverse("packs_pack", args=[pack.public_id])).content.decode()
    assert "Download all as one ZIP" in page and "yours alone" in page


def test_one_piece_alone_comes_as_its_pdf(office: Client, ready: Days) -> None:
    pack = pressed(office, ready, pieces=ALL, only="badges", date=FIRST.isoformat())
    assert (pack.pieces, pack.date) == (["badges"], FIRST)
    services.make(pack.pk)
    assert read(office, pack).startswith(b"%PDF")


def test_the_page_says_how_far_it_is_without_a_script(office: Client, ready: Days) -> None:
    pack = pressed(office, ready, pieces=["badges", "plates"])
    Pack.objects.update(done=1)
    url = reverse("packs_pack", args=[pack.public_id])
    page = office.get(url).content.decode()
    assert "1 of 2 made" in page and "Now: Name plates." in page and "<noscript>" in page
    part = office.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and 'id="progress"' in part


def test_what_there_is_nothing_of_is_named(office: Client, ready: Days) -> None:
    ready.run.delete()
    pack = pressed(office, ready, pieces=["badges", "drivers"])
    services.make(pack.pk)
    page = office.get(reverse("packs_pack", args=[pack.public_id])).content.decode()
    assert "There was nothing to print of:" in page and "Drivers’ sheets" in page


def test_a_pack_of_nothing_has_no_file(office: Client, ready: Days) -> None:
    ready.run.delete()
    pack = pressed(office, ready, only="drivers")
    assert services.make(pack.pk)
    pack.refresh_from_db()
    assert pack.state == WorkState.DONE and not pack.file
    assert office.get(reverse("packs_file", args=[pack.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Choose at least one thing to print."),
        ({"pieces": ["badges", "love-letters"]}, "Choose from the list."),
        ({"pieces": ["badges"], "date": "2020-01-01"}, "Choose a day of this cohort."),
        ({"pieces": ["badges"], "date": "\x00"}, "Choose a day of this cohort."),
        ({"only": "love-letters"}, "Choose at least one thing to print."),
    ],
)
def test_what_cannot_be_printed_is_said_and_the_ticks_stay(office, ready, form, said) -> None:
    answer = office.post(address(ready), form)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert page.count(" checked") == len({"badges"} & set(form.get("pieces", ())))
    assert not Pack.objects.exists()


def test_a_second_press_waits_for_the_first_pack(office: Client, ready: Days) -> None:
    pressed(office, ready, pieces=["badges"])
    answer = office.post(address(ready), {"pieces": ["badges"], "date": ""})
    assert answer.status_code == 409 and "is being made" in answer.content.decode()
    assert Pack.objects.count() == 1


def test_it_stands_in_the_log_what_was_made_and_by_whom(office: Client, ready: Days) -> None:
    pressed(office, ready, pieces=["badges"])
    entry = ModelLogEntry.objects.get(action="packs.make")
    assert entry.user == ready.manager and entry.data == {"pieces": ["badges"], "date": ""}


# ---------------------------------------------------------------- whose it is
def test_a_pack_is_of_whoever_had_it_made(office: Client, ready: Days) -> None:
    pack = pressed(office, ready, pieces=["badges"])
    services.make(pack.pk)
    colleague = browser_of(manager_of(ready.cohort.residency.programme))
    assert read(office, pack)
    for name in ("packs_pack", "packs_file"):
        assert colleague.get(reverse(name, args=[pack.public_id])).status_code == 404


def test_an_assistant_makes_packs_and_a_viewer_does_not_find_them(ready: Days) -> None:
    programme = ready.cohort.residency.programme
    assistant = browser_of(works_in_office(programme, role=Membership.Role.ASSISTANT))
    assert assistant.get(address(ready)).status_code == 200
    viewer = browser_of(works_in_office(programme, role=Membership.Role.VIEWER))
    assert viewer.get(address(ready)).status_code == 404
    assert viewer.post(address(ready), {"pieces": ["badges"]}).status_code == 404


def test_who_lost_the_right_meanwhile_gets_no_paper(office: Client, ready: Days) -> None:
    pack = pressed(office, ready, pieces=["badges"])
    Membership.objects.filter(user=ready.manager).delete()
    services.make(pack.pk)
    pack.refresh_from_db()
    assert pack.state == WorkState.DONE and not pack.file


# ---------------------------------------------------------------- the worker
def test_made_twice_it_is_one_file(office: Client, ready: Days) -> None:
    pack = pressed(office, ready, pieces=["badges"])
    assert services.make(pack.pk) and not services.make(pack.pk)


def test_a_failure_waits_and_is_tried_again(office, ready, monkeypatch) -> None:
    pack = pressed(office, ready, pieces=["badges"])
    with monkeypatch.context() as broken:
        broken.setattr(services, "printed", lambda *_args, **_more: 1 / 0)
        assert not services.make(pack.pk)
    pack.refresh_from_db()
    assert pack.state == WorkState.QUEUED and pack.last_error == "ZeroDivisionError"
    Pack.objects.update(not_before=timezone.now())
    assert services.make(pack.pk)


def test_a_worker_that_lost_the_pack_leaves_no_file(office, ready, monkeypatch) -> None:
    pack = pressed(office, ready, pieces=["badges"])
    monkeypatch.setattr(work, "finish", lambda *_args, **_more: False)
    assert not services.make(pack.pk)
    folder = Pack._meta.get_field("file").storage
    assert folder.listdir(f"packs/{timezone.now():%Y/%m}")[1] == []


def test_after_hours_the_file_is_gone_and_the_log_stays(office: Client, ready: Days) -> None:
    pack = pressed(office, ready, pieces=["badges"])
    services.make(pack.pk)
    pack.refresh_from_db()
    storage, name = pack.file.storage, pack.file.name
    later = timezone.now() + services.KEPT_FOR
    assert services.forget(later - dt.timedelta(minutes=5)) == 0 and storage.exists(name)
    assert services.forget(later + dt.timedelta(minutes=1)) == 1
    assert not storage.exists(name) and not Pack.objects.exists()
    assert ModelLogEntry.objects.filter(action="packs.make").exists()


def test_the_cohorts_page_leads_there(office: Client, ready: Days) -> None:
    page = office.get(reverse("cohort_overview", args=[ready.cohort.pk])).content.decode()
    assert address(ready) in page


@pytest.mark.parametrize(
    ("days_before", "is_there"), [(3, False), (2, True), (0, True), (-1, True), (-2, False)]
)
def test_the_way_stands_at_the_head_of_the_page_when_papers_are_needed(ready, days_before, is_there) -> None:
    moment = dt.datetime.combine(FIRST, dt.time(0, 30), ready.cohort.zone) - dt.timedelta(days=days_before)
    facts = PacksWing().at_hand(ready.cohort, ready.manager, moment)
    assert bool(facts) is is_there
