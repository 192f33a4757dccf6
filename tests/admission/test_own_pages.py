"""One's own application: the receipt, where it stands, changing and giving up; other people's are not there."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone, translation

from cohorts.admission import person as own_part
from cohorts.admission import services
from cohorts.admission.answers import Incomplete
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.models import Cohort, Day, Place
from people import person as my
from people.models import User
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.needs import said_what_they_need
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.school import browser_of

pytestmark = pytest.mark.django_db
STATE = DayRequest.State
PAGES = ["", "receipt/", "change/you/", "change/community/", "change/days/", "withdraw/"]


@pytest.fixture
def day(cohort: Cohort) -> Day:
    return DayFactory(cohort=cohort, admission=Day.Admission.OPEN)


@pytest.fixture
def person() -> User:
    return UserFactory(language="en")


@pytest.fixture
def at(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def own(application: Application, rest: str = "") -> str:
    return f"/en/my/applications/{application.public_id}/{rest}"


@pytest.mark.parametrize("path", PAGES)
def test_other_peoples_applications_are_not_there(client: Client, day: Day, path: str) -> None:
    sent = sent_for(day)
    for who in (UserFactory(), manager_of(day.cohort.residency.programme)):
        client.force_login(who)
        assert client.get(own(sent, path)).status_code == 404
        assert client.post(own(sent, path)).status_code == 404
    assert Place.objects.exists()


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_signs_in_first(client: Client, day: Day, path: str) -> None:
    sent = sent_for(day)
    assert client.get(own(sent, path))["Location"].startswith("/en/accounts/login/?next=")


@pytest.mark.parametrize("path", PAGES)
def test_the_owner_reads_every_page(at: Client, day: Day, person: User, path: str) -> None:
    sent = sent_for(day, user=person)
    answer = at.get(own(sent, path))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]


def test_a_draft_is_gone_on_with(at: Client, cohort: Cohort, day: Day, person: User) -> None:
    draft = draft_for(day, user=person)
    assert at.get(own(draft))["Location"] == f"/en/cohorts/{cohort.slug}/apply/"


def test_the_page_says_how_each_day_stands_and_the_place_in_the_queue(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    full = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    sent_for(full)
    sent = sent_for(day, full, user=person)
    body = at.get(own(sent)).content.decode()
    assert "Your place is kept" in body and "Your number on the waiting list: 2." in body


def test_the_organisers_reason_is_read(at: Client, cohort: Cohort, person: User) -> None:
    day = DayFactory(cohort=cohort)
    sent = sent_for(day, user=person)
    services.decide(
        actor=manager_of(cohort.residency.programme),
        day_request=request_of(sent, day),
        decision=Decision.DECLINE,
        reason="The day is for doctors.",
        seen_state=STATE.ASKED,
    )
    assert "The day is for doctors." in at.get(own(sent)).content.decode()


def test_a_day_that_is_over_invites_to_nothing_and_leads_to_what_stays(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    waited = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    sent = sent_for(day, waited, user=person)
    programme = f'href="/en/my/cohorts/{cohort.slug}/"'
    assert programme not in at.get(own(sent)).text
    Day.objects.filter(pk=waited.pk).update(date=timezone.localdate() - dt.timedelta(days=3))
    Day.objects.filter(pk=day.pk).update(date=timezone.localdate() - dt.timedelta(days=2))
    body = at.get(own(sent)).text
    assert body.count("This day is over.") == 2
    assert body.count('class="state state--draft"') == 2
    for past in ("Your place is kept", "on the list", "Give this day up", "accepted", ">Certificate<"):
        assert past not in body
    assert programme in body
    assert at.get(own(sent, "receipt/")).text.count("this day is over") == 2


def test_places_become_free_only_where_one_is_held(at: Client, cohort: Cohort, person: User) -> None:
    free = "free for others at once"
    asked = DayFactory(cohort=cohort)
    sent = sent_for(asked, user=person)
    date = asked.date.isoformat()
    pages = ("", "withdraw/", f"days/{date}/withdraw/")
    assert [free in at.get(own(sent, page)).text for page in pages] == [False] * 3
    services.decide(
        actor=manager_of(cohort.residency.programme),
        day_request=request_of(sent, asked),
        decision=Decision.ACCEPT,
        seen_state=STATE.ASKED,
    )
    assert [free in at.get(own(sent, page)).text for page in pages] == [True] * 3


def test_answers_are_changed_on_their_own_page(at: Client, day: Day, person: User) -> None:
    sent = sent_for(day, user=person)
    answer = at.post(
        own(sent, "change/days/"),
        {"days": [day.pk], "motivation": "Інша.", "version": sent.version},
    )
    assert answer["Location"] == own(sent)
    sent.refresh_from_db()
    assert sent.motivation == "Інша."


def test_a_figure_in_a_name_from_before_stands_in_the_way_of_no_other_answer(
    at: Client, day: Day, person: User
) -> None:
    person.given_name = "Олена2"
    person.save()
    sent = sent_for(day, user=person)
    form = {"given_name": "Олена2", "family_name": person.family_name, "phone": "+380 67 111 1112"}
    assert at.post(own(sent, "change/you/"), {**form, "version": sent.version})["Location"] == own(sent)
    sent.refresh_from_db()
    assert sent.phone == "+380 67 111 1112"
    anew = at.post(own(sent, "change/you/"), {**form, "given_name": "Олена3", "version": sent.version})
    assert anew.status_code == 422 and "in letters, without figures" in anew.text


def test_a_stale_change_is_a_conflict_with_the_input_kept(at: Client, day: Day, person: User) -> None:
    sent = sent_for(day, user=person)
    services.change_application(
        actor=person, application=sent, answers={"position": "усе"}, version=sent.version
    )
    page = at.post(
        own(sent, "change/you/"), {"given_name": "Нова", "family_name": "Назва", "version": sent.version}
    )
    assert page.status_code == 409 and 'value="Нова"' in page.content.decode()
    person.refresh_from_db()
    assert person.given_name == "Зразок"


def test_taking_every_day_off_is_not_a_change(at: Client, day: Day, person: User) -> None:
    sent = sent_for(day, user=person)
    page = at.post(own(sent, "change/days/"), {"motivation": "Інша.", "version": sent.version})
    assert page.status_code == 422 and "Choose at least one day" in page.content.decode()
    assert Place.objects.exists()


def test_a_day_is_given_up_after_asking(at: Client, cohort: Cohort, day: Day, person: User) -> None:
    other = DayFactory(cohort=cohort, admission=Day.Admission.OPEN)
    sent = sent_for(day, other, user=person)
    page = own(sent, f"days/{day.date.isoformat()}/withdraw/")
    assert at.get(page).status_code == 200 and Place.objects.count() == 2
    assert at.post(page)["Location"] == own(sent)
    assert request_of(sent, day).state == STATE.WITHDRAWN
    assert at.get(own(sent, "days/2020-01-01/withdraw/")).status_code == 404


def test_the_whole_is_withdrawn_by_post_only(at: Client, day: Day, person: User) -> None:
    sent = sent_for(day, user=person)
    at.get(own(sent, "withdraw/"))
    assert Place.objects.exists()
    at.post(own(sent, "withdraw/"))
    sent.refresh_from_db()
    assert sent.state == Application.State.WITHDRAWN and not Place.objects.exists()
    assert "Apply again with these answers" in at.get(own(sent)).content.decode()


@pytest.mark.both_databases
@pytest.mark.parametrize("days", [1, 4])
def test_the_page_asks_the_database_the_same_for_one_day_and_for_many(
    at: Client, cohort: Cohort, person: User, days: int, django_assert_num_queries
) -> None:
    rows = [
        DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0) for _number in range(days)
    ]
    sent = sent_for(*rows, user=person)
    at.get(own(sent))
    with django_assert_num_queries(5):
        at.get(own(sent))


class TestMyPage:
    """What stands on “My page”."""

    @pytest.fixture(autouse=True)
    def in_ukrainian(self) -> Iterator[None]:
        with translation.override("uk"):
            yield

    def test_drafts_and_sent_applications_are_lines_with_their_state(self, day: Day, person: User) -> None:
        sent = sent_for(day, user=person)
        draft = draft_for(DayFactory(), user=person)
        items = own_part.section(person, "uk").items
        assert [item.url for item in items] == [
            f"/uk/cohorts/{draft.participant.cohort.slug}/apply/",
            f"/uk/my/applications/{sent.public_id}/",
        ]
        assert [item.state_kind for item in items] == ["draft", "ok"]

    def test_the_next_thing_is_a_draft_before_its_deadline_or_a_day_to_be_at(
        self, day: Day, person: User
    ) -> None:
        sent = sent_for(day, user=person)
        said_what_they_need(sent.participant)
        thing = my.page(person, "uk")[1]
        assert thing is not None and thing.url == f"/uk/my/cohorts/{sent.participant.cohort.slug}/"
        soon = DayFactory(pool__deadline=timezone.now() + dt.timedelta(hours=5))
        draft_for(soon, user=person)
        thing = my.page(person, "uk")[1]
        assert thing is not None
        assert thing.url == f"/uk/cohorts/{soon.cohort.slug}/apply/" and thing.when == soon.pool.deadline

    def test_a_day_that_is_over_is_said_to_be(self, day: Day, person: User) -> None:
        later = DayFactory(cohort=day.cohort, admission=Day.Admission.OPEN)
        sent_for(day, later, user=person)
        Day.objects.filter(pk=day.pk).update(date=timezone.localdate() - dt.timedelta(days=2))
        with translation.override("en"):
            item = own_part.section(person, "en").items[0]
        assert (item.state, item.state_kind) == ("accepted", "ok")
        assert item.facts[0].endswith(": over") and ":" not in item.facts[1]
        Day.objects.filter(pk=later.pk).update(date=timezone.localdate() - dt.timedelta(days=1))
        with translation.override("en"):
            item = own_part.section(person, "en").items[0]
        assert (item.state, item.state_kind) == ("over", "draft")
        assert not any("over" in fact for fact in item.facts)

    def test_without_a_place_there_is_nothing_for_a_calendar(self, day: Day, person: User) -> None:
        browser = browser_of(person)
        sent_for(DayFactory(cohort=day.cohort), user=person)
        assert not browser.get("/en/my/").context["has_calendar"]
        sent_for(DayFactory(admission=Day.Admission.OPEN), user=person)
        assert browser.get("/en/my/").context["has_calendar"]

    def test_a_draft_whose_doors_are_closed_is_no_next_thing(self, person: User) -> None:
        late = DayFactory(pool__deadline=timezone.now() - dt.timedelta(hours=5))
        draft_for(late, user=person)
        assert own_part.unfinished(person) is None

    @pytest.mark.parametrize("number", [1, 6])
    def test_three_questions_to_the_database_for_one_and_for_many(
        self, person: User, number: int, django_assert_num_queries
    ) -> None:
        for _one in range(number):
            sent_for(DayFactory(), user=person)
        with django_assert_num_queries(3):
            own_part.section(person, "uk")


def test_days_that_differ_have_a_state_each_and_none_speaks_for_the_whole(
    cohort: Cohort, day: Day, person: User
) -> None:
    by_selection = DayFactory(cohort=cohort, offset=40, admission=Day.Admission.SELECTION)
    sent_for(day, by_selection, user=person)
    with translation.override("en"):
        (item,) = own_part.section(person, "en").items
    assert item.state == ""
    assert sorted(fact.rpartition(": ")[2] for fact in item.facts) == ["accepted", "under consideration"]


@pytest.mark.parametrize("step", ["you", "community", "days"])
def test_what_becomes_of_the_data_is_linked_where_they_are_asked_for(at: Client, day: Day, step: str) -> None:
    asked = f"/en/cohorts/{day.cohort.slug}/apply/{step}/"
    for url in (asked, "/en/my/details/"):
        form = at.get(url).text.rpartition('<form method="post"')[2].partition("</form>")[0]
        assert 'href="/en/privacy/"' in form
    assert 'href="/admin/"' not in at.get(asked).text  # an applicant would meet a 403 there


@pytest.mark.parametrize("state", [STATE.ASKED, STATE.ACCEPTED])
def test_reasons_by_which_it_was_decided_are_not_shortened_to_nothing(
    at: Client, cohort: Cohort, person: User, state: str
) -> None:
    day = DayFactory(cohort=cohort, admission=Day.Admission.SELECTION)
    sent = sent_for(day, user=person)
    Application.objects.update(motivation="Щоб говорити просто.")
    DayRequest.objects.update(state=state)
    form = {"days": [day.pk], "version": sent.version}
    for words in ("", "так"):
        page = at.post(own(sent, "change/days/"), {**form, "motivation": words})
        assert page.status_code == 422 and page.context["form"].errors["motivation"]
    with pytest.raises(Incomplete):
        services.change_application(
            actor=person, application=sent, answers={"motivation": ""}, version=sent.version
        )
    too_long = "Щоб говорити просто. " * 100
    page = at.post(own(sent, "change/days/"), {**form, "motivation": too_long})
    assert page.status_code == 422 and too_long.strip() in page.text
    sent.refresh_from_db()
    assert sent.motivation == "Щоб говорити просто."
