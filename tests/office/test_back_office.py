"""The back office: a manager meets rows of their own programmes only, by every list and every form."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort
from office.forms import ScopedForm
from pages.tree import prepare_tree
from people.models import Organisation, User
from residencies.models import Membership, Programme, Residency, Theme, Venue
from residencies.services.programmes import archive
from residencies.services.roles import sync_admission
from tests.factories.cohorts import CohortFactory
from tests.factories.courses import CourseFactory, TrainerFactory
from tests.factories.people import AdministratorFactory, OrganisationFactory, UserFactory
from tests.factories.residencies import (
    MembershipFactory,
    ProgrammeFactory,
    ResidencyFactory,
    ThemeFactory,
    VenueFactory,
    manager_of,
)
from tests.letters import letters
from tests.office.rows import ROWS, WITH_DELETION, WITH_FORM, address, typed

pytestmark = pytest.mark.django_db

# The most queries that a list takes, however many rows it shows.
MOST_QUERIES = 14


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def manager(programme: Programme) -> User:
    return manager_of(programme)


@pytest.fixture
def office(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def errors(response: Any) -> dict[str, list[str]]:
    """Errors of the form that was refused."""
    found: dict[str, list[str]] = response.context["form"].errors
    return found


# ---------------------------------------------------------------- own rows and foreign ones
@pytest.mark.parametrize("part", ["index", "index_results"])
@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_list_shows_own_rows_only(office: Client, programme: Programme, name: str, part: str) -> None:
    own, foreign = ROWS[name](programme), ROWS[name](ProgrammeFactory())
    shown = {row.pk for row in office.get(address(name, part)).context["object_list"]}
    assert own.pk in shown
    assert foreign.pk not in shown


@pytest.mark.parametrize("name", WITH_FORM)
def test_a_foreign_rows_form_is_not_found_and_takes_nothing(office: Client, name: str) -> None:
    foreign = ROWS[name](ProgrammeFactory())
    before = type(foreign).objects.filter(pk=foreign.pk).values().get()
    assert office.get(address(name, "edit", foreign)).status_code == 404
    sent = {"name_uk": "Чуже", "title_uk": "Чуже", "slug": "taken-over", "capacity": 1}
    assert office.post(address(name, "edit", foreign), sent).status_code == 404
    assert type(foreign).objects.filter(pk=foreign.pk).values().get() == before


@pytest.mark.parametrize("name", WITH_DELETION)
def test_a_foreign_row_cannot_be_deleted(office: Client, name: str) -> None:
    foreign = ROWS[name](ProgrammeFactory())
    assert office.get(address(name, "delete", foreign)).status_code == 404
    assert office.post(address(name, "delete", foreign)).status_code == 404
    assert type(foreign).objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize("name", WITH_DELETION)
def test_a_row_goes_by_the_form_only(office: Client, programme: Programme, name: str) -> None:
    row = ROWS[name](programme)
    for part in ("delete", "edit") if name in WITH_FORM else ("delete",):
        assert office.delete(address(name, part, row)).status_code == 405
        assert office.put(address(name, part, row)).status_code == 405
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", WITH_FORM)
def test_an_own_row_is_opened_and_saved_as_it_is(office: Client, programme: Programme, name: str) -> None:
    row = ROWS[name](programme)
    url = address(name, "edit", row)
    form = office.get(url).context["form"]
    response = office.post(url, typed(form))
    assert response.status_code == 302, errors(response)


@pytest.mark.parametrize("name", WITH_DELETION)
def test_an_own_row_that_nothing_needs_is_deleted_after_a_question(
    office: Client, programme: Programme, name: str
) -> None:
    row = ROWS[name](programme)
    if name in ("cohort", "day"):
        Cohort.objects.update(state=Cohort.State.DRAFT)
    url = address(name, "delete", row)
    assert office.get(url).status_code == 200
    assert type(row).objects.filter(pk=row.pk).exists()
    assert office.post(url).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_list_takes_the_same_queries_for_one_row_and_for_many(
    office: Client, programme: Programme, name: str
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert office.get(address(name, "index")).status_code == 200
        return len(queries)

    ROWS[name](programme)
    count()  # what is looked for once in the life of a process
    one = count()
    for _each in range(12):
        if name == "programme":
            MembershipFactory(user=User.objects.get(memberships__programme=programme))
        else:
            ROWS[name](programme)
    many = count()
    assert one == many <= MOST_QUERIES


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("fundingproject", "programme"),
        ("residency", "programme"),
        ("partner", "programme"),
        ("membership", "programme"),
        ("venue", "programme"),
        ("room", "venue"),
        ("trainer", "programme"),
        ("course", "residency"),
        ("unit", "course"),
        ("cohort", "course"),
        ("cohort", "venue"),
        ("partner", "residency"),
    ],
)
def test_a_foreign_choice_is_not_offered_and_refused(
    office: Client, programme: Programme, name: str, field: str
) -> None:
    foreign = ROWS[field](ProgrammeFactory())
    under = {"residency": ROWS["residency"](programme).pk} if name == "cohort" else {}
    url = address(name, "add", **under)
    form = office.get(url).context["form"]
    assert foreign not in form.fields[field].queryset
    response = office.post(url, typed(form, **{field: foreign.pk}))
    assert response.status_code == 422
    assert field in errors(response)
    assert str(foreign) not in response.content.decode()


@pytest.mark.parametrize("name", ["day", "session", "trackgroup", "cohort"])
def test_nothing_is_made_under_a_foreign_parent(office: Client, name: str) -> None:
    parent = "residency" if name == "cohort" else "cohort"
    foreign = ROWS[parent](ProgrammeFactory())
    url = address(name, "add", **{parent: foreign.pk})
    assert office.get(url).status_code == 404
    assert office.post(url, {"title_uk": "Чуже", "date": "2026-12-01", "capacity": 5}).status_code == 404


@pytest.mark.parametrize("name", ["day", "session", "trackgroup"])
@pytest.mark.parametrize("wanted", ["", "x", "-1", "9" * 40])
def test_a_parent_that_is_none_is_not_found(office: Client, name: str, wanted: str) -> None:
    assert office.get(address(name, "add", cohort=wanted)).status_code == 404


def test_who_comes_without_a_parent_is_led_to_the_cohorts(office: Client) -> None:
    assert office.get(address("day", "add")).url == address("cohort", "index")


def test_a_parent_named_in_the_address_is_chosen_already(office: Client, programme: Programme) -> None:
    course = CourseFactory(residency__programme=programme)
    response = office.get(address("unit", "add", course=course.pk))
    assert response.context["form"]["course"].value() == course.pk
    assert f"course={course.pk}" in response.context["action_url"]


def test_a_row_stays_with_its_programme_even_if_the_form_says_another(client: Client) -> None:
    one, other = ProgrammeFactory(), ProgrammeFactory()
    client.force_login(manager_of(one, other))
    venue = VenueFactory(programme=one)
    form = client.get(address("venue", "edit", venue)).context["form"]
    assert client.post(address("venue", "edit", venue), typed(form, programme=other.pk)).status_code == 302
    venue.refresh_from_db()
    assert venue.programme == one


def test_fields_that_the_form_does_not_have_are_ignored(office: Client, programme: Programme) -> None:
    residency = ResidencyFactory(programme=programme)
    form = office.get(address("residency", "edit", residency)).context["form"]
    sent = typed(form, archived_at="2020-01-01", public_id="00000000-0000-0000-0000-000000000000", id=999)
    assert office.post(address("residency", "edit", residency), sent).status_code == 302
    after = Residency.objects.get(pk=residency.pk)
    assert (after.archived_at, after.public_id) == (None, residency.public_id)


@pytest.mark.both_databases
def test_filters_offer_own_rows_only(office: Client, programme: Programme) -> None:
    own, foreign = VenueFactory(programme=programme), VenueFactory()
    html = office.get(address("room", "index")).content.decode()
    assert str(own) in html
    assert str(foreign) not in html


@pytest.mark.both_databases
def test_a_filter_by_a_foreign_row_shows_no_foreign_rows(office: Client, programme: Programme) -> None:
    foreign = ROWS["room"](ProgrammeFactory())
    response = office.get(address("room", "index", venue=foreign.venue_id))
    assert foreign not in response.context["object_list"]


@pytest.mark.both_databases
def test_searching_knows_small_and_capital_cyrillic_letters(office: Client, programme: Programme) -> None:
    venue = VenueFactory(programme=programme, name_uk="Бібліотека")
    assert list(office.get(address("venue", "index", q="бібліотека")).context["object_list"]) == [venue]
    assert list(office.get(address("venue", "index", q="театр")).context["object_list"]) == []


@pytest.mark.parametrize("name", sorted(ROWS))
def test_there_is_no_history_usage_copy_inspection_or_export(
    office: Client, programme: Programme, name: str
) -> None:
    resolver = next(
        each
        for each in get_resolver().url_patterns[0:]
        if getattr(each, "pattern", None) and str(each.pattern) == "admin/"
    )
    routes = next(each for each in resolver.url_patterns if getattr(each, "namespace", None) == name)
    found = {pattern.name for pattern in routes.url_patterns}
    assert found <= {"index", "index_results", "add", "edit", "delete"}
    ROWS[name](programme)
    assert office.get(address(name, "index", export="csv")).headers["Content-Type"].startswith("text/html")


# ---------------------------------------------------------------- who may enter
@pytest.mark.parametrize("name", sorted(ROWS))
def test_trainers_and_strangers_are_refused(client: Client, programme: Programme, name: str) -> None:
    trainer = UserFactory(second_factor=True)
    MembershipFactory(user=trainer, programme=programme, role=Membership.Role.TRAINER)
    sync_admission(user=trainer)
    row = ROWS[name](programme)
    url = address(name, "edit", row) if name in WITH_FORM else address(name, "index")
    for person in (trainer, UserFactory()):
        client.force_login(person)
        assert client.get(url).status_code == 403
        assert client.post(url, {"name_uk": "Чуже"}).status_code == 403
    client.logout()
    assert client.get(url).status_code == 302


def test_a_withdrawn_role_is_denied_at_the_next_request(
    office: Client, programme: Programme, manager: User
) -> None:
    venue = VenueFactory(programme=programme)
    assert office.get(address("venue", "edit", venue)).status_code == 200
    Membership.objects.filter(user=manager).delete()
    # Still in the group: the row itself is asked for anew.
    assert office.get(address("venue", "edit", venue)).status_code == 302
    sync_admission(user=manager)
    assert office.get(address("venue", "edit", venue)).status_code == 403


def test_a_manager_of_two_programmes_sees_both_and_no_third(client: Client) -> None:
    one, other, third = ProgrammeFactory(), ProgrammeFactory(), ProgrammeFactory()
    client.force_login(manager_of(one, other))
    assert set(client.get(address("programme", "index")).context["object_list"]) == {one, other}
    assert client.get(address("programme", "edit", third)).status_code == 404


def test_an_administrator_sees_all_programmes(client: Client) -> None:
    rows = {ProgrammeFactory(), ProgrammeFactory()}
    client.force_login(AdministratorFactory())
    assert set(client.get(address("programme", "index")).context["object_list"]) == rows


@pytest.mark.parametrize(
    "path",
    [
        "/admin/pages/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        "/admin/workflows/list/",
        "/admin/sites/",
        "/admin/redirects/",
        "/admin/users/",
        "/admin/users/edit/1/",
        "/admin/users/new/",
        "/admin/groups/",
        "/admin/collections/",
        "/admin/locales/",
        "/admin/images/",
        "/admin/images/chooser/",
        "/admin/documents/",
        "/admin/documents/chooser/",
        "/admin/choose-page/",
        "/admin/tag-autocomplete/",
        "/admin/api/main/pages/",
        "/admin/pages/search/",
        "/admin/themes/",
        "/admin/formats/",
        "/admin/accounts/",
    ],
)
def test_screens_that_know_no_programmes_are_closed_to_managers(office: Client, path: str) -> None:
    response = office.get(path)
    assert response.status_code in {403, 404} or (response.status_code, response.url) == (302, "/admin/")


def test_a_managers_menu_names_what_they_may_use(office: Client) -> None:
    html = office.get(reverse("wagtailadmin_home"), headers={"accept-language": "en"}).content.decode()
    for url in ("/admin/cohorts/", "/admin/programmes/", "/admin/letters/", "/admin/roles/"):
        assert url in html
    for url in ("/admin/users/", "/admin/themes/", "/admin/accounts/", "/admin/reports/", "/admin/images/"):
        assert url not in html


# ---------------------------------------------------------------- saving
def test_a_manager_makes_a_programme_and_manages_it(office: Client, manager: User) -> None:
    url = address("programme", "add")
    form = office.get(url).context["form"]
    sent = typed(form, name_uk="Нова програма", slug="new-one", organiser=OrganisationFactory().pk)
    response = office.post(url, sent, follow=True)
    programme = Programme.objects.get(slug="new-one")
    assert Membership.objects.filter(user=manager, programme=programme, role=Membership.Role.MANAGER).exists()
    assert "Нова програма" in response.content.decode()
    assert [str(message) for message in response.context["messages"]]
    entry = ModelLogEntry.objects.for_instance(programme).get()
    assert (entry.action, entry.user) == ("wagtail.create", manager)


def test_a_line_break_in_a_name_is_a_form_error(office: Client, programme: Programme) -> None:
    url = address("venue", "add")
    sent = {"programme": programme.pk, "name_uk": "Дім\r\nBcc: x", "town_uk": "Бровари"}
    response = office.post(url, sent)
    assert response.status_code == 422
    assert "name_uk" in errors(response)
    assert not Venue.objects.exists()


def test_a_refused_form_keeps_what_was_typed(office: Client, programme: Programme) -> None:
    response = office.post(
        address("venue", "add"), {"programme": programme.pk, "name_uk": "Ратуша", "town_uk": ""}
    )
    assert response.status_code == 422
    assert "Ратуша" in response.content.decode()


def test_an_address_that_was_public_never_changes(office: Client, programme: Programme) -> None:
    url = address("programme", "edit", programme)
    form = office.get(url).context["form"]
    response = office.post(url, typed(form, slug="another", summary_uk="Про що це"))
    assert response.status_code == 422
    assert "slug" in errors(response)
    assert "Про що це" in response.content.decode()
    assert office.post(url, typed(form, is_public=None)).status_code == 302


def test_a_residency_hidden_again_keeps_its_address(office: Client, programme: Programme) -> None:
    prepare_tree()
    residency = ResidencyFactory(programme=programme, is_public=False)
    url = address("residency", "edit", residency)
    for is_public in ("on", None):
        form = office.get(url).context["form"]
        sent = {**typed(form), "is_public": is_public}
        assert office.post(url, {k: v for k, v in sent.items() if v is not None}).status_code == 302
    assert residency.pages.count() == 3
    form = office.get(url).context["form"]
    response = office.post(url, typed(form, slug="another"))
    assert response.status_code == 422
    assert "slug" in errors(response)


def test_a_residency_knows_when_it_was_first_published(
    office: Client, programme: Programme, time_machine: Any
) -> None:
    prepare_tree()
    residency = ResidencyFactory(programme=programme, is_public=False)
    url, moments = address("residency", "edit", residency), []
    time_machine.move_to(timezone.now())
    for is_public in ("on", None, "on"):
        sent = {**typed(office.get(url).context["form"]), "is_public": is_public}
        assert office.post(url, {k: v for k, v in sent.items() if v is not None}).status_code == 302
        residency.refresh_from_db()
        moments.append(residency.published_at)
        time_machine.shift(60)
    assert moments[0] is not None and moments == [moments[0]] * 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Residency.objects.update(published_at=None)


def test_a_partner_cannot_stand_at_another_programmes_residency(client: Client) -> None:
    one, other = ProgrammeFactory(), ProgrammeFactory()
    client.force_login(manager_of(one, other))
    sent = {
        "programme": one.pk,
        "residency": ResidencyFactory(programme=other).pk,
        "organisation": OrganisationFactory().pk,
        "role": "partner",
        "position": 0,
    }
    response = client.post(address("partner", "add"), sent)
    assert response.status_code == 422
    assert "residency" in errors(response)


def test_what_is_in_use_is_not_deleted_and_the_page_says_by_what(
    office: Client, programme: Programme
) -> None:
    venue = VenueFactory(programme=programme)
    CohortFactory(residency__programme=programme, venue=venue)
    response = office.post(address("venue", "delete", venue))
    assert response.status_code == 422
    assert str(Cohort._meta.verbose_name_plural) in response.content.decode()
    assert Venue.objects.filter(pk=venue.pk).exists()


# ---------------------------------------------------------------- two people at one row
def test_a_form_that_shows_an_older_state_is_answered_with_409_and_keeps_the_input(
    office: Client, programme: Programme
) -> None:
    venue = VenueFactory(programme=programme, name_uk="Ратуша")
    url = address("venue", "edit", venue)
    form = office.get(url).context["form"]
    Venue.objects.filter(pk=venue.pk).update(name_uk="Бібліотека")
    response = office.post(url, typed(form, name_uk="Театр"))
    assert response.status_code == 409
    html = response.content.decode()
    assert "Театр" in html
    assert "Бібліотека" in html
    venue.refresh_from_db()
    assert venue.name_uk == "Бібліотека"
    assert office.post(url, typed(response.context["form"])).status_code == 302
    venue.refresh_from_db()
    assert venue.name_uk == "Театр"


def test_only_what_the_other_one_wrote_is_named_as_what_would_be_replaced(
    office: Client, programme: Programme
) -> None:
    venue = VenueFactory(programme=programme, name_uk="Ратуша", town_uk="Бровари")
    url = address("venue", "edit", venue)
    form = office.get(url).context["form"]
    Venue.objects.filter(pk=venue.pk).update(town_uk="Ірпінь")
    response = office.post(url, typed(form, name_uk="Театр"))
    assert response.status_code == 409
    [refusal] = response.context["form"].non_field_errors()
    assert "Ірпінь" in refusal
    assert "Ратуша" not in refusal


def test_what_the_form_does_not_show_may_change_meanwhile(office: Client, programme: Programme) -> None:
    residency = ResidencyFactory(programme=programme)
    url = address("residency", "edit", residency)
    sent = typed(office.get(url).context["form"], name_uk="Нова назва")
    Residency.objects.filter(pk=residency.pk).update(archived_at=timezone.now())
    assert office.post(url, sent).status_code == 302
    residency.refresh_from_db()
    assert (residency.name_uk, residency.archived_at is None) == ("Нова назва", False)


def test_a_form_that_says_nothing_of_its_state_is_stale(office: Client, programme: Programme) -> None:
    venue = VenueFactory(programme=programme)
    url = address("venue", "edit", venue)
    form = office.get(url).context["form"]
    assert office.post(url, typed(form, row_state="", name_uk="Театр")).status_code == 409


@pytest.mark.both_databases
def test_sending_the_same_form_twice_is_no_conflict(office: Client, programme: Programme) -> None:
    venue = VenueFactory(programme=programme, name_uk="Ратуша")
    url = address("venue", "edit", venue)
    sent = typed(office.get(url).context["form"], name_uk="Театр")
    assert [office.post(url, sent).status_code for _each in range(2)] == [302, 302]
    venue.refresh_from_db()
    assert venue.name_uk == "Театр"


def test_what_somebody_does_between_reading_and_saving_is_not_undone(
    office: Client, programme: Programme, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is read to check the input, and held only afterwards: what is not in the form stays as it is then."""
    residency = ResidencyFactory(programme=programme)
    url = address("residency", "edit", residency)
    sent = typed(office.get(url).context["form"], name_uk="Нова назва")
    check_input = ScopedForm.full_clean

    def put_away_meanwhile(form: ScopedForm) -> None:
        check_input(form)
        if form.is_bound and form.instance.archived_at is None:
            archive(actor=manager, row=residency)

    monkeypatch.setattr(ScopedForm, "full_clean", put_away_meanwhile)
    assert office.post(url, sent).status_code == 302
    residency.refresh_from_db()
    assert residency.name_uk == "Нова назва"
    assert residency.archived_at is not None


# ---------------------------------------------------------------- the archive
@pytest.mark.parametrize("kind", ["programme", "residency"])
def test_the_archive_is_entered_and_left_after_a_question(
    office: Client, programme: Programme, kind: str
) -> None:
    row = ROWS[kind](programme)
    url = reverse("residencies_archive", args=[kind, row.pk])
    page = office.get(url, headers={"accept-language": "en"}).content.decode()
    assert f"The {kind} leaves the public site" in page and "The cohort" not in page
    row.refresh_from_db()
    assert row.archived_at is None
    assert office.post(url).status_code == 302
    row.refresh_from_db()
    assert row.archived_at <= timezone.now()
    assert office.post(url).status_code == 302
    row.refresh_from_db()
    assert row.archived_at is None


@pytest.mark.parametrize("kind", ["programme", "residency", "venue"])
def test_a_foreign_row_is_not_put_away(office: Client, kind: str) -> None:
    row = ROWS[kind](ProgrammeFactory())
    assert office.post(reverse("residencies_archive", args=[kind, row.pk])).status_code == 404


def test_what_is_put_away_is_not_offered_any_more(office: Client, programme: Programme) -> None:
    residency = ResidencyFactory(programme=programme, archived_at=timezone.now())
    form = office.get(address("course", "add")).context["form"]
    assert residency not in form.fields["residency"].queryset
    course = CourseFactory(residency=residency)
    form = office.get(address("course", "edit", course)).context["form"]
    assert residency in form.fields["residency"].queryset


# ---------------------------------------------------------------- what all programmes share
def test_an_organisation_that_only_own_programmes_use_may_be_changed(
    office: Client, programme: Programme
) -> None:
    for row in (programme.organiser, OrganisationFactory()):
        assert office.get(address("organisation", "edit", row)).status_code == 200


@pytest.mark.parametrize("use", ["organiser", "partner", "venue", "trainer"])
def test_an_organisation_that_others_use_may_not_be_changed(
    office: Client, programme: Programme, use: str
) -> None:
    organisation: Organisation = programme.organiser
    {
        "organiser": lambda: ProgrammeFactory(organiser=organisation),
        "partner": lambda: ROWS["partner"](ProgrammeFactory()).__class__.objects.update(
            organisation=organisation
        ),
        "venue": lambda: VenueFactory(host=organisation),
        "trainer": lambda: TrainerFactory(organisation=organisation),
    }[use]()
    assert office.get(address("organisation", "edit", organisation)).status_code == 404
    assert office.post(address("organisation", "edit", organisation), {"name_uk": "Чуже"}).status_code == 404
    assert office.post(address("organisation", "delete", organisation)).status_code == 404
    listed = office.get(address("organisation", "index"))
    assert organisation in listed.context["object_list"]
    assert address("organisation", "edit", organisation) not in listed.content.decode()


@pytest.mark.both_databases
def test_the_list_of_organisations_takes_the_same_queries_for_one_and_for_many(office: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(address("organisation", "index"))
        return len(queries)

    count()
    one = count()
    OrganisationFactory.create_batch(12)
    assert one == count() <= MOST_QUERIES


@pytest.mark.parametrize("asked", ["", "?ordering=name"])
def test_the_list_of_organisations_is_in_the_order_of_the_readers_letters(office: Client, asked: str) -> None:
    for name in ("Ялта", "Ґанок", "Їжак", "Гай", "Ївга"):
        OrganisationFactory(name_uk=name)
    listed = office.get(address("organisation", "index") + asked).context["object_list"]
    ours = [row.name_uk for row in listed if not row.name_uk.startswith("Організація")]
    assert [name for name in ours if name in "Гай Ґанок Ївга Їжак Ялта"] == [
        "Гай",
        "Ґанок",
        "Ївга",
        "Їжак",
        "Ялта",
    ]


def test_themes_are_the_administrators(client: Client) -> None:
    client.force_login(AdministratorFactory())
    theme = ThemeFactory(name_uk="Комунікація")
    url = address("theme", "edit", theme)
    assert client.post(url, typed(client.get(url).context["form"], name_uk="Мова")).status_code == 302
    assert Theme.objects.get(pk=theme.pk).name_uk == "Мова"


# ---------------------------------------------------------------- roles
def give_role(office: Client, programme: Programme, email: str, role: str = "manager") -> Any:
    return office.post(
        address("membership", "add"), {"programme": programme.pk, "email": email, "role": role}
    )


def test_a_role_goes_to_the_account_however_its_address_is_spelt(
    office: Client, programme: Programme
) -> None:
    known = UserFactory(email="olena@громада.укр")
    give_role(office, programme, "\u2066Olena@Громада.УКР\u2069")
    assert Membership.objects.filter(user=known, programme=programme).count() == 1
    found = office.get(address("membership", "index"), {"q": "громада.укр"})
    assert [row.user for row in found.context["object_list"]] == [known]


def test_a_known_and_an_unknown_address_are_answered_alike(office: Client, programme: Programme) -> None:
    known = UserFactory(given_name="Відома", family_name="Особа")
    answers = []
    for email in (known.email.upper(), "nobody-yet@demo.example"):
        response = give_role(office, programme, email)
        answers.append((response.status_code, response.url))
    assert answers[0] == answers[1]
    html = office.get(address("membership", "index")).content.decode()
    assert known.email in html
    assert "nobody-yet@demo.example" in html
    assert "Відома" not in html


def test_a_new_account_has_no_password_and_signs_in_by_a_code(office: Client, programme: Programme) -> None:
    give_role(office, programme, "nobody-yet@demo.example", "trainer")
    user = User.objects.get(email="nobody-yet@demo.example")
    assert not user.has_usable_password()
    assert not user.is_staff


def test_accounts_are_not_listed_in_the_forms(office: Client) -> None:
    somebody = UserFactory()
    for name in ("membership", "trainer"):
        assert somebody.email not in office.get(address(name, "add")).content.decode()


def test_the_role_of_a_manager_opens_the_back_office_and_goes_with_it(
    office: Client, programme: Programme
) -> None:
    person = UserFactory(second_factor=True)
    visitor = Client()
    visitor.force_login(person)
    assert visitor.get("/admin/").status_code == 403
    give_role(office, programme, person.email)
    assert visitor.get("/admin/").status_code == 200
    role = Membership.objects.get(user=person)
    assert office.post(address("membership", "delete", role)).status_code == 302
    assert visitor.get("/admin/").status_code == 403


@pytest.mark.both_databases
def test_a_role_is_given_once(office: Client, programme: Programme, manager: User) -> None:
    response = give_role(office, programme, manager.email)
    assert response.status_code == 422
    assert "email" in errors(response)


def test_a_manager_does_not_take_their_own_role_away(
    office: Client, programme: Programme, manager: User
) -> None:
    own = Membership.objects.get(user=manager, programme=programme)
    assert office.post(address("membership", "delete", own)).status_code == 422
    assert Membership.objects.filter(pk=own.pk).exists()


def test_a_role_is_not_changed_by_a_form(office: Client, programme: Programme) -> None:
    role = MembershipFactory(programme=programme, role="trainer")
    assert office.post(f"/admin/roles/edit/{role.pk}/", {"role": "manager"}).status_code in {403, 404}
    role.refresh_from_db()
    assert role.role == "trainer"


# ---------------------------------------------------------------- trainers and their accounts
def test_a_trainers_account_is_typed_and_gets_the_role(office: Client, programme: Programme) -> None:
    person = UserFactory()
    url = address("trainer", "add")
    sent = {"programme": programme.pk, "name_uk": "Тренерка", "email": person.email}
    assert office.post(url, sent).status_code == 302
    trainer = programme.trainers.get()
    assert trainer.user == person
    assert Membership.objects.filter(user=person, programme=programme, role="trainer").exists()


def test_a_trainer_who_loses_the_account_loses_the_role(office: Client, programme: Programme) -> None:
    sent = {"programme": programme.pk, "name_uk": "Тренерка", "email": "first@demo.example"}
    office.post(address("trainer", "add"), sent)
    trainer = programme.trainers.get()
    url = address("trainer", "edit", trainer)
    form = office.get(url).context["form"]
    assert form["email"].value() == "first@demo.example"
    assert office.post(url, typed(form, email="second@demo.example")).status_code == 302
    emails = Membership.objects.filter(role="trainer").values_list("user__email", flat=True)
    assert list(emails) == ["second@demo.example"]
    assert office.post(address("trainer", "delete", trainer)).status_code == 302
    assert not Membership.objects.filter(role="trainer").exists()


def test_two_trainers_of_a_programme_do_not_share_an_account(office: Client, programme: Programme) -> None:
    sent = {"programme": programme.pk, "name_uk": "Тренерка", "email": "one@demo.example"}
    office.post(address("trainer", "add"), sent)
    response = office.post(address("trainer", "add"), {**sent, "name_uk": "Тренер"})
    assert response.status_code == 422
    assert "email" in errors(response)
    assert "Тренер" in response.content.decode()


# ---------------------------------------------------------------- accounts
def test_wagtails_screens_of_users_lead_administrators_to_accounts(client: Client) -> None:
    client.force_login(AdministratorFactory())
    assert client.get("/admin/users/edit/1/").url == address("account", "index")


def test_an_account_that_is_switched_off_loses_access_at_once(client: Client) -> None:
    client.force_login(AdministratorFactory())
    person = UserFactory()
    visitor = Client()
    visitor.force_login(person)
    assert visitor.get(reverse("people:my")).status_code == 200
    url = address("account", "edit", person)
    assert client.post(url, typed(client.get(url).context["form"], is_active=None)).status_code == 302
    assert visitor.get(reverse("people:my")).status_code == 302


def test_an_accounts_name_in_latin_letters_is_refused_in_others(client: Client) -> None:
    client.force_login(AdministratorFactory())
    client.cookies["language"] = "en"
    person = UserFactory()
    url = address("account", "edit", person)
    response = client.post(url, typed(client.get(url).context["form"], latin_name="Olenа Zrazkova"))
    assert response.status_code == 422
    assert "“а” is not one" in response.content.decode()


def test_an_administrator_does_not_shut_themselves_out(client: Client) -> None:
    admin = AdministratorFactory()
    client.force_login(admin)
    url = address("account", "edit", admin)
    form = client.get(url).context["form"]
    for field in ("is_active", "is_superuser"):
        assert client.post(url, typed(form, **{field: None})).status_code == 422
    admin.refresh_from_db()
    assert admin.is_active
    assert admin.is_superuser


def test_an_account_keeps_its_password_its_roles_and_gets_groups(client: Client) -> None:
    client.force_login(AdministratorFactory())
    person = manager_of(ProgrammeFactory())
    editors = Group.objects.create(name="Зразкові редактори")
    url = address("account", "edit", person)
    form = client.get(url).context["form"]
    assert client.post(url, typed(form, given_name="Інше", groups=[editors.pk])).status_code == 302
    after = User.objects.get(pk=person.pk)
    assert (after.given_name, after.password, after.is_staff) == ("Інше", person.password, True)
    assert editors in after.groups.all()
    assert after.has_perm("wagtailadmin.access_admin")


def test_an_account_with_another_address_is_opened_by_letters_to_that_one_only(client: Client) -> None:
    client.force_login(AdministratorFactory())
    person = UserFactory(email="old@demo.example")
    url = address("account", "edit", person)
    assert (
        client.post(url, typed(client.get(url).context["form"], email="new@demo.example")).status_code == 302
    )
    for email in ("old@demo.example", "new@demo.example"):
        Client().post(reverse("account_request_login_code"), {"email": email})
    codes = {letter.address for letter in letters() if re.search(r"^[A-Z0-9-]{6,12}$", letter.text, re.M)}
    assert codes == {"new@demo.example"}


def test_a_number_that_no_row_can_have_is_no_choice(client: Client) -> None:
    client.force_login(AdministratorFactory())
    url = address("account", "edit", UserFactory())
    response = client.post(url, typed(client.get(url).context["form"], groups=["9" * 40]))
    assert response.status_code == 422
    assert list(errors(response)) == ["groups"]


@pytest.mark.both_databases
def test_an_administrator_makes_an_account_once(client: Client) -> None:
    client.force_login(AdministratorFactory())
    url = address("account", "add")
    sent = typed(client.get(url).context["form"], email="New@Demo.example", is_active="on")
    assert client.post(url, sent).status_code == 302
    assert not User.objects.get(email="new@demo.example").has_usable_password()
    response = client.post(url, {**sent, "email": "NEW@demo.example"})
    assert response.status_code == 422
    assert "email" in errors(response)


def test_roles_are_said_to_need_a_second_factor_only_where_they_do(office: Client, settings: Any) -> None:
    words = "входять з другим фактором"
    assert words in office.get("/admin/roles/new/").content.decode()
    settings.STAFF_SECOND_FACTOR = False
    assert words not in office.get("/admin/roles/new/").content.decode()
