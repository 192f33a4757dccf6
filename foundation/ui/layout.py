"""How a form of the site is laid out: the words of django-crispy-forms, as this site uses them.

A form has `helper = FormHelper(Layout(…))`, and its page says `{% crispy form %}`. That gives the summary of errors and
the fields; the page has the `<form>` itself, its token and its buttons. The template pack is `templates/svitlytsia/`.
"""

from typing import Any

from crispy_forms.helper import FormHelper as CrispyFormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

__all__ = ["Fieldset", "FormHelper", "Layout", "NamedAbove", "Note", "Part"]


class FormHelper(CrispyFormHelper):
    """The layout of a form. It may be the class's own: drawing a form changes nothing in it."""

    form_tag = False
    disable_csrf = True
    # A field that a layout forgets stands at the end; crispy would leave it out, and a link to its error lead nowhere.
    render_unmentioned_fields = True

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout


class Note:
    """A paragraph between fields, shown as it is written; crispy's own `HTML` is compiled as a template."""

    def __init__(self, text: object) -> None:
        self.text = text

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK) -> SafeString:
        return format_html('<p class="prose">{}</p>', self.text)


class Fieldset(LayoutObject):
    """Fields under a legend, which is shown as it is written; crispy's own is compiled as a template."""

    def __init__(self, legend: object, *fields: object, one_is_needed: bool = False) -> None:
        self.legend = legend
        self.fields = list(fields)
        # Where one of several is needed, none of them is called optional.
        self.one_is_needed = one_is_needed

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK) -> SafeString:
        fields = self.get_rendered_fields(
            form, context, template_pack, extra_context={"one_is_needed": self.one_is_needed}
        )
        return render_to_string(
            f"{template_pack}/layout/fieldset.html", {"legend": self.legend, "fields": fields}
        )


class NamedAbove(LayoutObject):
    """Groups of choices whose name stands above them on the page: it is said to who hears the page, not shown again."""

    def __init__(self, *fields: str) -> None:
        self.fields = list(fields)

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK) -> SafeString:
        return self.get_rendered_fields(form, context, template_pack, extra_context={"is_named_above": True})


class Part(LayoutObject):
    """Fields that are more than a field each, drawn by a template of their own, which sees the page's values too."""

    def __init__(self, template: str, *fields: str) -> None:
        self.template = template
        self.fields = list(fields)

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK) -> SafeString:
        form.rendered_fields.update(self.fields)
        return render_to_string(self.template, {**context.flatten(), "form": form})
