"""Template tags of the look: components with declared attributes, form helpers and the language links.

A component is a template in ``templates/components/`` whose first line declares its attributes::

    {# attributes: label, href?, kind="quiet"|"lamp"|"danger", value? #}

``label`` is required, ``href?`` is optional (an empty string when absent), ``kind`` has a default (the first
value) and takes one of the listed values only. A template that names an attribute the component does not
know, or leaves out one it needs, does not compile. A component sees nothing of the page but its attributes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    MultiWidget,
    RadioSelect,
    Select,
    Widget,
)
from django.template.base import (
    FilterExpression,
    NodeList,
    Parser,
    Template,
    Token,
    token_kwargs,
)
from django.template.context import Context
from django.template.engine import Engine
from django.template.exceptions import TemplateDoesNotExist, TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info

from foundation.words.phones import address_of
from foundation.words.tappable import tappable

register = template.Library()
register.filter(tappable)

_FIRST_LINE = re.compile(r"\{# attributes:(?P<list>[^\n]*)#\}")
_LITERAL = r'(?:"[^"]*"|\d+|True|False)'
_ATTRIBUTE = re.compile(
    rf"\s*(?P<name>[a-z_]+)(?:(?P<optional>\?)|=(?P<values>{_LITERAL}(?:\|{_LITERAL})*))?\s*(?:,|$)"
)
_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True)
class Attribute:
    """One declared attribute; `choices` is empty when any value will do."""

    name: str
    required: bool
    default: object = ""
    choices: tuple[object, ...] = ()

    def check(self, value: object, component: str) -> None:
        """Raise TemplateSyntaxError if the value is not one of the declared ones."""
        if self.choices and value not in self.choices:
            allowed = ", ".join(repr(choice) for choice in self.choices)
            raise TemplateSyntaxError(
                f"Component {component!r}: {self.name} is {value!r}; it can be {allowed}."
            )


@dataclass(frozen=True)
class Component:
    """A component's template with what its first line declares."""

    name: str
    template: Template
    attributes: Mapping[str, Attribute]

    def check_names(self, given: Iterable[str]) -> None:
        """Raise TemplateSyntaxError if an attribute is unknown or a required one is missing."""
        names = set(given)
        if unknown := sorted(names - self.attributes.keys()):
            raise TemplateSyntaxError(
                f"Component {self.name!r} has no attribute {', '.join(unknown)};"
                f" it has {', '.join(self.attributes) or 'none'}."
            )
        if missing := [
            name for name, attribute in self.attributes.items() if attribute.required and name not in names
        ]:
            raise TemplateSyntaxError(f"Component {self.name!r} needs {', '.join(missing)}.")

    def render(self, context: Context, values: Mapping[str, object]) -> str:
        """Render the template with its attributes alone; the CSRF token goes along for the forms inside."""
        for name, value in values.items():
            self.attributes[name].check(value, self.name)
        defaults = {name: attribute.default for name, attribute in self.attributes.items()}
        inner = context.new({**defaults, **values})
        csrf_token = context.get("csrf_token")
        if csrf_token is not None:
            inner["csrf_token"] = csrf_token
        return self.template.render(inner).strip()


def _declared(name: str, source: str) -> dict[str, Attribute]:
    """Read the attributes from a component's first line; raise TemplateSyntaxError if it is amiss."""
    first_line = _FIRST_LINE.match(source)
    if first_line is None:
        raise TemplateSyntaxError(f"Component {name!r} does not declare its attributes in its first line.")
    text = first_line["list"].rstrip()
    attributes: dict[str, Attribute] = {}
    position = 0
    while position < len(text):
        found = _ATTRIBUTE.match(text, position)
        if found is None:
            raise TemplateSyntaxError(
                f"Component {name!r}: cannot read the declaration at {text[position:]!r}."
            )
        values = tuple(ast.literal_eval(value) for value in re.findall(_LITERAL, found["values"] or ""))
        attributes[found["name"]] = Attribute(
            name=found["name"],
            required=not (found["optional"] or values),
            default=values[0] if values else "",
            choices=values if len(values) > 1 else (),
        )
        position = found.end()
    return attributes


def get_component(name: str) -> Component:
    """Load a component by name; raise TemplateSyntaxError if there is none or its declaration is amiss."""
    try:
        loaded = Engine.get_default().get_template(f"components/{name}.html")
    except TemplateDoesNotExist as error:
        raise TemplateSyntaxError(f"There is no component {name!r}.") from error
    return Component(name=name, template=loaded, attributes=_declared(name, str(loaded.source)))


class ComponentNode(template.Node):
    """``{% component %}`` or ``{% component_block %}``; what can be checked is checked on compiling."""

    child_nodelists = ("nodelist",)

    def __init__(
        self,
        *,
        component: Component,
        values: dict[str, FilterExpression],
        nodelist: NodeList | None,
    ) -> None:
        self.component = component
        self.values = values
        self.nodelist = nodelist if nodelist is not None else NodeList()
        self.has_block = nodelist is not None
        for name, expression in values.items():
            if isinstance(expression.var, str) and not expression.filters:
                component.attributes[name].check(str(expression.var), component.name)

    def render(self, context: Context) -> SafeString:
        values = {name: expression.resolve(context) for name, expression in self.values.items()}
        if self.has_block:
            values["content"] = self.nodelist.render(context)
        return SafeString(self.component.render(context, values))


def _parse(parser: Parser, token: Token, *, given: tuple[str, ...] = ()) -> tuple[Component, dict[str, Any]]:
    """Read ``tag "name" attribute=value …``; `given` are attributes that come from elsewhere."""
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'" or not _NAME.fullmatch(bits[0][1:-1]):
        raise TemplateSyntaxError(f'{{% {tag} %}} begins with a quoted name: {{% {tag} "button" … %}}.')
    values = token_kwargs(bits[1:], parser)
    if len(values) != len(bits) - 1:
        raise TemplateSyntaxError(f"{{% {tag} {bits[0]} %}}: each attribute is written once, as name=value.")
    component = get_component(bits[0][1:-1])
    component.check_names([*values, *given])
    return component, values


@register.tag("component")
def do_component(parser: Parser, token: Token) -> ComponentNode:
    """``{% component "button" label=_("Apply") href=url kind="lamp" %}``."""
    component, values = _parse(parser, token)
    return ComponentNode(component=component, values=values, nodelist=None)


@register.tag("component_block")
def do_component_block(parser: Parser, token: Token) -> ComponentNode:
    """``{% component_block "card" title=… %}…{% endcomponent_block %}``: what is inside becomes `content`."""
    component, values = _parse(parser, token, given=("content",))
    nodelist = parser.parse(("endcomponent_block",))
    parser.delete_first_token()
    return ComponentNode(component=component, values=values, nodelist=nodelist)


# --- Forms -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ErrorLink:
    """One line of an error summary: its message, and the id of the input (empty: the whole form)."""

    target: str
    label: str
    message: str


def _first_id(field: BoundField) -> str:
    """Give the id of the first thing in a field that takes the focus."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple | MultiWidget):
        return f"{widget.attrs.get('id') or field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


def _form_errors(form: BaseForm) -> list[ErrorLink]:
    links = [ErrorLink("", "", str(message)) for message in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else _first_id(field)
        links += [ErrorLink(target, str(field.label), str(message)) for message in field.errors]
    return links


@register.filter
def tel(phone: str) -> str:
    """The address of a link that calls the number."""
    return address_of(phone)


@register.filter
def error_links(form: BaseForm | BaseFormSet[Any]) -> list[ErrorLink]:
    """List the errors of a bound form or formset in the order of its fields; empty when there are none."""
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        whole = [ErrorLink("", "", str(message)) for message in form.non_form_errors()]
        return whole + [link for one in form.forms for link in _form_errors(one)]
    return _form_errors(form) if form.is_bound else []


@register.filter
def field_kind(field: BoundField) -> str:
    """Say how a field is laid out: "choices" (a fieldset), "check" (the label after the box) or "plain"."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "plain"


def _widget_class(widget: Widget) -> str:
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.filter
def field_input(field: BoundField) -> SafeString:
    """Render a field's input with our classes; Django adds aria-invalid and aria-describedby itself."""
    own = field.field.widget
    classes = [
        str(own.attrs.get("class", "")),
        _widget_class(own),
        "is-invalid" if field.errors else "",
    ]
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


# --- Languages -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LanguageLink:
    """The present page in one language."""

    code: str
    name: str
    href: str
    current: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Give the links of the language switcher: the same page in each language.

    A view whose page has another path in another language puts `language_urls` (code → address) into its
    context. Needs neither user nor session, and no request: without one (the 500 page) the links lead home.
    """
    request = context.get("request")
    here = request.get_full_path() if request is not None else None
    known: Mapping[str, str] = context.get("language_urls") or {}
    active = get_language()
    return [
        LanguageLink(
            code=code,
            name=capfirst(get_language_info(code)["name_local"]),
            href=known.get(code) or _in_language(here, code),
            current=code == active,
        )
        for code, _name in settings.LANGUAGES
    ]


def _in_language(path: str | None, code: str) -> str:
    """Give the address of `path` in another language; its home page if the path carries no language."""
    first, _slash, rest = (path or "/").removeprefix("/").partition("/")
    return f"/{code}/{rest}" if first in dict(settings.LANGUAGES) else f"/{code}/"
