"""A manager puts pictures on public pages: from the programme's collection or brought, and sees the page before."""

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.images.models import Image

from cohorts.models import Cohort
from cohorts.timetable.services import release_timetable
from people.models import User
from residencies.models import Picture, Programme, Residency
from tests.back_office import filled
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.courses import CourseFactory, TrainerFactory
from tests.factories.people import AdministratorFactory
from tests.factories.residencies import (
    PictureFactory,
    VenueFactory,
    drawing,
    works_in_office,
)
from tests.factories.timetable import SessionFactory

# Wagtail leaves the file in which it draws a rendition to the collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
]


@pytest.fixture
def cohort(residency: Residency) -> Cohort:
    """A published cohort of it."""
    day = DayFactory(cohort=CohortFactory(residency=residency, course=CourseFactory(residency=residency)))
    row: Cohort = day.cohort
    return row


def form_of(row: Any) -> str:
    return reverse(f"{row._meta.model_name}:edit", args=[row.pk])


def send(office: Client, row: Any, **changes: Any) -> Any:
    return office.post(form_of(row), filled(office, form_of(row), **changes))


def read(address: str) -> str:
    """A public page as it is now: with a query it never comes from the cache."""
    response = Client().get(f"{address}?not-kept")
    assert response.status_code == 200
    return response.text


def page_of(cohort: Cohort) -> str:
    return f"/uk/cohorts/{cohort.slug}/"


def brought(**changes: Any) -> dict[str, Any]:
    """What the fields say of a picture that is brought along."""
    file = SimpleUploadedFile("lamp.png", drawing().read(), "image/png")
    return {"new_file": file, "new_alt_uk": "Лампа над столом", "new_credit": "Іван", **changes}


# ------------------------------------------------------------------ choosing and bringing
def test_a_cover_from_the_collection_stands_on_the_page_with_its_words_author_and_size(
    office: Client, residency: Residency, programme: Programme
) -> None:
    picture = PictureFactory(programme=programme, alt_uk="Стіл", credit="Олена Зразкова")
    assert send(office, residency, cover=picture.pk).status_code == 302
    html = read("/uk/residencies/mova/")
    image = re.search(r"<img[^>]*>", html[html.index("picture--cover") :])
    assert image
    assert 'alt="Стіл"' in image[0]
    assert 'width="720"' in image[0]
    assert 'height="300"' in image[0]
    assert "loading" not in image[0]
    assert "Олена Зразкова" in html
    for name in re.findall(r"/media/images/([^\s\"]+)", image[0]):
        response = Client().get(f"/media/images/{name}")
        assert response.status_code == 200
        assert len(b"".join(response.streaming_content)) <= 60_000


def shared(html: str) -> dict[str, str]:
    """What a link to the page shows of a picture."""
    return dict(re.findall(r'<meta property="og:(image[a-z:]*)" content="([^"]+)">', html))


def test_a_shared_link_shows_the_cover_or_else_the_picture_of_the_house(
    office: Client, cohort: Cohort, residency: Residency, programme: Programme
) -> None:
    for address in ("/uk/", "/uk/residencies/mova/", page_of(cohort)):
        own = shared(read(address))
        assert own["image"] == "http://testserver/static/img/share.png"
        assert own["image:alt"] == "Лампа над довгим столом і назва «Світлиця»"
    with Drawing.open(str(finders.find("img/share.png"))) as drawn:
        assert drawn.size == (int(own["image:width"]), int(own["image:height"]))
    picture = PictureFactory(programme=programme, alt_uk="Стіл")
    assert send(office, residency, cover=picture.pk).status_code == 302
    for address in ("/uk/residencies/mova/", page_of(cohort)):
        found = shared(read(address))
        assert found["image:alt"] == "Стіл" and int(found["image:width"]) <= 1200
        response = Client().get(found["image"].removeprefix("http://testserver"))
        assert response.status_code == 200
        assert len(b"".join(response.streaming_content)) <= 60_000


def test_a_picture_that_is_brought_joins_the_programmes_and_becomes_the_cover(
    office: Client, residency: Residency
) -> None:
    assert send(office, residency, **brought(new_focus="top-left")).status_code == 302
    picture = Picture.objects.get()
    residency.refresh_from_db()
    assert residency.cover == picture
    assert (picture.programme, picture.alt_uk, picture.credit) == (
        residency.programme, "Лампа над столом", "Іван",
    )  # fmt: skip
    assert (picture.image.focal_point_x, picture.image.focal_point_y) == (320, 180)


def test_a_picture_stands_between_the_paragraphs_where_its_mark_is(
    office: Client, residency: Residency, programme: Programme
) -> None:
    picture = PictureFactory(programme=programme, alt_uk="Стіл")
    text = f"Перед нею.\n\n{picture.mark}\n\nПісля неї."
    assert send(office, residency, text_uk=text).status_code == 302
    html = read("/uk/residencies/mova/")
    assert re.search(r"Перед нею\..*picture--text.*alt=\"Стіл\".*loading=\"lazy\".*Після неї\.", html, re.S)
    assert office.get(form_of(residency)).context["form"]["text_uk"].value() == text
    assert send(office, residency, **brought(new_place="text")).status_code == 302
    residency.refresh_from_db()
    assert residency.cover is None
    last = Picture.objects.latest("pk").mark
    assert office.get(form_of(residency)).context["form"]["text_uk"].value() == f"{text}\n\n{last}"


def test_a_cohorts_page_has_a_cover_and_a_text_with_pictures(
    office: Client, cohort: Cohort, programme: Programme
) -> None:
    cover, inside = PictureFactory.create_batch(2, programme=programme)
    cohort.residency.cover = cover
    cohort.residency.save()
    assert cover.alt_uk in read(page_of(cohort))  # the residency's, where it has none of its own
    text = f"## Про дні\nСлова.\n{inside.mark}\n> Варто.\n> — Олена"
    assert send(office, cohort, cover=inside.pk, text_uk=text).status_code == 302
    html = read(page_of(cohort))
    assert cover.alt_uk not in html
    assert "<h3>Про дні</h3>" in html
    assert html.count(f'alt="{inside.alt_uk}"') == 2
    assert "<figcaption>— Олена" in html or "<figcaption>Олена" in html


def test_a_venues_and_a_trainers_picture_stand_on_the_cohorts_page(
    office: Client, cohort: Cohort, programme: Programme, manager: User
) -> None:
    cohort.venue = VenueFactory(programme=programme)
    cohort.save()
    trainer = TrainerFactory(programme=programme)
    SessionFactory(day=cohort.days.get(), trainers=[trainer])
    release_timetable(actor=manager, cohort=cohort, expected=0)
    assert send(office, cohort.venue, **brought(new_alt_uk="Будинок")).status_code == 302
    assert send(office, trainer, **brought(new_alt_uk="Тренерка")).status_code == 302
    html = read(page_of(cohort))
    assert 'alt="Будинок"' in html
    assert 'alt="Тренерка"' in html


def test_an_assistant_brings_a_picture_of_a_venue_and_changes_no_residency(
    client: Client, residency: Residency, programme: Programme
) -> None:
    client.force_login(works_in_office(programme, role="assistant"))
    venue = VenueFactory(programme=programme)
    assert send(client, venue, **brought()).status_code == 302
    venue.refresh_from_db()
    assert venue.picture
    assert client.get(form_of(residency)).headers["Location"] == "/admin/"
    delete = reverse("picture:delete", args=[venue.picture.pk])
    assert client.post(delete).status_code == 404
    assert Picture.objects.exists()


# ------------------------------------------------------------------ what is asked
def test_words_are_asked_for_unless_the_picture_says_nothing_more(
    office: Client, residency: Residency
) -> None:
    refused = send(office, residency, **brought(new_alt_uk=""))
    assert refused.status_code == 422
    assert "Say in words what the picture shows" in refused.text
    assert not Image.objects.exists()
    assert send(office, residency, **brought(new_alt_uk="", new_is_decorative="on")).status_code == 302
    assert 'alt=""' in read("/uk/residencies/mova/")


def test_a_file_is_judged_by_its_content(office: Client, residency: Residency) -> None:
    file = SimpleUploadedFile("lamp.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")
    assert send(office, residency, **brought(new_file=file)).status_code == 422
    assert not Image.objects.exists()


def test_a_refused_form_leaves_no_file_behind(office: Client, cohort: Cohort) -> None:
    storage = Image._meta.get_field("file").storage

    def stored() -> set[str]:
        return set(storage.listdir("original_images")[1]) if storage.exists("original_images") else set()

    before = stored()
    assert send(office, cohort, text_uk="[[#999]]", **brought()).status_code == 422
    assert stored() == before
    assert send(office, cohort, **brought()).status_code == 302
    assert len(stored() - before) == 1


def test_words_without_a_file_are_not_lost_in_silence(office: Client, residency: Residency) -> None:
    refused = send(office, residency, new_alt_uk="Лампа")
    assert refused.status_code == 422
    assert "Choose the file too" in refused.text


@pytest.mark.parametrize("room", ["residency", "cohort", "venue", "trainer"])
def test_a_foreign_picture_is_refused_by_every_form_and_its_words_are_never_shown(
    office: Client, cohort: Cohort, programme: Programme, room: str
) -> None:
    row = {
        "residency": cohort.residency,
        "cohort": cohort,
        "venue": VenueFactory(programme=programme),
        "trainer": TrainerFactory(programme=programme),
    }[room]
    foreign = PictureFactory(alt_uk="Чужа таємниця", credit="Чужа авторка")
    field = "cover" if room in {"residency", "cohort"} else "picture"
    forms = [{field: foreign.pk}]
    if field == "cover":
        forms += [{"text_uk": f"Слова\n\n{foreign.mark}"}]
        forms += [{**each, "preview": "uk"} for each in forms]
    for changes in forms:
        refused = send(office, row, **changes)
        assert refused.status_code == 422, changes
        assert "Чужа" not in refused.text
    row.refresh_from_db()
    assert getattr(row, field) is None
    assert "Чужа" not in office.get(reverse("picture:index")).text
    assert office.get(reverse("picture:edit", args=[foreign.pk])).status_code == 404


# ------------------------------------------------------------------ the collection
def test_the_collection_costs_the_same_for_one_picture_and_for_many(
    office: Client, programme: Programme
) -> None:
    counts = []
    for number in (1, 4):
        PictureFactory.create_batch(number, programme=programme)
        office.get(reverse("picture:index"))  # draws the thumbnails
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert "max-165x165" in office.get(reverse("picture:index")).text
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_picture_in_use_is_not_deleted_and_it_is_said_where_it_stands(
    office: Client, cohort: Cohort, programme: Programme
) -> None:
    picture = PictureFactory(programme=programme)
    for row, changes in [
        (cohort.residency, {"text_uk": picture.mark}),
        (cohort, {"text_uk": picture.mark}),
        (cohort, {"cover": picture.pk}),
    ]:
        assert send(office, row, **changes).status_code == 302
        refused = office.post(reverse("picture:delete", args=[picture.pk]))
        assert refused.status_code == 422
        assert str(row.residency if isinstance(row, Cohort) else row) in refused.text
        cleared = dict.fromkeys(changes, "")
        assert send(office, row, **cleared).status_code == 302
    assert office.post(reverse("picture:delete", args=[picture.pk])).status_code == 302
    assert not Image.objects.exists()


def test_words_and_focal_point_of_a_picture_are_changed_and_pages_follow(
    office: Client, residency: Residency, programme: Programme
) -> None:
    picture = PictureFactory(programme=programme)
    send(office, residency, cover=picture.pk)
    url = reverse("picture:edit", args=[picture.pk])
    assert office.post(url, filled(office, url, alt_uk="Інші слова", focus="bottom")).status_code == 302
    assert office.get(url).context["form"]["focus"].value() == "bottom"
    assert 'alt="Інші слова"' in read("/uk/residencies/mova/")


# ------------------------------------------------------------------ before it is saved
def test_a_preview_shows_the_page_from_what_is_typed_and_saves_nothing(
    office: Client, residency: Residency
) -> None:
    typed = {"summary_uk": "Щойно написано.", "text_uk": "## Навіщо\n\nСлова.", "name_uk": "Нова назва"}
    shown = send(office, residency, **typed, **brought(), preview="uk")
    assert shown.status_code == 200
    for words in ("Щойно написано.", "<h2>Навіщо</h2>", "<h1>Нова назва</h1>", 'alt="Лампа над столом"'):
        assert words in shown.text
    assert 'src="data:image/webp;base64,' in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert "frame-ancestors 'none'" in shown["Content-Security-Policy"]
    assert "unsafe-inline" not in shown["Content-Security-Policy"]
    residency.refresh_from_db()
    assert residency.name_uk != "Нова назва"
    assert not Image.objects.exists()
    assert "Щойно написано." not in read("/uk/residencies/mova/")


def test_a_preview_of_a_cohort_in_preparation_shows_it_as_if_it_were_published(
    office: Client, cohort: Cohort
) -> None:
    cohort.state = Cohort.State.DRAFT
    cohort.save()
    shown = send(office, cohort, text_en="About *it*.", **brought(new_place="text"), preview="en")
    assert shown.status_code == 200
    assert "<p>About <i>it</i>.</p>" in shown.text
    assert "picture--text" in shown.text
    assert "This is a preview" in shown.text
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.DRAFT
    assert Client().get(page_of(cohort)).status_code == 404


def test_the_form_offers_a_preview_in_each_language_in_a_tab_of_its_own(
    office: Client, residency: Residency
) -> None:
    html = office.get(form_of(residency)).text
    for code in ("uk", "en", "pl"):
        assert f'name="preview" value="{code}" formtarget="_blank"' in html


# ------------------------------------------------------------------ administrators
def test_wagtails_editor_keeps_a_picture_that_a_manager_put_in(
    office: Client, residency: Residency, programme: Programme
) -> None:
    picture = PictureFactory(programme=programme, alt_uk="Стіл")
    send(office, residency, text_uk=picture.mark)
    page = residency.pages.get(locale__language_code="uk")
    client = Client()
    client.force_login(AdministratorFactory(second_factor=True))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "own_picture" in client.get(address).text
    parts = {"type": "own_picture", "value": picture.pk, "deleted": "", "order": "0", "id": ""}
    sent = {"title": page.title, "slug": page.slug, "body-count": "1", "action-publish": "1"}
    sent |= {f"body-0-{name}": value for name, value in parts.items()}
    assert client.post(address, sent).status_code == 302
    assert 'alt="Стіл"' in read("/uk/residencies/mova/")
    assert office.get(form_of(residency)).context["form"]["text_uk"].value() == picture.mark


# ------------------------------------------------------------------ what pages cost
@pytest.mark.both_databases
def test_a_page_costs_the_same_with_one_picture_and_with_many(
    office: Client, cohort: Cohort, programme: Programme, manager: User, django_assert_num_queries: Any
) -> None:
    day = cohort.days.get()
    cohort.venue = VenueFactory(programme=programme, picture=PictureFactory(programme=programme))
    cohort.cover = PictureFactory(programme=programme)
    for release, number in enumerate((1, 3)):
        for _number in range(number):
            trainer = TrainerFactory(programme=programme, picture=PictureFactory(programme=programme))
            SessionFactory(day=day, trainers=[trainer])
        marks = [picture.mark for picture in PictureFactory.create_batch(number, programme=programme)]
        cohort.text_uk = "\n\n".join(marks)
        cohort.save()
        send(office, cohort.residency, text_uk=cohort.text_uk)
        release_timetable(actor=manager, cohort=cohort, expected=release)
        for address, queries in [(page_of(cohort), 15), ("/uk/residencies/mova/", 23)]:
            read(address)  # draws the renditions
            with django_assert_num_queries(queries):
                assert read(address).count("<figure") >= number


def test_wagtails_field_for_many_files_has_a_name_that_is_read_out() -> None:
    reader = Client()
    reader.force_login(AdministratorFactory())
    assert '<label class="w-sr-only" for="fileupload">' in reader.get("/admin/images/multiple/add/").text
