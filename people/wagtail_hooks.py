"""One's own account in the back office: names, address, password and second factor have one place, on the site."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, LocaleSettingsPanel, NameEmailSettingsPanel


def _nowhere(panel: BaseSettingsPanel) -> bool:
    return False


# Wagtail writes to `first_name` and `last_name`, which this site's accounts do not have, and offers no setting for it.
NameEmailSettingsPanel.is_active = _nowhere
# The language is the one of “My details”; hours are by the clock of their cohort.
LocaleSettingsPanel.is_active = _nowhere


@hooks.register("register_account_menu_item")
def my_details(request: HttpRequest) -> dict[str, str]:
    """Lead from Wagtail's account page to names, phone and language."""
    return {
        "url": reverse("people:profile"),
        "label": _("My details"),
        "help_text": _("Your names, phone and language of letters."),
    }


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, str]:
    """Lead from Wagtail's account page to passkeys and apps."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor and passkeys"),
        "help_text": _("What protects your account besides the password."),
    }
