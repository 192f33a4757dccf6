"""Telephone numbers as people type and paste them."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from foundation.words.phones import PhoneFormField, address_of, phone_of
from foundation.words.tappable import tappable

KEPT = "+380 67 123 4567"


@pytest.mark.parametrize(
    "typed",
    [
        "+380 67 123 45 67",
        "+380671234567",
        "00380 67 123-45-67",
        "067 123 45 67",
        "(067) 123-45-67",
        "  0671234567 ",
        "\u202a+380671234567\u202c",
        "\u2068+380 67 123 4567\u2069",
        "+380\u00a067\u00a0123\u200b45\ufeff67",
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_typed_or_pasted(typed: str) -> None:
    assert phone_of(typed) == KEPT


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+48 600 700 800", "+48 600 700 800"),
        ("600700800", "+48 600 700 800"),
        ("+49 30 901820", "+49 30 901820"),
        ("+1 650 253 0000", "+1 650-253-0000"),
        ("+380 44 253 11 94 ext. 12", "+380 44 253 1194 ext. 12"),
        ("", ""),
    ],
)
def test_numbers_of_any_country_are_taken(typed: str, kept: str) -> None:
    assert phone_of(typed) == kept
    assert phone_of(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "123",
        "немає",
        "+380 67 123",
        "067 123 45 67, 050 123 45 67",
        "+380 67 123 45 67 +380 50 123 45 67",
        "501234567",  # a number in Ukraine, and in Poland
        "+" + "9" * 300,
    ],
)
def test_what_is_no_number_or_several_is_refused_with_an_example(typed: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="for example"):
        phone_of(typed)


def test_a_form_gives_back_what_was_typed_and_says_how_to_mend_it() -> None:
    class Form(forms.Form):
        phone = PhoneFormField(required=False)

    form = Form({"phone": "67 12"})
    assert not form.is_valid()
    assert form["phone"].value() == "67 12"
    assert Form({"phone": "067 123 45 67"}).is_valid()


def test_a_link_that_calls_has_no_spaces_and_an_extension_of_its_own() -> None:
    assert address_of(KEPT) == "tel:+380671234567"
    assert address_of("+380 44 253 1194 ext. 12") == "tel:+380442531194;ext=12"


def test_in_a_text_what_can_be_called_or_written_to_is_a_link_and_the_rest_is_escaped() -> None:
    shown = tappable("<b>Вахта</b>, каб. 112: 067 123 45 67, gate@site.example; літо 2026")
    assert shown == (
        "&lt;b&gt;Вахта&lt;/b&gt;, каб. 112: "
        '<a href="tel:+380671234567">067 123 45 67</a>, '
        '<a href="mailto:gate@site.example">gate@site.example</a>; літо 2026'
    )
    assert tappable("112") == '<a href="tel:112">112</a>'
    assert tappable("") == ""
