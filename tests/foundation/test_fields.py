"""Words that people type: composed, on one line where they must be, without what cannot be seen."""

from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from foundation.words.fields import LineField, ProseField
from foundation.words.forms import LineFormField, ProseFormField


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Messages are compared in English, whatever catalogues are compiled on this machine."""
    with translation.override("en"):
        yield


LINES = [LineField(max_length=100), LineFormField(max_length=100)]
PROSES = [ProseField(), ProseFormField()]
# Named by what they do: hide, turn round, or end a header.
UNSEEN = [*"\x00\x07\x1b\x7f\x85\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u061c\u3164\u2800\U000e0041"]
BREAKS = ["\n", "\r", "\r\n", "\u2028", "\u2029", "\t"]


def cleaned(field, value: str) -> str:
    return field.clean(value) if isinstance(field, forms.Field) else field.clean(value, None)


@pytest.mark.parametrize("field", LINES + PROSES)
@pytest.mark.parametrize("letter", UNSEEN)
def test_what_cannot_be_seen_is_refused(field, letter) -> None:
    with pytest.raises(ValidationError):
        cleaned(field, f"Зраз{letter}кова")


@pytest.mark.parametrize("field", LINES)
@pytest.mark.parametrize("letter", BREAKS)
def test_a_line_has_no_breaks(field, letter) -> None:
    with pytest.raises(ValidationError, match="one line"):
        cleaned(field, f"Subject{letter}Bcc: x")


@pytest.mark.parametrize("field", PROSES)
def test_prose_has_breaks_and_windows_ends_become_plain(field) -> None:
    assert cleaned(field, "one\r\ntwo\nthree\tfour") == "one\ntwo\nthree\tfour"


@pytest.mark.parametrize("field", LINES + PROSES)
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Олена  ", "Олена"),
        ("И\u0306осипенко", "Йосипенко"),
        ("Łe\u0328cka", "Łęcka"),
        ("ї", "ї"),
        ("О’Гренко", "О’Гренко"),
        ("Оʼгренко", "Оʼгренко"),
        ("О'Гренко", "О'Гренко"),
        ("Пе\u00adтрен\u200dко", "Петренко"),
        ("👩‍🏫 emoji joined by a zero-width joiner", "👩‍🏫 emoji joined by a zero-width joiner"),
    ],
)
def test_letters_are_composed_and_apostrophes_are_left_as_typed(field, typed, kept) -> None:
    assert cleaned(field, typed) == kept


@pytest.mark.parametrize("field", LINES)
def test_the_length_is_that_of_composed_letters(field) -> None:
    assert cleaned(field, "й" * 100) == "й" * 100
    with pytest.raises(ValidationError, match="100 characters"):
        cleaned(field, "я" * 101)


def test_a_model_form_holds_to_the_rules_of_its_field() -> None:
    field = LineField(max_length=10).formfield()
    assert isinstance(field, forms.CharField)
    assert field.max_length == 10


@given(st.text(max_size=60))
def test_whatever_is_taken_stays_as_it_is_when_it_is_taken_again(text: str) -> None:
    for field in (*LINES, *PROSES):
        try:
            once = cleaned(field, text)
        except ValidationError:
            continue
        assert cleaned(field, once) == once
        assert "\x00" not in once
