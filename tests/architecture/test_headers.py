"""Pages of an account are kept by nobody. The walk of test_permissions.py asks the same of every address."""

import pytest
from django.http import HttpResponse

from tests.architecture.headers import faults_of_headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/uk/accounts/login/", "/uk/accounts/2fa/", "/uk/accounts/nowhere/", "/uk/my/", "/admin/", "/nowhere/"],
)
def test_pages_of_an_account_are_kept_by_nobody_whatever_they_answer(client, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]
    assert "no-store" in client.post(path)["Cache-Control"]


KEPT = {"Cache-Control": "private", "Permissions-Policy": "geolocation=()"}


@pytest.mark.parametrize(
    ("route", "head", "found"),
    [
        ("/uk/my/", HttpResponse(status=405), 3),
        ("/uk/my/", HttpResponse(headers={"Cache-Control": "no-store"}), 1),
        ("/uk/cohorts/<slug>/", HttpResponse(), 0),
        ("/uk/cohorts/<slug>/apply/", None, 1),
    ],
)
def test_a_page_that_may_be_kept_and_another_answer_to_head_are_noticed(
    route: str, head: HttpResponse | None, found: int
) -> None:
    """The walk would pass if it did not look."""
    assert len(list(faults_of_headers(route, HttpResponse(headers=KEPT), head))) == found
    assert " says nothing of the device’s senses" in faults_of_headers(route, HttpResponse(), head)
