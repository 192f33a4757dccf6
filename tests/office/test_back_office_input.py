"""What Wagtail's own screens answer when they are sent what their pages never send."""

import pytest
from django.core.cache import caches
from django.test import Client
from wagtail.models import Page, Site

from office.middleware import NotUnderstoodMiddleware
from pages.tree import prepare_tree
from tests.factories.people import AdministratorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HUGE = str(2**64)


@pytest.fixture
def office(client: Client) -> Client:
    """An administrator's browser, where an error is an answer."""
    client.force_login(AdministratorFactory(language="en"))
    client.raise_request_exception = False
    return client


def test_the_page_on_which_wagtail_fails_on_purpose_is_not_there(office: Client) -> None:
    assert office.get("/admin/failwhale/").status_code == 404


def test_a_form_without_its_fields_is_not_understood(office: Client, caplog) -> None:
    page = Page.objects.get(depth=2)
    for path in (f"/admin/pages/{page.pk}/copy/", "/admin/choose-external-link/"):
        answer = office.post(path)
        assert answer.status_code == 400, path
        assert "<h1" in answer.text
    assert "wagtailadmin_pages:copy: MultiValueDictKeyError" in caplog.text


@pytest.mark.parametrize("typed", ["abc", HUGE, "-1", "a\x00b"])
def test_what_is_no_number_is_refused(office: Client, typed: str) -> None:
    sites = Site.objects.count()
    site = {"hostname": "x.example", "port": "80", "site_name": "", "root_page": typed, "is_default_site": ""}
    assert office.post("/admin/sites/new/", site).status_code < 500
    assert Site.objects.count() == sites
    redirect = {
        "old_path": "/x",
        "site": typed,
        "redirect_page": typed,
        "redirect_link": "",
        "is_permanent": "on",
    }
    assert office.post("/admin/redirects/add/", redirect).status_code < 500


def test_what_is_typed_is_not_in_the_log(office: Client, caplog) -> None:
    office.post("/admin/sites/new/", {"hostname": "x.example", "port": "80", "root_page": "Олена-Зразкова"})
    assert "Олена" not in caplog.text


def broken(*_arguments: object) -> None:
    """Code of ours that stumbles."""
    raise KeyError("Олена")


def test_the_same_error_in_code_of_ours_that_a_screen_calls_stays_a_fault(
    office: Client, monkeypatch
) -> None:
    assert office.get("/admin/sites/new/").status_code == 200
    monkeypatch.setattr("office.wagtail_hooks.user_has_any_page_permission", broken)
    answer = office.get("/admin/sites/new/")
    assert answer.status_code == 500
    assert answer.exc_info[0] is KeyError


def test_the_same_error_on_a_public_page_stays_a_fault(client: Client, monkeypatch) -> None:
    prepare_tree()
    client.raise_request_exception = False
    monkeypatch.setattr("foundation.ui.templatetags.public._alternates", broken)
    caches["pages"].clear()
    answer = client.get("/en/about/")
    assert answer.status_code == 500
    assert answer.exc_info[0] is KeyError


def test_where_it_was_not_understood_is_in_the_log(office: Client, caplog) -> None:
    office.post("/admin/choose-external-link/")
    [said] = [record.getMessage() for record in caplog.records if record.name == "office.middleware"]
    assert "wagtail/admin/views/chooser.py" in said


def test_the_same_error_in_a_screen_of_ours_stays_a_fault(rf) -> None:
    door = NotUnderstoodMiddleware(lambda request: None)
    request = rf.get("/admin/")
    request.resolver_match = type("Match", (), {"func": test_what_is_no_number_is_refused, "view_name": "x"})
    assert door.process_exception(request, ValueError()) is None
    request.resolver_match = None
    assert door.process_exception(request, ValueError()) is None
