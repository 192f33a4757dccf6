"""Facts of a certificate: what they take, what they refuse, and that JSON keeps them whole."""

import json
import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from certificates.pdf import fact_limits
from certificates.pdf.facts import CertificateFacts, Holder, PartnerGroup, Signatory
from foundation.print.fonts import sheet_fonts
from foundation.print.printable import PRINTABLE, InvalidFacts, UnprintableText, printable
from tests.certificates.sheet_samples import at_the_limits, english, polish, ukrainian


@pytest.mark.parametrize("make", [ukrainian, polish, english])
def test_facts_come_back_from_json_as_they_were(make):
    facts = make()
    stored = json.loads(json.dumps(facts.to_json()))
    assert CertificateFacts.from_json(stored) == facts
    assert CertificateFacts.from_json(stored).to_json() == facts.to_json()


def test_json_names_its_schema_and_another_one_is_refused():
    stored = ukrainian().to_json()
    assert stored["schema"] == 1
    with pytest.raises(InvalidFacts, match="schema 2"):
        CertificateFacts.from_json({**stored, "schema": 2})


@pytest.mark.parametrize("name", ["number", "holder", "dates", "hours", "issuer"])
def test_a_snapshot_that_is_not_whole_is_refused(name):
    stored = ukrainian().to_json()
    del stored[name]
    with pytest.raises(InvalidFacts):
        CertificateFacts.from_json(stored)


def test_a_snapshot_with_a_damaged_date_is_refused():
    with pytest.raises(InvalidFacts):
        CertificateFacts.from_json({**ukrainian().to_json(), "issued_on": "2026-02-30"})


def test_the_snapshot_keeps_the_title_and_digits_as_they_are_printed():
    stored = ukrainian(ects=Decimal("0.20")).to_json()
    assert stored["title"] == "Сертифікат про підвищення кваліфікації"
    assert stored["ects"] == "0.20"


def test_a_title_of_the_template_stands_in_place_of_the_standard_one():
    assert ukrainian(title="Сертифікат стажування").title == "Сертифікат стажування"


def test_decomposed_letters_are_composed():
    decomposed = unicodedata.normalize("NFD", "Їжакевич Соломія Żółć")
    assert printable(decomposed, field="name") == "Їжакевич Соломія Żółć"


def test_spaces_and_line_breaks_become_single_spaces():
    assert printable("  Анна\r\n\tПриклад\u2003 Зразок\u200b ", field="name") == "Анна Приклад Зразок"


@pytest.mark.parametrize("apostrophe", ["ʼ", "’", "'"])
def test_every_apostrophe_stays_as_it_was_typed(apostrophe):
    assert printable(f"Лук{apostrophe}яненко", field="name") == f"Лук{apostrophe}яненко"


@pytest.mark.parametrize(
    "hostile", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\u200f", "\ud800", "\ue000", "漢", "ا", "😀"]
)
def test_what_cannot_be_printed_is_refused_and_named(hostile):
    with pytest.raises(UnprintableText, match=f"U\\+{ord(hostile):04X}") as refusal:
        Holder(given="А", family="Б", printed_name=f"Анна{hostile}Приклад")
    assert refusal.value.field == "printed_name"
    assert refusal.value.characters == hostile


def test_towers_of_marks_are_refused_and_a_stress_is_not():
    assert printable("за́мок", field="name") == "за́мок"
    with pytest.raises(UnprintableText):
        printable("З\u0301\u0302\u0303\u0304алго", field="name")


def test_markup_is_text_like_any_other():
    for name in ('<img src="/etc/passwd">', "<b Петренко", "&amp; %s {0} \\n (x) /ByteRange [0 1 2 3]"):
        assert printable(name, field="name") == name


def test_each_text_has_its_limit_and_one_more_is_refused():
    longest = "Я" * fact_limits.MAX_NAME
    assert ukrainian(topic=longest).topic == longest
    with pytest.raises(InvalidFacts) as refusal:
        ukrainian(topic=longest + "Я")
    assert refusal.value.field == "topic"


@pytest.mark.parametrize(
    "changes",
    [
        {"outcomes": ("знає",) * (fact_limits.MAX_OUTCOMES + 1)},
        {"partners": (PartnerGroup(role="Партнери", names=("Громада",) * (fact_limits.MAX_PARTNERS + 1)),)},
        {"signatories": (Signatory(name="Зразок"),) * (fact_limits.MAX_SIGNATORIES + 1)},
        {"dates": ()},
        {"number": " "},
        {"hours": Decimal(0)},
        {"hours": Decimal("NaN")},
        {"ects": Decimal(-1)},
        {"minutes_per_hour": 50},
        {"kind": "diploma"},
        {"language": "de"},
        {"verify_url": "https://приклад.example/"},
    ],
)
def test_facts_that_no_sheet_can_carry_are_refused(changes):
    with pytest.raises(InvalidFacts):
        ukrainian(**changes)


def test_dates_are_kept_in_order_and_once():
    facts = ukrainian(dates=(date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 21)))
    assert facts.dates == (date(2026, 11, 20), date(2026, 11, 21))


def test_the_limits_themselves_are_accepted():
    assert len(at_the_limits("Щербань ").outcomes) == fact_limits.MAX_OUTCOMES


def test_a_correction_is_checked_like_the_first_facts():
    facts = ukrainian()
    assert facts.but(number="WOW-2026-000124", replaces=facts.number).replaces == "WOW-2026-000123"
    with pytest.raises(UnprintableText):
        facts.but(topic="\u202e")


def test_every_font_of_the_sheet_has_a_glyph_for_each_printable_character():
    for font in sheet_fonts().values():
        lacking = {point for point in PRINTABLE if not font.face.charToGlyph.get(point)}
        assert not lacking


def test_letters_of_the_three_languages_are_printable():
    letters = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ«»„”“’ʼ'–—…№·AĄBCĆDEĘFGHIJKLŁMNŃOÓPQRSŚTUVWXYZŹŻ"
    assert printable(letters + letters.lower(), field="name") == letters + letters.lower()


def test_a_snapshot_from_before_sessions_were_listed_is_read_as_it_was():
    older = ukrainian().to_json()
    del older["taught"]
    assert CertificateFacts.from_json(older) == ukrainian()
