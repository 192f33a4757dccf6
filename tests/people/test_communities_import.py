"""Taking the register of communities in: by the command, and from the tables that the product ships."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import translation

from foundation.errors import DomainError
from people.communities import shipped
from people.communities.register import Entry
from people.communities.services import Coverage, import_register, load_shipped_communities
from people.models import Community
from tests.people.register_files import (
    HEADING,
    KYIV,
    LVIV,
    ROWS,
    YALTA,
    YAVORIV,
    YAVORIV_RAION,
    as_csv,
    official,
)


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(content: bytes, name: str = "register-2025-05-16.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def imported(path: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("import_communities", str(path), stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_takes_the_register_in_and_says_what_it_did(written) -> None:
    said = imported(written(as_csv([HEADING, *ROWS])))
    assert said.splitlines() == [
        "Register of 2025-05-16: 2 communities to choose from, 1 not offered.",
        "3 communities added",
        "0 communities changed",
        "0 communities unchanged",
        "0 communities no longer in the register (kept, not offered)",
    ]
    row = Community.objects.get(code=YAVORIV)
    assert (row.name, row.region, row.district, row.seat) == (
        "Яворівська",
        "Львівська",
        "Яворівський",
        "місто Яворів",
    )
    assert (row.register_date, row.is_hidden, row.is_current) == (date(2025, 5, 16), False, True)
    assert Community.objects.get(code=YALTA).is_hidden


@pytest.mark.both_databases
@pytest.mark.django_db
def test_taking_the_same_register_in_again_changes_nothing(written) -> None:
    path = written(as_csv([HEADING, *ROWS]))
    imported(path)
    before = list(Community.objects.order_by("pk").values())
    assert "3 communities unchanged" in imported(path)
    assert list(Community.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_later_register_renames_adds_and_keeps_what_is_gone(written) -> None:
    imported(written(as_csv([HEADING, *ROWS])))
    key = Community.objects.get(code=YAVORIV).pk
    later = [row.copy() for row in ROWS[:5]]
    later[2][6] = "Яворівка"
    new = "UA46140990000012345"
    later.append([LVIV, YAVORIV_RAION, new, "", "", "H", "Нова"])
    said = imported(written(as_csv([HEADING, *later]), "register-2026-01-01.csv"))
    assert "1 community added\n1 community changed\n  Яворівка громада, Львівська область\n" in said
    assert "2 communities no longer in the register (kept, not offered)\n" in said
    assert "  місто Київ\n" in said
    renamed, gone = Community.objects.get(pk=key), Community.objects.get(code=KYIV)
    assert (renamed.name, renamed.register_date) == ("Яворівка", date(2026, 1, 1))
    assert (gone.is_current, gone.register_date) == (False, date(2025, 5, 16))


@pytest.mark.django_db
def test_a_community_that_comes_back_is_current_again(written) -> None:
    path = written(as_csv([HEADING, *ROWS]))
    imported(path)
    imported(written(as_csv([HEADING, *ROWS[:8]]), "register-2025-06-01.csv"))
    assert not Community.objects.get(code=KYIV).is_current
    imported(path, date=date(2025, 7, 1))
    assert Community.objects.get(code=KYIV).is_current
    assert set(Community.objects.values_list("register_date", flat=True)) == {date(2025, 7, 1)}


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_changes_nothing(written) -> None:
    path = written(as_csv([HEADING, *ROWS]))
    dry = imported(path, dry_run=True)
    assert not Community.objects.exists()
    assert dry == imported(path) + "Nothing was changed: this was a dry run.\n"


@pytest.mark.django_db
def test_a_file_with_one_fault_changes_nothing(written) -> None:
    rows = [row.copy() for row in ROWS]
    rows[7][6] = ""
    with pytest.raises(CommandError, match=r"^Line 9: the name is missing\.$"):
        imported(written(as_csv([HEADING, *rows])))
    assert not Community.objects.exists()


@pytest.mark.django_db
def test_without_a_date_the_command_asks_for_it(written) -> None:
    path = written(as_csv([HEADING, *ROWS]), "register.csv")
    with pytest.raises(CommandError, match="add --date"):
        imported(path)
    imported(path, date=date(2025, 5, 16))
    assert Community.objects.filter(register_date=date(2025, 5, 16)).count() == 3


@pytest.mark.django_db
@time_machine.travel("2025-05-15T20:59:00Z", tick=False)
def test_a_register_of_a_day_to_come_is_refused(written) -> None:
    with pytest.raises(CommandError, match="of a day to come: 2025-05-16"):
        imported(written(as_csv([HEADING, *ROWS])))


@pytest.mark.django_db
def test_an_older_register_is_refused_unless_forced(written) -> None:
    imported(written(as_csv([HEADING, *ROWS])))
    older = written(as_csv([HEADING, *ROWS[:5]]), "register-2024-01-01.csv")
    with pytest.raises(CommandError, match="A newer register, of 2025-05-16, is already in use"):
        imported(older)
    assert Community.objects.filter(is_current=True).count() == 3
    imported(older, force=True)
    assert Community.objects.filter(is_current=True).count() == 1


def made_up(count: int) -> list[Entry]:
    return [
        Entry("katotth", f"UA{number:017}", "UA", "hromada", f"Вигадана {number}", "Львівська", "Яворівський")
        for number in range(count)
    ]


@pytest.mark.django_db
def test_a_register_that_lacks_many_communities_is_taken_for_cut_short() -> None:
    import_register(entries=made_up(100), register_date=date(2025, 1, 1))
    with pytest.raises(DomainError, match="lacks 50 of the 100 communities in use, so it may be cut short"):
        import_register(entries=made_up(50), register_date=date(2025, 2, 1))
    assert Community.objects.filter(is_current=True).count() == 100
    assert len(import_register(entries=made_up(50), register_date=date(2025, 2, 1), force=True).gone) == 50


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 60])
def test_an_import_takes_as_many_queries_for_one_community_as_for_many(
    count: int, django_assert_num_queries
) -> None:
    with django_assert_num_queries(4):  # savepoint, what is there, one batch, release
        import_register(entries=made_up(count), register_date=date(2025, 1, 1))
    with django_assert_num_queries(4):  # savepoint, what is there, the date of one batch, release
        import_register(entries=made_up(count), register_date=date(2025, 1, 2))
    with django_assert_num_queries(3):  # savepoint, what is there, release
        import_register(entries=made_up(count), register_date=date(2025, 1, 2))


@pytest.mark.django_db
def test_the_shipped_tables_are_loaded_once_and_stay_as_they_are() -> None:
    first = load_shipped_communities()
    assert Community.objects.filter(country="UA", is_hidden=False).exclude(district="").count() == 1469
    assert first.added == Community.objects.count() == 1470 + len(shipped.polish_gminy().entries)
    before = list(Community.objects.order_by("pk").values())
    second = load_shipped_communities()
    assert (second.added, second.changed, second.gone) == (0, [], [])
    assert list(Community.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_the_shipped_table_leaves_a_newer_register_alone(written) -> None:
    imported(written(as_csv([HEADING, *ROWS]), "register-2026-01-01.csv"))
    load_shipped_communities()
    assert Community.objects.filter(country="UA").count() == 3
    assert Community.objects.filter(country="PL").exists()


@pytest.mark.django_db
def test_the_shipped_table_says_nothing_of_communities_that_are_not_offered() -> None:
    imported(official())
    assert Community.objects.filter(is_hidden=True, is_current=True).count() == 304
    report = load_shipped_communities()
    assert (report.changed, report.gone) == ([], [])
    assert Community.objects.filter(is_hidden=True, is_current=True).count() == 304


@pytest.mark.django_db
def test_a_selection_of_gminy_does_not_make_the_others_gone() -> None:
    other = Entry("teryt", "1206172", "PL", "gmina", "Zielonki", "małopolskie", "krakowski")
    import_register(entries=[other], register_date=date(2020, 1, 1), coverage=Coverage.SOME)
    load_shipped_communities()
    assert Community.objects.get(code="1206172").is_current
