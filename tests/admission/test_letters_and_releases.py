"""Letters: in the reader's language, once; and who is told when the timetable changes."""

import datetime as dt
from collections import Counter

import pytest
from django.utils import translation

from cohorts.admission import services
from cohorts.admission.letters import decided
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision
from cohorts.models import Cohort, Day
from cohorts.services import cancel_cohort
from cohorts.timetable import services as timetable
from cohorts.timetable.queries import impact
from cohorts.timetable.recipients import audience_of
from messaging import wording
from messaging.models import Letter
from people.models import User
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.courses import TrainerFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import MembershipFactory
from tests.factories.timetable import SessionFactory
from tests.letters import letters, the_letter, watched

pytestmark = pytest.mark.django_db
STATE = DayRequest.State


def open_day(cohort: Cohort, **more: object) -> Day:
    return DayFactory(cohort=cohort, admission=Day.Admission.OPEN, **more)


def release(cohort: Cohort, manager: User, expected: int) -> None:
    timetable.release_timetable(actor=manager, cohort=cohort, note="Зміна зали.", expected=expected)


def about(request: DayRequest, state: str, reason: str) -> Letter:
    """The letter about a decision with this outcome, in words."""
    request.state, request.reason = state, reason
    return wording.word(decided(request))


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
@pytest.mark.parametrize("state", [STATE.ACCEPTED, STATE.WAITING, STATE.DECLINED, STATE.CANCELLED])
def test_every_decision_has_its_letter_in_every_language(cohort: Cohort, language: str, state: str) -> None:
    day = DayFactory(cohort=cohort)
    sent = sent_for(day, user=UserFactory(language=language))
    with translation.override("en"):
        letter = about(request_of(sent, day), state, "Слово.")
    assert letter.subject and "Слово." in letter.text and "Слово." in letter.html
    assert f"/{language}/my/applications/{sent.public_id}/" in letter.text
    assert f'lang="{language}"' in letter.html


def test_a_reason_with_markup_is_printed_as_it_is(cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort)
    letter = about(request_of(sent_for(day), day), STATE.DECLINED, "<b>2 < 3</b>")
    assert "<b>2 < 3</b>" in letter.text
    assert "<b>" not in letter.html and "&lt;b&gt;2 &lt; 3" in letter.html


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


def test_nothing_is_worded_while_people_wait_for_one_another(cohort: Cohort, manager: User) -> None:
    first, second = DayFactory(cohort=cohort), open_day(cohort, pool__capacity=1)
    role = MembershipFactory(programme=cohort.residency.programme, role="trainer")
    teacher = TrainerFactory(programme=cohort.residency.programme, user=role.user)
    SessionFactory(day=second, trainers=[teacher])
    asked, _holder, waiting = draft_for(first), sent_for(second), sent_for(second)
    seen = {request_of(waiting, second).pk: STATE.WAITING}
    with watched() as worded:
        sent = services.send_application(
            actor=asked.participant.user, slug=asked.participant.cohort.slug, version=asked.version
        )
        services.change_application(
            actor=asked.participant.user, application=sent, answers={"position": "усе"}, version=sent.version
        )
        seen_state = {request_of(sent, first).pk: STATE.ASKED}
        services.decide_many(actor=manager, seen=seen_state, decision=Decision.ACCEPT)
        services.decide_many(actor=manager, seen=seen, decision=Decision.DECLINE, reason="Так вирішено.")
        release(cohort, manager, 0)
        services.withdraw_application(actor=asked.participant.user, application=sent)
        cancel_cohort(actor=manager, cohort=cohort, reason="Так вирішено.")
    assert worded == []
    kinds = Counter(Letter.objects.filter(facts__isnull=False).values_list("kind", flat=True))
    assert kinds == {
        "application_received": 3,
        "application_changed": 1,
        "day_accepted": 1,
        "day_declined": 1,
        "timetable_changed": 2,
        "application_withdrawn": 1,
        "cohort_cancelled": 1,
        "sessions_called_off": 1,
    }
    for letter in letters():
        assert letter.subject and letter.text and letter.html


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
    letter = the_letter(kind="timetable_changed")
    assert letter.recipient == both.participant.user != only_second.participant.user
    assert "Morning" in letter.text and "14:00–15:00" in letter.text and "10:00–11:30" in letter.text
    assert "Cancelled:" in letter.text and "Noon" in letter.text and "Зміна зали." in letter.text
    assert "Kyiv time" in letter.text
    assert f"/en/my/cohorts/{cohort.slug}/" in letter.text


def test_who_waits_or_has_withdrawn_is_not_told(cohort: Cohort, manager: User) -> None:
    day = open_day(cohort, pool__capacity=1)
    gone, waits = sent_for(day), sent_for(day)
    services.withdraw_application(actor=gone.participant.user, application=gone)
    SessionFactory(day=day)
    release(cohort, manager, 0)
    assert request_of(waits, day).state == STATE.WAITING
    assert not Letter.objects.filter(kind="timetable_changed").exists()


# ---------------------------------------------------------------- what a letter says
def test_a_place_that_was_taken_at_once_says_so_with_hour_town_and_what_comes_next(manager: User) -> None:
    cohort = CohortFactory(
        residency__name_en="Medicine", residency__programme__contact_email="", town_en="Brovary"
    )
    first = open_day(cohort, date=dt.date(2027, 5, 20))
    chosen = DayFactory(cohort=cohort, date=dt.date(2027, 5, 21))
    for hour in (11, 9):
        SessionFactory(day=first, starts=dt.time(hour), ends=dt.time(hour, 45))
    release(cohort, manager, 0)
    sent_for(first, chosen, user=UserFactory(language="en"))
    letter = the_letter(kind="application_received")
    assert letter.subject == "You have a place: Medicine, 20 May 2027"
    for text in (letter.text, letter.html):
        assert "Thursday, 20 May 2027, from 09:00, Brovary" in text
        assert "What comes next" in text and "under consideration" in text
        assert "has arrived" not in text


def test_before_the_programme_the_letter_of_a_place_says_that_hours_come_with_it(cohort: Cohort) -> None:
    sent_for(open_day(cohort), user=UserFactory(language="en"))
    text = the_letter(kind="application_received").text
    assert "the hours, the exact address and what to bring come with the programme" in text
    assert "from " not in text.partition("What comes next")[0]


def test_subjects_name_the_residency(cohort: Cohort) -> None:
    user = UserFactory(language="en")
    application = sent_for(DayFactory(cohort=cohort), user=user)
    services.change_application(
        actor=user, application=application, answers={"position": "усе"}, version=application.version
    )
    services.withdraw_application(actor=user, application=application)
    assert len(letters()) == 3
    with translation.override("en"):
        name = cohort.residency.name
    assert all(name in letter.subject for letter in letters())


@pytest.mark.parametrize("held", [True, False])
def test_a_withdrawal_says_that_a_place_is_free_only_if_one_is(cohort: Cohort, held: bool) -> None:
    day = open_day(cohort) if held else DayFactory(cohort=cohort)
    user = UserFactory(language="en")
    services.withdraw_application(actor=user, application=sent_for(day, user=user))
    letter = the_letter(kind="application_withdrawn")
    for text in (letter.text, letter.html):
        assert ("is free for others now" in text) is held
        assert "you can apply again" in text


def test_a_letter_of_a_withdrawal_from_before_is_worded_as_it_was(cohort: Cohort) -> None:
    user = UserFactory(language="en")
    services.withdraw_application(actor=user, application=sent_for(DayFactory(cohort=cohort), user=user))
    letter = Letter.objects.get(kind="application_withdrawn")
    letter.facts = {"version": 1, "application": letter.facts["application"]}
    assert "is free for others now" in wording.word(letter).text
