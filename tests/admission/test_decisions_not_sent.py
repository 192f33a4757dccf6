"""Deciding with an undo: nobody knows before the letters go, places are kept, and undone it is all as it was."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from cohorts.admission import services
from cohorts.admission.models import Application, Call, DayRequest, DecisionBatch, Note, PendingDecision
from cohorts.admission.queries import day_numbers
from cohorts.admission.services import Decision
from cohorts.admission.wing import AdmissionWing
from cohorts.models import Cohort, Day, Move, Place, Reservation, Waiting
from cohorts.places import PoolFull
from cohorts.services import cancel_cohort
from foundation.clocks.dates import short_date_in_words
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from people.models import User
from residencies.models import Membership
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.people import CommunityFactory
from tests.factories.residencies import MembershipFactory, manager_of
from tests.letters import letters

pytestmark = pytest.mark.django_db
STATE = DayRequest.State


@pytest.fixture
def at(client: Client, manager: User) -> Client:
    client.force_login(manager)
    client.cookies["language"] = "en"
    return client


def decided(
    manager: User, decision: Decision, *requests: DayRequest, reason: str = "Так вирішено.", **also: Any
) -> DecisionBatch:
    return services.add_decisions(
        actor=manager,
        cohort=requests[0].application.participant.cohort,
        seen={row.pk: row.state for row in requests},
        decision=decision,
        reason=reason,
        **also,
    )


def everything(*days: Day) -> list[Any]:
    """All that anybody could read of these days: states, places, queues, letters, moves, versions."""
    pools = [day.pool_id for day in days]
    tables: Iterable[Any] = (
        DayRequest.objects.filter(day__in=days).values_list("pk", "state", "reason", "decided_at"),
        Place.objects.filter(pool__in=pools).values_list("pool", "participant"),
        Waiting.objects.filter(pool__in=pools).values_list("pool", "participant", "position"),
        Reservation.objects.filter(pool__in=pools).values_list("pool", "participant"),
        Move.objects.filter(pool__in=pools).values_list("pk", "what"),
        Letter.objects.values_list("key"),
        Application.objects.values_list("pk", "version", "state"),
    )
    return [sorted(table) for table in tables]


def left(day: Day) -> int:
    return next(line.left for line in day_numbers(day.cohort) if line.day == day)


@pytest.mark.both_databases
def test_until_it_is_sent_nobody_reads_of_a_decision_and_the_place_is_kept(day: Day, manager: User) -> None:
    first, second, third = (request_of(sent_for(day), day) for _number in range(3))
    letters = Letter.objects.count()
    batch = decided(manager, Decision.ACCEPT, first, second)
    first.refresh_from_db()
    assert (first.state, Letter.objects.count(), Place.objects.count()) == (STATE.ASKED, letters, 0)
    assert left(day) == 0
    with pytest.raises(PoolFull):
        decided(manager, Decision.ACCEPT, third)
    services.send_decisions(actor=manager, batch=batch, version=DecisionBatch.objects.get().version)
    states = DayRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [STATE.ACCEPTED, STATE.ACCEPTED, STATE.ASKED]
    assert (Place.objects.count(), Reservation.objects.count(), left(day)) == (2, 0, 0)
    assert Letter.objects.filter(kind="day_accepted").count() == 2


def test_the_applicant_reads_under_consideration(client: Client, day: Day, manager: User) -> None:
    application = sent_for(day)
    client.force_login(application.participant.user)
    page = reverse("admission:application", args=[application.public_id])
    before = client.get(page).content.decode()
    decided(manager, Decision.ACCEPT, request_of(application, day))

    def without_token(text: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)

    assert without_token(client.get(page).content.decode()) == without_token(before)


@pytest.mark.both_databases
def test_undone_it_is_all_as_it_was(cohort: Cohort, day: Day, manager: User) -> None:
    full = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=1)
    holds, waits, waits_too = (request_of(sent_for(full), full) for _number in range(3))
    asked = request_of(sent_for(day), day)
    before = everything(day, full)
    decided(manager, Decision.ACCEPT, asked)
    decided(manager, Decision.CANCEL, holds)
    decided(manager, Decision.DECLINE, waits, waits_too)
    batch = DecisionBatch.objects.get()
    assert services.undo_decisions(actor=manager, batch=batch, version=batch.version) == 4
    assert everything(day, full) == before
    batch.refresh_from_db()
    assert (batch.state, PendingDecision.objects.count()) == (DecisionBatch.State.UNDONE, 0)


@pytest.mark.both_databases
def test_who_is_declined_makes_room_in_the_queue_for_who_is_accepted(cohort: Cohort, manager: User) -> None:
    full = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    first, second, third = (request_of(sent_for(full), full) for _number in range(3))
    full.pool.capacity = 1
    full.pool.save()
    with pytest.raises(DomainError):
        decided(manager, Decision.ACCEPT, second)
    decided(manager, Decision.DECLINE, first)
    batch = decided(manager, Decision.ACCEPT, second)
    assert list(Waiting.objects.values_list("position", flat=True)) == [1, 2, 3]
    services.send_decisions(actor=manager, batch=batch, version=batch.version)
    states = DayRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [STATE.DECLINED, STATE.ACCEPTED, STATE.WAITING]
    assert third.application.participant_id == Waiting.objects.get().participant_id


def test_another_decision_takes_the_place_of_the_first(day: Day, manager: User) -> None:
    row = request_of(sent_for(day), day)
    decided(manager, Decision.ACCEPT, row)
    with pytest.raises(Conflict):
        decided(manager, Decision.DECLINE, row)  # as a colleague who has not seen it
    batch = decided(manager, Decision.DECLINE, row, replaces={row.pk: "accept"})
    assert Reservation.objects.count() == 0
    services.send_decisions(actor=manager, batch=batch, version=batch.version)
    row.refresh_from_db()
    assert (row.state, row.reason) == (STATE.DECLINED, "Так вирішено.")


def test_one_decision_can_be_taken_back_alone(day: Day, manager: User) -> None:
    first, second = (request_of(sent_for(day), day) for _number in range(2))
    batch = decided(manager, Decision.ACCEPT, first, second)
    line = PendingDecision.objects.get(day_request=first)
    services.undo_decisions(actor=manager, batch=batch, version=batch.version, only=[line.pk])
    batch.refresh_from_db()
    services.send_decisions(actor=manager, batch=batch, version=batch.version)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (STATE.ASKED, STATE.ACCEPTED)


def test_what_is_sent_is_what_was_looked_at_and_only_once(day: Day, manager: User) -> None:
    first, second = (request_of(sent_for(day), day) for _number in range(2))
    looked_at = decided(manager, Decision.ACCEPT, first).version
    batch = decided(manager, Decision.ACCEPT, second)
    with pytest.raises(Conflict):
        services.send_decisions(actor=manager, batch=batch, version=looked_at)
    services.send_decisions(actor=manager, batch=batch, version=batch.version)
    for again in (services.send_decisions, services.undo_decisions):
        with pytest.raises(Conflict):
            again(actor=manager, batch=batch, version=batch.version)
    assert Letter.objects.filter(kind="day_accepted").count() == 2


def test_a_stranger_and_an_applicant_do_not_decide(day: Day, manager: User) -> None:
    row = request_of(sent_for(day), day)
    own = request_of(sent_for(day, user=manager), day)
    with pytest.raises(services.OwnApplication):
        decided(manager, Decision.ACCEPT, own)
    with pytest.raises(DomainError):
        decided(manager_of(DayFactory().cohort.residency.programme), Decision.ACCEPT, row)
    batch = decided(manager, Decision.ACCEPT, row)
    assistant = MembershipFactory(
        programme=day.cohort.residency.programme, role=Membership.Role.ASSISTANT
    ).user
    for act in (services.send_decisions, services.undo_decisions):
        with pytest.raises(DomainError):
            act(actor=assistant, batch=batch, version=batch.version)


@pytest.mark.both_databases
def test_who_withdraws_or_is_cancelled_meanwhile_leaves_the_batch(
    cohort: Cohort, day: Day, manager: User
) -> None:
    first, second = (sent_for(day) for _number in range(2))
    batch = decided(manager, Decision.ACCEPT, request_of(first, day), request_of(second, day))
    services.withdraw_application(actor=first.participant.user, application=first)
    assert (PendingDecision.objects.count(), Reservation.objects.count(), left(day)) == (1, 1, 1)
    cancel_cohort(actor=manager, cohort=cohort, reason="Ні.")
    assert (PendingDecision.objects.count(), Reservation.objects.count()) == (0, 0)
    with pytest.raises(DomainError):
        services.send_decisions(actor=manager, batch=batch, version=batch.version)


def test_nobody_is_offered_a_place_past_decisions_that_are_not_sent(cohort: Cohort, manager: User) -> None:
    full = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    waits = request_of(sent_for(full), full)
    now = timezone.now()
    assert AdmissionWing().why_rests(full.pool, now) == ""
    decided(manager, Decision.DECLINE, waits)
    assert AdmissionWing().why_rests(full.pool, now)


def test_the_first_screen_speaks_of_it_after_an_hour(cohort: Cohort, day: Day, manager: User) -> None:
    decided(manager, Decision.ACCEPT, request_of(sent_for(day), day))
    now = timezone.now()

    def facts(moment: dt.datetime) -> list[str]:
        with translation.override("en"):
            return [str(fact) for fact in AdmissionWing().waits([cohort], moment, manager).get(cohort.pk, [])]

    assert not any("not sent" in fact for fact in facts(now))
    assert "1 decision is not sent yet" in facts(now + dt.timedelta(hours=1, minutes=1))
    assert not any("to decide" in fact for fact in facts(now))


# ---------------------------------------------------------------- the list
def listing(cohort: Cohort) -> str:
    return reverse("admission_list", args=[cohort.pk])


def add(cohort: Cohort) -> str:
    return reverse("admission_add", args=[cohort.pk])


def batch_of(cohort: Cohort) -> str:
    return reverse("admission_batch", args=[cohort.pk])


def sent_states(answer: Any) -> list[str]:
    return re.findall(r'name="states" value="([^"]+)"', answer.content.decode())


def test_both_days_are_decided_in_one_pass_and_marked_in_the_list(
    at: Client, cohort: Cohort, day: Day
) -> None:
    other = DayFactory(cohort=cohort)
    both, one = sent_for(day, other), sent_for(other)
    page = at.get(listing(cohort), {"motivation": "1"})
    assert both.motivation in page.content.decode()
    form = {
        "application": [both.pk, one.pk],
        "day": "undecided",
        "decision": "accept",
        "states": sent_states(page),
    }
    assert at.post(add(cohort), form)["Location"] == listing(cohort)
    assert PendingDecision.objects.count() == 3
    page = at.get(listing(cohort)).content.decode()
    assert page.count("Decided, not sent yet") == 3
    assert [row.pk for row in at.get(listing(cohort), {"state": "undecided"}).context["object_list"]] == []
    assert len(at.get(listing(cohort), {"state": "unsent"}).context["object_list"]) == 2
    shown = at.get(batch_of(cohort))
    batch = shown.context["batch"]
    assert shown.content.decode().count("<details>") == 1
    assert "Letters in Українська: 3" in shown.content.decode()
    at.post(batch_of(cohort), {"batch": batch.pk, "version": batch.version, "send": "1"})
    assert set(DayRequest.objects.values_list("state", flat=True)) == {STATE.ACCEPTED}
    mine = letters(recipient=both.participant.user, kind="day_accepted")
    with translation.override("uk"):
        assert [letter.subject.rpartition(", ")[2] for letter in mine] == [
            short_date_in_words(date, year=True) for date in sorted([day.date, other.date])
        ]


def test_all_on_the_page_and_all_that_match_are_chosen(at: Client, cohort: Cohort, day: Day) -> None:
    rows = [sent_for(day) for _number in range(3)]
    page = {
        "page": "1",
        "shown": [row.pk for row in rows[:2]],
        "day": day.pk,
        "decision": "decline",
        "reason": "Ні.",
    }
    at.post(add(cohort), page)
    assert PendingDecision.objects.count() == 2
    match = {"match": "1", "query": "state=undecided", "day": "undecided", "decision": "accept"}
    at.post(add(cohort), match)
    assert PendingDecision.objects.filter(decision="accept").count() == 1
    stale = at.post(add(cohort), {**match, "match": "7"}, follow=True)
    assert "The list has changed" in stale.content.decode()


def test_a_list_that_is_out_of_date_decides_nothing(
    at: Client, cohort: Cohort, day: Day, manager: User
) -> None:
    row = sent_for(day)
    states = sent_states(at.get(listing(cohort)))
    decided(manager, Decision.DECLINE, request_of(row, day))
    form = {"application": row.pk, "day": day.pk, "decision": "accept", "states": states}
    assert "A colleague has decided" in at.post(add(cohort), form, follow=True).content.decode()
    assert PendingDecision.objects.get().decision == "decline"


def test_what_was_ticked_and_written_is_there_again_when_it_cannot_be_decided(
    at: Client, cohort: Cohort, day: Day
) -> None:
    rows = [sent_for(day) for _number in range(3)]
    day.pool.capacity = 1
    day.pool.save()
    form = {
        "application": [rows[0].pk, rows[2].pk],
        "day": day.pk,
        "decision": "accept",
        "reason": "Ласкаво просимо.",
        "states": sent_states(at.get(listing(cohort))),
        "next": listing(cohort),
        "query": "",
    }
    came_from = f"http://testserver{listing(cohort)}"
    refused = at.post(add(cohort), form, headers={"referer": came_from}, follow=True)
    page = refused.content.decode()
    ticked = re.findall(r'name="application" value="(\d+)"[^>]* checked', page)
    assert set(ticked) == {str(rows[0].pk), str(rows[2].pk)}
    assert "Ласкаво просимо." in page and f'value="{day.pk}" selected' in page
    assert not PendingDecision.objects.exists()
    whole = {**form, "page": "1", "match": "3", "query": "day=9"}
    at.post(add(cohort), whole, headers={"referer": came_from})
    page = at.get(listing(cohort)).content.decode()
    assert re.search(r'name="page" value="1"[^>]* checked', page) is None, "other rows may stand there now"
    assert 'value="day=9"' not in page and "Ласкаво просимо." in page
    fewer = {**form, "application": rows[2].pk}
    done = at.post(add(cohort), fewer, headers={"referer": came_from}, follow=True)
    assert "Ласкаво просимо." not in done.content.decode(), "decided, it is not offered again"


def test_ticks_and_reason_come_back_under_the_filter_that_they_were_made_under_alone(
    at: Client, cohort: Cohort, day: Day
) -> None:
    later = DayFactory(cohort=cohort, offset=32)
    rows = [sent_for(day, later) for _number in range(2)]
    day.pool.capacity = 1
    day.pool.save()
    here, elsewhere = f"{listing(cohort)}?day={day.pk}", f"{listing(cohort)}?day={later.pk}"
    form = {
        "application": [row.pk for row in rows],
        "day": day.pk,
        "decision": "accept",
        "reason": "Ласкаво просимо.",
        "states": sent_states(at.get(here)),
        "next": here,
    }

    def has_it_again(page: Any) -> bool:
        text = page.content.decode()
        is_ticked = re.search(r'name="application" value="\d+"[^>]* checked', text) is not None
        assert is_ticked is ("Ласкаво просимо." in text), "both or neither"
        return is_ticked

    came_from = f"http://testserver{here}"
    refused = at.post(add(cohort), form, headers={"referer": came_from}, follow=True)
    assert has_it_again(refused)
    other = at.get(elsewhere)
    assert not has_it_again(other)
    assert f'value="{later.pk}" selected' in other.content.decode(), "its own day is chosen there"
    assert not has_it_again(at.get(listing(cohort)))
    assert has_it_again(at.get(here)), "looked at anew, the same list has it still"


def test_one_request_is_decided_on_its_own_page(at: Client, cohort: Cohort, day: Day) -> None:
    row = request_of(sent_for(day), day)
    foreign_day = DayFactory()
    foreign = request_of(sent_for(foreign_day), foreign_day)
    at.post(add(cohort), {"request": row.pk, "decision": "accept", "states": f"{row.pk}:asked"})
    assert PendingDecision.objects.get().day_request_id == row.pk
    assert at.post(add(cohort), {"request": foreign.pk, "decision": "accept"}).status_code == 404
    nothing = at.post(batch_of(cohort), {"batch": 0, "version": 1, "send": "1"}, follow=True)
    assert "There is nothing to send" in nothing.content.decode()


def test_what_is_ticked_is_taken_back(at: Client, cohort: Cohort, day: Day, manager: User) -> None:
    batch = decided(manager, Decision.ACCEPT, *(request_of(sent_for(day), day) for _number in range(2)))
    line = PendingDecision.objects.order_by("pk")[0]
    form = {"batch": batch.pk, "version": batch.version}
    assert "Tick the decisions" in at.post(batch_of(cohort), {**form, "undo": "1"}).content.decode()
    at.post(batch_of(cohort), {**form, "undo": "1", "line": line.pk})
    assert PendingDecision.objects.count() == 1
    assert at.post(batch_of(cohort), {**form, "undo_all": "1"}).status_code == 409
    at.post(batch_of(cohort), {**form, "version": batch.version + 1, "undo_all": "1"})
    assert PendingDecision.objects.count() == 0


@pytest.mark.both_databases
def test_the_list_is_filtered_by_what_people_say_of_themselves(at: Client, cohort: Cohort, day: Day) -> None:
    lviv = CommunityFactory(region="Львівська")
    one = sent_for(day, community=lviv, position="Голова громади", organisation="Лікарня №2")
    other = sent_for(day)

    def found(**query: str) -> list[int]:
        return [row.pk for row in at.get(listing(cohort), query).context["object_list"]]

    assert found(region="Львівська") == found(position="голова") == found(organisation="лікарня") == [one.pk]
    tomorrow = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    assert found(sent_from=tomorrow) == []
    assert set(found(sent_to=tomorrow)) == {one.pk, other.pk}


@pytest.mark.both_databases
def test_the_list_is_in_the_order_of_the_column_that_is_pressed(at: Client, cohort: Cohort, day: Day) -> None:
    rows = []
    for name, position in (("Ґудзь", "б"), ("Гук", "в"), ("Яремко", "а")):
        row = sent_for(day, position=position)
        row.participant.user.family_name = name
        row.participant.user.save()
        rows.append(row.pk)

    def order(by: str) -> list[int]:
        return [row.pk for row in at.get(listing(cohort), {"ordering": by}).context["object_list"]]

    assert order("name") == [rows[1], rows[0], rows[2]]
    assert order("-name") == [rows[2], rows[0], rows[1]]
    assert order("position") == [rows[2], rows[0], rows[1]]
    assert order("sent") == rows


def test_from_one_application_one_comes_to_the_next_of_the_list(at: Client, cohort: Cohort, day: Day) -> None:
    first, second, third = (sent_for(day) for _number in range(3))
    url = reverse("admission_detail", args=[cohort.pk, second.public_id])
    page = at.get(url, {"list": "ordering=sent"})
    assert str(first.public_id) in page.context["previous_url"]
    assert str(third.public_id) in page.context["next_url"]
    assert (page.context["number"], page.context["of"]) == (2, 3)
    assert page.context["list_url"].endswith("?ordering=sent")
    assert "next_url" not in at.get(url).context


def test_a_note_is_for_colleagues(at: Client, client: Client, cohort: Cohort, day: Day) -> None:
    application = sent_for(day)
    url = reverse("admission_note", args=[cohort.pk, application.public_id])
    assert at.post(url, {"text": ""}, follow=True).status_code == 200
    at.post(url, {"text": "Телефонувала: приїде з колегою."})
    assert Note.objects.get().text == "Телефонувала: приїде з колегою."
    detail = reverse("admission_detail", args=[cohort.pk, application.public_id])
    assert "Телефонувала" in at.get(detail).content.decode()
    client.force_login(application.participant.user)
    own = reverse("admission:application", args=[application.public_id])
    assert "Телефонувала" not in client.get(own).content.decode()
    assert Call.objects.count() == 0


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [1, 20])
def test_what_is_to_be_sent_is_looked_at_with_the_same_queries_for_one_and_for_many(
    at: Client, cohort: Cohort, day: Day, manager: User, number: int
) -> None:
    day.pool.capacity = number
    day.pool.save()
    decided(manager, Decision.ACCEPT, *(request_of(sent_for(day), day) for _each in range(number)))
    at.get(batch_of(cohort))
    with CaptureQueriesContext(connection) as captured:
        at.get(batch_of(cohort))
    ours = [line for line in captured if re.search(r'FROM "(admission|cohorts)', line["sql"])]
    assert len(ours) == 8, (
        "two of them ask what the reader of the previewed letter is yet to choose and to say"
    )
