"""What the back office holds of who works there: lists, settings and forms, which go with them."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, UploadedFile
from wagtail.users.models import UserProfile

from cohorts.models import Cohort
from foundation import work
from foundation.work import WorkState
from office.exports import services as exports
from office.models import ColumnChoice, ExportFile, SavedFilter
from office.person import BackOffice
from people.models import User
from tests.factories.people import UserFactory
from tests.factories.residencies import ProgrammeFactory, manager_of
from tests.held import said_in

pytestmark = pytest.mark.django_db
ROOMS = ("office", "wagtailadmin", "wagtailusers")


@pytest.fixture
def person() -> User:
    return UserFactory()


def works(user: User, what: str = "Полісся") -> list[Any]:
    """A row of each kind; back come the stored files."""
    now, kind = timezone.now(), ContentType.objects.get_for_model(Cohort)
    number = SavedFilter.objects.count()
    SavedFilter.objects.create(user=user, address="/admin/cohorts/", name=f"{what} {number}", query="q=1")
    ColumnChoice.objects.create(user=user, export=f"letters{number}", columns=["subject"])
    export = ExportFile(user=user, export="letters", language="uk", format="xlsx", state=WorkState.DONE)
    export.file.save("list.xlsx", ContentFile(b"PK list"), save=True)
    EditingSession.objects.create(user=user, content_type=kind, object_id=str(number), last_seen_at=now)
    FormState.objects.create(
        user=user,
        content_type=kind,
        object_id=str(number),
        parent_object_id="",
        data=f"town={what}",
        last_updated_at=now,
    )
    APIToken.objects.create(user=user, name=f"{what} token", key_hash=f"{user.pk}-{number}", prefix="p")
    upload = UploadedFile(uploaded_by_user=user)
    upload.file.save("upload.png", ContentFile(b"PNG"), save=True)
    profile, _made = UserProfile.objects.get_or_create(
        user=user, defaults={"current_time_zone": "Europe/Kyiv"}
    )
    if not profile.avatar:
        profile.avatar.save("face.png", ContentFile(b"PNG face"), save=True)
    return [export.file, upload.file, profile.avatar]


def test_lists_settings_and_the_picture_are_held_and_the_lists_themselves_are_not(person: User) -> None:
    works(person)
    works(UserFactory(), "Волинь")
    held = BackOffice().held(person)
    words = said_in(held)
    for known in ("Полісся 0", "/admin/cohorts/?q=1", "Europe/Kyiv", "Полісся token"):
        assert known in words
    assert "Волинь" not in words
    [avatar] = [file for part in held for file in part.files]
    with avatar.open() as opened:
        assert opened.read() == b"PNG face"


def test_who_never_worked_there_has_nothing_held(person: User) -> None:
    assert not any(part.rows or part.files for part in BackOffice().held(person))


def test_many_rows_cost_as_many_queries_as_one(person: User, django_assert_num_queries: Any) -> None:
    for _number in range(2):
        works(person)
        with django_assert_num_queries(7):
            said_in(BackOffice().held(person))


def test_all_of_it_goes_with_its_files_and_another_persons_stays(
    person: User, django_capture_on_commit_callbacks: Any
) -> None:
    mine, other = works(person), UserFactory()
    theirs = works(other)
    with django_capture_on_commit_callbacks(execute=True):
        BackOffice().erase(person)
    kinds = (SavedFilter, ColumnChoice, ExportFile, EditingSession, FormState, APIToken, UserProfile)
    for model in kinds:
        assert [row.user for row in model._default_manager.all()] == [other], model
    assert UploadedFile.objects.get().uploaded_by_user == other
    assert not any(file.storage.exists(file.name) for file in mine)
    assert all(file.storage.exists(file.name) for file in theirs)


def test_files_stay_if_erasing_is_taken_back(person: User) -> None:
    mine = works(person)
    BackOffice().erase(person)  # nothing is committed in a test
    assert all(file.storage.exists(file.name) for file in mine)


def test_a_workbook_that_is_written_while_its_row_goes_is_left_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = manager_of(ProgrammeFactory())
    row = exports.begin_export(
        actor=user, export="letters", subject=0, query="", columns=["subject"], ending="xlsx", language="uk"
    )
    stored: list[tuple[Any, str]] = []
    finish = work.finish

    def finish_too_late(row: ExportFile, **also: Any) -> bool:
        stored.append((row.file.storage, row.file.name))
        ExportFile.objects.filter(pk=row.pk).delete()
        return finish(row, **also)

    monkeypatch.setattr(work, "finish", finish_too_late)
    exports.write_export(row.pk)
    [(storage, name)] = stored
    assert name and not storage.exists(name)
