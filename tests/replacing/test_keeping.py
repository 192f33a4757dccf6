"""Who was named and did not come is forgotten when all that people needed is; that somebody was named stays."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from cohorts.replacing import services
from cohorts.replacing.models import Replacement
from cohorts.replacing.tasks import forget
from foundation.work import WorkState
from messaging import outbox
from messaging.models import Letter
from tests.factories.people import UserFactory
from tests.factories.replacing import Journey, nominated
from tests.school import browser_of

pytestmark = pytest.mark.django_db
State = Replacement.State


def named(made: Journey, state: str, **more: Any) -> Replacement:
    """A colleague who was named, with a letter of the institution."""
    row = nominated(made.leaver, made.manager)
    row.name = "Оксана Названа"
    for name, value in more.items():
        setattr(row, name, value)
    row.letter.save("letter.pdf", ContentFile(b"%PDF-1.4"), save=False)
    row.letter_name, row.state = "Назвали Оксану.pdf", state
    row.ended_at = None if state in Replacement.OPEN else timezone.now()
    row.save()
    return row


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.NOMINATED])
def test_who_did_not_come_is_forgotten_with_the_letter_of_the_institution(
    made: Journey, settings: Any, time_machine: Any, state: str, django_capture_on_commit_callbacks: Any
) -> None:
    settings.NEEDS_KEPT_DAYS = 5
    colleague = UserFactory()
    ended_by = colleague if state == State.REFUSED else None
    row = named(
        made, state, user=colleague, by_name="Голова Названа", phone="+380671234567", ended_by=ended_by
    )
    storage, file = row.letter.storage, row.letter.name
    last = made.days[-1].date
    time_machine.move_to(dt.datetime.combine(last + dt.timedelta(days=5), dt.time(12), dt.UTC))
    forget()
    row.refresh_from_db()
    assert row.name and row.by_name and storage.exists(file)
    time_machine.move_to(dt.datetime.combine(last + dt.timedelta(days=6), dt.time(12), dt.UTC))
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            forget()
    row.refresh_from_db()
    assert not any((row.name, row.address, row.phone, row.by_name, row.letter, row.letter_name, row.user))
    assert row.ended_by is None and row.answers == {}
    assert not storage.exists(file)
    assert (row.leaver, row.state) == (made.leaver, State.WITHDRAWN if state in Replacement.OPEN else state)
    assert row.by_institution and row.ended_at


def test_letters_to_who_did_not_come_say_no_more_to_whom_they_went_and_what(
    made: Journey, time_machine: Any
) -> None:
    """Neither on the page of the letter nor in the list; one that never left does not leave any more."""
    row = nominated(made.leaver, made.manager, address="oksana@demo.example")
    asked = Letter.objects.get(kind="replacement_asked")
    assert outbox.deliver(asked.pk)
    time_machine.move_to(timezone.now() + dt.timedelta(days=1))
    services.withdraw(actor=made.manager, replacement=row, reason="Приїде Оксана пізніше")
    closed = Letter.objects.get(kind="replacement_closed")
    time_machine.move_to(timezone.now() + dt.timedelta(days=90))
    forget()
    assert not outbox.deliver(closed.pk) and not Letter.objects.filter(pk=closed.pk).exists()
    asked.refresh_from_db()
    assert (asked.state, asked.address, asked.recipient) == (WorkState.DONE, "", None)
    assert {name: getattr(asked, name) for name in Letter.NOTHING_SAID} == Letter.NOTHING_SAID
    office = browser_of(made.manager)
    page = office.get(f"/admin/letters/{asked.pk}/").content.decode()
    assert "details deleted" in page
    for said in (page, office.get("/admin/letters/").content.decode()):
        assert "oksana@" not in said and "Тарас Зразковий" not in said


def test_letters_to_others_who_were_named_in_the_same_place_stay(made: Journey, time_machine: Any) -> None:
    named(made, State.REFUSED)
    other = nominated(made.beside, made.manager, address="other@demo.example")
    Replacement.objects.filter(pk=other.pk).update(
        state=State.DONE,
        newcomer=made.leaver,
        user=made.leaver.user,
        confirmed_at=timezone.now(),
        ended_at=timezone.now(),
    )
    time_machine.move_to(timezone.now() + dt.timedelta(days=90))
    forget()
    assert [letter.address for letter in Letter.objects.filter(kind="replacement_asked")] == [
        "other@demo.example"
    ]


def test_the_office_reads_that_the_details_are_deleted(made: Journey, time_machine: Any) -> None:
    named(made, State.REFUSED)
    time_machine.move_to(timezone.now() + dt.timedelta(days=90))
    forget()
    page = browser_of(made.manager).get(f"/admin/cohorts/{made.cohort.pk}/replacements/").content.decode()
    assert "Оксана" not in page and "mailto:" not in page
    assert "details deleted" in page


def test_who_came_stays_as_they_were_named(made: Journey, time_machine: Any) -> None:
    row = named(made, State.REFUSED)
    Replacement.objects.filter(pk=row.pk).update(
        state=State.DONE, newcomer=made.beside, user=made.beside.user, confirmed_at=timezone.now()
    )
    time_machine.move_to(timezone.now() + dt.timedelta(days=90))
    forget()
    row.refresh_from_db()
    assert row.name == "Оксана Названа" and row.letter
