"""Lists and forms of what all programmes share: organisations, themes, accounts."""

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column, DateColumn

from office.forms import LanguagesPanel, section
from office.listing import YesNoColumn, columns
from office.viewsets import ScopedViewSet
from people.models import Organisation, User
from people.rights import is_administrator
from residencies import services
from residencies.forms import AccountForm
from residencies.models import Theme
from residencies.queries import editable_organisations


class OrganisationViewSet(ScopedViewSet):
    """Organisations, shared by all programmes: everybody sees them, whose programmes alone use one may change it."""

    model = Organisation
    url_prefix = "organisations"
    icon = "site"
    menu_order = 210
    service = staticmethod(services.save_organisation)
    service_argument = "organisation"
    list_display = ("name", "kind", "country")
    list_filter = ("kind", "country")
    search_fields = (*columns("name"), *columns("short_name"), "identifier")
    panels = (
        section(
            gettext_lazy("Organisation"),
            LanguagesPanel("name"),
            LanguagesPanel("short_name"),
            FieldRowPanel(
                [
                    FieldPanel("kind"),
                    FieldPanel(
                        "country", help_text=gettext_lazy("Two capital letters, for example UA or PL.")
                    ),
                ]
            ),
            ("identifier", "website"),
            help_text=gettext_lazy(
                "Organisations are shared. Look for it in the list before adding one; one that other programmes use"
                " is changed by administrators."
            ),
        ),
    )

    def rows_for(self, user: Any) -> QuerySet[Any]:
        """Those that only one's own programmes use."""
        return editable_organisations(user)

    def rows_listed_for(self, user: Any) -> QuerySet[Any]:
        """All of them, each with whether this person may change it."""
        mine = Exists(editable_organisations(user).filter(pk=OuterRef("pk")))
        return Organisation.objects.annotate(is_mine=ExpressionWrapper(mine, output_field=BooleanField()))

    def may_change(self, row: Any, user: Any) -> bool:
        """As the list found."""
        return bool(row.is_mine)


class ThemeViewSet(ScopedViewSet):
    """Themes, shared by all programmes."""

    model = Theme
    url_prefix = "themes"
    icon = "tag"
    menu_order = 900
    for_administrators = True
    service = staticmethod(services.save_plain)
    list_display = ("name", "slug", "hue")
    search_fields = (*columns("name"), "slug")
    panels = (section(gettext_lazy("Theme"), LanguagesPanel("name"), ("slug", "hue")),)


class AccountViewSet(ScopedViewSet):
    """Accounts, for administrators: names, whether somebody may sign in, groups of editors."""

    model = User
    name = "account"
    url_prefix = "accounts"
    icon = "user"
    menu_order = 920
    for_administrators = True
    form_base = AccountForm
    service = staticmethod(services.save_account)
    service_argument = "account"
    list_display = (
        "email",
        Column("get_full_name", label=gettext_lazy("Name")),
        YesNoColumn("is_active", label=gettext_lazy("Active")),
        YesNoColumn("is_superuser", label=gettext_lazy("Administrator")),
        DateColumn("date_joined", label=gettext_lazy("Joined")),
    )
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "given_name", "family_name")
    offers = frozenset({"add", "edit"})
    panels = (
        section(
            gettext_lazy("Person"),
            "email",
            ("given_name", "family_name"),
            ("patronymic", "latin_name"),
            "language",
        ),
        section(
            gettext_lazy("Rights"),
            FieldPanel(
                "is_active",
                help_text=gettext_lazy(
                    "Switched off, the account cannot sign in, and stops at once where it is."
                ),
            ),
            FieldPanel(
                "is_superuser",
                heading=gettext_lazy("Administrator"),
                help_text=gettext_lazy("May do everything, in every programme."),
            ),
            FieldPanel("groups", help_text=gettext_lazy("Groups of editors of the site’s pages.")),
            help_text=gettext_lazy("Roles in programmes are given under “Roles”."),
        ),
    )

    @cached_property
    def menu_item_class(self) -> Any:
        """Shown to administrators, whatever Wagtail's groups say."""
        parent = super().menu_item_class
        shown = staticmethod(lambda request: is_administrator(request.user))
        return type("AccountMenuItem", (parent,), {"is_shown": lambda _self, request: shown(request)})

    def save(self, form: Any, actor: User) -> User:
        """Save the account with its groups."""
        account = form.save(commit=False)
        return services.save_account(actor=actor, account=account, groups=form.cleaned_data["groups"])

    def row_name(self, row: User) -> str:
        """The address."""
        return row.email


organisations = OrganisationViewSet()
themes = ThemeViewSet()
accounts = AccountViewSet()

VIEWSETS = (organisations, themes, accounts)
