"""Layouts of forms: what is drawn, in which order, and that words of theirs are words and nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from foundation.ui.layout import Fieldset, FormHelper, Layout, NamedAbove, Note, Part

PAGE = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
EVIL = "{{ secret }}{% now 'Y' %}<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Journey(forms.Form):
    helper: Any
    start = forms.CharField(label="From")
    end = forms.CharField(label="To", required=False)
    note = forms.CharField(label="Note", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def drawn(*layout: Any, data: dict[str, str] | None = None, **page: object) -> str:
    form = Journey(data)
    form.helper = FormHelper(Layout(*layout))
    return PAGE.render({**page, "form": form})


ALL = ("token", "start", "end", "note")


def test_a_form_has_its_summary_and_its_fields_and_no_form_tag() -> None:
    html = drawn(*ALL, data={}, csrf_token="t")
    assert html.index('href="#id_start"') < html.index('id="id_start"')
    assert "<form" not in html and "csrfmiddlewaretoken" not in html
    assert "summary-errors" not in drawn(*ALL)


def test_fields_stand_in_the_order_of_the_layout() -> None:
    html = drawn("token", "note", "end", "start")
    assert html.index("id_note") < html.index("id_end") < html.index("id_start")


def test_a_field_that_the_layout_forgets_stands_at_the_end() -> None:
    """Otherwise nobody could fill it in, and the summary would lead nowhere."""
    html = drawn("token", "note", "end", data={})
    assert html.index('id="id_end"') < html.index('id="id_start"')


@pytest.mark.parametrize("layout", [(Fieldset(EVIL, "end"),), (Note(EVIL), "end")], ids=["legend", "note"])
def test_words_of_a_layout_are_shown_as_they_are_written(layout: tuple[Any, ...]) -> None:
    """They may be somebody's: what they say of templates and of HTML is text."""
    html = drawn(*layout, "token", "start", "note", secret="known to the page")
    assert "known to the page" not in html
    assert "{{ secret }}{% now &#x27;Y&#x27; %}&lt;img" in html


def test_where_one_of_several_is_needed_none_is_called_optional() -> None:
    html = drawn("token", "start", Fieldset("One of the two", "end", "note", one_is_needed=True))
    assert "(optional)" not in html
    assert drawn("token", "start", Fieldset("Both", "end"), "note").count("(optional)") == 2


def test_a_field_after_such_a_group_is_called_optional_again() -> None:
    assert drawn("token", "start", Fieldset("x", "end", one_is_needed=True), "note").count("(optional)") == 1


def test_a_group_whose_name_stands_above_it_says_it_to_who_hears_the_page_only() -> None:
    class Way(forms.Form):
        helper = FormHelper(Layout(NamedAbove("way"), "other"))
        way = forms.ChoiceField(label="12 May", choices=[("bus", "Bus")], widget=forms.RadioSelect)
        other = forms.ChoiceField(label="13 May", choices=[("bus", "Bus")], widget=forms.RadioSelect)

    html = PAGE.render({"form": Way()})
    assert html.count("<legend") == 2 and html.count("visually-hidden") == 1
    assert html.index("visually-hidden") < html.index("12 May") < html.index("13 May")


def test_a_layout_of_a_class_speaks_the_language_of_the_page() -> None:
    layout = (Fieldset(_("Where you come from"), *ALL),)
    with translation.override("uk"):
        ukrainian = drawn(*layout)
    assert "Звідки ви" in ukrainian
    assert "Where you come from" in drawn(*layout)


def test_what_a_part_names_is_left_to_its_template_which_sees_the_page() -> None:
    part = Part("components/badge.html", "start", "end", "note")
    html = drawn("token", part, label="Kyiv to Lviv")
    assert ">Kyiv to Lviv</span>" in html
    assert 'id="id_start"' not in html and 'id="id_end"' not in html


def test_a_form_without_a_layout_shows_its_fields_in_their_order() -> None:
    """A form of a library's that nobody here has laid out."""

    class Code(forms.Form):
        code = forms.CharField()
        token = forms.CharField(widget=forms.HiddenInput)

    html = PAGE.render({"form": Code({})})
    assert html.index('href="#id_code"') < html.index('id="id_code"') < html.index('id="id_token"')
