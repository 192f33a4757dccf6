"""The list and the form of residencies: a row together with what its public page says."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from office.forms import LanguagesPanel, section
from office.listing import YesNoColumn, columns
from office.scope import Link
from office.viewsets import ScopedViewSet
from people.models import Language, User
from residencies.models import Residency
from residencies.picture_forms import picture_panels
from residencies.plain_writing.hints import PLAIN_WRITING
from residencies.screens.programmes import archive_link

from . import services
from .forms import ResidencyForm
from .preview import residency_preview


class ResidencyViewSet(ScopedViewSet):
    model = Residency
    url_prefix = "residencies"
    icon = "folder"
    menu_order = 120
    form_base = ResidencyForm
    parent_field = "programme"
    related = ("programme", "theme")
    has_preview = True
    list_display = (
        "name",
        "programme",
        "theme",
        YesNoColumn("is_public", label=gettext_lazy("Public")),
        "archived_at",
    )
    list_filter = ("programme", "theme")
    search_fields = columns("name")
    offers = frozenset({"add", "edit"})
    panels = (
        section(
            gettext_lazy("What it is"),
            ("programme", "theme"),
            LanguagesPanel("name"),
        ),
        section(
            gettext_lazy("What its page says"),
            LanguagesPanel("summary", help_text=gettext_lazy("The first sentences, on lists too.")),
            LanguagesPanel("audience"),
            MultiFieldPanel(
                [FieldPanel(f"text_{code}") for code in Language.values],
                heading=gettext_lazy("Text"),
                help_text=format_lazy(
                    "{} {}",
                    PLAIN_WRITING,
                    gettext_lazy("A language without a text of its own shows the Ukrainian one."),
                ),
            ),
        ),
        *picture_panels("cover", has_place=True),
        section(
            gettext_lazy("On the site"),
            FieldPanel(
                "slug",
                help_text=gettext_lazy(
                    "Small Latin letters, digits and hyphens. Left empty at first, it is made of the name. It never"
                    " changes once it is public."
                ),
            ),
            FieldPanel(
                "is_public",
                help_text=gettext_lazy("When it becomes public, its page is made in three languages."),
            ),
        ),
    )

    def save(self, form: Any, actor: User) -> Residency:
        """Save the residency with the text of its page."""
        residency = form.save(commit=False)
        return services.save_residency(
            actor=actor, residency=residency, texts=form.texts, new_picture=form.new_picture
        )

    def preview(self, form: Any, request: HttpRequest) -> HttpResponse:
        """The public page as it would be."""
        return residency_preview(request, form.instance, form.texts, form.new_picture)

    def links(self, row: Any) -> list[Link]:
        """To its page, and into the archive."""
        on_site = [(_("See it on the site"), row.path, "view")]
        return [*(on_site if row.is_public and row.programme.is_public else []), archive_link(row)]


residencies = ResidencyViewSet()
