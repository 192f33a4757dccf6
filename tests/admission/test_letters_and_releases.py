"""Letters: in the reader's language, once; and who is told when the timetable changes."""

import datetime as dt

import pytest
from django.utils import translation

from cohorts.admission import services
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.letters import preview
from cohorts.models import Cohort, Day
from cohorts.timetable import services as timetable
from cohorts.timetable.audience import audience_of
from cohorts.timetable.queries import impact
from messaging.models import Letter
from people.models import User
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db
STATE = DayRequest.State


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def manager(cohort: Cohort) -> User:
    return manager_of(cohort.residency.programme)


def open_day(cohort: Cohort, **more: object) -> Day:
    return DayFactory(cohort=cohort, admission=Day.Admission.OPEN, **more)


def release(cohort: Cohort, manager: User, expected: int) -> None:
    timetable.release_timetable(actor=manager, cohort=cohort, note="Зміна зали.", expected=expected)


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
@pytest.mark.parametrize("state", [STATE.ACCEPTED, STATE.WAITING, STATE.DECLINED, STATE.CANCELLED])
def test_every_decision_has_its_letter_in_every_language(cohort: Cohort, language: str, state: str) -> None:
    day = DayFactory(cohort=cohort)
    sent = sent_for(day, user=UserFactory(language=language))
    with translation.override("en"):
        subject, text, html = preview(request_of(sent, day), state, "Слово.")
    assert subject and "Слово." in text and "Слово." in html
    assert f"/{language}/my/applications/{sent.public_id}/" in text
    assert f'lang="{language}"' in html


def test_a_reason_with_markup_is_printed_as_it_is(cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort)
    _subject, text, html = preview(request_of(sent_for(day), day), STATE.DECLINED, "<b>2 < 3</b>")
    assert "<b>2 < 3</b>" in text
    assert "<b>" not in html and "&lt;b&gt;2 &lt; 3" in html


def test_deciding_the_same_again_later_is_a_letter_of_its_own(cohort: Cohort, manager: User) -> None:
    day = DayFactory(cohort=cohort)
    sent = sent_for(day)
    steps = [
        (Decision.DECLINE, STATE.ASKED),
        (Decision.WAIT, STATE.DECLINED),
        (Decision.DECLINE, STATE.WAITING),
    ]
    for decision, seen in steps:
        services.decide(
            actor=manager,
            day_request=request_of(sent, day),
            decision=decision,
            reason="Так вирішено.",
            seen_state=seen,
        )
    assert Letter.objects.filter(kind="day_declined").count() == 2


def test_a_release_tells_each_person_with_a_place_on_a_changed_day_once(
    cohort: Cohort, manager: User
) -> None:
    first, second = open_day(cohort), open_day(cohort)
    one, two = SessionFactory(day=first, title_en="Morning"), SessionFactory(day=first, title_en="Noon")
    SessionFactory(day=second)
    release(cohort, manager, 0)
    Letter.objects.all().delete()
    both = sent_for(first, second, user=UserFactory(language="en"))
    only_second = sent_for(second)
    Letter.objects.all().delete()
    one.starts, one.ends = dt.time(14, 0), dt.time(15, 0)
    timetable.save_session(actor=manager, session=one)
    timetable.cancel_session(actor=manager, session=two)
    assert audience_of(cohort, impact(cohort)).participants == 1
    release(cohort, manager, 1)
    letter = Letter.objects.get(kind="timetable_changed")
    assert letter.recipient == both.participant.user != only_second.participant.user
    assert "Morning" in letter.text and "14:00–15:00" in letter.text and "10:00–11:30" in letter.text
    assert "Cancelled:" in letter.text and "Noon" in letter.text and "Зміна зали." in letter.text
    assert "Kyiv time" in letter.text
    assert f"/en/cohorts/{cohort.slug}/programme/" in letter.text


def test_who_waits_or_has_withdrawn_is_not_told(cohort: Cohort, manager: User) -> None:
    day = open_day(cohort, pool__capacity=1)
    gone, waits = sent_for(day), sent_for(day)
    services.withdraw_application(actor=gone.participant.user, application=gone)
    SessionFactory(day=day)
    release(cohort, manager, 0)
    assert request_of(waits, day).state == STATE.WAITING
    assert not Letter.objects.filter(kind="timetable_changed").exists()
