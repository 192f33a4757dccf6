"""The forms of the back office: own choices only, input kept, stale forms noticed, addresses that stay."""

import re
from typing import Any

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from courses.models import Course, Unit
from office.forms import LanguagesPanel
from pages.tree import prepare_tree
from residencies.models import Membership, Programme, Residency, Venue
from tests.back_office import filled
from tests.factories.courses import CourseFactory, TrainerFactory, UnitFactory
from tests.factories.logistics import OperatorFactory
from tests.factories.people import OrganisationFactory
from tests.factories.residencies import (
    ResidencyFactory,
    RoomFactory,
    ThemeFactory,
    VenueFactory,
    works_in_office,
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


def test_every_button_that_saves_a_new_row_answers_to_one_press(office: Client, programme: Programme) -> None:
    page = office.get(reverse("venue:add")).content.decode()
    saving = re.findall(r"<button[^>]*type=\"submit\"[^>]*>", page)
    named = [each for each in saving if "refresh" not in each and "forget" not in each]
    assert len([each for each in named if 'name="add_another"' in each]) == 1
    assert all("w-progress#activate" in each for each in named), named


def test_a_rule_of_the_table_is_said_in_words_at_its_field_and_never_by_its_name(
    office: Client, programme: Programme
) -> None:
    venue = VenueFactory(programme=programme)
    way = {"from_venue": venue.pk, "to_venue": venue.pk, "minutes": "10"}
    carrier = OperatorFactory(programme=programme)
    vehicle = {"operator": carrier.pk, "name": "Setra", "plate": "BC 0001 AA", "seats": "5"}
    for name, field, sent in (
        ("way", "to_venue", way),
        ("vehicle", "accessible_seats", {**vehicle, "accessible_seats": "6"}),
    ):
        answer = office.post(reverse(f"{name}:add"), sent)
        assert field in errors(answer), name
        assert "onstraint" not in answer.text


# ---------------------------------------------------------------- what is missing from a list
def test_what_is_missing_is_added_in_another_tab_and_the_form_goes_on(
    office: Client, programme: Programme
) -> None:
    residency = ResidencyFactory(programme=programme)
    url = f"{reverse('cohort:add')}?residency={residency.pk}"
    page = office.get(url).text
    way = f"{reverse('venue:add')}?programme={programme.pk}"
    assert f'href="{way}" target="_blank"' in page
    assert f'href="{reverse("course:add")}?residency={residency.pk}" target="_blank"' in page
    assert office.get(way).status_code == 200
    typed = {
        "town_uk": "Щойно <b>написано</b>",
        "cost_uk": "x" * 400,
        "confirm_by": "не дата",
        "refresh": "1",
    }
    course, venue = CourseFactory(residency=residency), VenueFactory(programme=programme)
    answer = office.post(url, {**typed, "course": course.pk, "details_are_public": "on"})
    form = answer.context["form"]
    assert answer.status_code == 200 and not form.errors
    assert "Щойно &lt;b&gt;написано&lt;/b&gt;" in answer.text and "x" * 400 in answer.text
    assert 'value="не дата"' in answer.text
    assert venue in form.fields["venue"].queryset
    assert f'<option value="{course.pk}" selected' in answer.text
    assert not residency.cohorts.exists()


def test_a_changed_row_is_shown_with_what_was_typed_and_saved_only_when_it_is_saved(
    office: Client, programme: Programme
) -> None:
    session = SessionFactory(day__cohort__residency__programme=programme)
    url = reverse("session:edit", args=[session.pk])
    typed = filled(office, url, title_uk="Нова назва")
    trainer = TrainerFactory(programme=programme)
    answer = office.post(url, {**typed, "refresh": "1"})
    assert 'value="Нова назва"' in answer.text and trainer.name_uk in answer.text
    session.refresh_from_db()
    assert session.title_uk != "Нова назва"
    assert office.post(url, {**typed, "trainers": [trainer.pk]}).status_code == 302
    session.refresh_from_db()
    assert session.title_uk == "Нова назва" and list(session.trainers.all()) == [trainer]


def test_a_file_that_the_browser_will_not_give_again_is_asked_for_once_more(
    office: Client, programme: Programme
) -> None:
    url = f"{reverse('cohort:add')}?residency={ResidencyFactory(programme=programme).pk}"
    picture = SimpleUploadedFile("lamp.png", b"...", content_type="image/png")
    said = "once more: a browser does not give it twice"
    assert said in office.post(url, {"refresh": "1", "new_file": picture}).text
    assert said not in office.post(url, {"refresh": "1"}).text


def test_an_assistant_is_led_only_where_they_may_add(client: Client, programme: Programme) -> None:
    client.force_login(works_in_office(programme, role=Membership.Role.ASSISTANT))
    session = SessionFactory(day__cohort__residency__programme=programme)
    page = client.get(reverse("session:edit", args=[session.pk])).text
    assert f"{reverse('venue:add')}?programme={programme.pk}" in page
    assert reverse("partner:add") not in page and reverse("unit:add") not in page


def test_the_lists_of_a_foreign_row_are_not_shown_either(office: Client) -> None:
    foreign = SessionFactory()
    assert office.post(reverse("session:edit", args=[foreign.pk]), {"refresh": "1"}).status_code == 404


# ---------------------------------------------------------------- a new cohort
def test_a_new_cohort_asks_for_its_residency_first(office: Client, programme: Programme) -> None:
    own = ResidencyFactory.create_batch(2, programme=programme)
    foreign, archived = ResidencyFactory(), ResidencyFactory(programme=programme, archived_at=timezone.now())
    add = reverse("cohort:add")
    step = office.get(add, follow=True)
    assert step.redirect_chain[-1][0] == reverse("cohort_residency")
    for residency in own:
        assert f'href="{add}?residency={residency.pk}"' in step.text
    for residency in (foreign, archived):
        assert f"?residency={residency.pk}" not in step.text
    courses = [CourseFactory(residency=each) for each in own]
    form = office.get(add, {"residency": own[0].pk}).context["form"]
    assert list(form.fields["course"].queryset) == courses[:1]
    assert office.get(add, {"residency": foreign.pk}).status_code == 404
    assert office.post(add, {"town_uk": "Бровари"}).url == reverse("cohort_residency")


def test_where_there_is_one_residency_there_is_nothing_to_choose(
    office: Client, programme: Programme
) -> None:
    step = reverse("cohort_residency")
    assert reverse("residency:add") in office.get(step).text
    only = ResidencyFactory(programme=programme)
    assert office.get(step).url == f"{reverse('cohort:add')}?residency={only.pk}"


def test_the_residencies_to_choose_from_cost_the_same_however_many_there_are(
    office: Client, programme: Programme
) -> None:
    made = []
    for _each in range(2):
        ResidencyFactory.create_batch(2, programme=programme)
        with CaptureQueriesContext(connection) as queries:
            office.get(reverse("cohort_residency"))
        made.append(len(queries))
    assert made[0] == made[1]
