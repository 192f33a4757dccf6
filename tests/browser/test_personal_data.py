"""What is held of a person, on a phone: read, taken out, erased; and a new account with the same address."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from people.models import User
from tests.factories.people import UserFactory

from .applicant import sign_in_by_code, sign_up
from .conftest import PHONE, Look, Site


def taken_out(page: Page, folder: Path) -> zipfile.ZipFile:
    """Press for the archive and open it."""
    with page.expect_download() as download:
        page.locator("form[action$='/take-out/'] button").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return zipfile.ZipFile(path)


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_a_person_takes_their_data_out_and_is_erased(
    site: Site, check_page: Look, tmp_path: Path, language: str
) -> None:
    user = UserFactory(
        language=language,
        password=None,
        given_name="Олена",
        family_name="Прикладенко",
        position="садівниця",
    )
    page = site.open(f"/{language}/accounts/login/", size=PHONE)
    sign_in_by_code(page, user.email)
    page.goto(f"/{language}/my/")
    page.locator("a[href$='/my/data/']").click()
    for part in page.locator("details").all():
        part.locator("summary").click()
    check_page.everywhere(page, desk=True)
    check_page.reach(page)

    archive = taken_out(page, tmp_path)
    assert json.loads(archive.read("data.json"))["address"] == user.email
    page.locator("a[href$='/my/data/erase/']").click()
    check_page.everywhere(page, desk=True)
    page.locator("main .btn-danger").click()
    page.wait_for_load_state()
    check_page.everywhere(page, desk=True)
    assert User.objects.get(pk=user.pk).erased_at is not None

    page.goto(f"/{language}/accounts/login/?next=/{language}/my/")
    sign_up(page, email=user.email, given="Олена", family="Прикладенко")
    page.goto(f"/{language}/my/data/")
    assert user.email in page.content() and user.position not in page.content()
    assert User.objects.get(email=user.email).pk != user.pk
