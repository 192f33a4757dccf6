"""Somebody who has one name only: neither part of a name is asked for in vain, and neither is forgotten unnoticed."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.attendance.queries import sheet
from cohorts.models import Day
from foundation.errors import DomainError
from foundation.words.folding import folded_words
from foundation.words.order import order_key
from people.greeting import greeting_name
from people.models import User, by_name
from people.services import save_profile
from tests.factories.admission import draft_for
from tests.factories.cohorts import DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory
from tests.people.signing_in import SIGN_UP, Reader
from tests.school import browser_of

pytestmark = pytest.mark.django_db
PROFILE = "/en/my/details/"
ONE, OTHER = ("given_name", "family_name"), ("family_name", "given_name")
both_ways = pytest.mark.parametrize(("has", "lacks"), [ONE, OTHER])


def names(has: str, lacks: str) -> dict[str, str]:
    return {has: "Sukarno", lacks: ""}


# ---------------------------------------------------------------- saying it
@both_ways
def test_an_account_is_made_with_one_name_if_it_is_said_that_there_is_no_other(
    client: Client, has: str, lacks: str
) -> None:
    typed = {"email": "sukarno@demo.example", **names(has, lacks)}
    refused = client.post(SIGN_UP, typed)
    assert not User.objects.exists()
    assert list(refused.context["form"].errors) == [lacks]
    assert "say below that you have one name only" in refused.text
    assert client.post(SIGN_UP, {**typed, "has_one_name": "on"}).status_code == 302
    user = User.objects.get()
    assert (getattr(user, has), getattr(user, lacks), user.has_one_name) == ("Sukarno", "", True)


@both_ways
def test_ones_details_are_saved_with_one_name_and_say_it_next_time(
    client: Client, has: str, lacks: str
) -> None:
    user = Reader(given_name="Олена", family_name="Зразкова")
    client.force_login(user)
    assert client.get(PROFILE).context["form"]["has_one_name"].value() is False
    typed = {**names(has, lacks), "language": "en", "latin_name": "Sukarno"}
    assert client.post(PROFILE, typed).status_code == 422
    assert client.post(PROFILE, {**typed, "has_one_name": "on"}).status_code == 302
    user.refresh_from_db()
    assert (user.get_full_name(), user.official_name, user.latin_name) == ("Sukarno",) * 3
    assert client.get(PROFILE).context["form"]["has_one_name"].value() is True


@pytest.mark.parametrize("ticked", ["", "on"])
def test_a_name_there_must_be(client: Client, ticked: str) -> None:
    user = Reader(given_name="Олена", family_name="Зразкова")
    client.force_login(user)
    typed = {"given_name": " ", "family_name": "", "language": "en", "has_one_name": ticked}
    refused = client.post(PROFILE, typed)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"given_name", "family_name"}
    rest = dict.fromkeys(("patronymic", "latin_name", "phone", "country", "organisation", "position"), "")
    with pytest.raises(DomainError) as error:
        save_profile(
            actor=user,
            given_name="",
            family_name="",
            has_one_name=True,
            community=None,
            language="en",
            **rest,
        )
    assert error.value.field == "given_name"


def test_neither_name_is_shown_as_one_that_may_be_left_out(client: Client) -> None:
    for refused in (client.get(SIGN_UP), client.post(SIGN_UP, {"email": "x@demo.example"})):
        form = refused.context["form"]
        assert form["given_name"].field.required and form["family_name"].field.required


# ---------------------------------------------------------------- applying
@both_ways
def test_one_applies_with_one_name(has: str, lacks: str) -> None:
    day = DayFactory(admission=Day.Admission.OPEN)
    user = Reader(given_name="", family_name="")
    draft = draft_for(day, user=user)
    browser, url = browser_of(user), f"/en/cohorts/{day.cohort.slug}/apply/"
    assert browser.get(url)["Location"] == f"{url}you/"
    missing = browser.post(f"{url}check/", {"version": draft.version})
    assert missing.status_code == 422 and "Write your name." in missing.text
    typed = {**names(has, lacks), "version": draft.version, "go": "next"}
    asked = browser.post(f"{url}you/", typed)
    assert asked.status_code == 422 and list(asked.context["form"].errors) == [lacks]
    draft.refresh_from_db()
    answer = browser.post(f"{url}you/", {**typed, "has_one_name": "on", "version": draft.version})
    assert answer["Location"] == f"{url}community/"
    assert browser.get(f"{url}you/").context["form"]["has_one_name"].value() is True
    draft.refresh_from_db()
    assert browser.post(f"{url}check/", {"version": draft.version}).status_code == 302
    assert "Sukarno" in browser.get(reverse("admission:application", args=[draft.public_id])).text


def test_a_name_that_was_forgotten_is_not_taken_for_the_only_one() -> None:
    day = DayFactory(admission=Day.Admission.OPEN)
    user = Reader(given_name="Олена", family_name="")
    draft = draft_for(day, user=user)
    browser, url = browser_of(user), f"/en/cohorts/{day.cohort.slug}/apply/"
    assert browser.get(f"{url}you/").context["form"]["has_one_name"].value() is False
    refused = browser.post(f"{url}check/", {"version": draft.version})
    assert refused.status_code == 422 and "Write your name." in refused.text


def test_two_names_count_for_more_than_the_tick() -> None:
    day = DayFactory(admission=Day.Admission.OPEN)
    user = Reader(given_name="Sukarno", family_name="", has_one_name=True)
    typed = {"given_name": "Олена", "family_name": "Зразкова", "has_one_name": "on"}
    browser, url = browser_of(user), f"/en/cohorts/{day.cohort.slug}/apply/you/"
    assert browser.post(url, {**typed, "version": "0", "go": "next"}).status_code == 302
    user.refresh_from_db()
    assert (user.official_name, user.has_one_name) == ("Зразкова Олена", False)
    User.objects.filter(pk=user.pk).update(family_name="", has_one_name=True)
    assert browser.post(PROFILE, {**typed, "language": "en"}).status_code == 302
    user.refresh_from_db()
    assert (user.official_name, user.has_one_name) == ("Зразкова Олена", False)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(has_one_name=True)


# ---------------------------------------------------------------- being called by it
def test_a_letter_greets_by_the_only_name_as_it_is() -> None:
    given = UserFactory(given_name="Олена", family_name="", language="uk")
    family = UserFactory(given_name="", family_name="Сукарно", language="uk")
    assert greeting_name(given, given.email) == "Олено"
    assert greeting_name(family, family.email) == "Сукарно"


def test_lists_order_people_by_family_name_or_by_the_only_one() -> None:
    day = DayFactory()
    for given, family in (("Олена", "Яблунева"), ("Марта", ""), ("", "Сукарно"), ("Андрій", "Зразковий")):
        user = UserFactory(given_name=given, family_name=family, patronymic="")
        PlaceFactory(pool=day.pool, participant=ParticipantFactory(cohort=day.cohort, user=user))
    expected = ["Зразковий Андрій", "Марта", "Сукарно", "Яблунева Олена"]
    assert [line.name for line in sheet(SessionFactory(day=day))] == expected
    assert [
        user.official_name
        for user in User.objects.exclude(given_name="", family_name="").order_by(*by_name())
    ][:4] == expected


def test_lists_order_people_by_the_alphabet_of_their_language() -> None:
    expected = [
        "Гук",
        "Ґудзь",
        "Жук",
        "Зуб",
        "Іваненко",
        "Їжак",
        "Лук",
        "Лук’яненко",
        "Lis",
        "Łoś",
        "Zięba",
        "Żak",
    ]
    for family in sorted(expected):
        UserFactory(given_name="Олена", family_name=family, patronymic="")
    found = User.objects.exclude(family_name="").order_by(*by_name()).values_list("family_name", flat=True)
    assert [name for name in found if name in expected] == expected


def test_where_a_name_stands_follows_it_however_the_row_is_written() -> None:
    person = UserFactory(given_name="Олена", family_name="Яремчук", patronymic="")
    person.family_name = "Ґудзь"
    person.save(update_fields=["family_name"])
    User.objects.bulk_create([User(email="new@demo.example", given_name="Марта", family_name="Жук")])
    for user in User.objects.all():
        assert bytes(user.name_key) == order_key(user.official_name)
        assert user.name_words == " ".join(folded_words(user.official_name))
