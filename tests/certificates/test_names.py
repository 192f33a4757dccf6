"""What is printed, registered and checked on a certificate is one thing, whatever the name is."""

import io
import itertools
import unicodedata

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from certificates import verification
from certificates.comparing import compared
from certificates.drawing import printer
from certificates.models import Certificate, new_code
from certificates.names import as_printed, parts_of
from certificates.pdf.facts import Holder
from certificates.services import issuing
from certificates.verification import Verdict
from foundation.print.printable import PRINTABLE, InvalidFacts
from tests.factories.certificates import ended_cohort

from .sheet_samples import english, polish, ukrainian

LETTERS = st.characters(codec="utf-8", categories=["Lu", "Ll", "Mn", "Nd", "Pd", "Po"]).filter(
    lambda letter: ord(letter) in PRINTABLE
)
UKRAINIAN = st.sampled_from("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАЕІОЯ’ʼ'- ")
LATIN = st.sampled_from("abcdefghijklmnopqrstuvwxyząćęłńóśźżABŁÓŻ’'-. ")
NAMES = st.one_of(
    st.text(UKRAINIAN, min_size=1, max_size=60),
    st.text(LATIN, min_size=1, max_size=60),
    st.text(LETTERS, min_size=1, max_size=20),
)
_NUMBERS = itertools.count(1)


def plain(text: str) -> str:
    """Letters as they are composed, without the white space that the layout puts in."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.django_db
def test_whatever_is_issued_prints_the_registered_name_and_is_found_by_the_printed_family_name() -> None:
    ended = ended_cohort(people=1)

    @given(NAMES | st.just(""), NAMES | st.just(""), NAMES, st.sampled_from([ukrainian, polish, english]))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def look(family: str, first: str, patronymic: str, sample: object) -> None:
        number = f"77-2026-{next(_NUMBERS):05d}"
        columns = {
            "participant": ended.people[0],
            "issuer": ended.rule.design.issuer,
            "issued_at": timezone.now(),
            "issued_by": ended.manager,
            "code": new_code(),
            "state": Certificate.State.REVOKED,
            "ended_at": timezone.now(),
        }
        try:
            holder = Holder(family=family, given=first, patronymic=patronymic)
            facts = sample(number=number, holder=holder)  # type: ignore[operator]
            row = issuing.row_of(facts, **columns)
        except InvalidFacts:
            assume(False)
        row.save(force_insert=True)
        registered = row.facts["holder"]
        said = PdfReader(io.BytesIO(printer().draw(facts))).pages[0].extract_text()
        assert plain(registered["printed_name"]) in plain(said)
        assert registered["family"] in registered["printed_name"]
        asked = compared(registered["family"], registered["given"])
        for typed in (asked, compared(family.strip(), first), asked.upper()):
            assert verification.by_number(number, typed).certificate == row, typed
        assert verification.by_number(number, f"{asked}ґж").verdict is Verdict.UNKNOWN

    look()


@pytest.mark.parametrize(
    ("whole", "family", "given_name", "expected"),
    [
        ("Olha Zhuravska", "Журавська", "Ольга", ("Zhuravska", "Olha")),
        ("ZHURAVSKA OLHA", "Журавська", "Ольга", ("ZHURAVSKA", "OLHA")),
        # As an older passport has it, by another table.
        ("ZHURAVSKAYA OLGA", "Журавська", "Ольга", ("ZHURAVSKAYA", "OLGA")),
        ("Olga Zhuravskaya", "Журавська", "Ольга", ("Zhuravskaya", "Olga")),
        ("Anna Maria Kowalska", "Ковальська", "Анна Марія", ("Kowalska", "Anna Maria")),
        ("Olha Nechui Levytska", "Нечуй-Левицька", "Ольга", ("Nechui Levytska", "Olha")),
        ("Zhuravska Olha Petrivna", "Журавська", "Ольга", ("Zhuravska", "Olha Petrivna")),
        ("Żaneta Łączyńska-Wzorcowa", "Łączyńska-Wzorcowa", "Żaneta", ("Łączyńska-Wzorcowa", "Żaneta")),
        ("Xy Zq", "Журавська", "Ольга", ("Zq", "Xy")),
        ("Zhuravska", "Журавська", "Ольга", ("Zhuravska", "")),
    ],
)
def test_the_family_name_is_found_in_a_passports_name_whichever_stands_first(
    whole: str, family: str, given_name: str, expected: tuple[str, str]
) -> None:
    assert parts_of(whole, family=family, given=given_name) == expected


def test_a_row_from_before_whose_name_was_typed_apart_is_found_by_what_is_on_paper() -> None:
    """Printed one surname, registered another: what stands on the sheet is what counts."""
    holder = {"family": "Нова", "given": "Олена", "patronymic": "Петрівна"}
    assert as_printed({**holder, "printed_name": "Стара Олена Петрівна"}, "uk")["family"] == "Стара"
    latin = {"family": "Журавська", "given": "Ольга", "patronymic": "", "printed_name": "ZHURAVSKAYA OLGA"}
    assert as_printed(latin, "en")["family"] == "ZHURAVSKAYA"


def test_no_row_is_made_that_prints_one_name_and_registers_another() -> None:
    holder = Holder(family="Нова", given="Олена", printed_name="Стара Олена")
    with pytest.raises(InvalidFacts, match=r"Стара Олена.*Нова Олена"):
        issuing.row_of(ukrainian(holder=holder))


@pytest.mark.parametrize("name", ["Ольга", "Olhа", "Ωmega"])
def test_no_row_of_a_sheet_in_latin_letters_is_made_with_other_letters(name: str) -> None:
    with pytest.raises(InvalidFacts):
        issuing.row_of(english(holder=Holder(family="Zhuravska", given=name)))
