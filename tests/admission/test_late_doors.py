"""A day opened after its deadline for one person, with a reason: for nobody else, and no longer than said."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.admission import services
from cohorts.admission.answers import Incomplete
from cohorts.admission.models import Application, DayRequest, LateDoor
from cohorts.admission.services import close_late, open_late
from cohorts.models import Cohort, Day
from foundation.errors import Conflict, DomainError
from foundation.work import WorkState
from messaging.models import Letter
from people.models import User
from tests.factories.admission import LateDoorFactory, draft_for, request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.letters import the_letter
from tests.school import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
STATE = DayRequest.State
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def day(cohort: Cohort) -> Day:
    """A day of which the deadline has passed."""
    day: Day = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__deadline=timezone.now() - HOUR)
    return day


def opened(day: Day, manager: User, address: str, reason: str = "Лист не дійшов.") -> LateDoor:
    return open_late(actor=manager, day=day, address=address, until=timezone.now() + 2 * HOUR, reason=reason)


def test_the_one_person_sends_after_the_deadline_and_nobody_else_does(day: Day, manager: User) -> None:
    person = UserFactory(email="late@example.org")
    opened(day, manager, "Late@Example.org ")
    assert request_of(sent_for(day, user=person), day).state == STATE.ACCEPTED
    with pytest.raises(Incomplete):
        sent_for(day)


def test_the_door_closes_at_its_hour(day: Day, manager: User) -> None:
    person = UserFactory()
    draft = draft_for(day, user=person)
    door = opened(day, manager, person.email)
    with time_machine.travel(door.until + dt.timedelta(seconds=2)), pytest.raises(Incomplete):
        services.send_application(actor=person, slug=day.cohort.slug, version=draft.version)
    with time_machine.travel(door.until.replace(microsecond=0), tick=False):
        services.send_application(actor=person, slug=day.cohort.slug, version=draft.version)


def test_whoever_is_let_in_late_to_a_full_day_waits(cohort: Cohort, manager: User) -> None:
    day = DayFactory(
        cohort=cohort,
        admission=Day.Admission.OPEN,
        pool__capacity=0,
        pool__deadline=timezone.now() - HOUR,
    )
    person = UserFactory()
    opened(day, manager, person.email)
    assert request_of(sent_for(day, user=person), day).state == STATE.WAITING


def test_a_day_is_added_to_an_application_through_the_door(cohort: Cohort, day: Day, manager: User) -> None:
    other = DayFactory(cohort=cohort)
    sent = sent_for(other)
    person, answers = sent.participant.user, {"days": [other.pk, day.pk], "waits_if_full": []}

    def add() -> Application:
        return services.change_application(
            actor=person,
            application=sent,
            answers=answers,  # type: ignore[arg-type]
            version=sent.version,
        )

    with pytest.raises(DomainError):
        add()
    opened(day, manager, person.email)
    assert request_of(add(), day).state == STATE.ACCEPTED


def test_the_pages_let_the_person_in_and_say_until_when(day: Day, manager: User) -> None:
    person = UserFactory(language="en")
    at, url = browser_of(person), f"/en/cohorts/{day.cohort.slug}/apply/"
    assert at.get(f"{url}days/").templates[0].name == "admission/closed.html"
    opened(day, manager, person.email)
    page = at.get(f"{url}days/").content.decode()
    assert "it is open for you until" in page
    other = browser_of(UserFactory(language="en"))
    assert other.get(f"{url}days/").templates[0].name == "admission/closed.html"
    draft_for(day, user=person)
    assert "Finish your application" in at.get("/en/my/").content.decode()


def test_a_letter_with_the_link_goes_to_an_address_without_an_account(day: Day, manager: User) -> None:
    opened(day, manager, "new@example.org")
    letter = the_letter(kind="still_open")
    assert (letter.address, letter.recipient, letter.programme) == (
        "new@example.org",
        None,
        day.cohort.residency.programme,
    )
    assert f"/cohorts/{day.cohort.slug}/apply/" in letter.text
    assert "Лист не дійшов" not in letter.text


def test_the_log_keeps_who_opened_which_day_and_why(day: Day, manager: User) -> None:
    door = opened(day, manager, "new@example.org")
    line = ModelLogEntry.objects.get(action="admission.open_late")
    assert (line.user, line.label) == (manager, str(door))
    assert line.data["reason"] == "Лист не дійшов."


def test_opened_again_the_new_hour_and_reason_count(day: Day, manager: User) -> None:
    opened(day, manager, "new@example.org")
    later = timezone.now() + 5 * HOUR
    open_late(actor=manager, day=day, address="new@example.org", until=later, reason="Ще раз.")
    door = LateDoor.objects.get()
    assert (door.until, door.reason) == (later, "Ще раз.")
    assert Letter.objects.filter(kind="still_open").count() == 2


def test_what_makes_no_sense_is_refused(cohort: Cohort, day: Day, manager: User) -> None:
    with pytest.raises(DomainError, match=r"чому|why"):
        opened(day, manager, "new@example.org", reason=" ")
    with pytest.raises(DomainError):
        open_late(actor=manager, day=day, address="a@example.org", until=timezone.now() - HOUR, reason="Так.")
    too_late = timezone.now() + dt.timedelta(days=700)
    with pytest.raises(DomainError):
        open_late(actor=manager, day=day, address="a@example.org", until=too_late, reason="Так.")
    with pytest.raises(Conflict):
        opened(DayFactory(cohort=cohort), manager, "a@example.org")
    over = DayFactory(cohort=cohort, date=timezone.localdate() - dt.timedelta(days=2))
    with pytest.raises(Conflict):
        opened(over, manager, "a@example.org")
    person = UserFactory()
    opened(day, manager, person.email)
    sent_for(day, user=person)
    with pytest.raises(DomainError):
        opened(day, manager, person.email)
    assert LateDoor.objects.count() == 1


def test_a_manager_opens_the_day_on_its_screen(client: Client, day: Day, manager: User) -> None:
    client.force_login(manager)
    client.cookies["language"] = "en"
    url = f"/admin/cohorts/{day.cohort.pk}/applications/late/"
    assert url in client.get(f"/admin/cohorts/{day.cohort.pk}/applications/").content.decode()
    until = timezone.localtime(timezone.now() + 3 * HOUR, day.cohort.zone).strftime("%Y-%m-%dT%H:%M")
    typed = {"day": day.pk, "address": "new@example.org", "until": until, "reason": "Лист не дійшов."}
    assert client.post(url, {**typed, "reason": ""}).status_code == 422
    assert client.post(url, {**typed, "address": "none"}).status_code == 422
    page = client.post(url, typed, follow=True).content.decode()
    assert "new@example.org" in page and "Лист не дійшов." in page
    assert LateDoor.objects.get().opened_by == manager


def test_the_screen_is_not_there_for_managers_of_other_programmes(client: Client, day: Day) -> None:
    client.force_login(manager_of(DayFactory().cohort.residency.programme))
    url = f"/admin/cohorts/{day.cohort.pk}/applications/late/"
    assert client.get(url).status_code in (302, 404)
    assert client.post(url, {}).status_code in (302, 404)
    assert not LateDoor.objects.exists()


def test_asking_about_doors_costs_a_query_only_once_a_deadline_has_passed(
    cohort: Cohort, day: Day, django_assert_num_queries: object
) -> None:
    from cohorts.admission.may_apply import Doors

    ahead = DayFactory(cohort=cohort)
    doors = Doors(UserFactory(), timezone.now())
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert doors.is_open(ahead)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert not doors.is_open(day) and not doors.is_open(day)


# ---------------------------------------------------------------- taking it back
def test_taken_back_the_day_is_closed_for_the_person_before_its_hour(day: Day, manager: User) -> None:
    person = UserFactory()
    draft = draft_for(day, user=person)
    door = opened(day, manager, person.email)
    close_late(actor=manager, door=door, reason="Помилка в адресі.")
    with pytest.raises(Incomplete):
        services.send_application(actor=person, slug=day.cohort.slug, version=draft.version)
    door.refresh_from_db()
    assert (door.closed_by, door.why_closed) == (manager, "Помилка в адресі.")
    line = ModelLogEntry.objects.get(action="admission.close_late")
    assert (line.user, line.data["reason"]) == (manager, "Помилка в адресі.")


def test_whoever_was_told_of_the_opening_is_told_of_the_closing(day: Day, manager: User) -> None:
    door = opened(day, manager, "late@example.org")
    Letter.objects.filter(kind="still_open").update(state=WorkState.DONE)
    close_late(actor=manager, door=door, reason="Помилка в адресі.")
    letter = the_letter(kind="closed_again")
    assert (letter.address, letter.cohort_id) == ("late@example.org", day.cohort_id)
    assert day.cohort.residency.name in letter.text and "Помилка" not in letter.text


def test_a_letter_about_the_opening_that_has_not_left_is_taken_out_and_nobody_is_told(
    day: Day, manager: User
) -> None:
    close_late(actor=manager, door=opened(day, manager, "late@example.org"), reason="Помилка.")
    assert not Letter.objects.exists()


def test_a_closed_door_is_opened_again_as_any_other(day: Day, manager: User) -> None:
    person = UserFactory()
    close_late(actor=manager, door=opened(day, manager, person.email), reason="Помилка.")
    opened(day, manager, person.email)
    assert request_of(sent_for(day, user=person), day).state == STATE.ACCEPTED
    assert LateDoor.objects.get().why_closed == ""


def test_what_is_no_longer_open_or_was_used_is_not_taken_back(day: Day, manager: User) -> None:
    person = UserFactory()
    door = opened(day, manager, person.email)
    with pytest.raises(DomainError, match=r"чому|why"):
        close_late(actor=manager, door=door, reason=" ")
    with time_machine.travel(door.until + HOUR), pytest.raises(Conflict):
        close_late(actor=manager, door=door, reason="Пізно.")
    sent_for(day, user=person)
    with pytest.raises(Conflict):
        close_late(actor=manager, door=door, reason="Пізно.")
    door.refresh_from_db()
    assert door.closed_at is None
    other = opened(day, manager, "late@example.org")
    close_late(actor=manager, door=other, reason="Помилка.")
    with pytest.raises(Conflict):
        close_late(actor=manager, door=other, reason="Ще раз.")


def test_a_manager_takes_it_back_on_the_screen(client: Client, day: Day, manager: User) -> None:
    client.force_login(manager)
    client.cookies["language"] = "en"
    door = opened(day, manager, "late@example.org")
    late = f"/admin/cohorts/{day.cohort.pk}/applications/late/"
    url = f"{late}{door.pk}/close/"
    assert url in client.get(late).text
    assert "late@example.org" in client.get(url).text
    refused = client.post(url, {"reason": ""})
    assert refused.status_code == 422 and LateDoor.objects.get().closed_at is None
    page = client.post(url, {"reason": "Помилка в адресі."}, follow=True).text
    assert "Помилка в адресі." in page and url not in page
    assert client.post(url, {"reason": "Ще раз."}).status_code == 409


def test_a_door_of_another_cohort_is_not_found_below_this_one(
    client: Client, cohort: Cohort, day: Day, manager: User
) -> None:
    client.force_login(manager)
    foreign = LateDoorFactory()
    url = f"/admin/cohorts/{cohort.pk}/applications/late/{foreign.pk}/close/"
    assert (client.get(url).status_code, client.post(url, {"reason": "Так."}).status_code) == (404, 404)
    foreign.refresh_from_db()
    assert foreign.closed_at is None
