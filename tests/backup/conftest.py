"""A site with people, certificates, a material and keys on an empty store, and what can be compared of it."""

import gc
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as present
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import translation

from certificates.models import Certificate, RegisterCounter
from courses.materials import add_version, new_material
from courses.models import MaterialVersion
from tests.certificates.conftest import issue_to_all
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.factories.courses import CourseFactory

PASSPHRASE = "a passphrase for tests"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_reads_on() -> None:
    """End what earlier tests left reading: SQLite keeps a database open as long as an unread answer is remembered."""
    gc.collect()


@pytest.fixture(autouse=True)
def empty_store() -> None:
    """Begin without files and keys of earlier tests."""
    lose_files()


def lose_files() -> None:
    """What a lost disk takes along beside the database."""
    for folder in (present.PRIVATE_MEDIA_ROOT, present.SIGNING_KEYS_DIR):
        shutil.rmtree(folder, ignore_errors=True)


def lose_everything() -> None:
    """The state of a clean host after `migrate`: tables without rows of people, no file, no key."""
    call_command("flush", verbosity=0, interactive=False)
    lose_files()


@dataclass
class Site:
    """What was made, to be found again."""

    ended: EndedCohort
    certificates: list[Certificate]
    material: str


@pytest.fixture
def site(transactional_db) -> Site:
    """Three people with their certificates, a material of a megabyte and a key."""
    ended = ended_cohort(people=3)
    certificates = issue_to_all(ended)
    version = MaterialVersion(
        material=new_material(actor=ended.manager, course=CourseFactory(), title="Зразок", language="uk"),
        added_by=ended.manager,
        file_name="зразок.bin",
        content_type="application/octet-stream",
    )
    content = bytes(range(256)) * 4096
    version.size, version.sha256 = len(content), hashlib.sha256(content).hexdigest()
    version.file.save("x", ContentFile(content), save=False)
    add_version(actor=ended.manager, version=version)
    return Site(ended, certificates, version.file.name)


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours and of the libraries, sessions left out."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.label != "sessions.Session":
            found[model._meta.label] = sorted(model._base_manager.values_list(), key=repr)
    return found


def stored() -> dict[str, str]:
    """The hash of every private file and key, by its place."""
    folders = (Path(present.PRIVATE_MEDIA_ROOT), Path(present.SIGNING_KEYS_DIR))
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def counters() -> list[tuple[int, int, int]]:
    """The last number of each register."""
    return list(RegisterCounter.objects.order_by("pk").values_list("organisation_id", "year", "last"))


def run(*words: object, **options: object) -> str:
    """What a command says; `CommandError` goes on to the test."""
    out = StringIO()
    call_command(*map(str, words), stdout=out, stderr=out, no_color=True, **options)
    return out.getvalue()


def refused(*words: object) -> str:
    """The one sentence with which a command refuses."""
    with pytest.raises(CommandError) as refusal:
        run(*words)
    said = str(refusal.value)
    assert "Traceback" not in said
    assert "\n" not in said
    return said


@pytest.fixture
def archive(tmp_path) -> Callable[..., Path]:
    """Takes a backup, sealed or not."""

    def take(*, passphrase: str = "", name: str = "site.backup") -> Path:
        present.BACKUP_PASSPHRASE = passphrase
        try:
            run("backup", tmp_path / name)
        finally:
            present.BACKUP_PASSPHRASE = ""
        return tmp_path / name

    return take


def private(name: str) -> Path:
    """Where a private file lies."""
    return Path(storages["private"].path(name))
