"""Pages that editors write. They hold words and pictures and point at rows; dates, places and states stay in rows."""

from typing import Any, ClassVar

from csp.constants import SELF
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from foundation.cache.pages import mark_public
from foundation.words.fields import ProseField
from residencies.models import Residency

from .blocks import BodyField


class PublicPage(Page):
    """A page that is the same for everybody, and so is kept by the cache of public pages."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; not for keeping while an editor previews it or a restriction stands on it."""
        response = super().serve(request, *args, **kwargs)
        if not self.get_view_restrictions().exists():
            mark_public(response)
        return response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft, which the editor shows in a frame beside the form: no other site may frame it, ours may."""
        response: HttpResponse = super().serve_preview(request, mode_name)
        response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the title and the description for search engines and shared links."""
        return {
            **super().get_context(request, *args, **kwargs),
            "meta_title": self.seo_title or self.title,
            "meta_description": self.search_description or getattr(self, "lead", ""),
        }

    @property
    def text_language(self) -> str:
        """The language that the text is really in: an alias shows the words of the page that it follows."""
        source = self.alias_of or self
        return str(source.locale.language_code)

    @property
    def foreign_language(self) -> str:
        """The text's language where it is not the reader's, for a `lang` attribute; empty where it is."""
        return "" if self.text_language == get_language() else self.text_language


class HomePage(PublicPage):
    """The first page of a language: what this is in one sentence, then what is open."""

    lead = ProseField(_("first sentence"), max_length=300, blank=True)
    body = BodyField(_("body"))

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.ResidencyIndexPage", "pages.ContentPage"]
    template = "pages/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the themes and who runs the programmes. Cohorts come by a higher room's template tag."""
        from .contexts import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context()}


class ResidencyIndexPage(PublicPage):
    """The list of residencies; which ones it shows comes from rows."""

    lead = ProseField(_("first sentence"), max_length=300, blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.ResidencyPage"]
    max_count_per_parent = 1
    template = "pages/residency_index_page.html"

    class Meta:
        verbose_name = _("list of residencies")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the public residencies."""
        from .contexts import index_context

        return {**super().get_context(request, *args, **kwargs), **index_context()}


class ResidencyPage(PublicPage):
    """The editorial text of a residency. Made with the row, never by hand; its address is the row's."""

    residency = models.ForeignKey(
        Residency, models.PROTECT, related_name="pages", verbose_name=_("residency"), editable=False
    )
    body = BodyField(_("body"))

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["pages.ResidencyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/residency_page.html"

    class Meta:
        verbose_name = _("page of a residency")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Pages of residencies come from their rows (`site_tree.make_residency_pages`)."""
        return False

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, if the residency and its programme are on the public site."""
        if not (self.residency.is_public and self.residency.programme.is_public):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the residency's words and partners. Its cohorts come by a higher room's template tag."""
        from .contexts import residency_context

        return {**super().get_context(request, *args, **kwargs), **residency_context(self.residency)}


class ContentPage(PublicPage):
    """A page of text: about, privacy, accessibility."""

    body = BodyField(_("body"))

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.ContentPage"]
    subpage_types: ClassVar[list[str]] = ["pages.ContentPage"]
    template = "pages/content_page.html"

    class Meta:
        verbose_name = _("page of text")
