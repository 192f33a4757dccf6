"""Nothing more can be written: who sends a file is told so and loses nothing, nothing half is left, reading goes on.

The operating system itself says no here: no file may grow past a limit, or a file lies where a folder should be.
"""

import errno
import gc
import io
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from storages.backends.s3 import S3Storage
from wagtail.images.models import Image, SourceImageIOError
from wagtail.models import Collection

from certificates.models import Batch, DeliveredFile
from certificates.services import batches, issuing
from cohorts.learning import services
from courses.models import Material, MaterialVersion
from foundation.errors import NotStored
from foundation.files.s3 import FilesOnS3
from foundation.files.storage import WholeFiles
from foundation.tasks import remove_leftovers
from foundation.work import WorkState
from messaging.models import Letter
from pages.models import ContentPage
from pages.tree import prepare_tree
from tests.back_office import filled
from tests.factories.certificates import ended_cohort
from tests.factories.people import AdministratorFactory
from tests.factories.timetable import SessionFormatFactory
from tests.foundation.files import PDF
from tests.school import School, browser_of, page_of, school

__all__ = ["school"]

pytestmark = pytest.mark.django_db
LIMIT = 16 * 1024**2
SAID = "The site cannot keep files at present. Nothing was saved."


@contextmanager
def full() -> Iterator[None]:
    """No file of this process grows past the limit; what the tests' own database needs is less."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def spoilt(folder: Path) -> Iterator[None]:
    """A file lies where the folder was: nobody can write there, nor root."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f"{folder.name}-aside")
    if folder.exists():
        folder.rename(aside)
    folder.write_text("")
    try:
        yield
    finally:
        folder.unlink()
        if aside.exists():
            aside.rename(folder)


@pytest.fixture
def private() -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT)


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def large(name: str = "зошит.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + b" " * (LIMIT + 1024**2), "application/pdf")


@pytest.fixture(params=["in memory", "by a file"])
def upload_way(request, settings, tmp_path, monkeypatch) -> None:
    """A large upload is written when it is stored, or already while it arrives."""
    in_memory = request.param == "in memory"
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * LIMIT if in_memory else 1024
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)


# ---------------------------------------------------------------- materials
@pytest.mark.usefixtures("upload_way")
def test_a_trainer_is_told_at_the_form_and_keeps_what_was_typed(school: School, private, tmp_path) -> None:
    before = files_in(private)
    with full():
        answer = browser_of(school.trainer).post(
            page_of(school.session), {"title": "Робочий зошит", "language": "uk", "file": large()}
        )
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"][0].startswith(SAID)
    assert SAID in answer.text
    assert "Робочий зошит" in answer.text
    assert files_in(private) == before
    assert files_in(tmp_path) == set()
    assert (Material.objects.count(), MaterialVersion.objects.count()) == (0, 0)


@pytest.mark.usefixtures("upload_way")
def test_a_new_version_that_finds_no_room_leaves_the_old_one_to_be_read(school: School, private) -> None:
    publication = services.give_material(
        actor=school.trainer,
        session=school.session,
        title="Робочий зошит",
        language="uk",
        file=SimpleUploadedFile("зошит.pdf", PDF, "application/pdf"),
    )
    trainer = browser_of(school.trainer, "uk")
    before = files_in(private)
    address = f"/uk/materials/{publication.public_id}/"
    with full():
        answer = trainer.post(f"/uk/my/materials/{publication.public_id}/new-version/", {"file": large()})
        assert answer.status_code == 422
        assert "Сайт зараз не може зберігати файли" in answer.text
        assert b"".join(trainer.get(address)) == PDF
    assert files_in(private) == before
    assert MaterialVersion.objects.count() == 1


def test_a_folder_that_cannot_be_written_is_told_likewise(school: School, private) -> None:
    with spoilt(private / "materials"):
        answer = browser_of(school.trainer).post(
            page_of(school.session),
            {"title": "A", "language": "uk", "file": SimpleUploadedFile("a.pdf", PDF, "application/pdf")},
        )
    assert answer.status_code == 422
    assert SAID in answer.text
    assert MaterialVersion.objects.count() == 0


def test_it_is_written_in_the_log_without_the_files_name(school: School, private, caplog) -> None:
    with spoilt(private / "materials"):
        browser_of(school.trainer).post(
            page_of(school.session),
            {"title": "A", "language": "uk", "file": SimpleUploadedFile("хвора.pdf", PDF, "application/pdf")},
        )
    assert "a file was not stored: " in caplog.text
    assert "хвора" not in caplog.text


# ---------------------------------------------------------------- a certificate's file to be checked
def test_a_file_to_be_checked_that_cannot_arrive_is_told_at_the_form(client, settings, tmp_path) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    caches["default"].clear()
    with full():
        answer = client.post("/en/verify/", {"by_file": "1", "file": large()})
    assert answer.status_code == 422
    assert SAID in answer.text
    assert files_in(tmp_path) == set()


def test_a_folder_for_uploads_that_is_gone_is_told_too(client, settings, tmp_path) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    answer = client.post("/en/verify/", {"by_file": "1", "file": SimpleUploadedFile("a.pdf", PDF * 100)})
    assert answer.status_code == 422
    assert SAID in answer.text


# ---------------------------------------------------------------- pictures
def picture() -> bytes:
    stream = io.BytesIO()
    Picture.new("RGB", (900, 600), "teal").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def editor(client: Client, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(AdministratorFactory(language="en"))
    client.cookies["language"] = "en"
    return client


def test_an_editor_is_told_at_the_picture_and_keeps_what_was_typed(editor: Client, private) -> None:
    url = reverse("wagtailimages:add")
    data = filled(editor, url, title="A table", file=SimpleUploadedFile("a.png", picture()))
    with spoilt(private / "original_images"):
        answer = editor.post(url, data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"][0].startswith(SAID)
    assert "A table" in answer.text
    assert Image.objects.count() == 0
    data["file"] = SimpleUploadedFile("a.png", picture())
    editor.post(url, data)
    row = Image.objects.get()
    assert (row.width, row.file_size, bool(row.file_hash)) == (900, len(picture()), True)


@pytest.mark.django_db(transaction=True)
# Wagtail leaves the file in which it draws a rendition to the collector.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_page_is_shown_without_a_picture_that_cannot_be_drawn() -> None:
    if Collection.get_first_root_node() is None:  # a test that emptied the tables came before
        Collection.add_root(name="Root")
    prepare_tree()
    image = Image.objects.create(title="A table", file=ImageFile(io.BytesIO(picture()), "a.png"))
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    page.body = [("picture", image)]
    with spoilt(Path(settings.MEDIA_ROOT) / "images"):
        page.save_revision().publish()
        caches["pages"].clear()
        assert Client().get("/en/about/").status_code == 200
    caches["pages"].clear()
    assert "/media/images/" in Client().get("/en/about/").text
    gc.collect()


# ---------------------------------------------------------------- the worker
def test_a_batch_waits_until_there_is_room_and_leaves_no_file_meanwhile(private) -> None:
    SessionFormatFactory()
    ended = ended_cohort(people=2)
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    before = files_in(private)
    with spoilt(private / "certificates"):
        assert not batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == WorkState.QUEUED
    assert batch.last_error
    assert files_in(private) == before
    assert DeliveredFile.objects.count() == 0
    Batch.objects.update(not_before=timezone.now())
    assert batches.run_batch(batch.pk)
    assert DeliveredFile.objects.count() == 2


# ---------------------------------------------------------------- the store itself
@pytest.fixture
def store(tmp_path) -> WholeFiles:
    return WholeFiles(location=tmp_path)


def test_a_file_cut_short_is_not_left_behind(store, tmp_path) -> None:
    with full(), pytest.raises(NotStored):
        store.save("a/b.bin", ContentFile(b"x" * (LIMIT + 1)))
    assert files_in(tmp_path) == set()


def test_two_files_of_one_name_are_two_files(store, tmp_path) -> None:
    names = [store.save("a/b.txt", ContentFile(word)) for word in ("one", "two")]
    assert names[0] == "a/b.txt"
    assert len(files_in(tmp_path)) == 2
    assert [(tmp_path / name).read_text() for name in names] == ["one", "two"]


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK])
def test_a_file_gets_its_name_where_files_have_one_name_only(store, tmp_path, monkeypatch, number) -> None:
    def refuse(*_names: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    assert store.save("a/b.txt", ContentFile("one")) == "a/b.txt"
    assert [path.name for path in files_in(tmp_path)] == ["b.txt"]


@pytest.mark.parametrize("alias", ["private", "pictures"])
def test_what_a_killed_process_left_half_written_is_taken_away_after_a_day(alias, monkeypatch) -> None:
    storage = storages[alias]
    folder = Path(storage.location) / "materials"
    monkeypatch.setattr(Path, "unlink", lambda path: None)  # as of a process that ends before it
    with suppress(NotStored, SourceImageIOError), full():
        storage.save("materials/a.bin", ContentFile(b"x" * (LIMIT + 1)))
    monkeypatch.undo()
    [old] = [path for path in folder.iterdir() if path.suffix == ".part"]
    new, other = folder / f".{'0' * 16}.part", folder / ".mine.part"
    for path in (new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (time.time() - 90_000,) * 2)
    try:
        remove_leftovers()
        assert (old.exists(), new.exists(), other.exists()) == (False, True, True)
    finally:
        for path in (new, other):
            path.unlink()


def test_what_the_site_stores_is_stored_so() -> None:
    for alias in ("default", "private", "pictures"):
        assert isinstance(storages[alias], WholeFiles)


def test_a_bucket_that_is_away_is_told_likewise(monkeypatch) -> None:
    def away(*_arguments: object) -> str:
        raise EndpointConnectionError(endpoint_url="https://s3.example")

    monkeypatch.setattr(S3Storage, "_save", away)
    with pytest.raises(NotStored):
        FilesOnS3(bucket_name="x").save("a/b.txt", ContentFile("one"))


# ---------------------------------------------------------------- the database
@pytest.fixture
def no_room_in_database(transactional_db: None) -> Iterator[None]:
    """SQLite may take no page more, and those that it has are full."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (x)")
        cursor.execute("PRAGMA max_page_count = 1")  # as many as there are
        with suppress(OperationalError):
            while True:
                cursor.execute("INSERT INTO filler VALUES (zeroblob(900))")
        yield
        cursor.execute("PRAGMA max_page_count = 1000000")
        cursor.execute("DROP TABLE filler")


@pytest.mark.sqlite  # PostgreSQL's own disk cannot be filled here
def test_a_database_without_room_says_so_and_goes_on_showing_pages(no_room_in_database) -> None:
    visitor = Client(raise_request_exception=False)
    asked = ({"email": f"reader-{number}@demo.example"} for number in range(20))
    answers = [visitor.post("/en/accounts/password/reset/", data) for data in asked]
    answer = answers[-1]
    # The first letters fit into what was begun.
    assert {each.status_code for each in answers} <= {302, 507}
    assert answer.status_code == 507
    assert "What you sent was not saved." in answer.text
    assert Letter.objects.count() == sum(each.status_code == 302 for each in answers)
    assert visitor.get("/en/accounts/password/reset/").status_code == 200
