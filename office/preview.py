"""What a public page will look like, shown from a form that is not saved."""

from copy import copy
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.models import Language

# The name of the button; its value is the language in which the page is shown.
PREVIEW = "preview"


def wanted_language(request: HttpRequest) -> str:
    """The language in which the form that was sent asks for a preview; empty if it asks for none."""
    wanted = request.POST.get(PREVIEW, "")
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def as_if_at(request: HttpRequest, path: str) -> HttpRequest:
    """The request as a public page meets it: at the page's own address."""
    shown = copy(request)
    shown.path = shown.path_info = path
    shown.method = "GET"
    shown.META = {**request.META, "QUERY_STRING": ""}
    return shown


def closed(response: HttpResponse) -> HttpResponse:
    """A preview is kept by nobody, framed by nobody, and loads what public pages may load."""
    add_never_cache_headers(response)
    response._csp_config = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
    return response


class ShowsPreview:
    """Goes before the form of a row: a button shows the public page from what is typed (`Scope.has_preview`)."""

    viewset: Any
    request: HttpRequest
    refusal: DomainError | None
    produced_error_message: str
    get_object: Any
    get_form: Any
    form_invalid: Any
    get_error_message: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show in a page of its own what would be."""
        language = wanted_language(request) if self.viewset.has_preview else ""
        if language:
            return self.show_preview(language)
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def show_preview(self, language: str) -> HttpResponse:
        """The public page from what is typed, or the form with what is wrong in it. Nothing is written."""
        self.object = self.get_object()
        form = self.form = self.get_form()
        form.is_preview = True
        if form.is_valid():
            form.show_new_picture()
            try:
                with translation.override(language):
                    return closed(self.viewset.preview(form, self.request))
            except DomainError as error:
                self.refusal = error
                refuse(form, error)
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)

    @property
    def preview_languages(self) -> list[tuple[str, str]]:
        """The languages in which the form offers a preview; none where there is no page."""
        return list(Language.choices) if self.viewset.has_preview else []
