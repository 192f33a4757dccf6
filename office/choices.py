"""Choices of rows that may be missing: they are added in another tab, and the form goes on with all that is typed."""

from typing import Any, ClassVar

from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, Panel

from people.rights import may

from .wagtail_private import set_query_params

NO_PARENT = ("", "")  # of what belongs to nothing, or to something that this form does not know
REFRESH = "refresh"  # the button that reads the choices anew


class ChoicePanel(FieldPanel):
    """A choice of rows, with the way to the form of a new one for whoever may add it.

    `add` names that form and `right` what it asks for. `under` is what the new row belongs to: the parameter by which
    that form knows it, and the attribute that the parent of this form has it in.
    """

    PROGRAMME = ("programme", "owning_programme_id")

    def __init__(
        self, *args: Any, add: str, right: str, under: tuple[str, str] = PROGRAMME, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add, self.right, self.under = add, right, under

    def clone_kwargs(self) -> dict[str, Any]:
        """Keep the way when Wagtail copies the panel."""
        return {**super().clone_kwargs(), "add": self.add, "right": self.right, "under": self.under}

    class BoundPanel(FieldPanel.BoundPanel):
        """The help below the field ends with the way."""

        panel: Any
        form: Any
        help_text: Any
        request: Any

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            parent = getattr(self.form, "parent", None)
            if self.form is not None and may(self.request.user, self.panel.right, parent):
                link = format_html(
                    '<a href="{}" target="_blank">{}</a>', self._url(parent), _("Add it in a new tab")
                )
                way = _("Not in the list? {link}, then press “Refresh the lists” at the end of this form.")
                self.help_text = format_html("{} {}", self.help_text or "", format_html(way, link=link))

        def _url(self, parent: Any) -> str:
            name, attribute = self.panel.under
            value = getattr(parent, attribute, None) if attribute else None
            url = reverse(self.panel.add)
            return str(set_query_params(url, {name: value})) if value is not None else url


def has_choice(panel: Panel) -> bool:
    """Whether somewhere in these panels rows are chosen that may be missing."""
    return isinstance(panel, ChoicePanel) or any(map(has_choice, getattr(panel, "children", ())))


class RefreshesLists:
    """Goes before the form of a row: a button shows it with the present choices and all that was typed, unsaved."""

    viewset: ClassVar[Any]
    request: HttpRequest
    get_form: Any
    get_context_data: Any
    get_object: Any
    render_to_response: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show the form again."""
        if REFRESH in request.POST:
            return self.show_present_lists()
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def show_present_lists(self) -> HttpResponse:
        """The form as it was typed, judged by nobody yet. A browser gives a file once: that is said."""
        self.object = self.get_object() if "pk" in self.request.resolver_match.kwargs else None  # type: ignore[union-attr]
        self.form = form = self.get_form()
        form._errors = ErrorDict()
        messages.info(self.request, _("The lists are as they are now. Nothing is saved yet."))
        if self.request.FILES:
            messages.warning(
                self.request, _("Choose the picture’s file once more: a browser does not give it twice.")
            )
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response

    @property
    def can_refresh(self) -> bool:
        """Whether the form has such choices."""
        return any(map(has_choice, self.viewset.panels))
