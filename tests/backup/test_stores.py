"""Stores of files that are away or full, files that are on their way, and what a killed backup leaves on the disk."""

import errno
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.config import Config
from django.core.files.storage import FileSystemStorage

from people.backup import files, services
from people.models import User
from tests.factories.people import UserFactory

from .conftest import lose_everything, private, refused, run

pytestmark = pytest.mark.django_db(transaction=True)
Take = Callable[..., Path]


@pytest.fixture
def small(archive: Take) -> Path:
    """The archive of a site with one account and one file, which is lost since."""
    UserFactory()
    private("materials").mkdir(parents=True)
    private("materials/one").write_bytes(b"content")
    path = archive()
    lose_everything()
    return path


@pytest.fixture
def bucket(settings) -> Callable[[], None]:
    """Puts private files into a bucket at an address where nobody answers."""

    def use() -> None:
        away = {
            "BACKEND": "foundation.files.s3.FilesOnS3",
            "OPTIONS": {
                "bucket_name": "files",
                "endpoint_url": "http://127.0.0.1:1",
                "region_name": "sample",
                "access_key": "x",
                "secret_key": "x",
                "client_config": Config(retries={"total_max_attempts": 1}, connect_timeout=2),
            },
        }
        settings.STORAGES = {**settings.STORAGES, "private": away, "default": away}

    return use


def test_a_bucket_that_is_away_is_named_by_a_backup(bucket, tmp_path) -> None:
    UserFactory()
    bucket()
    assert "The store of private files does not answer: EndpointConnectionError." in refused(
        "backup", tmp_path / "site.backup"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_bucket_that_is_away_leaves_a_restore_unfinished(small: Path, bucket) -> None:
    bucket()
    said = refused("restore", small)
    assert "The store of private files does not answer" in said
    assert "The restore is not finished" in said
    assert files.restore_was_broken_off()
    assert not User.objects.exists()
    assert not files.stage().exists()


def test_a_full_disk_is_said_without_contradiction(small: Path, monkeypatch) -> None:
    def full(*_arguments: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        said = refused("restore", small)
    assert said == (
        "The restore is not finished, since a file cannot be stored (No space left on device):"
        " put this right and run it again."
    )
    run("restore", small)
    assert User.objects.exists()


def test_files_that_are_being_written_are_not_in_the_archive(small: Path, tmp_path) -> None:
    run("restore", small)
    half = private("materials/.0123456789abcdef.part")
    half.write_bytes(b"half")
    run("backup", tmp_path / "second.backup")
    with tarfile.open(tmp_path / "second.backup") as tar:
        assert [name for name in tar.getnames() if name.startswith("private/")] == ["private/materials/one"]
    run("restore", small, "--replace")
    assert not half.exists()


def test_what_backups_of_other_names_left_when_killed_goes_and_nothing_else(db, tmp_path) -> None:
    def folder(name: str, *content: str) -> Path:
        made = tmp_path / name
        made.mkdir()
        for each in content:
            (made / each).write_text("everybody's name")
        return made

    killed = folder("site-2026-01-01.backup.unfinished", "database", "database-journal")
    other = folder("essay.unfinished", "database", "chapter")
    at_work = tmp_path / "site-2026-01-02.backup.unfinished"
    with services._workshop(at_work):
        (at_work / "database").write_text("everybody's name")
        run("backup", tmp_path / "site.backup")
        assert (at_work / "database").exists()
    assert not killed.exists()
    assert (other / "chapter").exists()
