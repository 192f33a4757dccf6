"""Applying on the site: one group of questions a page, nothing lost, sent once."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Day, Place
from people.models import User
from tests.factories.admission import draft_for, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import CommunityFactory, UserFactory

pytestmark = pytest.mark.django_db


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


def address(cohort: Cohort, step: str = "") -> str:
    return f"/en/cohorts/{cohort.slug}/apply/" + (f"{step}/" if step else "")


def version_of(page: Any) -> str:
    found = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert found
    return found.group(1)


def test_a_stranger_is_led_to_the_sign_in_with_the_reason_and_the_way_back(
    client: Client, cohort: Cohort, day: Day
) -> None:
    answer = client.get(address(cohort), follow=True)
    path, _status = answer.redirect_chain[-1]
    assert path == f"/en/accounts/login/?next={address(cohort)}"
    assert "Sign in to apply" in answer.content.decode()


@pytest.mark.parametrize("state", [Cohort.State.DRAFT, Cohort.State.CANCELLED])
def test_a_cohort_that_is_not_published_cannot_be_applied_for(
    at: Client, cohort: Cohort, day: Day, state: str
) -> None:
    Cohort.objects.update(state=state)
    assert at.get(address(cohort)).status_code == at.post(address(cohort, "you")).status_code == 404


def test_a_page_of_questions_that_there_is_not(at: Client, cohort: Cohort, day: Day) -> None:
    assert at.get(address(cohort, "money")).status_code == 404


def test_the_whole_way_from_the_first_question_to_the_receipt(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    community = CommunityFactory(name="Білоцерківська", search_key="|білоцерківська|")
    page = at.get(address(cohort), follow=True)
    assert "Step 1 of 4" in page.content.decode()
    page = at.post(
        address(cohort, "you"),
        {
            "given_name": "Олена",
            "family_name": "Зразкова",
            "phone": "+380 67 111 1112",
            "version": version_of(page),
        },
        follow=True,
    )
    assert "Step 2 of 4" in page.content.decode()
    page = at.post(
        address(cohort, "community"), {"q": "БІЛОЦЕРКІВ", "go": "find", "version": version_of(page)}
    )
    assert f'value="{community.pk}"' in page.content.decode()
    page = at.post(
        address(cohort, "community"),
        {
            "origin": "community",
            "community": community.pk,
            "organisation": "Рада",
            "position": "головна",
            "version": version_of(page),
        },
        follow=True,
    )
    assert "Step 3 of 4" in page.content.decode()
    page = at.post(address(cohort, "days"), {"days": [day.pk], "version": version_of(page)}, follow=True)
    assert "Check your answers" in page.content.decode() and "Рада" in page.content.decode()
    page = at.post(address(cohort, "check"), {"version": version_of(page)}, follow=True)
    application = Application.objects.get()
    assert (application.state, application.community) == (Application.State.SENT, community)
    assert str(application.receipt) in page.content.decode()
    assert Place.objects.get().participant.user == person
    person.refresh_from_db()
    assert person.official_name == "Зразкова Олена"


def test_a_name_in_latin_letters_is_refused_in_others_at_its_field_and_is_kept(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    sent = {"given_name": "Олена", "family_name": "Зразкова", "latin_name": "Olenа Zrazkova", "version": "0"}
    page = at.post(address(cohort, "you"), sent)
    assert page.status_code == 422
    assert "“а” is not one" in page.context["form"].errors["latin_name"][0]
    assert 'value="Olenа Zrazkova"' in page.content.decode()
    person.refresh_from_db()
    assert person.latin_name == ""


def test_extra_fields_in_a_form_are_ignored(at: Client, cohort: Cohort, day: Day) -> None:
    at.post(
        address(cohort, "days"),
        {
            "days": [day.pk],
            "state": "accepted",
            "receipt": "2026-AAAA-AAA",
            "is_superuser": "1",
            "version": "0",
        },
    )
    application = Application.objects.get()
    assert (application.state, application.sent_at) == (Application.State.DRAFT, None)
    assert application.receipt != "2026-AAAA-AAA"
    assert not application.participant.user.is_superuser
    assert application.day_requests.get().state == DayRequest.State.ASKED and not Place.objects.exists()


def test_what_is_missing_stands_on_top_and_what_was_typed_is_kept(
    at: Client, cohort: Cohort, day: Day
) -> None:
    page = at.post(address(cohort, "community"), {"organisation": "Рада", "q": "біла", "version": "0"})
    body = page.content.decode()
    assert page.status_code == 422
    assert '<a href="#id_q">' in body and '<a href="#id_position">' in body
    assert 'value="Рада"' in body and 'value="біла"' in body
    assert Application.objects.get().organisation == "Рада"


@pytest.mark.parametrize(
    "typed",
    [
        {"given_name": "", "family_name": "", "latin_name": ""},
        {"given_name": "Іван", "family_name": ""},
        {"given_name": "Іван", "family_name": "Хто???"},
    ],
)
@pytest.mark.parametrize("go", ["next", "later", "back"])
def test_a_name_that_is_not_whole_takes_none_away_from_the_profile(
    at: Client, cohort: Cohort, day: Day, person: User, typed: dict[str, str], go: str
) -> None:
    """Other applications, letters and managers read it."""
    before = (person.given_name, person.family_name, person.latin_name)
    at.post(address(cohort, "you"), {**typed, "phone": "", "go": go, "version": "0"})
    person.refresh_from_db()
    assert all(before[:2]) and (person.given_name, person.family_name, person.latin_name) == before


def test_what_is_typed_of_a_name_is_kept_where_the_profile_has_none(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    User.objects.update(given_name="", family_name="")
    at.post(address(cohort, "you"), {"given_name": "Оксана", "go": "later", "version": "0"})
    person.refresh_from_db()
    assert (person.given_name, person.family_name) == ("Оксана", "")


def test_back_and_later_keep_what_was_typed_without_asking_for_the_rest(
    at: Client, cohort: Cohort, day: Day
) -> None:
    back = at.post(address(cohort, "days"), {"motivation": "Щоб знати.", "go": "back", "version": "0"})
    assert back["Location"] == address(cohort, "community")
    later = at.post(address(cohort, "community"), {"position": "голова", "go": "later", "version": "1"})
    assert later["Location"] == "/en/my/"
    application = Application.objects.get()
    assert (application.motivation, application.position) == ("Щоб знати.", "голова")


def test_the_door_leads_to_the_first_question_without_an_answer(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    assert at.get(address(cohort))["Location"] == address(cohort, "you")
    draft = draft_for(day, user=person, position="")
    assert at.get(address(cohort))["Location"] == address(cohort, "community")
    services.save_draft(actor=person, cohort=cohort, answers={"position": "голова"}, version=draft.version)
    assert at.get(address(cohort))["Location"] == address(cohort, "check")


def test_a_stale_form_is_a_conflict_that_keeps_the_input_and_can_be_sent_again(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    draft = draft_for(day, user=person)
    old = str(draft.version)
    services.save_draft(actor=person, cohort=cohort, answers={"position": "друга"}, version=draft.version)
    answer = {
        "origin": "community",
        "community": str(draft.community_id),
        "organisation": "Рада",
        "position": "третя",
    }
    page = at.post(address(cohort, "community"), {**answer, "version": old})
    assert page.status_code == 409
    assert 'value="третя"' in page.content.decode()
    assert Application.objects.get().position == "друга"
    at.post(address(cohort, "community"), {**answer, "version": version_of(page)})
    assert Application.objects.get().position == "третя"


def test_a_stale_check_page_sends_nothing(at: Client, cohort: Cohort, day: Day, person: User) -> None:
    draft = draft_for(day, user=person)
    services.save_draft(actor=person, cohort=cohort, answers={"position": "друга"}, version=draft.version)
    page = at.post(address(cohort, "check"), {"version": str(draft.version)})
    assert page.status_code == 409 and "друга" in page.content.decode()
    assert Application.objects.get().state == Application.State.DRAFT


@pytest.mark.both_databases
def test_two_presses_lead_to_the_same_receipt(at: Client, cohort: Cohort, day: Day, person: User) -> None:
    draft = draft_for(day, user=person)
    press = {"version": str(draft.version)}
    first, second = (at.post(address(cohort, "check"), press) for _number in range(2))
    assert first["Location"] == second["Location"] == reverse_receipt(draft)
    assert Application.objects.count() == Place.objects.count() == 1


def reverse_receipt(application: Application) -> str:
    return f"/en/my/applications/{application.public_id}/receipt/"


def test_a_full_day_without_waiting_is_said_and_nothing_is_sent(
    at: Client, cohort: Cohort, person: User
) -> None:
    full = DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=0)
    draft = draft_for(full, user=person, waits_if_full=[])
    page = at.post(address(cohort, "check"), {"version": str(draft.version)})
    assert page.status_code == 422
    assert "Every place on one of the days is taken" in page.content.decode()
    assert f'href="{address(cohort, "days")}"' in page.content.decode()


def test_after_sending_the_pages_of_the_draft_lead_to_the_application(
    at: Client, cohort: Cohort, day: Day, person: User
) -> None:
    sent = sent_for(day, user=person)
    own = f"/en/my/applications/{sent.public_id}/"
    assert at.get(address(cohort))["Location"] == at.get(address(cohort, "you"))["Location"] == own
    late = at.post(address(cohort, "you"), {"given_name": "Інша", "version": "1"}, follow=True)
    assert "has been sent already" in late.content.decode()
    person.refresh_from_db()
    assert person.given_name == "Зразок"


def test_the_limit_of_the_motivation_is_said_before_it_is_reached(
    at: Client, cohort: Cohort, day: Day
) -> None:
    assert "At most 2000 characters." in at.get(address(cohort, "days")).text
    Day.objects.update(admission=Day.Admission.SELECTION)
    assert "From 20 to 2000 characters." in at.get(address(cohort, "days")).text


@pytest.mark.parametrize(
    ("said", "is_enough"), [("так", False), ("так   " * 9, True), ("Щоб говорити просто.", True)]
)
def test_a_day_by_selection_asks_for_reasons_that_somebody_can_decide_on(
    at: Client, cohort: Cohort, said: str, is_enough: bool
) -> None:
    by_selection = DayFactory(cohort=cohort, admission=Day.Admission.SELECTION)
    page = at.post(address(cohort, "days"), {"days": [by_selection.pk], "motivation": said, "version": "0"})
    if is_enough:
        assert page.status_code == 302
    else:
        assert page.context["form"].errors["motivation"] == [
            "Write in a few sentences why you want to come: 20 characters at least."
        ]
        assert Application.objects.get().motivation == said


def test_a_motivation_that_is_too_long_is_refused_and_stands_there_as_it_was_typed(
    at: Client, cohort: Cohort, day: Day
) -> None:
    said = "Щоб говорити просто. " * 100
    for go in ("next", "later", "back"):
        form = {"days": [day.pk], "motivation": said, "version": "0", "go": go}
        page = at.post(address(cohort, "days"), form)
        assert page.status_code == 422 and said.strip() in page.text
        assert page.context["form"].errors["motivation"]


def test_when_every_door_is_closed_the_page_says_so(at: Client, cohort: Cohort) -> None:
    DayFactory(cohort=cohort, pool__deadline=timezone.now() - dt.timedelta(seconds=1))
    page = at.get(address(cohort))
    assert page.status_code == 200 and "Registration has closed" in page.content.decode()
    assert "Registration closed at " in page.content.decode()
    at.post(address(cohort, "you"), {"given_name": "Олена", "version": "0"})
    assert not Application.objects.exists()


def test_the_page_names_the_zone_of_the_deadline(at: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, tzinfo=dt.UTC), tick=False):
        cohort = CohortFactory(time_zone="Europe/Warsaw")
        DayFactory(
            cohort=cohort,
            date=dt.date(2026, 12, 1),
            pool__deadline=dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC),
        )
        body = at.get(address(cohort, "days")).content.decode()
    assert "until 18:00, 20 November, Warsaw time" in body


@pytest.mark.parametrize("has_draft", [False, True])
def test_what_the_profile_learned_from_an_earlier_application_is_offered_again_and_needs_are_not(
    at: Client, day: Day, cohort: Cohort, person: User, has_draft: bool
) -> None:
    earlier = sent_for(DayFactory(), user=person)
    if has_draft:
        at.post(address(cohort, "you"), {"given_name": "Олена", "family_name": "Зразкова", "version": "0"})
        assert Application.objects.get(participant__cohort=cohort).organisation == ""
    assert f'value="{earlier.phone}"' in at.get(address(cohort, "you")).content.decode()
    body = at.get(address(cohort, "community")).content.decode()
    assert f'value="{earlier.community_id}" checked' in body
    assert earlier.organisation in body and earlier.position in body
    days = at.get(address(cohort, "days")).content.decode()
    assert earlier.motivation not in days


def test_the_kind_of_organisation_is_kept_checked_and_offered_again(
    at: Client, day: Day, cohort: Cohort, person: User
) -> None:
    said = {
        "origin": "elsewhere",
        "country": "DE",
        "organisation": "Verein",
        "position": "голова",
        "version": "0",
    }
    refused = at.post(address(cohort, "community"), {**said, "organisation_kind": "no"})
    assert refused.status_code == 422
    said["version"] = version_of(refused)
    at.post(address(cohort, "community"), {**said, "organisation_kind": "ngo"})
    person.refresh_from_db()
    draft = Application.objects.get()
    assert (draft.organisation_kind, person.organisation_kind) == ("ngo", "ngo")
    assert "non-governmental organisation" in at.get(address(cohort, "check")).text
    other = DayFactory().cohort
    assert at.get(address(other, "community")).context["form"]["organisation_kind"].value() == "ngo"


def sends_again(at: Client, cohort: Cohort, **typed: str) -> list[str]:
    """Go from the cohort's page to the receipt: leave each answer that is there, type what is asked for.

    The names of the fields that had to be typed or ticked.
    """
    asked = []
    page = at.get(address(cohort), follow=True)
    while page.context["step"] != "check":
        form = page.context["form"]
        shown = {name: form[name].value() for name in form.fields}
        posted = {name: getattr(value, "pk", value) for name, value in shown.items() if value}
        for name, value in typed.items():
            if name in shown and not shown[name]:
                asked.append(name)
                posted[name] = value
        page = at.post(page.request["PATH_INFO"], {**posted, "version": version_of(page)}, follow=True)
        assert page.status_code == 200, page.context["form"].errors
    page = at.post(address(cohort, "check"), {"version": version_of(page)}, follow=True)
    assert "/receipt/" in page.request["PATH_INFO"]
    return asked


@pytest.mark.parametrize("country", ["", "DE"])
def test_a_second_application_asks_for_a_day_and_the_reasons_alone(
    at: Client, cohort: Cohort, person: User, country: str
) -> None:
    earlier = draft_for(DayFactory(), user=person)
    if country:
        elsewhere = {"community": None, "country": country}
        earlier = services.save_draft(
            actor=person, cohort=earlier.participant.cohort, answers=elsewhere, version=earlier.version
        )
    services.send_application(actor=person, slug=earlier.participant.cohort.slug, version=earlier.version)
    day = DayFactory(cohort=cohort, admission=Day.Admission.SELECTION)
    asked = sends_again(at, cohort, days=str(day.pk), motivation="Хочу навчити колег того, що працює.")
    assert asked == ["days", "motivation"]
    second = Application.objects.get(participant__cohort=cohort)
    assert (second.organisation, second.phone) == (earlier.organisation, earlier.phone)
    assert (second.community, second.country) == (earlier.community, country or "UA")


def test_who_came_from_elsewhere_in_the_draft_is_offered_no_community_of_the_profile(
    at: Client, day: Day, cohort: Cohort, person: User
) -> None:
    person.community = CommunityFactory()
    person.save()
    services.save_draft(actor=person, cohort=cohort, answers={"country": "PL"})
    form = at.get(address(cohort, "community")).context["form"]
    assert (form.initial["origin"], form.initial["community"], form.initial["country"]) == (
        "elsewhere",
        None,
        "PL",
    )


def test_a_hidden_community_cannot_be_chosen(at: Client, cohort: Cohort, day: Day) -> None:
    hidden = CommunityFactory(is_hidden=True)
    at.post(address(cohort, "community"), {"origin": "community", "community": hidden.pk, "version": "0"})
    assert Application.objects.get().community is None


@pytest.mark.parametrize(
    ("step", "field", "label", "found_at"),
    [
        ("community", "community", "Community", "id_q"),
        ("days", "waits_if_full", "If it is full, put me on the waiting list", "id_days_0"),
    ],
)
def test_what_cannot_be_chosen_any_more_is_pointed_at(
    at: Client, cohort: Cohort, day: Day, step: str, field: str, label: str, found_at: str
) -> None:
    """The field is drawn as several, or as a search: the summary leads to what stands for it."""
    page = at.post(address(cohort, step), {field: day.pk + 1, "days": day.pk, "version": "0"})
    body = page.content.decode()
    assert page.status_code == 422
    link = f'<a href="#{found_at}"><span class="summary-errors-label">{label}</span>'
    assert link in body and body.count(f'id="{found_at}"') == 1
    assert f'id="id_{field}_error"' in body


@pytest.mark.parametrize("name", ["<b Петренко", '<img src="/etc/passwd">'])
def test_a_name_is_printed_as_it_is_typed(
    at: Client, cohort: Cohort, day: Day, name: str, person: User
) -> None:
    draft_for(day, user=person)
    User.objects.filter(pk=person.pk).update(family_name=name)  # from before it was refused
    body = at.get(address(cohort, "check")).content.decode()
    assert name not in body and name.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in body


def test_a_draft_is_deleted_after_asking(at: Client, cohort: Cohort, day: Day, person: User) -> None:
    draft_for(day, user=person)
    assert at.get(address(cohort, "discard")).status_code == 200 and Application.objects.exists()
    assert at.post(address(cohort, "discard"))["Location"] == "/en/my/"
    assert not Application.objects.exists()


def test_pages_of_applying_are_kept_by_nobody(at: Client, cohort: Cohort, day: Day) -> None:
    for step in ("you", "community", "days"):
        assert "no-store" in at.get(address(cohort, step))["Cache-Control"]


@pytest.mark.both_databases
@pytest.mark.parametrize("days", [1, 4])
def test_the_page_of_days_asks_the_database_the_same_for_one_day_and_for_many(
    at: Client, cohort: Cohort, person: User, days: int, django_assert_num_queries
) -> None:
    draft_for(*(DayFactory(cohort=cohort) for _number in range(days)), user=person)
    at.get(address(cohort, "days"))
    with django_assert_num_queries(7):
        at.get(address(cohort, "days"))


class TestThePicker:
    """Communities by a few letters."""

    def test_htmx_gets_the_list_alone(self, client: Client) -> None:
        found = CommunityFactory(name="Білоцерківська", search_key="|білоцерківська|")
        body = client.get(
            reverse("admission:communities"), {"q": "біло"}, headers={"HX-Request": "true"}
        ).content.decode()
        assert f'value="{found.pk}"' in body and "<html" not in body

    def test_a_choice_made_before_stays_in_the_list(self, client: Client) -> None:
        chosen = CommunityFactory()
        body = client.get(
            reverse("admission:communities"),
            {"q": "щось інше", "community": chosen.pk},
            headers={"HX-Request": "true"},
        ).content.decode()
        assert f'value="{chosen.pk}" checked' in body

    @pytest.mark.parametrize("pk", ["x", "-1", "9" * 30, "²"])
    def test_nonsense_is_no_choice(self, client: Client, pk: str) -> None:
        answer = client.get(reverse("admission:communities"), {"q": "а" * 5000, "community": pk})
        assert answer.status_code == 200

    def test_without_scripts_it_is_a_page(self, client: Client) -> None:
        CommunityFactory(name="Білоцерківська", search_key="|білоцерківська|")
        body = client.get("/uk/communities/", {"q": "біло"}).content.decode()
        assert "Білоцерківська громада" in body and "<html" in body

    def test_one_question_to_the_database_for_one_and_for_many(
        self, client: Client, django_assert_num_queries
    ) -> None:
        for number in (1, 11):
            for _one in range(number):
                CommunityFactory(name="Білоцерківська", search_key="|білоцерківська|")
            with django_assert_num_queries(1):
                client.get("/uk/communities/", {"q": "біло"}, headers={"HX-Request": "true"})
