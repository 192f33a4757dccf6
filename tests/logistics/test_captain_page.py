"""A captain works by a link on one phone: claims it, taps, counts, departs; nobody else reads a name."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.admission.models import DayRequest
from cohorts.admission.services import withdraw_day
from cohorts.logistics.manifests import boarding_of
from cohorts.logistics.models import CaptainLink, Run, Tap
from cohorts.logistics.services import captains, seats
from cohorts.models import Participant, Stretch
from foundation.errors import DomainError
from tests.architecture.rows import all_rows, changed
from tests.factories.admission import DayRequestFactory
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.logistics import RunFactory, captain_of
from tests.factories.residencies import manager_of
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db

CLAIM = {"action": "claim"}


@pytest.fixture
def run() -> Run:
    found: Run = RunFactory(day=DayFactory(date=timezone.localdate() + dt.timedelta(days=1)), seats=8)
    return found


@pytest.fixture
def people(run: Run) -> list[Participant]:
    found = [accepted(run.cohort.days.get()) for _each in range(3)]
    for each in found:
        seats.take_seat(
            actor=manager_of(run.cohort.residency.programme), run=run, participant=each, stretch=Stretch(0, 2)
        )
    return found


@pytest.fixture
def url(run: Run) -> str:
    return f"/en/captain/{captain_of(run)}/"


@pytest.fixture
def phone(url: str, people: list[Participant]) -> Client:
    found = Client()
    assert found.post(url, CLAIM).status_code == 302
    return found


def goes_today(run: Run) -> None:
    """A bus departs on its day or the eve of it, and how long before tomorrow it is depends on the clock."""
    Run.objects.filter(pk=run.pk).update(date=timezone.localdate())


def tap(phone: Client, url: str, who: Participant, what: str = "boarded", **more: Any) -> Any:
    fields = {
        "action": "tap",
        "uid": str(uuid.uuid4()),
        "person": str(who.public_id),
        "what": what,
        "call": 0,
    }
    return phone.post(url, {**fields, **more})


def test_before_it_is_claimed_and_on_another_phone_no_name_is_shown(
    url: str, people: list[Participant], run: Run
) -> None:
    first, second = Client(), Client()
    before = all_rows()
    page = first.get(url)
    assert changed(before) == [] and page.status_code == 200
    assert "sign-in" not in page.text, "no account is needed"
    first.post(url, CLAIM)
    for answer in (page, second.get(url), second.post(url, CLAIM), second.post(url, {"action": "depart"})):
        assert not any(each.user.family_name in answer.content.decode() for each in people)
    assert second.post(url, CLAIM).status_code == 409
    assert second.post(f"{url}taps/", {"sent": "{}"}).status_code == 404
    assert people[0].user.family_name in first.get(url).content.decode()
    run.refresh_from_db()
    assert run.departed_at is None


def test_a_released_link_refuses_the_phone_that_had_it(
    url: str, phone: Client, people: list[Participant], run: Run
) -> None:
    captains.release(actor=manager_of(run.cohort.residency.programme), link=CaptainLink.objects.get())
    assert people[0].user.family_name not in phone.get(url).content.decode()
    assert Client().post(url, CLAIM).status_code == 302
    assert phone.post(url, CLAIM).status_code == 409


def test_opening_the_page_changes_nothing_and_nothing_keeps_it(url: str, phone: Client) -> None:
    before = all_rows()
    page = phone.get(url)
    assert changed(before) == []
    assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_shows_no_needs_and_telephones_of_those_who_agreed(
    url: str, phone: Client, people: list[Participant]
) -> None:
    people[0].user.phone, people[1].user.phone = "+380501110000", "+380502220000"
    for each in people[:2]:
        each.user.save()
    seats.save_passenger(actor=people[0].user, participant=people[0], shares_phone=True, wheelchair=True)
    page = phone.get(url).content.decode()
    assert "+380501110000" in page and "+380502220000" not in page
    assert "Таємна" not in page and "wheelchair" not in page


def test_without_scripts_each_button_is_a_form(
    url: str, phone: Client, people: list[Participant], run: Run
) -> None:
    goes_today(run)
    assert tap(phone, url, people[0]).status_code == 302
    assert tap(phone, url, people[1], "excused").status_code == 302
    assert tap(phone, url, people[2], "no_show").status_code == 422
    assert phone.post(url, {"action": "count", "heads": 1, "call": 0}).status_code == 302
    assert phone.post(url, {"action": "count", "heads": "x"}).status_code == 422
    assert phone.post(url, {"action": "close"}).status_code == 422
    assert phone.post(url, {"action": "depart", "call": 0}).status_code == 302
    run.refresh_from_db()
    assert run.departed_without == 1
    tap(phone, url, people[2], "no_show", reason="ill")
    assert phone.post(url, {"action": "close"}).status_code == 302
    assert "This run is closed." in phone.get(url).content.decode()


@pytest.mark.parametrize(
    "fields",
    [{"action": "tap"}, {"action": "tap", "uid": "x"}, {"action": "x"}, {}, {"action": "tap", "what": "x"}],
)
def test_what_no_button_sends_is_refused(url: str, phone: Client, fields: dict[str, str]) -> None:
    assert phone.post(url, fields).status_code == 422
    assert not Tap.objects.exists()


def test_taps_that_waited_are_sent_together_and_again_without_effect(
    url: str, phone: Client, people: list[Participant], run: Run
) -> None:
    goes_today(run)
    now = timezone.now()
    taps = [
        {
            "uid": str(uuid.uuid4()), "at": (now - dt.timedelta(minutes=3)).isoformat(), "call": 0,
            "person": str(each.public_id), "what": "boarded",
        }
        for each in people[:2]
    ]  # fmt: skip
    left = {"at": (now - dt.timedelta(minutes=1)).isoformat(), "call": 0}
    sent = json.dumps({"now": now.isoformat(), "taps": [*taps, taps[0]], "departed": left})
    for _time in range(2):
        answer = phone.post(f"{url}taps/", {"sent": sent})
        assert answer.json() == {"aboard": 2, "missing": 1}
    assert Tap.objects.count() == 2
    run.refresh_from_db()
    assert run.departed_without == 1 and run.departed_at is not None and run.departed_at < now


@pytest.mark.parametrize(
    "sent", ["", "[]", "{}", '{"now": "x", "taps": [1]}', '{"now": 1, "taps": []}', '{"taps": 3}']
)
def test_what_no_script_of_ours_sends_is_refused(url: str, phone: Client, sent: str) -> None:
    assert phone.post(f"{url}taps/", {"sent": sent}).status_code == 422


NOON = "2026-01-01T12:00:00Z"
BEYOND = {"at": "9999-12-31T23:59:59Z", "what": "boarded"}


@pytest.mark.parametrize(
    ("now", "more"),
    [
        ("2026-01-01T12:00:00", {}),
        ("0001-01-01T00:00:00Z", {"taps": [BEYOND]}),
        (NOON, {"taps": [BEYOND]}),
        (NOON, {"departed": {"at": "2026-01-01T12:00:00", "call": 0}}),
        (NOON, {"departed": "at noon"}),
        (NOON, {"taps": [{"at": NOON, "what": "excused", "reason": "\ud800"}]}),
        (NOON, {"taps": [{"at": NOON, "what": "excused", "reason": "a\x00b"}]}),
        (NOON, {"taps": [{"at": NOON, "what": "excused", "reason": "a\u202eb"}]}),
    ],
)
def test_hours_beyond_every_clock_and_letters_that_nobody_sees_are_refused(
    url: str, phone: Client, people: list[Participant], now: str, more: dict[str, Any]
) -> None:
    who = {"uid": str(uuid.uuid4()), "person": str(people[0].public_id), "call": 0}
    taps = [{**who, **each} for each in more.pop("taps", [])]
    answer = phone.post(f"{url}taps/", {"sent": json.dumps({"now": now, "taps": taps, **more})})
    assert answer.status_code == 422 and answer.json()["refusal"]
    assert not Tap.objects.exists() and Run.objects.filter(departed_at=None).exists()


def test_brackets_without_end_are_refused(url: str, phone: Client) -> None:
    assert phone.post(f"{url}taps/", {"sent": "[" * 200_000}).status_code == 422


def test_a_reason_that_cannot_be_read_is_refused_without_scripts_too(
    url: str, phone: Client, people: list[Participant]
) -> None:
    assert tap(phone, url, people[0], "excused", reason="ill\u202e").status_code == 422
    assert not Tap.objects.exists()


def test_a_phone_whose_list_was_released_does_not_take_it_back_by_a_tap(
    url: str, phone: Client, people: list[Participant], run: Run
) -> None:
    link = CaptainLink.objects.get()
    captains.release(actor=manager_of(run.cohort.residency.programme), link=link)
    answer = tap(phone, url, people[0])
    assert answer.status_code == 409 and people[0].user.family_name not in answer.content.decode()
    assert not Tap.objects.exists()
    link.refresh_from_db()
    assert link.device_hash == ""
    assert Client().post(url, CLAIM).status_code == 302


def test_a_stale_phone_boards_somebody_who_was_moved_and_it_is_flagged(
    url: str, phone: Client, people: list[Participant], run: Run
) -> None:
    other = RunFactory(day=run.cohort.days.get())
    seats.take_seat(
        actor=manager_of(run.cohort.residency.programme),
        run=other,
        participant=people[0],
        stretch=Stretch(0, 2),
    )
    tap(phone, url, people[0])
    assert boarding_of(run).unexpected == {people[0].pk}
    assert "Not on this list" in phone.get(url).content.decode()


def test_lists_vanish_in_the_night_and_when_the_link_ends(
    url: str, phone: Client, people: list[Participant], run: Run, time_machine: Any
) -> None:
    link = CaptainLink.objects.get()
    time_machine.move_to(run.ends_at - dt.timedelta(seconds=1), tick=False)
    assert phone.get(url).status_code == 200
    time_machine.move_to(run.ends_at, tick=False)
    assert phone.get(url).status_code == 410
    time_machine.move_to(run.starts_at, tick=False)
    captains.end(actor=manager_of(run.cohort.residency.programme), link=link)
    answer = phone.get(url)
    assert answer.status_code == 410 and people[0].user.family_name not in answer.content.decode()


def test_a_token_that_nobody_made_is_not_found(run: Run) -> None:
    assert Client().get(f"/en/captain/{'0' * 40}/").status_code == 404


def test_the_page_costs_the_same_however_many_people(
    url: str, phone: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(11):
        phone.get(url)


# ---------------------------------------------------------------- a captain who does not travel any more
def captains_own_phone(run: Run, who: Participant) -> tuple[Client, str]:
    """The phone of a passenger who counts the bus, and the address of the link."""
    found, address = Client(), f"/en/captain/{captain_of(run, participant=who)}/"
    assert found.post(address, CLAIM).status_code == 302
    return found, address


def test_who_gives_the_day_up_is_no_captain_any_more_and_reads_whom_to_ask(
    run: Run, people: list[Participant]
) -> None:
    programme = run.cohort.residency.programme
    phone, address = captains_own_phone(run, people[0])
    asked = DayRequestFactory(
        application=people[0].application, day=run.cohort.days.get(), state=DayRequest.State.ACCEPTED
    )
    withdraw_day(actor=people[0].user, day_request=asked)
    answer = phone.get(address)
    page = answer.content.decode()
    assert answer.status_code == 410 and programme.contact_email in page and "no seat in this bus" in page
    assert people[1].user.family_name not in page
    assert tap(phone, address, people[1]).status_code == 410 and not Tap.objects.exists()
    assert phone.get(f"{address}today/").status_code == 410


def test_taps_that_waited_on_the_phone_of_a_former_captain_are_answered_in_words(
    run: Run, people: list[Participant]
) -> None:
    phone, address = captains_own_phone(run, people[0])
    seats.give_back_seat(actor=manager_of(run.cohort.residency.programme), run=run, participant=people[0])
    now = timezone.now().isoformat()
    waited = {"uid": str(uuid.uuid4()), "at": now, "call": 0, "person": str(people[1].public_id)}
    sent = json.dumps({"now": now, "taps": [{**waited, "what": "boarded"}]})
    answer = phone.post(f"{address}taps/", {"sent": sent})
    assert answer.status_code == 410 and "has not been written down" in answer.json()["refusal"]
    assert run.cohort.residency.programme.contact_email in answer.json()["refusal"]
    assert not Tap.objects.exists()


def test_who_gets_the_seat_back_is_captain_again(run: Run, people: list[Participant]) -> None:
    phone, address = captains_own_phone(run, people[0])
    manager = manager_of(run.cohort.residency.programme)
    seats.give_back_seat(actor=manager, run=run, participant=people[0])
    assert phone.get(address).status_code == 410
    seats.take_seat(actor=manager, run=run, participant=people[0], stretch=Stretch(0, 2))
    assert phone.get(address).status_code == 200


def test_who_comes_to_work_counts_a_bus_without_a_seat_in_it(run: Run) -> None:
    guide = ParticipantFactory(cohort=run.cohort, kind=Participant.Kind.INTERPRETER)
    phone, address = captains_own_phone(run, guide)
    assert phone.get(address).status_code == 200


def test_the_page_of_a_run_warns_of_a_captain_without_a_seat(run: Run, people: list[Participant]) -> None:
    manager = manager_of(run.cohort.residency.programme)
    captain_of(run, participant=people[0], name="Остап Лічильник")
    office, address = browser_of(manager), reverse("logistics_run", args=[run.pk])
    office.cookies["language"] = "en"
    words = "Остап Лічильник has no seat in this bus any more"
    assert words not in office.get(address).content.decode()
    seats.give_back_seat(actor=manager, run=run, participant=people[0])
    assert words in office.get(address).content.decode()
    with pytest.raises(DomainError, match="no seat"):
        captains.make_captain(actor=manager, run=run, participant=people[0])
