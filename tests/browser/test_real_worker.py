"""Certificates as they come about in use: by a worker in a process of its own, read by other people's programs."""

import os
import re
import signal
import subprocess
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from certificates.models import Batch, Certificate, DeliveredFile
from foundation.work import WorkState
from messaging.models import Letter
from residencies.services.roles import sync_admission
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.faults.conftest import Post, post_at, until
from tests.tools import need

from .conftest import DESK, PHONE, Site
from .office import Office

PEOPLE = 16
GIVEN, FAMILY = "Ґалаґана", "Їжакевич-Щебетюк"


@pytest.fixture
def post(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The embedded broker, to which the site hands its work, and a worker that waits for it."""
    for opened in post_at("filesystem://localhost", "--pool", "threads", "--concurrency", "1"):
        monkeypatch.setattr("foundation.work.send", opened.hand_over)
        opened.start_worker()
        yield opened


@pytest.fixture
def ended(site: Site) -> EndedCohort:
    """A cohort that is over; its manager may enter the back office."""
    made = ended_cohort(people=PEOPLE - 1)
    made.add_person(given_name=GIVEN, family_name=FAMILY)
    sync_admission(user=made.manager)
    return made


def signed() -> int:
    return DeliveredFile.objects.count()


def shown(page: Page) -> tuple[int, int]:
    """How many are signed and how many there are, as the page shows it."""
    bar = page.locator("#progress progress")
    return int(str(bar.get_attribute("value"))), int(str(bar.get_attribute("max")))


def press_issue(office: Office, ended: EndedCohort) -> str:
    """Ask for the certificates; return the address that shows how far it is."""
    office.open(f"cohorts/{ended.cohort.pk}/completion/")
    office.follow(f"/admin/cohorts/{ended.cohort.pk}/certificates/issue/")
    office.send()
    office.page.wait_for_url("**/admin/batches/**")
    return office.page.url


def test_a_manager_watches_leaves_and_comes_back_and_other_programs_read_the_sheet(
    site: Site, post: Post, ended: EndedCohort, tmp_path: Path
) -> None:
    office = Office(site.sign_in(ended.manager, size=DESK, to="/admin/"))
    progress = press_issue(office, ended)
    until(lambda: signed() >= 3, post)
    with standing_still(post):
        # The page asks by itself: nobody loads it again.
        expect(office.page.locator("#progress progress")).not_to_have_attribute("value", "0")
        part, whole = shown(office.page)
        assert 0 < part < whole == PEOPLE
        expect(office.main.locator("a[href$='certificates.zip']")).to_have_count(0)
        office.open("")
    until(lambda: Batch.objects.get().state == WorkState.DONE, post)
    office.page.goto(progress)
    assert shown(office.page) == (PEOPLE, PEOPLE)
    expect(office.main.locator("a[href$='certificates.zip']")).to_be_visible()

    certificate = Certificate.objects.get(participant=ended.people[-1])
    until(lambda: letter_to(certificate).state == WorkState.DONE, post)
    sheet = download(site, certificate, tmp_path)
    signature_is_whole(sheet)
    file_is_sound(sheet)
    fonts_are_all_inside(sheet)
    words_can_be_read(sheet, certificate)
    code_leads_to_the_check(site, sheet, certificate)


@contextmanager
def standing_still(post: Post) -> Iterator[None]:
    """The worker stands still in between, as on a machine that has other things to do."""
    (worker,) = post.workers
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGCONT)


def letter_to(certificate: Certificate) -> Letter:
    """The letter that says that the certificate is there."""
    return Letter.objects.get(kind="certificate_issued", recipient=certificate.participant.user)


def download(site: Site, certificate: Certificate, folder: Path) -> Path:
    """The file, taken by the participant from My page on a phone."""
    page = site.sign_in(certificate.participant.user, size=PHONE)
    with page.expect_download() as taken:
        page.locator("main a[href*='/my/certificates/']").first.click()
    sheet = folder / "certificate.pdf"
    taken.value.save_as(sheet)
    return sheet


# ---------------------------------------------------------------- other people's programs
def said(program: str, *arguments: object) -> str:
    """What a program prints; it must be content."""
    done = subprocess.run(
        [need(program), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"
    return done.stdout


def signature_is_whole(sheet: Path) -> None:
    text = said("pdfsig", "-nocert", sheet)
    assert "Signature is Valid" in text
    assert "Total document signed" in text


def file_is_sound(sheet: Path) -> None:
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", sheet)


def fonts_are_all_inside(sheet: Path) -> None:
    fonts = said("pdffonts", sheet).splitlines()[2:]
    assert fonts
    for font in fonts:
        # Embedded, a subset, and with a table back to letters.
        assert font.split()[-5:-2] == ["yes", "yes", "yes"], font


def words_can_be_read(sheet: Path, certificate: Certificate) -> None:
    text = unicodedata.normalize("NFC", re.sub(r"\s+", " ", said("pdftotext", "-layout", sheet, "-")))
    for words in (f"{FAMILY} {GIVEN}", certificate.number):
        assert words in text, text


def code_leads_to_the_check(site: Site, sheet: Path, certificate: Certificate) -> None:
    """A phone reads the code of a grey print, and the address says that the certificate is valid."""
    said("pdftoppm", "-r", 150, "-gray", "-singlefile", sheet, sheet.with_suffix(""))
    address = said("zbarimg", "--quiet", "--raw", sheet.with_suffix(".pgm")).strip()
    assert address == f"{site.address}/verify/{certificate.code}/"
    page = site.open(address, size=PHONE, locale="uk-UA")
    expect(page.locator("main .verdict--valid")).to_be_visible()
    expect(page.locator("main")).to_contain_text(certificate.number)
