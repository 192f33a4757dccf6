"""allauth's letters leave by the outbox. `ACCOUNT_ADAPTER` in the settings names this adapter."""

import uuid
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import translation

from foundation.words.addresses import email_address
from people import adapters
from people.greeting import is_confirmed
from people.models import User
from people.sign_in_links import ask_for_code_path

from . import outbox
from .letters import SignIn

# What of allauth's a letter says, besides links. The browser is whatever its owner calls it, and an address can be made
# of words, so these are named to confirmed addresses only.
_SAID = ("code", "ip", "timestamp")
_SAID_WHERE_CONFIRMED = (*_SAID, "deleted_email", "from_email", "to_email", "user_agent")


class AccountAdapter(adapters.AccountAdapter):
    """Sign-in under our rules, with letters that are rows."""

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address, by letter alone, that there is an account; lead to signing in by a code."""
        context = {"sign_in_url": f"{settings.SITE_URL}{ask_for_code_path(email)}"}
        self.send_mail("account/email/account_already_exists", email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person by letter that something that protects the account was changed."""
        more = {
            "user": user,
            "mend_url": f"{settings.SITE_URL}{reverse('account_reset_password')}",
            **(context or {}),
        }
        super().send_notification_mail(template_prefix, user, more, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a private letter to the address, in the language of the person if we know them.

        allauth names a letter `account/email/login_code`; here it lies with all others, at `emails/account/login_code`.
        Its facts hold no account and no request, and for an address that is not confirmed nothing that somebody typed.
        """
        recipient = context.get("user") or User.objects.filter(email=email_address(email)).first()
        said = _SAID_WHERE_CONFIRMED if is_confirmed(recipient, email) else _SAID
        language = recipient.language if recipient else (translation.get_language() or settings.LANGUAGE_CODE)
        facts = {name: context[name] for name in said if name in context}
        if "timestamp" in facts:
            facts["timestamp"] = facts["timestamp"].isoformat()
        links = {
            name: own_origin(translate_url(value, language))
            for name, value in context.items()
            if name.endswith("_url")
        }
        letter = outbox.compose(
            SignIn,
            key=f"sign_in:{uuid.uuid4()}",
            recipient=recipient,
            address=email,
            language=language,
            facts={"letter": template_prefix.replace("/email/", "/"), **facts, **links},
        )
        outbox.write([letter])


def own_origin(url: str) -> str:
    """The same address at the site's configured origin: a letter never carries the host that a request named."""
    parts = urlsplit(url)
    ours = urlsplit(settings.SITE_URL)
    return urlunsplit((ours.scheme, ours.netloc, parts.path, parts.query, parts.fragment))
