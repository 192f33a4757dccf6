"""Sending: places, queues, deadlines, receipts, double presses."""

import datetime as dt
import email
import email.policy
import re
from collections.abc import Callable

import html5lib
import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.admission import receipt_numbers, services
from cohorts.admission.answers import Incomplete
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Day, Place, Waiting
from cohorts.places import PoolFull
from foundation.errors import Conflict, DomainError
from messaging import outbox
from messaging.models import Letter
from residencies.models import Programme, Residency
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
STATE = DayRequest.State
NOW = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)


def open_day(cohort: Cohort, capacity: int = 30, **more: object) -> Day:
    return DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=capacity, **more)


def test_an_open_day_gives_its_place_on_sending(cohort: Cohort) -> None:
    day = open_day(cohort)
    application = sent_for(day)
    assert request_of(application, day).state == STATE.ACCEPTED
    assert Place.objects.get().participant == application.participant


def test_a_day_by_selection_gives_no_place_on_sending(cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort)
    application = sent_for(day)
    assert request_of(application, day).state == STATE.ASKED
    assert not Place.objects.exists()


def test_each_day_is_its_own_door(cohort: Cohort) -> None:
    first, second = open_day(cohort, capacity=0), open_day(cohort, capacity=1)
    application = sent_for(first, second)
    assert request_of(application, first).state == STATE.WAITING
    assert request_of(application, second).state == STATE.ACCEPTED


def test_whoever_comes_when_it_is_full_waits_in_the_order_of_arrival(cohort: Cohort) -> None:
    day = open_day(cohort, capacity=1)
    first, second, third = sent_for(day), sent_for(day), sent_for(day)
    assert [request_of(row, day).state for row in (first, second, third)] == [
        STATE.ACCEPTED,
        STATE.WAITING,
        STATE.WAITING,
    ]
    assert list(Waiting.objects.values_list("participant_id", flat=True)) == [
        second.participant_id,
        third.participant_id,
    ]


def test_nothing_is_sent_if_it_is_full_and_the_person_does_not_want_to_wait(cohort: Cohort) -> None:
    first, second = open_day(cohort, capacity=1), open_day(cohort, capacity=0)
    draft = draft_for(first, second, waits_if_full=[])
    with pytest.raises(PoolFull) as caught:
        services.send_application(
            actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
        )
    assert caught.value.field == "days"
    draft.refresh_from_db()
    assert (draft.state, draft.sent_at) == (Application.State.DRAFT, None)
    assert not Place.objects.exists() and not Letter.objects.exists()


def test_a_free_place_is_not_given_past_a_queue(cohort: Cohort) -> None:
    day = open_day(cohort, capacity=1)
    holder, waiting = sent_for(day), sent_for(day)
    services.withdraw_application(actor=holder.participant.user, application=holder)
    late = sent_for(day)
    assert request_of(waiting, day).state == request_of(late, day).state == STATE.WAITING
    assert not Place.objects.exists()


@pytest.mark.parametrize(("seconds", "is_in_time"), [(-1, True), (0, True), (1, False)])
def test_the_server_decides_on_the_deadline_to_the_second(
    cohort: Cohort, seconds: int, is_in_time: bool
) -> None:
    with time_machine.travel(NOW, tick=False):
        day = open_day(cohort, pool__deadline=NOW + dt.timedelta(hours=1))
        draft = draft_for(day)
    with time_machine.travel(NOW + dt.timedelta(hours=1, seconds=seconds), tick=False):
        if is_in_time:
            sent = services.send_application(
                actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
            )
            assert request_of(sent, day).state == STATE.ACCEPTED
        else:
            with pytest.raises(Incomplete) as caught:
                services.send_application(
                    actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
                )
            assert [problem.field for problem in caught.value.problems] == ["days"]


def test_the_earliest_deadline_does_not_close_the_other_day(cohort: Cohort) -> None:
    with time_machine.travel(NOW, tick=False):
        closed = open_day(cohort, pool__deadline=NOW - dt.timedelta(seconds=1))
        still_open = open_day(cohort, pool__deadline=NOW + dt.timedelta(days=4))
        both, one = draft_for(closed, still_open), draft_for(still_open)
        with pytest.raises(Incomplete):
            services.send_application(
                actor=both.participant.user, slug=both.participant.cohort.slug, version=both.version
            )
        sent = services.send_application(
            actor=one.participant.user, slug=one.participant.cohort.slug, version=one.version
        )
    assert request_of(sent, still_open).state == STATE.ACCEPTED


NOT_ON_THE_SITE: dict[str, Callable[[], object]] = {
    "a cancelled cohort": lambda: Cohort.objects.update(state=Cohort.State.CANCELLED),
    "a cohort in preparation": lambda: Cohort.objects.update(state=Cohort.State.DRAFT),
    "a cohort put away": lambda: Cohort.objects.update(archived_at=timezone.now()),
    "a hidden residency": lambda: Residency.objects.update(is_public=False),
    "a residency put away": lambda: Residency.objects.update(archived_at=timezone.now()),
    "a hidden programme": lambda: Programme.objects.update(is_public=False),
    "a programme put away": lambda: Programme.objects.update(archived_at=timezone.now()),
}


@pytest.mark.parametrize("what", NOT_ON_THE_SITE)
def test_what_is_not_on_the_public_site_takes_no_applications_by_post_as_by_get(
    client: Client, cohort: Cohort, what: str
) -> None:
    draft = draft_for(open_day(cohort))
    client.force_login(draft.participant.user)
    url = f"/en/cohorts/{cohort.slug}/apply/check/"
    assert client.get(url).status_code == 200
    NOT_ON_THE_SITE[what]()
    assert client.get(url).status_code == 404
    assert client.post(url, {"version": draft.version}).status_code == 404
    with pytest.raises(services.NotThere):
        services.send_application(
            actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
        )
    draft.refresh_from_db()
    assert (draft.state, draft.sent_at) == (Application.State.DRAFT, None)
    assert not Place.objects.exists() and not Letter.objects.exists()


def test_a_day_that_is_over_takes_no_applications_whatever_its_deadline(cohort: Cohort) -> None:
    draft = draft_for(open_day(cohort, pool__deadline=None, date=timezone.localdate() - dt.timedelta(days=2)))
    with pytest.raises(Incomplete):
        services.send_application(
            actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
        )


def test_everything_that_is_missing_is_said_at_once_in_the_order_of_the_questions(cohort: Cohort) -> None:
    DayFactory(cohort=cohort)
    user = UserFactory(given_name="", family_name="")
    draft = services.save_draft(actor=user, cohort=cohort, answers={})
    with pytest.raises(Incomplete) as caught:
        services.send_application(actor=user, slug=draft.participant.cohort.slug, version=draft.version)
    assert [problem.field for problem in caught.value.problems] == [
        "given_name",
        "community",
        "organisation",
        "position",
        "days",
    ]


def test_reasons_are_asked_for_only_where_somebody_selects(cohort: Cohort) -> None:
    by_selection, at_once = DayFactory(cohort=cohort), open_day(cohort)
    assert sent_for(at_once, motivation="").state == Application.State.SENT
    with pytest.raises(Incomplete) as caught:
        sent_for(by_selection, motivation="")
    assert [problem.field for problem in caught.value.problems] == ["motivation"]
    with pytest.raises(Incomplete):
        sent_for(by_selection, motivation="так")


def test_who_comes_from_elsewhere_needs_a_country_and_no_community(cohort: Cohort) -> None:
    day = open_day(cohort)
    user = UserFactory()
    draft = draft_for(day, user=user)
    elsewhere = services.save_draft(
        actor=user, cohort=cohort, answers={"community": None, "country": "DE"}, version=draft.version
    )
    sent = services.send_application(
        actor=user, slug=elsewhere.participant.cohort.slug, version=elsewhere.version
    )
    assert (sent.community, sent.country) == (None, "DE")


def test_a_second_press_gives_the_same_application_and_the_same_receipt(
    cohort: Cohort, django_capture_on_commit_callbacks
) -> None:
    day = open_day(cohort)
    draft = draft_for(day)
    actor = draft.participant.user
    first = services.send_application(actor=actor, slug=draft.participant.cohort.slug, version=draft.version)
    second = services.send_application(actor=actor, slug=draft.participant.cohort.slug, version=draft.version)
    assert (first.pk, first.receipt, first.version) == (second.pk, second.receipt, second.version)
    assert Application.objects.count() == Place.objects.count() == Letter.objects.count() == 1


def test_receipts_are_readable_and_in_no_order(cohort: Cohort) -> None:
    day = open_day(cohort)
    receipts = [sent_for(day).receipt for _number in range(12)]
    assert len(set(receipts)) == 12
    assert receipts != sorted(receipts)
    assert all(re.fullmatch(r"\d{4}-[34679A-Y]{4}-[34679A-Y]{3}", receipt or "") for receipt in receipts)


def test_a_receipt_has_the_year_of_the_site_though_it_is_still_the_old_one_in_greenwich() -> None:
    with time_machine.travel(dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)):
        assert receipt_numbers.new_receipt().startswith("2027-")


def test_nobody_sends_for_somebody_else(cohort: Cohort) -> None:
    draft = draft_for(open_day(cohort))
    with pytest.raises(DomainError):
        services.send_application(
            actor=UserFactory(), slug=draft.participant.cohort.slug, version=draft.version
        )


def test_an_older_version_is_not_sent(cohort: Cohort) -> None:
    day = open_day(cohort)
    draft = draft_for(day)
    actor = draft.participant.user
    services.save_draft(actor=actor, cohort=cohort, answers={"position": "інша"}, version=draft.version)
    with pytest.raises(Conflict):
        services.send_application(actor=actor, slug=draft.participant.cohort.slug, version=draft.version)


def test_the_letter_carries_the_receipt_and_says_how_each_day_stands(
    cohort: Cohort, django_capture_on_commit_callbacks
) -> None:
    full, selected = open_day(cohort, capacity=0), DayFactory(cohort=cohort)
    application = sent_for(full, selected, user=UserFactory(language="en"))
    letter = Letter.objects.get()
    assert letter.kind == "application_received"
    assert not mail.outbox  # it leaves through the worker, which words it
    assert outbox.deliver(letter.pk)
    letter.refresh_from_db()
    for part in (letter.subject, letter.text, letter.html):
        assert str(application.receipt) in part
    assert "you are on the waiting list" in letter.text and "under consideration" in letter.text
    assert f"/en/my/applications/{application.public_id}/" in letter.text
    assert letter.programme == cohort.residency.programme
    assert mail.outbox[0].body == letter.text


def test_the_letter_says_how_each_day_stood_when_the_application_came(cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort)
    application = sent_for(day, user=UserFactory(language="en"))
    services.decide(
        actor=manager_of(cohort.residency.programme),
        day_request=request_of(application, day),
        decision=services.Decision.DECLINE,
        reason="Немає місць.",
        seen_state=STATE.ASKED,
    )
    outbox.deliver(Letter.objects.get(kind="application_received").pk)
    assert "under consideration" in mail.outbox[0].body


@pytest.mark.parametrize("name", ["<b Петренко", '<img src="/etc/passwd">'])
def test_a_name_stands_in_the_mail_as_it_is_typed(cohort: Cohort, name: str) -> None:
    sent_for(open_day(cohort), user=UserFactory(language="en", given_name=name))
    assert outbox.deliver(Letter.objects.get().pk)
    message = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=email.policy.default)
    parts = {
        part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()
    }
    assert f"Good day, {name}," in parts["text/plain"]
    page = html5lib.parse(parts["text/html"], namespaceHTMLElements=False)
    assert f"Good day, {name}," in "".join(page.itertext())
    assert page.findall(".//b") == page.findall(".//img") == []


def test_sending_is_written_down_without_personal_data(cohort: Cohort) -> None:
    application = sent_for(open_day(cohort))
    line = ModelLogEntry.objects.get(action="admission.send")
    assert (line.object_id, line.user_id) == (str(application.pk), application.participant.user_id)
    assert line.data == {} and line.label == application.receipt


def test_the_number_of_a_draft_is_the_receipt_and_a_draft_without_one_gets_it_when_it_is_sent(
    cohort: Cohort,
) -> None:
    day = open_day(cohort)
    draft, older = draft_for(day), draft_for(day)
    Application.objects.filter(pk=older.pk).update(receipt=None)
    first, second = (
        services.send_application(actor=row.participant.user, slug=cohort.slug, version=row.version)
        for row in (draft, older)
    )
    assert draft.receipt and first.receipt == draft.receipt
    assert second.receipt


def test_a_receipt_number_that_was_given_before_is_drawn_anew(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = open_day(cohort)
    given = str(sent_for(day).receipt)
    drawn = iter([given, given, "2026-FREE-ONE"])
    monkeypatch.setattr(receipt_numbers, "_drawn", lambda _moment: next(drawn))
    assert sent_for(day).receipt == "2026-FREE-ONE"
    assert Place.objects.count() == 2 and Letter.objects.count() == 2


def test_sending_asks_the_database_the_same_however_many_are_there_already(
    cohort: Cohort, django_assert_num_queries
) -> None:
    day = open_day(cohort, capacity=2)
    sent_for(day)
    for _where in ("the last place", "the end of the queue"):
        draft = draft_for(day)
        with django_assert_num_queries(13):
            services.send_application(
                actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
            )
