"""Changing and withdrawing what was sent."""

import datetime as dt

import pytest
import time_machine

from cohorts.admission import services
from cohorts.admission.answers import Incomplete
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Day, Place, Waiting
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.people import UserFactory
from tests.school import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
STATE = DayRequest.State
NOW = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)


def open_day(cohort: Cohort, **more: object) -> Day:
    return DayFactory(cohort=cohort, admission=Day.Admission.OPEN, **more)


def test_a_day_is_added_by_its_own_door_and_another_given_back(cohort: Cohort) -> None:
    first, second = open_day(cohort), open_day(cohort)
    sent = sent_for(first)
    changed = services.change_application(
        actor=sent.participant.user, application=sent, answers={"days": [second.pk]}, version=sent.version
    )
    assert request_of(changed, first).state == STATE.WITHDRAWN
    assert request_of(changed, second).state == STATE.ACCEPTED
    assert [place.pool_id for place in Place.objects.all()] == [second.pool_id]
    assert changed.receipt == sent.receipt


def test_answers_change_until_the_last_deadline_of_the_days_asked_for(cohort: Cohort) -> None:
    with time_machine.travel(NOW, tick=False):
        first = open_day(cohort, pool__deadline=NOW + dt.timedelta(hours=1), date=dt.date(2026, 12, 1))
        second = open_day(cohort, pool__deadline=NOW + dt.timedelta(hours=2), date=dt.date(2026, 12, 2))
        sent = sent_for(first, second)
    person = sent.participant.user
    with time_machine.travel(NOW + dt.timedelta(hours=2), tick=False):
        sent = services.change_application(
            actor=person, application=sent, answers={"position": "без горіхів"}, version=sent.version
        )
    with time_machine.travel(NOW + dt.timedelta(hours=2, seconds=1), tick=False), pytest.raises(DomainError):
        services.change_application(
            actor=person, application=sent, answers={"position": "усе"}, version=sent.version
        )
    sent.refresh_from_db()
    assert sent.position == "без горіхів"


def test_a_cohort_in_the_archive_takes_no_changes_and_offers_none(cohort: Cohort) -> None:
    sent = sent_for(open_day(cohort))
    actor = sent.participant.user
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=NOW)
    with pytest.raises(DomainError):
        services.change_application(
            actor=actor, application=sent, answers={"position": "інша"}, version=sent.version
        )
    services.withdraw_application(actor=actor, application=sent)
    page = browser_of(actor).get(f"/en/my/applications/{sent.public_id}/")
    assert (page.status_code, page.context["can_apply_again"]) == (200, False)


def test_a_day_is_not_added_after_its_deadline(cohort: Cohort) -> None:
    with time_machine.travel(NOW, tick=False):
        closed = open_day(cohort, pool__deadline=NOW - dt.timedelta(seconds=1), date=dt.date(2026, 12, 1))
        day = open_day(cohort, pool__deadline=NOW + dt.timedelta(hours=1), date=dt.date(2026, 12, 2))
        sent = sent_for(day)
        with pytest.raises(DomainError):
            services.change_application(
                actor=sent.participant.user,
                application=sent,
                answers={"days": [day.pk, closed.pk]},
                version=sent.version,
            )
    assert sent.day_requests.count() == 1


def test_a_change_that_would_leave_something_out_changes_nothing(cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort)
    sent = sent_for(day)
    with pytest.raises(Incomplete):
        services.change_application(
            actor=sent.participant.user,
            application=sent,
            answers={"motivation": "", "position": "інша"},
            version=sent.version,
        )
    sent.refresh_from_db()
    assert sent.motivation and sent.position == "спеціалістка"


def test_a_stale_change_is_a_conflict_and_the_same_one_twice_is_not(cohort: Cohort) -> None:
    sent = sent_for(DayFactory(cohort=cohort))
    person, version = sent.participant.user, sent.version
    for _press in range(2):
        services.change_application(
            actor=person, application=sent, answers={"position": "усе"}, version=version
        )
    with pytest.raises(Conflict):
        services.change_application(
            actor=person, application=sent, answers={"position": "нічого"}, version=version
        )
    assert Letter.objects.filter(kind="application_changed").count() == 1


def test_a_day_that_was_declined_cannot_be_asked_for_again(cohort: Cohort) -> None:
    first, second = DayFactory(cohort=cohort), DayFactory(cohort=cohort)
    sent = sent_for(first, second)
    DayRequest.objects.filter(day=first).update(state=STATE.DECLINED)
    with pytest.raises(Conflict):
        services.change_application(
            actor=sent.participant.user,
            application=sent,
            answers={"days": [first.pk, second.pk]},
            version=sent.version,
        )


def test_a_withdrawn_place_goes_to_nobody_until_offered(cohort: Cohort) -> None:
    day = open_day(cohort, pool__capacity=1)
    holder, waiting = sent_for(day), sent_for(day)
    services.withdraw_day(actor=holder.participant.user, day_request=request_of(holder, day))
    assert not Place.objects.exists()
    assert request_of(waiting, day).state == STATE.WAITING
    assert Waiting.objects.get().participant == waiting.participant


def test_a_day_can_be_given_up_after_its_deadline_but_not_after_the_day(cohort: Cohort) -> None:
    with time_machine.travel(NOW, tick=False):
        day = open_day(cohort, pool__deadline=NOW + dt.timedelta(hours=1), date=dt.date(2026, 11, 5))
        early, late = sent_for(day), sent_for(day)
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        services.withdraw_day(actor=early.participant.user, day_request=request_of(early, day))
    with time_machine.travel(NOW + dt.timedelta(days=4), tick=False), pytest.raises(DomainError):
        services.withdraw_day(actor=late.participant.user, day_request=request_of(late, day))
    assert request_of(early, day).state == STATE.WITHDRAWN
    assert request_of(late, day).state == STATE.ACCEPTED


def test_giving_up_one_of_two_days_leaves_the_other(cohort: Cohort) -> None:
    first, second = open_day(cohort), open_day(cohort)
    sent = sent_for(first, second)
    services.withdraw_day(actor=sent.participant.user, day_request=request_of(sent, first))
    sent.refresh_from_db()
    assert sent.state == Application.State.SENT
    assert [place.pool_id for place in Place.objects.all()] == [second.pool_id]


def test_the_last_day_given_up_withdraws_the_application_and_a_second_press_changes_nothing(
    cohort: Cohort,
) -> None:
    day = open_day(cohort)
    sent = sent_for(day)
    for _press in range(2):
        services.withdraw_day(actor=sent.participant.user, day_request=request_of(sent, day))
    sent.refresh_from_db()
    assert sent.state == Application.State.WITHDRAWN
    assert Letter.objects.filter(kind="application_withdrawn").count() == 1


def test_withdrawing_gives_back_places_and_the_place_in_the_queue(cohort: Cohort) -> None:
    first, second = open_day(cohort), open_day(cohort, pool__capacity=0)
    sent = sent_for(first, second)
    services.withdraw_application(actor=sent.participant.user, application=sent)
    assert not Place.objects.exists() and not Waiting.objects.exists()


def test_nobody_withdraws_for_somebody_else(cohort: Cohort) -> None:
    sent = sent_for(open_day(cohort))
    with pytest.raises(DomainError):
        services.withdraw_application(actor=UserFactory(), application=sent)
    assert Place.objects.exists()
