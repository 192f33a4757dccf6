"""Who comes into the back office, and what stands in its menu."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from residencies.models import Membership, Programme
from residencies.services.roles import add_member, delete_membership
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import MembershipFactory, manager_of

pytestmark = pytest.mark.django_db


def menu(client: Client) -> dict[str, Any]:
    """The words of the menu, groups with the words of what is in them."""
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    found = re.search(
        r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', page, re.S
    )
    assert found
    words: dict[str, Any] = {}
    for module in json.loads(found.group(1))["modules"]:
        if module["_type"].endswith("MainMenuModule"):
            for item in module["_args"][0]:
                inside = [part for part in item["_args"] if isinstance(part, list)]
                words[item["_args"][0]["label"]] = [
                    each["_args"][0]["label"] for part in inside for each in part
                ]
    return words


def test_somebody_who_is_not_signed_in_is_led_to_sign_in(client: Client) -> None:
    response = client.get("/admin/venues/")
    assert response.status_code == 302
    assert "/accounts/login/?next=/admin/venues/" in response["Location"]


def test_a_manager_without_a_second_factor_sets_one_up_first(client: Client, programme: Programme) -> None:
    user = UserFactory()
    add_member(
        actor=AdministratorFactory(), programme=programme, email=user.email, role=Membership.Role.MANAGER
    )
    client.force_login(user)
    assert client.get("/admin/venues/")["Location"] == reverse("mfa_index")


def test_a_manager_s_menu_holds_what_they_work_with_and_nothing_else(office: Client) -> None:
    found = menu(office)
    assert found["Programmes"] == [
        "Cohorts",
        "Programmes",
        "Funding projects",
        "Residencies",
        "Partners",
        "Roles",
        "Venues",
        "Pictures",
        "Organisations",
        "Field visits",
        "Carriers",
        "Vehicles",
        "Runs",
        "Hotels",
        "Kinds of rooms",
        "Trainers",
        "Courses",
        "Letters",
    ]
    assert set(found) == {"Programmes", "Certificates"}


def test_only_administrators_see_what_all_programmes_share(client: Client) -> None:
    client.force_login(AdministratorFactory())
    client.cookies["language"] = "en"
    found = menu(client)["Programmes"]
    assert {"Themes", "Session formats", "Accounts"} <= set(found)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/",
        "/admin/choose-page/",
        "/admin/api/main/pages/",
        "/admin/tag-autocomplete/?term=a",
        "/admin/reports/site-history/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/redirects/",
        "/admin/snippets/",
        "/admin/images/chooser/",
        "/admin/documents/",
        "/admin/collections/",
        "/admin/workflows/list/",
        "/admin/bulk/people/user/delete/",
        "/admin/failwhale/",
    ],
)
def test_wagtails_own_screens_are_closed_to_managers(office: Client, address: str) -> None:
    assert office.get(address).status_code in {403, 404}
    assert office.post(address).status_code in {403, 404}


def test_a_manager_of_two_programmes_who_loses_one_keeps_the_other(
    office: Client, manager: User, programme: Programme
) -> None:
    other = MembershipFactory(user=manager).programme
    role = Membership.objects.get(user=manager, programme=programme)
    delete_membership(actor=AdministratorFactory(), membership=role)
    assert office.get(reverse("programme:edit", args=[programme.pk])).status_code == 404
    assert office.get(reverse("programme:edit", args=[other.pk])).status_code == 200


def test_the_group_of_managers_grants_admission_and_nothing_on_models(programme: Programme) -> None:
    manager = manager_of(programme)
    assert manager.get_all_permissions() == {"wagtailadmin.access_admin"}


def test_an_address_without_a_screen_is_not_found_and_leads_home(office: Client) -> None:
    response = office.get("/admin/nothing/here/", headers={"accept-language": "en"})
    assert response.status_code == 404
    page = response.content.decode()
    assert "There is no such page" in page and f'href="{reverse("wagtailadmin_home")}"' in page
    assert "Wagtail" not in page


def test_an_address_without_a_screen_tells_strangers_no_more_than_others(client: Client) -> None:
    assert client.get("/admin/nothing/here/").status_code == client.get("/admin/cohorts/").status_code == 302
    client.force_login(UserFactory())
    assert client.get("/admin/nothing/here/").status_code == client.get("/admin/cohorts/").status_code == 403


@pytest.mark.parametrize(("language", "name"), [("uk", "Світлиця"), ("en", "Svitlytsia")])
def test_the_screens_bear_the_products_name_in_the_readers_language(
    office: Client, language: str, name: str
) -> None:
    office.cookies["language"] = language
    page = office.get(reverse("wagtailadmin_home")).content.decode()
    assert re.search(rf"<title>[^<]* - {name}</title>", page)
    assert re.search(rf"<h1[^>]*>{name}</h1>", page)
