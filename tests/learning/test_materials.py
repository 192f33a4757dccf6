"""Materials: given by a trainer, found by accepted people of the day, closed to everybody else."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.learning import services
from cohorts.learning.models import Publication
from cohorts.timetable.services import release_timetable
from courses.models import Material, MaterialVersion
from foundation.errors import Conflict, DomainError
from tests.factories.courses import CourseFactory
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory
from tests.foundation.files import HTML, PDF, SVG
from tests.school import OTHERS, READERS, School, accepted, browser_of, page_of

pytestmark = pytest.mark.django_db


def give(client: Client, session: Any, **sent: Any) -> Any:
    """Send the form of the trainer's session page."""
    return client.post(page_of(session), {"title": "Робочий зошит", "language": "uk", **sent})


def pdf(name: str = "зошит.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def address(publication: Publication) -> str:
    return f"/en/materials/{publication.public_id}/"


def stored() -> list[str]:
    """Files in the store of materials."""
    folder = Path(settings.PRIVATE_MEDIA_ROOT) / "materials"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def file(school: School) -> Publication:
    """A file that the trainer published to the session."""
    return services.give_material(
        actor=school.trainer, session=school.session, title="Робочий зошит", language="uk", file=pdf()
    )


# ---------------------------------------------------------------- giving
def test_a_trainer_publishes_a_file_and_a_link(school: School) -> None:
    trainer = browser_of(school.trainer)
    assert give(trainer, school.session, file=pdf())["Location"] == page_of(school.session)
    assert give(trainer, school.session, link="https://materials.example/a")["Location"]
    page = trainer.get(page_of(school.session)).content.decode()
    assert "Робочий зошит" in page
    assert "https://materials.example/a" in page
    assert Publication.objects.filter(session=school.session, published_by=school.trainer).count() == 2


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "file"),
        ({"file": pdf(), "link": "https://materials.example/"}, "file"),
        ({"file": pdf(content=HTML)}, "file"),
        ({"file": pdf(content=SVG)}, "file"),
        ({"file": pdf("a.svg", SVG)}, "file"),
        ({"file": pdf(content=b"")}, "file"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://materials.example/"}, "link"),
        ({"link": "//materials.example/"}, "link"),
        ({"link": "data:text/html,x"}, "link"),
        ({"link": "https://materials.example/" + "a" * 500}, "link"),
        ({"title": "a\r\nb", "link": "https://materials.example/"}, "title"),
        ({"title": "a\u202eb", "link": "https://materials.example/"}, "title"),
        ({"title": "", "link": "https://materials.example/"}, "title"),
        ({"title": "x" * 201, "link": "https://materials.example/"}, "title"),
        ({"language": "de", "link": "https://materials.example/"}, "language"),
    ],
)
def test_what_cannot_be_given_is_refused_at_its_field_and_leaves_nothing(
    school: School, sent: dict[str, Any], field: str
) -> None:
    if upload := sent.get("file"):
        upload.seek(0)
    before = stored()
    response = give(browser_of(school.trainer), school.session, **sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Material.objects.count() == 0
    assert stored() == before


def test_a_file_larger_than_the_limit_is_refused_with_the_limit(school: School, settings: Any) -> None:
    settings.MAX_MATERIAL_BYTES = 1024 * 1024
    response = give(browser_of(school.trainer), school.session, file=pdf(content=PDF + b"x" * 1024 * 1024))
    assert response.status_code == 422
    assert "larger than 1 MB" in response.content.decode()
    assert "1 MB at most" in response.content.decode()


def test_extra_fields_of_the_form_are_ignored(school: School) -> None:
    foreign = CourseFactory()
    sent = {"link": "https://materials.example/", "course": foreign.pk, "owner": school.manager.pk}
    give(browser_of(school.trainer), school.session, **sent)
    material = Material.objects.get()
    assert (material.course, material.owner) == (school.cohort.course, school.trainer)


def test_a_material_of_another_course_is_not_published(school: School, file: Publication) -> None:
    elsewhere = SessionFactory()
    with pytest.raises(DomainError):
        services.publish(actor=school.trainer, session=elsewhere, version=file.version)


@pytest.mark.both_databases
def test_the_same_version_is_not_published_twice_to_a_session(school: School, file: Publication) -> None:
    with pytest.raises(Conflict):
        services.publish(actor=school.trainer, session=school.session, version=file.version)
    again = services.publish(
        actor=school.trainer, session=SessionFactory(day=school.days[0]), version=file.version
    )
    assert again.version == file.version


def test_a_file_whose_row_is_not_written_does_not_stay(school: School) -> None:
    before = stored()
    with (
        patch("cohorts.learning.services.publish", side_effect=IntegrityError),
        pytest.raises(IntegrityError),
    ):
        services.give_material(
            actor=school.trainer, session=school.session, title="x", language="uk", file=pdf()
        )
    assert stored() == before
    assert MaterialVersion.objects.count() == 0


def test_nothing_is_stored_inside_a_transaction(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.files.storage import FileSystemStorage

    depth, looked = len(connection.savepoint_ids), []
    save = FileSystemStorage.save

    def look(self: Any, *args: Any, **kwargs: Any) -> Any:
        looked.append(len(connection.savepoint_ids) == depth)
        return save(self, *args, **kwargs)

    monkeypatch.setattr(FileSystemStorage, "save", look)
    give(browser_of(school.trainer), school.session, file=pdf())
    assert looked == [True]


# ---------------------------------------------------------------- reading
@pytest.mark.parametrize("who", READERS)
def test_those_who_may_read_it_download_it_byte_for_byte(school: School, file: Publication, who: str) -> None:
    response = browser_of(school.people()[who]).get(address(file))
    assert response.status_code == 200
    assert b"".join(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%B7")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("who", OTHERS)
def test_everybody_else_gets_404_at_the_files_own_address(
    school: School, file: Publication, who: str
) -> None:
    assert browser_of(school.people()[who]).get(address(file)).status_code == 404


def test_who_is_not_signed_in_is_led_to_signing_in(file: Publication) -> None:
    response = Client().get(address(file))
    assert response["Location"] == f"/en/accounts/login/?next={address(file)}"


def test_an_account_that_is_switched_off_opens_nothing(school: School, file: Publication) -> None:
    user = school.participant.user
    client = browser_of(user)
    user.is_active = False
    user.save()
    assert client.get(address(file)).status_code == 302


def test_a_place_given_back_closes_the_materials_at_once(school: School, file: Publication) -> None:
    client = browser_of(school.participant.user)
    assert b"".join(client.get(address(file))) == PDF
    school.participant.places.all().delete()
    assert client.get(address(file)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/media/materials/{0}", "/media/private/materials/{0}", "/private/materials/{0}"]
)
def test_the_store_has_no_address_of_its_own(school: School, file: Publication, path: str) -> None:
    url = path.format(file.version.public_id)
    assert browser_of(school.participant.user).get(url, follow=True).status_code == 404


def test_a_link_is_shown_before_it_is_followed(school: School) -> None:
    publication = services.give_material(
        actor=school.trainer,
        session=school.session,
        title='<b onclick="x">',
        language="uk",
        link="https://materials.example/?a=1&b=%3Cscript%3E",
    )
    page = browser_of(school.participant.user).get(address(publication)).content.decode()
    assert 'href="https://materials.example/?a=1&amp;b=%3Cscript%3E"' in page
    assert 'rel="noopener noreferrer nofollow"' in page
    assert '<b onclick="x">' not in page


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("fdp\u202egpj.pdf", 'attachment; filename="fdp_gpj.pdf"'),
        ("../../a.pdf", 'attachment; filename="a.pdf"'),
        ('a"b.pdf', 'attachment; filename="a_b.pdf"'),
        ("a\r\nX-Evil: 1.pdf", 'attachment; filename="a_X-Evil_ 1.pdf"'),
    ],
)
def test_a_wicked_file_name_becomes_a_plain_one(school: School, name: str, header: str) -> None:
    upload = pdf()
    upload._name = name  # as a client that is no browser may send it
    publication = services.give_material(
        actor=school.trainer, session=school.session, title="x", language="uk", file=upload
    )
    response = browser_of(school.participant.user).get(address(publication))
    assert b"".join(response) == PDF
    assert response["Content-Disposition"] == header
    assert "X-Evil" not in response


# ---------------------------------------------------------------- where it is found
def my_items(client: Client) -> list[str]:
    sections = client.get("/en/my/").context["sections"]
    return [item.url for section in sections for item in section.items if "/materials/" in item.url]


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["accepted for the day", *OTHERS])
def test_accepted_people_of_the_day_and_nobody_else_find_it_on_my_page(
    school: School, file: Publication, who: str
) -> None:
    found = my_items(browser_of(school.people()[who]))
    assert found == ([address(file)] if who == "accepted for the day" else [])


def test_it_stands_beside_its_session_for_accepted_people_of_that_day_only(
    school: School, file: Publication
) -> None:
    release_timetable(actor=school.manager, cohort=school.cohort, expected=0)
    url = f"/en/my/cohorts/{school.cohort.slug}/"
    mine = browser_of(school.participant.user).get(url).content.decode()
    theirs = browser_of(accepted(school.days[1]).user).get(url).content.decode()
    assert address(file) in mine
    assert address(file) not in theirs
    assert "Робочий зошит" not in theirs


def test_my_page_takes_as_many_queries_with_one_material_as_with_many(
    school: School, file: Publication
) -> None:
    client = browser_of(school.participant.user)
    client.get("/en/my/")
    counts = []
    for more in (0, 5):
        for _number in range(more):
            services.give_material(
                actor=school.trainer,
                session=school.session,
                title="x",
                language="uk",
                link="https://materials.example/",
            )
        with CaptureQueriesContext(connection) as captured:
            client.get("/en/my/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


# ---------------------------------------------------------------- taking back
def test_what_is_taken_back_is_gone_at_once_for_everybody(school: School, file: Publication) -> None:
    people = school.people()
    trainer = browser_of(school.trainer)
    url = f"/en/my/materials/{file.public_id}/withdraw/"
    assert trainer.post(url)["Location"] == page_of(school.session)
    for who in READERS:
        assert browser_of(people[who]).get(address(file)).status_code == 404
    assert my_items(browser_of(school.participant.user)) == []
    assert "Робочий зошит" not in trainer.get(page_of(school.session)).content.decode()
    assert trainer.post(url).status_code == 404


def test_opening_the_address_of_taking_back_asks_and_changes_nothing(
    school: School, file: Publication
) -> None:
    trainer, url = browser_of(school.trainer), f"/en/my/materials/{file.public_id}/withdraw/"
    assert f'href="{url}"' in trainer.get(page_of(school.session)).text
    page = trainer.get(url)
    assert page.status_code == 200
    assert "Take this material back?" in page.text
    assert file.version.material.title in page.text
    file.refresh_from_db()
    assert file.withdrawn_at is None


@pytest.mark.parametrize("who", ["accepted for the day", *OTHERS])
def test_nobody_else_takes_a_material_back(school: School, file: Publication, who: str) -> None:
    client = browser_of(school.people()[who])
    for ask in (client.get, client.post):
        assert ask(f"/en/my/materials/{file.public_id}/withdraw/").status_code == 404
    file.refresh_from_db()
    assert file.withdrawn_at is None


# ---------------------------------------------------------------- versions
def test_a_new_version_takes_the_place_of_the_old_one_at_once(school: School, file: Publication) -> None:
    trainer = browser_of(school.trainer)
    url = f"/en/my/materials/{file.public_id}/new-version/"
    assert trainer.get(url).status_code == 200
    assert trainer.post(url, {"file": pdf("друга.pdf", PDF + b"2")})["Location"] == page_of(school.session)
    new = Publication.objects.get(withdrawn_at__isnull=True)
    assert (new.version.number, new.version.material) == (2, file.version.material)
    reader = browser_of(school.participant.user)
    assert my_items(reader) == [address(new)]
    assert reader.get(address(file)).status_code == 404
    assert b"".join(reader.get(address(new))) == PDF + b"2"
    assert "version 2" in trainer.get(page_of(school.session)).content.decode()


def test_a_file_may_be_replaced_by_a_link(school: School, file: Publication) -> None:
    url = f"/en/my/materials/{file.public_id}/new-version/"
    browser_of(school.trainer).post(url, {"link": "https://materials.example/2"})
    assert Publication.objects.get(withdrawn_at__isnull=True).version.link == "https://materials.example/2"


@pytest.mark.parametrize("sent", [{}, {"file": pdf(content=HTML)}, {"link": "javascript:alert(1)"}])
def test_a_new_version_that_cannot_be_given_leaves_the_old_one(
    school: School, file: Publication, sent: dict[str, Any]
) -> None:
    if upload := sent.get("file"):
        upload.seek(0)
    url = f"/en/my/materials/{file.public_id}/new-version/"
    assert browser_of(school.trainer).post(url, sent).status_code == 422
    file.refresh_from_db()
    assert file.withdrawn_at is None
    assert MaterialVersion.objects.count() == 1


@pytest.mark.both_databases
def test_two_who_replace_the_same_version_leave_one_and_no_stray_file(
    school: School, file: Publication
) -> None:
    services.give_new_version(actor=school.trainer, publication=file, link="https://materials.example/2")
    before = stored()
    with pytest.raises(Conflict):
        services.give_new_version(actor=school.manager, publication=file, file=pdf())
    assert stored() == before
    assert Publication.objects.filter(withdrawn_at__isnull=True).count() == 1


@pytest.mark.parametrize("who", ["accepted for the day", *OTHERS])
def test_nobody_else_gives_a_new_version(school: School, file: Publication, who: str) -> None:
    client = browser_of(school.people()[who])
    url = f"/en/my/materials/{file.public_id}/new-version/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"link": "https://materials.example/2"}).status_code == 404
    assert MaterialVersion.objects.count() == 1


def test_the_addresses_of_materials_are_not_counted(file: Publication) -> None:
    """Public ids are random: nobody walks from one material to the next."""
    assert str(file.pk) not in reverse("learning:material", args=[file.public_id]).split("/")


# ---------------------------------------------------------------- parts of a file
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-3", 0, 3),
        ("bytes=4-", 4, len(PDF) - 1),
        ("bytes=-5", len(PDF) - 5, len(PDF) - 1),
        ("bytes=2-99999999", 2, len(PDF) - 1),
        ("bytes=-99999999", 0, len(PDF) - 1),
    ],
)
def test_a_part_of_a_material_is_sent_to_who_asks_for_it(school, file, asked, first, last) -> None:
    reader = browser_of(school.trainer)
    response = reader.get(address(file), headers={"range": asked})
    assert response.status_code == 206
    assert response.getvalue() == PDF[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(PDF)}"
    assert response["Content-Length"] == str(last - first + 1)
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_length(school, file, asked) -> None:
    response = browser_of(school.trainer).get(address(file), headers={"range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(PDF)}")


@pytest.mark.parametrize("asked", ["bytes=3-1", "bytes=-", "bytes=0-1,3-4", "pages=1-2", "bytes=a-b"])
def test_what_is_no_part_is_answered_with_the_whole(school, file, asked) -> None:
    response = browser_of(school.trainer).get(address(file), headers={"range": asked})
    assert (response.status_code, response.getvalue()) == (200, PDF)


def test_a_part_is_sent_only_of_the_file_that_was_begun(school, file) -> None:
    reader = browser_of(school.trainer)
    whole = reader.get(address(file))
    tag = whole["ETag"]
    assert whole.getvalue() == PDF
    assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", str(len(PDF)))
    assert reader.get(address(file), headers={"if-none-match": tag}).status_code == 304
    goes_on = {"range": "bytes=4-", "if-range": tag}
    assert reader.get(address(file), headers=goes_on).getvalue() == PDF[4:]
    newer = services.give_new_version(actor=school.trainer, publication=file, file=pdf(content=PDF))
    assert reader.get(address(newer), headers=goes_on).getvalue() == PDF, "of another file, whole"
    assert reader.get(address(newer), headers={"if-none-match": tag}).getvalue() == PDF


def test_a_part_is_sent_to_nobody_who_may_not_have_the_whole(school, file) -> None:
    assert Client().get(address(file), headers={"range": "bytes=0-3"}).status_code == 302
    assert browser_of(UserFactory()).get(address(file), headers={"range": "bytes=0-3"}).status_code == 404
