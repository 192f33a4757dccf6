"""Letters about signing in, whose templates are named as allauth names them."""

import datetime as dt
from typing import Any

from django.utils.translation import pgettext_lazy

from .kinds import Facts, Kind

# What the one button of a letter leads to.
_BUTTONS = ("sign_in_url", "password_reset_url", "signup_url", "mend_url")


class SignIn(Kind):
    """A code, a link, or the news that something that protects an account was changed.

    Facts: `letter`, as its templates are called (`account/login_code`), and what it says, links to this site among it.
    """

    name = "sign_in"
    title = pgettext_lazy("letter", "Signing in")
    is_private = True

    def templates(self, facts: Facts) -> str:
        """One kind has many letters."""
        return str(facts["letter"])

    def context(self, facts: Facts, language: str) -> dict[str, Any]:
        """All of it, and which of the links is the button's."""
        said = dict(facts)
        if "timestamp" in said:
            said["timestamp"] = dt.datetime.fromisoformat(said["timestamp"])
        said["button_url"] = next((said[name] for name in _BUTTONS if name in said), "")
        return said
