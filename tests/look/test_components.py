"""Components take exactly what they declare, escape what they are given, and tie forms to their errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Engine, TemplateSyntaxError, engines
from django.template.base import VariableNode
from django.template.defaulttags import ForNode, WithNode
from django.test import RequestFactory
from django.utils import translation

from foundation.ui.templatetags.components import error_links, get_component

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "templates" / "components").glob("*.html"))
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def render(source: str, **values: object) -> str:
    return engines["django"].from_string("{% load components crispy_forms_tags %}" + source).render(values)


class ApplicationForm(forms.Form):
    family = forms.CharField(label="Family name", help_text="As in the passport.")
    community = forms.ChoiceField(label="Community", choices=[("", "Choose"), ("1", "Lviv")])
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Thursday"), ("2", "Friday")], widget=forms.CheckboxSelectMultiple
    )
    starts = forms.SplitDateTimeField(label="Arrival")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput)


# --- What a component declares ---------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_component_declares_its_attributes_and_compiles(file: Path) -> None:
    assert get_component(file.stem).name == file.stem


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_component_uses_no_variable_that_it_does_not_declare(file: Path) -> None:
    component = get_component(file.stem)
    nodes: Any = component.template.nodelist
    known = {*component.attributes, "forloop"}
    for loop in nodes.get_nodes_by_type(ForNode):
        known.update(loop.loopvars)
    for block in nodes.get_nodes_by_type(WithNode):
        known.update(block.extra_context)
    for printed in nodes.get_nodes_by_type(VariableNode):
        lookups = getattr(printed.filter_expression.var, "lookups", None)
        assert lookups is None or lookups[0] in known, lookups


def test_an_unknown_attribute_does_not_compile() -> None:
    with pytest.raises(TemplateSyntaxError, match="no attribute colour"):
        render('{% component "badge" label="Medicine" colour="red" %}')


def test_a_missing_attribute_does_not_compile() -> None:
    with pytest.raises(TemplateSyntaxError, match="needs label"):
        render('{% component "badge" theme="medicine" %}')


def test_a_value_outside_the_declared_ones_does_not_compile_when_it_is_written_in_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="'purple'"):
        render('{% if False %}{% component "badge" label="Medicine" theme="purple" %}{% endif %}')


def test_a_value_outside_the_declared_ones_is_refused_when_it_comes_from_a_variable() -> None:
    with pytest.raises(TemplateSyntaxError, match="'purple'"):
        render('{% component "badge" label="Medicine" theme=theme %}', theme="purple")


@pytest.mark.parametrize(
    "source",
    [
        '{% component "no_such_thing" %}',
        "{% component badge label=1 %}",
        '{% component "../base" %}',
        '{% component "badge" "Medicine" %}',
        '{% component "badge" label=1 label=2 %}',
        '{% component_block "badge" label=1 %}{% endcomponent_block %}',
        '{% component_block "card" %}',
    ],
)
def test_a_tag_that_makes_no_sense_does_not_compile(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source)


def test_a_component_sees_its_attributes_and_nothing_else_of_the_page() -> None:
    html = render('{% component "badge" label="Medicine" %}', theme="communication", label="Other")
    assert html == '<span class="badge badge--neutral">Medicine</span>'


def test_a_value_is_escaped_and_a_block_is_not_escaped_twice() -> None:
    html = render(
        '{% component_block "card" title=name %}<em>{{ name }}</em>{% endcomponent_block %}', name=EVIL
    )
    assert EVIL not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 2
    assert "<em>" in html


def test_an_address_cannot_leave_its_attribute() -> None:
    html = render('{% component "button" label="Go" href=href %}', href='/x" onclick="alert(1)')
    assert 'onclick="' not in html


# --- What components do ----------------------------------------------------------------------------------


def test_a_button_is_a_link_with_an_address_and_a_button_without() -> None:
    assert render('{% component "button" label="Apply" href="/x/" kind="lamp" %}').startswith("<a ")
    button = render('{% component "button" label="Save" name="draft" value="0" %}')
    assert button.startswith("<button ")
    assert 'name="draft" value="0"' in button


def test_the_step_one_is_at_is_marked() -> None:
    html = render('{% component "steps" names=names current=2 %}', names=["You", "Days", "Check"])
    assert "Step 2 of 3" in html
    assert re.findall(r'aria-current="step">\s*<span class="step-name">(\w+)', html) == ["Days"]
    assert html.count("step--done") == 1


def test_pages_of_a_list_keep_its_filters() -> None:
    page = Paginator(range(30), 10).page(2)
    html = render(
        '{% component "pagination" page=page query=query %}', page=page, query=QueryDict("q=Львів&page=2")
    )
    assert "page=3" in html
    assert html.count("q=%D0%9B") == 2
    assert "page=2" not in html


def test_a_list_of_one_page_has_no_pagination() -> None:
    assert render('{% component "pagination" page=page %}', page=Paginator([1], 10).page(1)) == ""


def test_a_partner_without_an_address_is_named_without_a_link() -> None:
    partners = [SimpleNamespace(name="Institute", url="https://x.example"), {"name": "Foundation"}]
    html = render('{% component "partner_list" groups=groups %}', groups=[("Organisers", partners)])
    assert html.count("<a ") == 1
    assert "Foundation" in html


def test_a_confirmation_leads_to_a_page_that_asks_where_there_is_no_script() -> None:
    html = render(
        '{% component "dialog_confirm" id="leave" title="Sure?" opener="Leave" confirm="Yes" action="/x/" %}',
        csrf_token="abc",
    )
    assert re.search(r'<a class="btn btn-quiet"\s+href="/x/"\s+data-dialog="leave"', html)
    assert re.search(r'<input type="hidden" name="csrfmiddlewaretoken" value="abc">', html)


# --- Forms -----------------------------------------------------------------------------------------------


def test_an_error_summary_links_each_message_to_the_first_input_it_is_about() -> None:
    form = ApplicationForm({})
    html = render("{% crispy form %}", form=form)
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_family", "id_community", "id_days_0", "id_starts_0", "id_agree"]
    for target in targets:
        assert f'id="{target}"' in html
    assert 'role="alert"' in html
    assert html.index("summary-errors") < html.index("id_family_error")


def test_an_error_and_a_help_text_are_tied_to_their_input() -> None:
    html = render('{% component "field" field=field %}', field=ApplicationForm({})["family"])
    tag = re.search(r"<input[^>]+>", html)
    assert tag is not None
    assert 'aria-describedby="id_family_helptext id_family_error"' in tag[0]
    assert 'aria-invalid="true"' in tag[0]
    assert 'class="form-control is-invalid"' in tag[0]
    assert 'id="id_family_helptext"' in html and 'id="id_family_error"' in html


def test_a_group_of_choices_is_a_fieldset_described_by_its_error() -> None:
    html = render('{% component "field" field=field %}', field=ApplicationForm({})["days"])
    assert re.search(r'<fieldset[^>]+aria-describedby="id_days_error"', html)
    assert html.count('class="form-check-input is-invalid"') == 0
    assert html.count("<legend") == 1


def test_only_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in render('{% component "field" field=f %}', f=ApplicationForm()["note"])
    assert "(optional)" not in render('{% component "field" field=f %}', f=ApplicationForm()["family"])


def test_a_form_that_was_not_sent_has_no_summary() -> None:
    assert "summary-errors" not in render("{% crispy form %}", form=ApplicationForm())


def test_a_formset_tells_the_errors_of_all_its_forms() -> None:
    formset_class = forms.formset_factory(ApplicationForm, min_num=2, validate_min=True, extra=0)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-family": "Sample"}
    links = error_links(formset_class(data))
    assert links[0].target == ""
    assert "id_form-0-community" in [link.target for link in links]
    assert "id_form-0-family" not in [link.target for link in links]


def test_a_hidden_field_has_a_message_without_a_link() -> None:
    hidden = [link for link in error_links(ApplicationForm({})) if link.label == "Token"]
    assert [link.target for link in hidden] == [""]


def test_what_a_person_typed_is_escaped_in_a_form() -> None:
    form = ApplicationForm({"family": EVIL, "note": EVIL})
    assert EVIL not in render("{% crispy form %}", form=form)


# --- Languages -------------------------------------------------------------------------------------------

LINKS = "{% language_links as links %}{% for link in links %}{{ link.code }}={{ link.href }} {% endfor %}"


def links_on(path: str, **values: object) -> dict[str, str]:
    request = RequestFactory().get(path)
    with translation.override("uk"):
        html = render(LINKS, request=request, **values)
    return dict(pair.split("=", 1) for pair in html.split())


@pytest.mark.urls("tests.look.urls")
def test_the_language_switcher_keeps_the_page_and_its_filters() -> None:
    assert links_on("/uk/cohorts/medicine/?day=2") == {
        "uk": "/uk/cohorts/medicine/?day=2",
        "en": "/en/cohorts/medicine/?day=2",
        "pl": "/pl/cohorts/medicine/?day=2",
    }


@pytest.mark.urls("tests.look.urls")
def test_a_page_that_is_not_there_stays_not_there_in_another_language() -> None:
    assert links_on("/uk/nothing/")["pl"] == "/pl/nothing/"


@pytest.mark.urls("tests.look.urls")
@pytest.mark.parametrize("path", ["/plain/", "//evil.example/uk/", "/ukraine/"])
def test_an_address_without_a_language_leads_home(path: str) -> None:
    assert links_on(path)["en"] == "/en/"


@pytest.mark.urls("tests.look.urls")
def test_a_view_can_say_where_its_page_is_in_another_language() -> None:
    assert links_on("/uk/cohorts/medicine/", language_urls={"pl": "/pl/medycyna/"})["pl"] == "/pl/medycyna/"


def test_without_a_request_the_languages_lead_home() -> None:
    html = Engine.get_default().from_string("{% load components %}" + LINKS).render(Context())
    assert html.split() == ["uk=/uk/", "en=/en/", "pl=/pl/"]


# --- The page for developers -----------------------------------------------------------------------------


def test_the_page_for_developers_names_every_component_with_its_attributes() -> None:
    page = (ROOT / "docs" / "look.md").read_text()
    for file in FILES:
        line = re.search(rf"^\| `{file.stem}` \|.*$", page, re.MULTILINE)
        assert line is not None, f"{file.stem} is not in docs/look.md"
        for name in get_component(file.stem).attributes:
            assert f"`{name}" in line[0], f"{file.stem}: {name} is not in docs/look.md"
