"""The forms of the back office: own choices only, input kept, stale forms noticed, addresses that stay."""

from typing import Any

import html5lib
import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from courses.models import Course, Unit
from office.forms import LanguagesPanel
from pages.tree import prepare_tree
from residencies.models import Programme, Residency, Venue
from tests.back_office import filled
from tests.factories.courses import CourseFactory, UnitFactory
from tests.factories.people import OrganisationFactory
from tests.factories.residencies import (
    ResidencyFactory,
    RoomFactory,
    ThemeFactory,
    VenueFactory,
)
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(map(str, found)) for name, found in response.context["form"].errors.items()}


def test_a_residency_gets_its_page_when_it_becomes_public(office: Client, programme: Programme) -> None:
    prepare_tree()
    sent = {
        "programme": programme.pk,
        "theme": ThemeFactory().pk,
        "name_uk": "Комунікація",
        "slug": "komunikatsiia",
    }
    assert office.post(reverse("residency:add"), sent).status_code == 302
    residency = Residency.objects.get(slug="komunikatsiia")
    assert not residency.pages.exists()
    url = reverse("residency:edit", args=[residency.pk])
    assert office.post(url, filled(office, url, is_public="on")).status_code == 302
    pages = residency.pages.values_list("locale__language_code", "slug")
    assert set(pages) == {(code, "komunikatsiia") for code in ("uk", "en", "pl")}


def test_a_course_with_its_units(office: Client, programme: Programme) -> None:
    residency = ResidencyFactory(programme=programme)
    sent = {
        "residency": residency.pk,
        "title_uk": "Курс",
        "outcomes_uk": "Уміє писати\nУміє слухати",
        "hours": "12.0",
        "minutes_per_hour": "45",
        "ects": "0.4",
        "content": "special",
        "length": "short",
        "form": "in_person",
    }
    assert office.post(reverse("course:add"), sent).status_code == 302
    course = Course.objects.get(title_uk="Курс")
    sent = {"course": course.pk, "title_uk": "Майстерня", "minutes": "90", "position": "1"}
    assert office.post(reverse("unit:add"), sent).status_code == 302
    assert Unit.objects.get(title_uk="Майстерня").course == course


@pytest.mark.parametrize(
    ("hours", "ects", "shown"), [("12.0", "0.40", ("12", "0,4")), ("10.0", None, ("10", ""))]
)
def test_the_list_of_courses_writes_figures_as_certificates_do(
    office: Client, programme: Programme, hours: str, ects: str | None, shown: tuple[str, str]
) -> None:
    CourseFactory(residency__programme=programme, title_uk="Курс з цифрами", hours=hours, ects=ects)
    office.cookies["language"] = "uk"
    page = html5lib.parse(office.get(reverse("course:index")).content.decode(), namespaceHTMLElements=False)
    [row] = [row for row in page.findall(".//tr") if "Курс з цифрами" in "".join(row.itertext())]
    assert tuple("".join(cell.itertext()).strip() for cell in row[-2:]) == shown


def test_more_outcomes_than_a_certificate_holds_are_refused_with_the_input_kept(
    office: Client, programme: Programme
) -> None:
    course = CourseFactory(residency__programme=programme)
    url = reverse("course:edit", args=[course.pk])
    lines = "\n".join(f"Уміє {number}" for number in range(13))
    response = office.post(url, filled(office, url, outcomes_uk=lines, title_uk="Інша назва"))
    assert response.status_code == 422
    assert "outcomes_uk" in errors(response)
    page = response.content.decode()
    assert "Уміє 12" in page
    assert "Інша назва" in page
    course.refresh_from_db()
    assert course.outcomes_uk != lines


def test_an_address_changes_while_nobody_has_seen_it(office: Client, programme: Programme) -> None:
    residency = ResidencyFactory(programme=programme, is_public=False)
    url = reverse("residency:edit", args=[residency.pk])
    assert office.post(url, filled(office, url, slug="inshe")).status_code == 302
    residency.refresh_from_db()
    assert residency.slug == "inshe"


def test_markup_in_a_name_is_printed_as_it_is(office: Client, programme: Programme) -> None:
    VenueFactory(programme=programme, name_uk="<b Дім", name_en="<img src=x onerror=alert(1)>")
    page = office.get(reverse("venue:index")).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page


def test_nothing_is_deleted_by_opening_a_page(office: Client, programme: Programme) -> None:
    room = RoomFactory(venue__programme=programme)
    assert office.get(reverse("room:delete", args=[room.pk])).status_code == 200
    room.refresh_from_db()


def test_a_host_of_somebody_elses_session_is_not_changed(office: Client) -> None:
    host = OrganisationFactory()
    SessionFactory(hosts=[host])
    assert office.get(reverse("organisation:edit", args=[host.pk])).status_code == 404


def test_units_are_listed_under_their_course(office: Client, programme: Programme) -> None:
    unit, _other = (UnitFactory(course__residency__programme=programme) for _number in range(2))
    response = office.get(reverse("unit:index"), {"course": unit.course_id})
    assert {row.pk for row in response.context["object_list"]} == {unit.pk}


def test_a_venue_without_rooms_asks_for_the_first_and_speaks_of_no_filter(
    office: Client, programme: Programme
) -> None:
    venue = VenueFactory(programme=programme)
    page = office.get(
        reverse("room:index"), {"venue": venue.pk}, headers={"accept-language": "en"}
    ).content.decode()
    assert "There is nothing here yet." in page
    assert f"{reverse('room:add')}?venue={venue.pk}" in page
    filtered = {"programme": programme.pk, "is_host_site": str(not venue.is_host_site).lower()}
    html = office.get(reverse("venue:index"), filtered, headers={"accept-language": "en"}).content.decode()
    assert "Nothing matches this." in html


def test_the_heading_of_a_new_row_is_a_verb(office: Client) -> None:
    page = office.get(reverse("programme:add"), headers={"accept-language": "en"}).content.decode()
    assert "<span>Add: programme</span>" in page and "New:" not in page


def test_a_title_has_a_line_for_each_language_and_short_words_share_one() -> None:
    title, town = (LanguagesPanel(name).bind_to_model(Venue) for name in ("name", "town"))
    assert [type(child) for child in title.children] == [FieldPanel] * 3
    assert [type(child) for child in town.children] == [FieldRowPanel]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Комунікація й зв’язки", "komunikatsiia-y-zviazky"),
        ("Łódź — Żółć", "lodz-zolc"),
        ("Громада" * 12, ("hromada" * 12)[:56]),
    ],
)
def test_an_address_that_is_left_empty_is_made_of_the_name(
    office: Client, programme: Programme, name: str, slug: str
) -> None:
    sent = {"programme": programme.pk, "theme": ThemeFactory().pk, "name_uk": name, "slug": ""}
    for proposed in (slug, f"{slug}-2", f"{slug}-3"):
        assert office.post(reverse("residency:add"), sent).status_code == 302
        assert Residency.objects.latest("pk").slug == proposed


def test_an_address_is_asked_for_where_none_can_be_made_and_an_old_one_is_not_taken_away(
    office: Client, programme: Programme
) -> None:
    sent = {"programme": programme.pk, "theme": ThemeFactory().pk, "name_uk": "«…»", "slug": ""}
    assert "slug" in errors(office.post(reverse("residency:add"), sent))
    residency = ResidencyFactory(programme=programme)
    url = reverse("residency:edit", args=[residency.pk])
    assert "slug" in errors(office.post(url, filled(office, url, slug="")))


def test_after_a_venue_one_more_is_added(office: Client, programme: Programme) -> None:
    sent = {"programme": programme.pk, "name_uk": "Ратуша", "town_uk": "Бровари", "add_another": "1"}
    more = office.post(reverse("venue:add"), sent).url
    assert more.split("?")[0] == reverse("venue:add")
    assert str(office.get(more).context["form"]["programme"].value()) == str(programme.pk)
    assert Venue.objects.get().programme == programme
