"""A site that was lost comes back from its backup as it was: on the kind of database that these tests run on."""

import threading
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, transaction

from certificates import restored
from certificates.models import Certificate, RegisterCounter
from certificates.services import issuing
from certificates.verification import Verdict, by_code, by_file
from people.models import Organisation, User
from tests.factories.people import OrganisationFactory, UserFactory

from .conftest import (
    PASSPHRASE,
    Site,
    counters,
    lose_everything,
    lose_files,
    private,
    refused,
    rows,
    run,
    stored,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
Take = Callable[..., Path]


def test_rows_files_keys_and_counters_come_back_and_certificates_check_as_before(
    site: Site, archive: Take, settings
) -> None:
    files = {each.code: private(each.delivered.file.name).read_bytes() for each in site.certificates}
    before = rows(), stored(), counters()
    path = archive(passphrase=PASSPHRASE)
    assert path.stat().st_mode & 0o777 == 0o600
    lose_everything()
    settings.BACKUP_PASSPHRASE = PASSPHRASE
    said = run("restore", path)
    assert "What came back is whole." in said
    assert "All 4 private files are there." in said
    assert "All 3 certificates’ files are those that were delivered." in said
    assert (rows(), stored(), counters()) == before
    for code, content in files.items():
        assert by_code(code).verdict is Verdict.VALID
        assert by_file(content).verdict is Verdict.VALID
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    issuer, last = Organisation.objects.get(pk=site.certificates[0].issuer_id), site.certificates[-1].number
    with transaction.atomic():
        assert issuing.next_number(issuer=issuer, year=int(last.split("-")[1])) > last
    assert OrganisationFactory().pk > issuer.pk


def test_a_backup_holds_one_moment_while_others_write(site: Site, archive: Take) -> None:
    """Each person comes with an organisation in one transaction: no backup has the one without the other."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        try:
            while not stop.is_set():
                number += 1
                with transaction.atomic():
                    UserFactory(email=f"busy-{number}@demo.example")
                    OrganisationFactory(name_uk=f"busy-{number}")
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.3)
        path = archive()
        time.sleep(0.1)
    finally:
        stop.set()
        writer.join()
    written = User.objects.filter(email__startswith="busy-").count()
    lose_everything()
    run("restore", path)
    people = User.objects.filter(email__startswith="busy-").count()
    assert 0 < people < written
    assert Organisation.objects.filter(name_uk__startswith="busy-").count() == people


def test_a_site_that_has_accounts_is_replaced_only_when_told_so(site: Site, archive: Take) -> None:
    path = archive()
    before = rows(), stored()
    stranger = UserFactory(email="stranger@demo.example")
    private(site.material).with_name("stranger").write_bytes(b"x")
    assert "--replace" in refused("restore", path)
    assert User.objects.filter(pk=stranger.pk).exists()
    said = run("restore", path, "--replace")
    assert "1 file of the former site removed" in said
    assert (rows(), stored()) == before


def test_files_that_a_lost_database_left_behind_stay_and_are_named(site: Site, archive: Take) -> None:
    path = archive()
    lose_everything()
    leftover = private("materials/leftover")
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"newer than the backup")
    said = run("restore", path)
    assert "1 private file belongs to no row: materials/leftover" in said
    assert leftover.exists()


def test_a_row_whose_file_is_missing_is_reported_with_its_certificate(site: Site, archive: Take) -> None:
    lost, altered = site.certificates[:2]
    private(lost.delivered.file.name).unlink()
    with private(altered.delivered.file.name).open("ab") as file:
        file.write(b"\n")
    path = archive()
    lose_everything()
    assert "2 things that came back are not whole." in refused("restore", path)
    with pytest.raises(SystemExit) as end:
        run("doctor", "--files")
    assert end.value.code == 1
    assert Certificate.objects.count() == 3


def test_certificates_whose_register_lost_its_counter_are_reported(site: Site, archive: Take) -> None:
    RegisterCounter.objects.all().delete()
    path = archive()
    lose_everything()
    assert "1 thing that came back is not whole." in refused("restore", path)
    last = site.certificates[-1].number
    assert [last in finding.msg for finding in restored.counters()] == [True]


def test_the_doctor_reads_files_only_when_asked(site: Site) -> None:
    private(site.material).unlink()

    def doctor(*words: str) -> str:
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("doctor", *words, stdout=out, stderr=out, no_color=True)
        return out.getvalue()

    assert site.material not in doctor()
    assert f"1 file is missing: {site.material}" in doctor("--files")


def test_a_file_taken_away_while_the_backup_is_made_is_named(
    site: Site, archive: Take, monkeypatch, tmp_path
) -> None:
    from people.backup import databases

    copy = databases.copy_to

    def copy_slowly(path: Path) -> None:
        copy(path)
        private(site.material).unlink()

    monkeypatch.setattr(databases, "copy_to", copy_slowly)
    said = run("backup", tmp_path / "site.backup")
    assert f"Taken away while the backup was made: {site.material}" in said
    assert "3 private files" in said


def test_a_site_without_files_and_keys_comes_back_too(db, archive: Take) -> None:
    UserFactory(email="alone@demo.example")
    lose_files()
    path = archive()
    lose_everything()
    run("restore", path)
    assert list(User.objects.values_list("email", flat=True)) == ["alone@demo.example"]


def test_files_of_a_storage_that_is_no_disk_come_back_too(db, archive: Take, settings) -> None:
    """As on S3: nothing has a path."""
    UserFactory()
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "private": memory, "default": memory}
    content = bytes(range(256)) * 4096
    storages["private"].save("materials/deep/one", ContentFile(content))
    path = archive()
    call_command("flush", verbosity=0, interactive=False)
    storages["private"].delete("materials/deep/one")
    storages["private"].save("materials/other", ContentFile(b"of before"))
    said = run("restore", path)
    assert "2 private files belong to no row: materials/deep/one, materials/other" in said
    with storages["private"].open("materials/deep/one") as file:
        assert file.read() == content
