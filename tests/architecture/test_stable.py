"""Addresses and commands that others build on: printed on paper, subscribed to by calendars, written into scripts.

None of them changes or goes without a deprecation. What is planned and not there yet: docs/adr/0012.
"""

from collections.abc import Iterator

import pytest
from django.core.management import get_commands, load_command_class
from django.test import Client
from django.urls import URLResolver, get_resolver

from pages.tree import make_residency_pages, prepare_tree
from tests.certificates.conftest import issue_to_all
from tests.factories.certificates import ended_cohort
from tests.factories.people import AdministratorFactory, UserFactory

LANGUAGES = ("uk", "en", "pl")
# What anybody is answered: a page, or where it leads on.
OPEN = {
    "/": 302,
    "/{lang}/": 200,
    "/{lang}/residencies/": 200,
    "/{lang}/residencies/{residency}/": 200,
    "/{lang}/cohorts/{cohort}/": 200,
    "/{lang}/cohorts/{cohort}/apply/": 302,
    "/{lang}/cohorts/{cohort}/programme/": 200,
    "/cohorts/{cohort}/programme.ics": 200,
    "/{lang}/my/": 302,
    "/calendar/{token}.ics": 200,
    "/{lang}/verify/": 200,
    "/{lang}/verify/{code}/": 200,
    "/verify/{code}/": 302,
    "/admin/": 302,
    "/healthz": 200,
    "/readyz": 200,
}
# The words that follow a command.
COMMANDS = {
    "backup": ["site.backup", "--passphrase-file", "passphrase"],
    "demo": [],
    "doctor": [],
    "import_communities": ["register.csv.gz"],
    "issue_certificates": ["wow-medicine-2026", "--as", "manager@demo.example"],
    "restore": ["site.backup", "--replace", "--passphrase-file", "passphrase"],
    "verify_certificate": ["certificate.pdf", "--trust", "issuer.pem"],
}


@pytest.mark.django_db
def test_every_stable_address_answers_in_each_language() -> None:
    prepare_tree()
    ended = ended_cohort(people=1)
    make_residency_pages(residency=ended.cohort.residency)
    found = {
        "residency": ended.cohort.residency.slug,
        "cohort": ended.cohort.slug,
        "token": UserFactory().calendar_token,
        "code": issue_to_all(ended)[0].code,
    }
    wrong = []
    for pattern, status in OPEN.items():
        for lang in LANGUAGES if "{lang}" in pattern else ("",):
            address = pattern.format(lang=lang, **found)
            answer = Client().get(address)
            if answer.status_code != status:
                wrong.append((address, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_what_is_printed_on_paper_leads_to_the_readers_language_and_is_kept_by_nobody(client: Client) -> None:
    answer = client.get("/verify/0123456789abcdef/", headers={"Accept-Language": "pl"})
    assert answer["Location"] == "/pl/verify/0123456789abcdef/"
    assert "no-store" in answer["Cache-Control"]
    assert "no-store" in client.get(answer["Location"])["Cache-Control"]


@pytest.mark.django_db
def test_who_is_signed_in_is_led_to_their_own_pages(client: Client, settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(AdministratorFactory())
    for address in ("/uk/my/", "/en/my/", "/pl/my/", "/admin/"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", COMMANDS)
def test_every_stable_command_takes_its_words(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(COMMANDS[name])


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every route of the site as it is written, its converters too."""
    for each in resolver.url_patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, here)
        else:
            yield here


def test_no_address_outside_the_back_office_tells_the_number_of_a_row() -> None:
    """Rows are called by names and public ids there; allauth and Wagtail have addresses of their own."""
    numbered = {route for route in routes(get_resolver()) if "<int:" in route and "/admin/" not in route}
    assert numbered == {
        "/uk/accounts/2fa/webauthn/keys/<int:pk>/remove/",
        "/uk/accounts/2fa/webauthn/keys/<int:pk>/edit/",
        # Beside the code of the paper: which of its lists, counted from 1.
        "/uk/lists/<str:code>/<int:number>/",
        "/uk/party-lists/<str:code>/<int:number>/",
        "/uk/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
    }
