"""Applications in the back office: scoped, numbers that lead to rows, confirmation before letters go."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cohorts.admission import queries, services
from cohorts.admission.exports import Applications
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.wing import AdmissionWing, to_decide
from cohorts.models import Cohort, Day, Place
from messaging.models import Letter
from people.models import User
from tests.factories.admission import (
    DayRequestFactory,
    SentApplicationFactory,
    draft_for,
    request_of,
    sent_for,
)
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import AdministratorFactory, CommunityFactory, UserFactory
from tests.factories.residencies import MembershipFactory, manager_of
from tests.letters import the_letter

pytestmark = pytest.mark.django_db
STATE = DayRequest.State
SECRETS = ("+380 67 000 0000", "Щоб говорити з людьми просто.")


def admitted(user: User) -> User:
    """The person, let into the back office: what they find there is what these tests are about."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def at(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def test_a_decision_is_about_the_cohort_of_the_address(at: Client, cohort: Cohort, day: Day) -> None:
    sibling = DayFactory(cohort__residency=cohort.residency, cohort__course=cohort.course)
    own, other = request_of(sent_for(day), day), request_of(sent_for(sibling), sibling)
    foreign_day = DayFactory()
    foreign = request_of(sent_for(foreign_day), foreign_day)
    for rows in ([other], [own, other], [foreign], [own, foreign]):
        sent = {"decision": "accept", "confirm": "1", "seen": [f"{row.pk}:asked" for row in rows]}
        assert at.post(decide(cohort), sent).status_code == 404
    assert set(DayRequest.objects.values_list("state", flat=True)) == {STATE.ASKED}


@pytest.mark.parametrize("way", ["abc", "//evil.example", "http://evil.example/", "admin:index"])
def test_the_way_back_is_an_address_of_ours_or_the_list(at: Client, cohort: Cohort, way: str) -> None:
    answer = at.post(decide(cohort), {"next": way})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


def listing(cohort: Cohort) -> str:
    return reverse("admission_list", args=[cohort.pk])


def decide(cohort: Cohort) -> str:
    return reverse("admission_decide", args=[cohort.pk])


def rows_of(answer: Any) -> list[int]:
    return [row.pk for row in answer.context["object_list"]]


def seen_in(answer: Any) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', answer.content.decode())


def test_the_list_shows_sent_applications_and_no_drafts(at: Client, cohort: Cohort, day: Day) -> None:
    sent, _draft = sent_for(day), draft_for(day)
    elsewhere = sent_for(DayFactory())
    answer = at.get(listing(cohort))
    assert rows_of(answer) == [sent.pk]
    assert str(elsewhere.receipt) not in answer.content.decode()
    assert not any(secret in answer.content.decode() for secret in SECRETS)


@pytest.mark.both_databases
def test_filters_look_at_day_and_state_together(at: Client, cohort: Cohort, day: Day, manager: User) -> None:
    other = DayFactory(cohort=cohort)
    both, one = sent_for(day, other), sent_for(other)
    services.decide(
        actor=manager, day_request=request_of(both, day), decision=Decision.ACCEPT, seen_state=STATE.ASKED
    )
    assert rows_of(at.get(listing(cohort), {"day": day.pk})) == [both.pk]
    assert rows_of(at.get(listing(cohort), {"day": other.pk, "state": "accepted"})) == []
    assert rows_of(at.get(listing(cohort), {"state": "accepted"})) == [both.pk]
    assert rows_of(at.get(listing(cohort), {"community": one.community_id})) == [one.pk]
    assert rows_of(at.get(listing(cohort), {"q": str(one.receipt)})) == [one.pk]
    assert rows_of(at.get(listing(cohort), {"q": both.participant.user.family_name})) == [both.pk]


@pytest.mark.both_databases
@pytest.mark.parametrize("typed", ["шевч", "ШЕВЧ", "шeвченко ґаланова", "Галанова Шевченко", "шев’ченко"])
def test_a_name_is_found_however_it_is_spelt(at: Client, cohort: Cohort, day: Day, typed: str) -> None:
    found = sent_for(day)
    found.participant.user.family_name, found.participant.user.given_name = "Шевченко", "Ґаланова"
    found.participant.user.save()
    sent_for(day)
    assert rows_of(at.get(listing(cohort), {"q": typed})) == [found.pk]


def test_who_waits_is_listed_in_the_order_of_the_queue(at: Client, cohort: Cohort) -> None:
    full = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    first, second, third = (sent_for(full) for _number in range(3))
    answer = at.get(listing(cohort), {"day": full.pk, "state": "waiting"})
    assert rows_of(answer) == [first.pk, second.pk, third.pk]


@pytest.mark.both_databases
def test_every_number_leads_to_its_rows(at: Client, cohort: Cohort, day: Day) -> None:
    sent_for(day), sent_for(day)
    body = at.get(listing(cohort)).content.decode()
    link = re.search(rf'href="([^"]+day={day.pk}&amp;state=asked)">2</a>', body)
    assert link and len(rows_of(at.get(link.group(1).replace("&amp;", "&")))) == 2


def test_filters_offer_nothing_of_other_cohorts(at: Client, cohort: Cohort, day: Day) -> None:
    foreign = sent_for(DayFactory())
    form = at.get(listing(cohort)).context["filters"].form
    assert list(form.fields["day"].queryset) == [day]
    assert foreign.community_id not in dict(form.fields["community"].choices)
    assert rows_of(at.get(listing(cohort), {"day": foreign.day_requests.get().day_id})) == []


def test_the_list_is_filtered_by_the_communities_that_people_come_from(
    at: Client, cohort: Cohort, day: Day
) -> None:
    one = sent_for(day, community=CommunityFactory(name="Ґонтова"))
    sent_for(day, community=CommunityFactory(name="Дубова"))
    found = at.get(listing(cohort), {"community": one.community_id})
    assert rows_of(found) == [one.pk]
    assert one.community_id in dict(found.context["filters"].form.fields["community"].choices)


def test_a_decision_is_shown_with_its_letter_before_it_goes(at: Client, cohort: Cohort, day: Day) -> None:
    sent = sent_for(day, user=UserFactory(language="en"))
    answer = at.post(
        decide(cohort), {"application": sent.pk, "day": day.pk, "decision": "accept", "reason": "Hello."}
    )
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "You are accepted" in body and "Hello." in body and str(sent.receipt) in body
    assert request_of(sent, day).state == STATE.ASKED
    assert not Letter.objects.filter(kind="day_accepted").exists()
    done = at.post(
        decide(cohort), {"seen": seen_in(answer), "decision": "accept", "reason": "Hello.", "confirm": "1"}
    )
    assert done["Location"] == listing(cohort)
    assert request_of(sent, day).state == STATE.ACCEPTED
    assert "Hello." in the_letter(kind="day_accepted").text


def test_each_reader_language_has_its_own_preview(at: Client, cohort: Cohort, day: Day) -> None:
    chosen = [sent_for(day, user=UserFactory(language=code)).pk for code in ("uk", "en", "en")]
    answer = at.post(decide(cohort), {"application": chosen, "day": day.pk, "decision": "wait"})
    assert {(line["language"], line["count"]) for line in answer.context["previews"]} == {
        ("uk", 1),
        ("en", 2),
    }


def test_more_than_there_are_places_is_refused_with_the_number_left(
    at: Client, cohort: Cohort, day: Day
) -> None:
    chosen = [sent_for(day).pk for _number in range(3)]
    answer = at.post(decide(cohort), {"application": chosen, "day": day.pk, "decision": "accept"})
    refused = at.post(decide(cohort), {"seen": seen_in(answer), "decision": "accept", "confirm": "1"})
    assert refused.status_code == 422
    assert len(seen_in(refused)) == 3 and not Place.objects.exists()


def test_a_reason_is_asked_for(at: Client, cohort: Cohort, day: Day) -> None:
    sent = sent_for(day)
    refused = at.post(
        decide(cohort), {"seen": f"{request_of(sent, day).pk}:asked", "decision": "decline", "confirm": "1"}
    )
    assert refused.status_code == 422 and request_of(sent, day).state == STATE.ASKED


@pytest.mark.both_databases
def test_the_second_manager_gets_409_and_the_present_state(
    at: Client, cohort: Cohort, day: Day, manager: User
) -> None:
    sent = sent_for(day)
    row = request_of(sent, day)
    services.decide(actor=manager, day_request=row, decision=Decision.ACCEPT, seen_state=STATE.ASKED)
    answer = at.post(
        decide(cohort),
        {"seen": f"{row.pk}:asked", "decision": "decline", "reason": "Ні, на жаль.", "confirm": "1"},
    )
    body = answer.content.decode()
    assert answer.status_code == 409
    assert str(sent.receipt) in body and str(STATE.ACCEPTED.label) in body
    assert request_of(sent, day).state == STATE.ACCEPTED


def test_what_cannot_be_decided_is_left_out_and_said(
    at: Client, cohort: Cohort, day: Day, manager: User
) -> None:
    accepted, asked = sent_for(day), sent_for(day)
    services.decide(
        actor=manager, day_request=request_of(accepted, day), decision=Decision.ACCEPT, seen_state=STATE.ASKED
    )
    answer = at.post(
        decide(cohort), {"application": [accepted.pk, asked.pk], "day": day.pk, "decision": "accept"}
    )
    assert seen_in(answer) == [f"{request_of(asked, day).pk}:asked"]
    assert [row.pk for row, _state in answer.context["left_out"]] == [request_of(accepted, day).pk]


@pytest.mark.parametrize("why", ["does not take place", "is over"])
def test_whom_nobody_can_let_in_any_more_the_pages_offer_to_decline_only_and_say_why(
    at: Client, cohort: Cohort, day: Day, why: str
) -> None:
    sent = sent_for(day)
    row = request_of(sent, day)
    if why == "is over":
        Day.objects.filter(pk=day.pk).update(date=dt.date(2026, 1, 1))
    else:
        Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.CANCELLED)
    at.cookies["language"] = "en"
    page = at.get(reverse("admission_detail", args=[cohort.pk, sent.public_id])).content.decode()
    assert re.findall(r'name="decision" value="(\w+)"', page) == ["decline"]
    if why == "is over":
        listed = at.get(listing(cohort)).content.decode()
        assert re.findall(r'name="decision" value="(\w+)"', listed) == ["decline", "cancel"]
    asked = at.post(decide(cohort), {"application": sent.pk, "day": day.pk, "decision": "accept"})
    assert why in asked.content.decode() and seen_in(asked) == []
    forged = at.post(decide(cohort), {"seen": f"{row.pk}:asked", "decision": "accept", "confirm": "1"})
    assert forged.status_code == 422 and why in forged.content.decode()
    assert request_of(sent, day).state == STATE.ASKED
    assert not Place.objects.exists() and not Letter.objects.filter(kind="day_accepted").exists()


@pytest.mark.both_databases
def test_a_manager_who_applied_reads_but_does_not_decide(
    at: Client, cohort: Cohort, day: Day, manager: User
) -> None:
    own = sent_for(day, user=manager)
    row = request_of(own, day)
    page = at.get(reverse("admission_detail", args=[cohort.pk, own.public_id]))
    assert page.status_code == 200 and 'name="decision"' not in page.content.decode()
    shown = at.post(decide(cohort), {"application": own.pk, "day": day.pk, "decision": "accept"})
    assert not seen_in(shown)
    answer = at.post(decide(cohort), {"seen": f"{row.pk}:asked", "decision": "accept", "confirm": "1"})
    assert (
        answer.status_code in {302, 403} and request_of(own, day).state == STATE.ASKED
    )  # Wagtail leads home
    assert not Place.objects.exists()


@pytest.mark.both_databases
def test_the_page_of_one_application_has_all_answers_and_its_history(
    at: Client, cohort: Cohort, day: Day, manager: User
) -> None:
    sent = sent_for(day)
    services.decide(
        actor=manager, day_request=request_of(sent, day), decision=Decision.ACCEPT, seen_state=STATE.ASKED
    )
    answer = at.get(reverse("admission_detail", args=[cohort.pk, sent.public_id]))
    assert all(secret in answer.content.decode() for secret in SECRETS)
    assert [line["who"] for line in answer.context["history"]] == [
        manager.get_full_name(),
        sent.participant.user.get_full_name(),
    ]


@pytest.mark.parametrize("who", ["stranger", "person", "trainer", "other programme"])
def test_others_find_nothing_and_change_nothing(client: Client, cohort: Cohort, day: Day, who: str) -> None:
    sent = sent_for(day)
    if who != "stranger":
        programme = cohort.residency.programme
        client.force_login(
            {
                "person": UserFactory,
                "trainer": lambda: admitted(
                    MembershipFactory(
                        programme=programme, role="trainer", user=UserFactory(second_factor=True)
                    ).user
                ),
                "other programme": lambda: admitted(manager_of(CohortFactory().residency.programme)),
            }[who]()
        )
    detail = reverse("admission_detail", args=[cohort.pk, sent.public_id])
    forged = {"seen": f"{request_of(sent, day).pk}:asked", "decision": "accept", "confirm": "1"}
    found = [client.get(listing(cohort), follow=True), client.get(detail, follow=True)]
    found.append(client.post(decide(cohort), forged, follow=True))
    for answer in found:
        led_away = answer.redirect_chain and "/accounts/login/" in answer.redirect_chain[-1][0]
        assert led_away if who == "stranger" else answer.status_code in {403, 404}
        assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert request_of(sent, day).state == STATE.ASKED


def test_a_foreign_row_under_ones_own_cohort_is_not_touched(at: Client, cohort: Cohort, day: Day) -> None:
    foreign_day = DayFactory()
    foreign = sent_for(foreign_day)
    row = request_of(foreign, foreign_day)
    assert (
        at.get(reverse("admission_detail", args=[cohort.pk, foreign.public_id]), follow=True).status_code
        == 404
    )
    at.post(decide(cohort), {"seen": f"{row.pk}:asked", "decision": "accept", "confirm": "1"})
    at.post(decide(cohort), {"application": foreign.pk, "day": foreign_day.pk, "decision": "accept"})
    assert request_of(foreign, foreign_day).state == STATE.ASKED and not Place.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"decision": "promote"},
        {"decision": "accept"},
        {"decision": "accept", "seen": ["x:asked", "²:asked", "9" * 40]},
        {"decision": "accept", "application": ["x"], "day": "y"},
    ],
)
def test_nonsense_leads_back_to_the_list(at: Client, cohort: Cohort, day: Day, data: dict[str, Any]) -> None:
    assert at.post(decide(cohort), data)["Location"] == listing(cohort)


def test_a_decision_by_get_is_refused(at: Client, cohort: Cohort) -> None:
    assert at.get(decide(cohort)).status_code == 405


def test_the_way_back_stays_on_this_site(at: Client, cohort: Cohort, day: Day) -> None:
    row = request_of(sent_for(day), day)
    form = {"seen": f"{row.pk}:asked", "decision": "wait", "confirm": "1", "next": "https://evil.example/"}
    assert at.post(decide(cohort), form)["Location"] == listing(cohort)


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [1, 29])
@pytest.mark.parametrize("query", ["", "day", "waiting", "search"])
def test_the_list_asks_the_database_the_same_for_one_row_and_for_many(
    at: Client, cohort: Cohort, day: Day, number: int, query: str
) -> None:
    for _one in range(number):
        application = SentApplicationFactory(participant__cohort=cohort)
        DayRequestFactory(application=application, day=day, state=STATE.WAITING)
    wanted = {
        "": {},
        "day": {"day": day.pk},
        "waiting": {"day": day.pk, "state": "waiting"},
        "search": {"q": "2026"},
    }[query]
    at.get(listing(cohort), wanted)
    with CaptureQueriesContext(connection) as captured:
        answer = at.get(listing(cohort), wanted)
    assert len(rows_of(answer)) == number
    # Of our own tables: what Wagtail asks for its menus and rights is not counted here.
    ours = [
        line["sql"]
        for line in captured
        if re.search(r'FROM "(admission|cohorts|people_community)', line["sql"])
    ]
    assert len(ours) == (11 if "day" in wanted else 10)


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [1, 29])
def test_the_list_to_decide_on_asks_the_same_for_many_and_looks_once_for_what_is_asked(
    at: Client, cohort: Cohort, day: Day, number: int
) -> None:
    for _one in range(number):
        sent_for(day)
    DayRequestFactory(
        application=SentApplicationFactory(participant__cohort=cohort), day=day, state=STATE.WAITING
    )
    wanted = {"state": "undecided", "motivation": "1"}
    at.get(listing(cohort), wanted)
    with CaptureQueriesContext(connection) as captured:
        answer = at.get(listing(cohort), wanted)
    assert len(rows_of(answer)) == number
    lines = [line["sql"] for line in captured]
    assert sum(bool(re.search(r'FROM "(admission|cohorts|people_community)', sql)) for sql in lines) == 10
    # The page and its number: twenty thousand requests were read twice for each, by IN within IN.
    filtered = [sql for sql in lines if "EXISTS" in sql and re.search(r'FROM "admission_application"', sql)]
    assert [len(re.findall(r'FROM "admission_dayrequest"', sql)) for sql in filtered] == [1, 1]


def test_the_cohorts_page_says_how_admission_stands(cohort: Cohort, day: Day, manager: User) -> None:
    sent_for(day), sent_for(day)
    found = AdmissionWing().panel(cohort, manager)
    assert found.url == listing(cohort)
    with translation.override("en"):
        says = str(AdmissionWing().panel(cohort, manager).facts[0])
    assert says.endswith(
        "0 of 2 places held, 0 of them confirmed; left: 2; under consideration: 2; waiting: 0"
    )


def test_deciding_is_the_next_step_while_something_is_to_decide(
    cohort: Cohort, day: Day, manager: User
) -> None:
    assert not AdmissionWing().panel(cohort, manager).is_next
    sent = sent_for(day)
    assert AdmissionWing().panel(cohort, manager).is_next
    [fact] = to_decide([cohort]).values()
    assert fact.url == f"{listing(cohort)}?state=undecided&motivation=1"
    with translation.override("en"):
        assert str(to_decide([cohort])[cohort.pk]) == "1 application to decide"
    services.decide(
        actor=manager, day_request=request_of(sent, day), decision=Decision.ACCEPT, seen_state=STATE.ASKED
    )
    assert to_decide([cohort]) == {}
    assert not AdmissionWing().panel(cohort, manager).is_next


def test_a_letter_with_words_and_one_with_a_reason_are_named_so(at: Client, cohort: Cohort, day: Day) -> None:
    sent = sent_for(day)
    at.cookies["language"] = "en"
    for decision, words in (("accept", "with these words"), ("decline", "with this reason")):
        page = at.post(decide(cohort), {"application": sent.pk, "day": day.pk, "decision": decision})
        assert f"Show the letters {words}" in page.content.decode()


# ---------------------------------------------------------------- two accounts that look like one person
def told_of(client: Client, application: Any) -> str:
    """What an application's page says of other accounts."""
    url = reverse("admission_detail", args=[application.participant.cohort_id, application.public_id])
    page = client.get(url, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    return " | ".join(
        f"{each.application.receipt}: {', '.join(each.reasons)}" for each in page.context["alike"]
    )


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({}, {"phone": "+380 67 000 0001", "organisation": "Інша"}, ""),
        ({}, {"organisation": "Інша"}, "the same name and telephone"),
        ({}, {"phone": "+380 67 000 0001"}, "the same name and organisation"),
        (
            {"email": "o.lena@demo.example"},
            {"email": "olena+2@demo.example", "family_name": "Інша"},
            "one mailbox",
        ),
        ({}, {"family_name": "Інша"}, ""),
    ],
)
def test_a_manager_is_told_of_another_account_that_looks_like_the_same_person(
    client: Client, cohort: Cohort, day: Day, manager: User, first: dict, second: dict, reason: str
) -> None:
    said = ("phone", "organisation")
    sent = [
        sent_for(
            where,
            user=UserFactory(
                **{
                    "given_name": given,
                    "family_name": "Гудзь",
                    **{name: value for name, value in account.items() if name not in said},
                }
            ),
            **{name: value for name, value in account.items() if name in said},
        )
        for where, given, account in (
            (day, "Оля", first),
            (DayFactory(cohort=CohortFactory(residency=cohort.residency)), "Оля", second),
        )
    ]
    client.force_login(manager)
    with translation.override("en"):
        for one, other in (sent, sent[::-1]):
            assert (str(other.receipt) in told_of(client, one)) is bool(reason)
            assert reason in told_of(client, one)


def test_people_of_other_programmes_are_never_compared(client: Client, day: Day, manager: User) -> None:
    names = {"given_name": "Оля", "family_name": "Гудзь"}
    mine = sent_for(day, user=UserFactory(**names))
    theirs = sent_for(DayFactory(), user=UserFactory(**names))
    client.force_login(manager)
    assert told_of(client, mine) == ""
    assert not any(
        "another account" in str(fact) for fact in AdmissionWing().panel(day.cohort, manager).facts
    )
    client.force_login(AdministratorFactory())
    assert str(theirs.receipt) not in told_of(client, mine)


@pytest.mark.both_databases
def test_the_panel_counts_them_in_one_query_and_leads_to_them(
    client: Client, cohort: Cohort, day: Day, manager: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found, translation.override("en"):
            AdmissionWing().panel(cohort, manager)
        return len(found)

    sent_for(day)
    queries()
    before = queries()
    pair = [sent_for(day, user=UserFactory(given_name="Оля", family_name="Гудзь")) for _number in range(2)]
    assert queries() == before
    with translation.override("en"):
        facts = AdmissionWing().panel(cohort, manager).facts
    (fact,) = [fact for fact in facts if "another account" in str(fact)]
    assert str(fact) == "2 applications look like those of another account"
    client.force_login(manager)
    assert set(client.get(fact.url).context["object_list"]) == set(pair)
    viewer = UserFactory(second_factor=True)
    MembershipFactory(programme=cohort.residency.programme, role="viewer", user=viewer)
    client.force_login(admitted(viewer))
    assert told_of(client, pair[0]) == ""


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"given_name": "Ганна", "family_name": "Ґудзь"}, {"given_name": "Ганна", "family_name": "Гудзь"}),
        ({"given_name": "Іван", "family_name": "Сич"}, {"given_name": "Iвaн", "family_name": "Cич"}),
        ({"given_name": "Оля", "family_name": "Гудзь"}, {"given_name": "Гудзь", "family_name": "Оля"}),
        ({"given_name": "Мар’яна", "family_name": "Сич"}, {"given_name": "Мар'яна", "family_name": "СИЧ"}),
        ({"given_name": "Оля", "family_name": "Сич", "patronymic": "Іванівна"}, {}),
        ({"email": "o.lya@demo.example"}, {"email": "olya+2@demo.example", "family_name": "Інша"}),
    ],
    ids=["Ґ", "Latin letters", "order", "apostrophe", "patronymic", "mailbox"],
)
def test_the_list_finds_what_the_page_says_however_it_is_spelt(
    at: Client, cohort: Cohort, day: Day, first: dict, second: dict
) -> None:
    names = {"given_name": "Оля", "family_name": "Сич"}
    pair = [
        sent_for(day, user=UserFactory(**{**names, **said}), organisation=organisation, phone=phone)
        for said, organisation, phone in (
            (first, "Сільська рада «Ґанок»", "+380 67 000 0001"),
            (second, "сільська рада Ганок", "+380 67 000 0002"),
        )
    ]
    assert all(told_of(at, each) for each in pair)
    assert {*rows_of(at.get(listing(cohort), {"alike": "on"}))} == {each.pk for each in pair}


def test_accounts_without_a_name_are_not_taken_for_one(at: Client, cohort: Cohort, day: Day) -> None:
    for _number in range(2):
        sent = sent_for(day, user=UserFactory())
        User.objects.filter(pk=sent.participant.user_id).update(same_name="")
    assert told_of(at, sent) == ""
    assert not rows_of(at.get(listing(cohort), {"alike": "on"}))


def test_applications_are_filtered_by_the_kind_of_organisation_and_taken_out_with_it(
    at: Client, cohort: Cohort, day: Day
) -> None:
    council, ngo, none = (sent_for(day, organisation_kind=kind) for kind in ("council", "ngo", ""))
    for wanted, found in (("ngo", ngo), ("none", none), ("council", council)):
        assert rows_of(at.get(listing(cohort), {"organisation_kind": wanted})) == [found.pk]
    assert len(rows_of(at.get(listing(cohort), {"organisation_kind": "no"}))) == 3
    columns = {each.name: each for each in Applications().columns(cohort)}
    with translation.override("en"):
        assert str(columns["kind"].value(ngo)) == "non-governmental organisation"
        assert columns["kind"].value(none) == ""


def test_the_index_of_the_newest_applications_is_of_those_that_managers_see() -> None:
    index = next(each for each in Application._meta.indexes if each.name == "application_newest")
    assert dict(index.condition.children)["state__in"] == list(queries.SEEN)
    rows = queries.applications_for(AdministratorFactory(), CohortFactory())
    assert list(rows.query.order_by) == ["-sent_at", "-pk"] and index.fields == ["-sent_at", "-id"]
