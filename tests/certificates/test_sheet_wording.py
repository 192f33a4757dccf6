"""The fixed words of the sheet: titles, dates written out, figures with the right form of the noun."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from certificates.pdf.phrases import ects_phrase, hours_phrase
from certificates.pdf.wording import WORDINGS, standard_title
from foundation.print.dates import dates_phrase
from foundation.print.printable import printable


def days(*written: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in written)


@pytest.mark.parametrize(
    ("kind", "language", "gender", "title"),
    [
        ("qualification", "uk", "", "Сертифікат про підвищення кваліфікації"),
        ("participation", "uk", "f", "Сертифікат учасниці"),
        ("participation", "uk", "m", "Сертифікат учасника"),
        ("participation", "uk", "", "Сертифікат учасника / учасниці"),
        ("exchange", "uk", "f", "Сертифікат про обмін досвідом"),
        ("zaswiadczenie", "pl", "", "Zaświadczenie o ukończeniu szkolenia"),
        ("participation", "pl", "f", "Zaświadczenie o udziale"),
        ("qualification", "en", "m", "Certificate of professional development"),
    ],
)
def test_a_title_fits_kind_language_and_holder(kind, language, gender, title):
    assert standard_title(kind, language, gender) == title


@pytest.mark.parametrize(
    ("attended", "uk", "pl", "en"),
    [
        (days("2026-11-20"), "20 листопада 2026 року", "20 listopada 2026 r.", "20 November 2026"),
        (
            days("2026-11-20", "2026-11-21"),
            "20–21 листопада 2026 року",
            "20–21 listopada 2026 r.",
            "20–21 November 2026",
        ),
        (
            days("2026-11-20", "2026-11-22"),
            "20 і 22 листопада 2026 року",
            "20 i 22 listopada 2026 r.",
            "20 and 22 November 2026",
        ),
        (
            days("2026-11-30", "2026-12-01"),
            "30 листопада – 1 грудня 2026 року",
            "30 listopada – 1 grudnia 2026 r.",
            "30 November – 1 December 2026",
        ),
        (
            days("2026-11-05", "2026-12-01", "2026-12-02"),
            "5 листопада і 1–2 грудня 2026 року",
            "5 listopada i 1–2 grudnia 2026 r.",
            "5 November and 1–2 December 2026",
        ),
        (
            days("2026-12-31", "2027-01-01"),
            "31 грудня 2026 року – 1 січня 2027 року",
            "31 grudnia 2026 r. – 1 stycznia 2027 r.",
            "31 December 2026 – 1 January 2027",
        ),
        (
            days("2026-12-20", "2026-12-21", "2027-01-09"),
            "20–21 грудня 2026 року і 9 січня 2027 року",
            "20–21 grudnia 2026 r. i 9 stycznia 2027 r.",
            "20–21 December 2026 and 9 January 2027",
        ),
    ],
)
def test_dates_are_written_out(attended, uk, pl, en):
    for language, expected in (("uk", uk), ("pl", pl), ("en", en)):
        assert dates_phrase(attended, language).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("hours", "minutes", "uk", "pl", "en"),
    [
        ("1", 60, "1 година (по 60 хвилин)", "1 godzina (po 60 minut)", "1 hour of 60 minutes"),
        ("2", 60, "2 години (по 60 хвилин)", "2 godziny (po 60 minut)", "2 hours of 60 minutes"),
        ("5", 60, "5 годин (по 60 хвилин)", "5 godzin (po 60 minut)", "5 hours of 60 minutes"),
        ("12", 60, "12 годин (по 60 хвилин)", "12 godzin (po 60 minut)", "12 hours of 60 minutes"),
        ("21", 60, "21 година (по 60 хвилин)", "21 godzin (po 60 minut)", "21 hours of 60 minutes"),
        ("22", 60, "22 години (по 60 хвилин)", "22 godziny (po 60 minut)", "22 hours of 60 minutes"),
        (
            "12.00",
            45,
            "12 академічних годин (по 45 хвилин)",
            "12 godzin dydaktycznych (po 45 minut)",
            "12 academic hours of 45 minutes",
        ),
        (
            "6.50",
            45,
            "6,5 академічної години (по 45 хвилин)",
            "6,5 godziny dydaktycznej (po 45 minut)",
            "6.5 academic hours of 45 minutes",
        ),
        ("1E+2", 60, "100 годин (по 60 хвилин)", "100 godzin (po 60 minut)", "100 hours of 60 minutes"),
    ],
)
def test_hours_say_their_unit_in_the_right_form(hours, minutes, uk, pl, en):
    for language, expected in (("uk", uk), ("pl", pl), ("en", en)):
        assert hours_phrase(Decimal(hours), minutes, language).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("ects", "uk", "pl", "en"),
    [
        ("0.4", "0,4 кредиту ЄКТС", "0,4 punktu ECTS", "0.4 ECTS credits"),
        ("0.20", "0,20 кредиту ЄКТС", "0,20 punktu ECTS", "0.20 ECTS credits"),
        ("1", "1 кредит ЄКТС", "1 punkt ECTS", "1 ECTS credit"),
        ("2", "2 кредити ЄКТС", "2 punkty ECTS", "2 ECTS credits"),
        ("5", "5 кредитів ЄКТС", "5 punktów ECTS", "5 ECTS credits"),
    ],
)
def test_credits_are_printed_as_given(ects, uk, pl, en):
    for language, expected in (("uk", uk), ("pl", pl), ("en", en)):
        assert ects_phrase(Decimal(ects), language).replace("\xa0", " ") == expected


def test_every_language_has_every_word_and_the_font_prints_them():
    kinds = WORDINGS["uk"].titles.keys()
    for words in WORDINGS.values():
        assert words.titles.keys() == words.acts.keys() == kinds
        for each in fields(words):
            value = getattr(words, each.name)
            for text in value if isinstance(value, tuple) else [value] if isinstance(value, str) else []:
                assert printable(text, field=each.name) == text
