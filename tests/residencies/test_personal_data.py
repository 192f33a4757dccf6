"""Roles as what is held of a person, and what an administrator does for who asks for their data or to be erased."""

import io
import zipfile
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from foundation.errors import DomainError
from people.allauth_private import record_authentication
from people.models import User
from people.personal_data import services
from residencies.models import Membership
from residencies.person import Roles
from residencies.services.roles import account_by_email
from tests.back_office import filled
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import MembershipFactory, ProgrammeFactory, manager_of, works_in_office
from tests.held import said_in

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/"


def edit(user: User) -> str:
    return f"/admin/accounts/edit/{user.pk}/"


def take_out(user: User) -> str:
    return reverse("residencies_take_out", args=[user.pk])


def erase(user: User) -> str:
    return reverse("residencies_erase", args=[user.pk])


@pytest.fixture
def admin(client: Client) -> User:
    """An administrator, who showed who they are a moment ago, beside another one."""
    AdministratorFactory()
    user: User = AdministratorFactory(language="en")
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="mfa", reauthenticated=True)
    request.session.save()
    client.cookies["language"] = "en"
    return user


@pytest.fixture
def person() -> User:
    return UserFactory(language="en", given_name="Solomiia", family_name="Perepelytsia")


def erased() -> User:
    user = UserFactory()
    services.erase(actor=user, user=user)
    return User.objects.get(pk=user.pk)


# ---------------------------------------------------------------- roles
def test_roles_are_held_with_their_programme_and_nobody_elses() -> None:
    user = works_in_office(ProgrammeFactory(name_uk="Світлиці Полісся"), role="assistant", sees_needs=True)
    MembershipFactory(programme=ProgrammeFactory(name_uk="Чужа програма"))
    [part] = Roles().held(user)
    assert "Світлиці Полісся" in said_in([part]) and "Чужа програма" not in said_in([part])
    assert len(part.rows[0]) == 3


def test_many_roles_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    user = UserFactory()
    for _number in range(2):
        MembershipFactory(user=user)
        with django_assert_num_queries(1):
            said_in(Roles().held(user))
        with django_assert_num_queries(1):
            Roles().hindrances(user)


def test_who_manages_a_programme_alone_hands_it_on_first() -> None:
    programme = ProgrammeFactory(name_uk="Світлиці Полісся")
    user = manager_of(programme)
    works_in_office(programme, role="assistant")
    MembershipFactory(programme=programme, user=UserFactory(is_active=False))
    [hindrance] = Roles().hindrances(user)
    assert "Світлиці Полісся" in hindrance.text
    with pytest.raises(services.NotNow):
        services.erase(actor=user, user=user)
    manager_of(programme)
    services.erase(actor=user, user=user)
    assert not Membership.objects.filter(user=user).exists()


def test_a_programme_in_the_archive_needs_no_manager() -> None:
    user = manager_of(ProgrammeFactory(archived_at=timezone.now()))
    assert Roles().hindrances(user) == []


def test_who_is_erased_has_no_role_and_is_not_let_in(client: Client) -> None:
    programme = ProgrammeFactory()
    user, _other = manager_of(programme), manager_of(programme)
    MembershipFactory(user=user, programme=programme, role=Membership.Role.TRAINER)
    Roles().erase(user)
    after = User.objects.get(pk=user.pk)
    assert not after.memberships.exists() and not after.is_staff and not after.groups.exists()
    assert (
        ModelLogEntry.objects.filter(action="wagtail.delete", content_type__model="membership").count() == 2
    )


# ---------------------------------------------------------------- by an administrator
def test_the_page_of_an_account_leads_to_both(client: Client, admin: User, person: User) -> None:
    page = client.get(edit(person)).text
    assert take_out(person) in page and erase(person) in page


def test_an_administrator_takes_out_the_data_of_somebody_after_a_question(
    client: Client, admin: User, person: User
) -> None:
    assert client.get(take_out(person)).status_code == 200
    assert not ModelLogEntry.objects.filter(action="people.take_out").exists()
    answer = client.post(take_out(person))
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "Perepelytsia" in zipfile.ZipFile(io.BytesIO(content)).read("data.html").decode()
    entry = ModelLogEntry.objects.get(action="people.take_out")
    assert (entry.object_id, entry.user_id) == (str(person.pk), admin.pk)


def test_an_administrator_erases_somebody_after_a_question(client: Client, admin: User, person: User) -> None:
    assert "Erase for good" in client.get(erase(person)).text
    assert User.objects.get(pk=person.pk).erased_at is None
    answer = client.post(erase(person))
    assert answer.status_code == 302 and answer["Location"] == LIST
    assert User.objects.get(pk=person.pk).erased_at
    assert ModelLogEntry.objects.get(action="people.erase").user_id == admin.pk


def test_what_has_to_be_ended_first_is_said_and_nothing_is_erased(client: Client, admin: User) -> None:
    user = manager_of(ProgrammeFactory(name_uk="Світлиці Полісся", name_en="Rooms of Polissia"))
    asked = client.get(erase(user)).text
    # These words say “you” to the person, and an administrator reads them.
    assert "Rooms of Polissia" in asked and "in the words that they read" in asked
    assert "Erase for good" not in asked and f'href="{edit(user)}"' in asked
    answer = client.post(erase(user))
    assert answer.status_code == 409 and "Rooms of Polissia" in answer.text
    assert User.objects.get(pk=user.pk).erased_at is None


def test_an_administrators_browser_that_was_left_open_must_show_first_who_it_is(
    client: Client, admin: User, person: User
) -> None:
    client.session.flush()
    client.force_login(admin)
    for address in (take_out(person), erase(person)):
        answer = client.post(address)
        assert answer.status_code == 302 and answer["Location"].startswith("/en/accounts/reauthenticate/")
        assert answer["Location"].endswith(f"?next={quote_plus(address)}")
    assert User.objects.get(pk=person.pk).erased_at is None
    assert not ModelLogEntry.objects.filter(action="people.take_out").exists()


def test_nobody_but_an_administrator_gets_there(client: Client, person: User) -> None:
    client.force_login(manager_of(ProgrammeFactory()))
    for method in (client.get, client.post):
        assert {method(address).status_code for address in (take_out(person), erase(person))} == {404}
    assert User.objects.get(pk=person.pk).erased_at is None


# ---------------------------------------------------------------- nobody afterwards
def test_erased_accounts_are_not_listed_and_have_no_page(client: Client, admin: User) -> None:
    nobody = erased()
    assert nobody.email not in client.get(LIST).text
    assert nobody.email not in client.get(f"{LIST}results/?q={nobody.email}").text
    for address in (edit(nobody), take_out(nobody), erase(nobody)):
        assert client.get(address).status_code == client.post(address).status_code == 404


def test_a_form_opened_before_somebody_was_erased_saves_nothing(
    client: Client, admin: User, person: User
) -> None:
    form = filled(client, edit(person), given_name="Інше")
    services.erase(actor=admin, user=person)
    assert client.post(edit(person), form).status_code == 404
    assert User.objects.get(pk=person.pk).given_name == ""


def test_no_account_gets_the_address_of_an_erased_one(client: Client, admin: User, person: User) -> None:
    form = filled(client, edit(person), email=f"u-{person.pk}@erased.invalid")
    assert client.post(edit(person), form).status_code == 422


def test_no_role_is_given_to_an_erased_account() -> None:
    for address in (erased().email, "U-9999@Erased.Invalid"):
        with pytest.raises(DomainError):
            account_by_email(address)


@pytest.mark.django_db(transaction=True)
def test_an_administrator_who_erases_themselves_is_out_at_once(client: Client, admin: User) -> None:
    answer = client.post(erase(admin))
    assert answer.status_code == 302
    assert "/login/" in client.get(LIST)["Location"]
    assert User.objects.get(pk=admin.pk).erased_at
