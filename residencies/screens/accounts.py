"""The list and the form of accounts, for administrators."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn

from office.forms import section
from office.listing import YesNoColumn
from office.scope import Link
from office.viewsets import ScopedViewSet
from people.models import User
from people.rights import is_administrator
from residencies.forms import AccountForm
from residencies.services.accounts import save_account


class AccountViewSet(ScopedViewSet):
    """Accounts, for administrators: names, whether somebody may sign in, groups of editors."""

    model = User
    name = "account"
    url_prefix = "accounts"
    icon = "user"
    menu_order = 920
    for_administrators = True
    form_base = AccountForm
    service = staticmethod(save_account)
    service_argument = "account"
    list_display = (
        "email",
        Column("get_full_name", label=gettext_lazy("Name")),
        YesNoColumn("is_active", label=gettext_lazy("Active")),
        YesNoColumn("is_superuser", label=gettext_lazy("Administrator")),
        DateColumn("date_joined", label=gettext_lazy("Joined")),
    )
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email",)
    searched_people = ("",)
    offers = frozenset({"add", "edit"})
    panels = (
        section(
            gettext_lazy("Person"),
            "email",
            ("given_name", "family_name"),
            "has_one_name",
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

    def rows_for(self, user: Any, action: str = "change") -> QuerySet[Any]:
        """Without those that were erased: they are nobody's, and nothing of them can be changed."""
        return super().rows_for(user, action).filter(erased_at=None)

    def links(self, row: User) -> list[Link]:
        """What is done for who asks for their data, or to be erased."""
        return [
            (_("Take out the data"), reverse("residencies_take_out", args=[row.pk]), "download"),
            (_("Erase the person"), reverse("residencies_erase", args=[row.pk]), "bin"),
        ]

    def save(self, form: Any, actor: User) -> User:
        """Save the account with its groups."""
        account = form.save(commit=False)
        return save_account(actor=actor, account=account, groups=form.cleaned_data["groups"])

    def row_name(self, row: User) -> str:
        return row.email


accounts = AccountViewSet()
