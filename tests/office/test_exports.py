"""Lists taken out: whose rows, which columns, safe from formulas, in the audit log, and only for who may."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from cohorts.admission.models import DayRequest
from cohorts.choices.models import ChoiceGroup, Wish
from cohorts.models import Cohort, Day, Place
from office.exports.services import forget_exports, write_export
from office.exports.writing import csv_lines, is_formula
from office.models import ColumnChoice, ExportFile, SavedFilter
from people.models import User
from residencies.models import Membership
from tests.factories.admission import DayRequestFactory, SentApplicationFactory, sent_for
from tests.factories.certificates import ended_cohort
from tests.factories.choices import visits
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.messaging import LetterFactory
from tests.factories.residencies import manager_of, works_in_office
from tests.school import browser_of

pytestmark = pytest.mark.django_db
# What is taken out of needs and meals: tests/needs/test_exports.py.
OF_NEEDS = ("needs", "meals", "caterer")
MOTIVATION = "Щоб говорити з людьми просто."


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def day(cohort: Cohort) -> Day:
    return DayFactory(cohort=cohort)


def admitted(user: User) -> User:
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def at(client: Client, cohort: Cohort) -> Client:
    client.force_login(admitted(manager_of(cohort.residency.programme)))
    client.cookies["language"] = "en"
    return client


def export(name: str, pk: int = 0) -> str:
    return reverse("office_export", args=[name, pk])


def all_columns(at: Client, url: str) -> list[str]:
    return [column.name for column, _is_chosen in at.get(url).context["columns"]]


def taken(at: Client, url: str, **also: Any) -> list[list[str]]:
    """The lines of the CSV with all columns."""
    form = {"format": "csv", "columns": all_columns(at, url), **also}
    answer = at.post(url, form)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("text", ["=1+1", "+380", "-1", "@A1", "\tx", "\r=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_calculate_is_told_apart(text: str) -> None:
    assert is_formula(text)
    assert not is_formula("Голова") and not is_formula("")


def test_applications_are_taken_out_as_they_are_filtered_in_the_readers_language(
    at: Client, cohort: Cohort, day: Day
) -> None:
    one = sent_for(day, position="=HYPERLINK(1)", organisation="Лікарня")
    sent_for(day, organisation="Школа")
    heading, line = taken(at, export("applications", cohort.pk), query="organisation=лікарня")
    assert heading[:2] == ["Receipt number", "Name"]
    row = dict(zip(heading, line, strict=True))
    assert (row["Receipt number"], row["Position"], row["Phone"]) == (
        one.receipt,
        "'=HYPERLINK(1)",
        "'+380 67 000 0000",
    )
    assert row[str(day.date)] == "under consideration"


def test_choices_are_taken_out_with_places_that_had_no_wish_before_them() -> None:
    made = visits(3)
    made.set_up(ChoiceGroup.Mode.FIRST_COME, 10, 10, 10)
    one, other = (made.person(user__family_name=name) for name in ("Авдієнко", "Бойко"))
    PlaceFactory(pool=made.option(1).pool, participant=one)
    PlaceFactory(pool=made.option(2).pool, participant=other)
    Wish.objects.create(participant=other, option=made.option(2), rank=2)
    Wish.objects.create(participant=other, option=made.option(0), rank=1)
    heading, *lines = taken(browser_of(made.manager), export("choices", made.cohort.pk))
    rows = [dict(zip(heading, line, strict=True)) for line in lines]
    assert [
        (row["Name"].split()[0], row["Session"], row["Wish no."], row["Holds the place"]) for row in rows
    ] == [
        ("Авдієнко", "Visit 2", "", "yes"),
        ("Бойко", "Visit 1", "1", "no"),
        ("Бойко", "Visit 3", "2", "yes"),
    ]


def test_letters_are_taken_out_as_they_are_filtered_and_searched(at: Client, cohort: Cohort) -> None:
    programme = cohort.residency.programme
    LetterFactory(programme=programme, address="one@letters.example", language="pl")
    LetterFactory(programme=programme, address="two@letters.example", language="uk")
    LetterFactory(programme=programme, address="three@letters.example", language="pl", is_private=True)
    url = at.get(reverse("letter:index"), {"language": "pl"}).context["view"].export_url
    assert url.endswith("?language=pl")
    assert at.get(url).context["query"] == "language=pl"
    _heading, line = taken(at, export("letters"), query="language=pl")
    assert "one@letters.example" in line
    _heading, line = taken(at, export("letters"), query="q=two%40letters")
    assert "two@letters.example" in line
    assert len(taken(at, export("letters"))) == 3


@pytest.mark.parametrize(
    ("role", "sees_needs", "contacts", "needs"),
    [
        (Membership.Role.VIEWER, False, False, False),
        (Membership.Role.ASSISTANT, False, True, False),
        (Membership.Role.ASSISTANT, True, True, True),
        (Membership.Role.MANAGER, False, True, True),
    ],
)
def test_columns_go_with_their_rights_whatever_is_asked_for(
    client: Client, cohort: Cohort, day: Day, role: str, sees_needs: bool, contacts: bool, needs: bool
) -> None:
    application = sent_for(day)
    user = works_in_office(cohort.residency.programme, role=role, sees_needs=sees_needs)
    client.force_login(user)
    columns = ["receipt", "email", "phone", "motivation"]
    lines = taken(client, export("applications", cohort.pk), columns=columns)
    text = str(lines)
    assert str(application.receipt) in text
    assert (application.participant.user.email in text) == contacts
    assert (MOTIVATION in text) == needs


def test_foreign_lists_are_not_found(at: Client, client: Client, cohort: Cohort) -> None:
    foreign = DayFactory().cohort
    for name in (
        "applications",
        "participants",
        "calls",
        "presence",
        "completion",
        "choices",
        "seats",
        *OF_NEEDS,
    ):
        assert at.get(export(name, foreign.pk)).status_code == 404
        assert at.get(export(name, cohort.pk)).status_code == 200
    assert at.get(export("nonsense", cohort.pk)).status_code == 404
    for name in ("letters", "register"):
        assert at.get(export(name)).status_code == 200
        assert at.get(export(name, 7)).status_code == 404
    client.force_login(works_in_office(cohort.residency.programme, role=Membership.Role.VIEWER))
    assert [client.get(export(name, cohort.pk)).status_code for name in ("calls", "seats")] == [404, 404]
    assert client.get(export("letters")).status_code == 404


def test_every_list_of_a_cohort_can_be_taken_out(client: Client) -> None:
    ended = ended_cohort()
    person = ended.add_person()
    client.force_login(works_in_office(ended.cohort.residency.programme, role=Membership.Role.MANAGER))
    for name in ("participants", "presence", "completion", "summary"):
        lines = taken(client, export(name, ended.cohort.pk))
        assert person.user.family_name in str(lines[1:]), name
    for name in ("applications", "calls", "choices", "seats", *OF_NEEDS):
        assert len(taken(client, export(name, ended.cohort.pk))) >= 1
    for name in ("letters", "register"):
        assert len(taken(client, export(name))) >= 1
    page = client.get(reverse("cohort_overview", args=[ended.cohort.pk])).content.decode()
    assert page.count("/admin/exports/") == 13


def test_chosen_columns_are_remembered_and_every_export_is_in_the_log(
    at: Client, cohort: Cohort, day: Day
) -> None:
    url = export("applications", cohort.pk)
    lines = taken(at, url, columns=["name", "receipt", "nonsense"])
    assert lines == [["Receipt number", "Name"]]
    assert ColumnChoice.objects.get().columns == ["receipt", "name"]
    chosen = [column.name for column, is_chosen in at.get(url).context["columns"] if is_chosen]
    assert chosen == ["receipt", "name"]
    [entry] = ModelLogEntry.objects.filter(action="office.export")
    assert entry.data["columns"] == ["receipt", "name"] and entry.data["subject"] == cohort.pk
    refused = at.post(url, {"format": "csv", "columns": []})
    assert refused.status_code == 422 and "at least one column" in refused.content.decode()


def written(at: Client, url: str) -> ExportFile:
    at.post(url, {"format": "xlsx", "columns": all_columns(at, url)})
    row = ExportFile.objects.latest("pk")
    write_export(row.pk)
    row.refresh_from_db()
    return row


def test_a_workbook_is_written_by_the_worker_and_fetched_by_its_owner_for_a_while(
    at: Client, client: Client, cohort: Cohort, day: Day
) -> None:
    sent_for(day, position="=HYPERLINK(1)")
    row = written(at, export("applications", cohort.pk))
    page = reverse("office_export_file", args=[row.public_id])
    link = reverse("office_export_download", args=[row.public_id])
    assert link in at.get(page).content.decode()
    data = b"".join(at.get(link).streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = {cell.value: cell for line in sheet.iter_rows() for cell in line}
    assert "Receipt number" in cells
    assert cells["=HYPERLINK(1)"].data_type == "s"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    storage, name = row.file.storage, row.file.name
    assert forget_exports(timezone.now() + timedelta(hours=25)) == 1
    assert not storage.exists(name)
    assert at.get(link).status_code == 404
    client.force_login(admitted(manager_of(cohort.residency.programme)))
    assert [client.get(each).status_code for each in (page, link)] == [404, 404]


def test_whoever_loses_the_role_loses_the_workbook(at: Client, cohort: Cohort, day: Day) -> None:
    url = export("applications", cohort.pk)
    row = written(at, url)
    at.post(url, {"format": "xlsx", "columns": ["name"]})
    waiting = ExportFile.objects.latest("pk")
    Membership.objects.all().delete()
    write_export(waiting.pk)
    waiting.refresh_from_db()
    assert not waiting.file
    assert at.get(reverse("office_export_download", args=[row.public_id])).status_code in (302, 403, 404)


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [1, 30])
def test_a_list_is_taken_out_with_the_same_queries_for_one_row_and_for_many(
    at: Client, cohort: Cohort, day: Day, number: int
) -> None:
    other = DayFactory(cohort=cohort)
    for _each in range(number):
        application = SentApplicationFactory(participant__cohort=cohort)
        DayRequestFactory(application=application, day=day)
        DayRequestFactory(application=application, day=other, state=DayRequest.State.ACCEPTED)
    url = export("applications", cohort.pk)
    columns = all_columns(at, url)
    with CaptureQueriesContext(connection) as captured:
        answer = at.post(url, {"format": "csv", "columns": columns})
        lines = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert lines.count(b"\r\n") == number + 1
    ours = [line for line in captured if 'FROM "admission_' in line["sql"]]
    assert len(ours) == 2


def test_more_rows_than_are_fetched_at_a_time_all_come(at: Client) -> None:
    from office.exports.described import Column

    column = Column("n", "N", lambda row: row)
    assert "".join(csv_lines([column], range(1234), "en")).count("\r\n") == 1235


def test_a_filter_is_kept_under_a_name_and_is_ones_own(
    at: Client, client: Client, cohort: Cohort, day: Day
) -> None:
    url = reverse("admission_list", args=[cohort.pk])
    at.post(reverse("office_filters"), {"next": f"{url}?state=undecided&motivation=1", "name": "  Нові  "})
    row = SavedFilter.objects.get()
    assert (row.name, row.address, row.query) == ("Нові", url, "state=undecided&motivation=1")
    sent_for(day)
    assert f"{url}?state=undecided&amp;motivation=1" in at.get(url).content.decode()
    other = admitted(manager_of(cohort.residency.programme))
    client.force_login(other)
    assert "Нові" not in client.get(url).content.decode()
    client.post(reverse("office_filters"), {"next": url, "forget": row.pk})
    assert SavedFilter.objects.exists()
    client.force_login(row.user)
    client.post(reverse("office_filters"), {"next": url, "forget": row.pk})
    assert not SavedFilter.objects.exists()
    client.post(reverse("office_filters"), {"next": "//evil.example/", "name": "x"})
    assert SavedFilter.objects.get().address == "/admin/"
    assert Place.objects.count() == 0
