"""Lists and forms of what all programmes share: organisations and themes."""

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from office.forms import LanguagesPanel, section
from office.listing import columns
from office.viewsets import ScopedViewSet
from people.models import Organisation
from people.rights import may
from residencies.models import Theme
from residencies.queries import editable_organisations
from residencies.services.organisations import save_organisation
from residencies.services.programmes import save_plain


class OrganisationViewSet(ScopedViewSet):
    """Organisations, shared by all programmes: everybody sees them, whose programmes alone use one may change it."""

    model = Organisation
    url_prefix = "organisations"
    icon = "site"
    menu_order = 210
    service = staticmethod(save_organisation)
    service_argument = "organisation"
    list_display = ("name", "kind", "country")
    list_filter = ("kind", "country")
    search_fields = (*columns("name"), *columns("short_name"), "identifier")
    panels = (
        section(
            gettext_lazy("Organisation"),
            LanguagesPanel("name"),
            LanguagesPanel("short_name"),
            ("kind", "country"),
            ("identifier", "website"),
            help_text=gettext_lazy(
                "Organisations are shared. Look for it in the list before adding one; one that other programmes use"
                " is changed by administrators."
            ),
        ),
    )

    rights = "organisations"

    def rows_for(self, user: Any, action: str = "change") -> QuerySet[Any]:
        """Those that only one's own programmes use."""
        if not may(user, self.right(action)):
            return Organisation.objects.none()
        return editable_organisations(user)

    def rows_listed_for(self, user: Any) -> QuerySet[Any]:
        """All of them, each with whether this person may change it."""
        mine = Exists(editable_organisations(user).filter(pk=OuterRef("pk")))
        return Organisation.objects.annotate(is_mine=ExpressionWrapper(mine, output_field=BooleanField()))

    def may_change(self, row: Any, user: Any) -> bool:
        """As the list found."""
        return bool(row.is_mine) and may(user, self.right("change"))

    may_delete = may_change


class ThemeViewSet(ScopedViewSet):
    """Themes, shared by all programmes."""

    model = Theme
    url_prefix = "themes"
    icon = "tag"
    menu_order = 900
    for_administrators = True
    service = staticmethod(save_plain)
    list_display = ("name", "slug", "hue")
    search_fields = (*columns("name"), "slug")
    panels = (section(gettext_lazy("Theme"), LanguagesPanel("name"), ("slug", "hue")),)


organisations = OrganisationViewSet()
themes = ThemeViewSet()

VIEWSETS = (organisations, themes)
