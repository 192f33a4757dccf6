"""What follows from signing in, beyond what allauth does."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from . import services
from .allauth_private import get_authentication_records
from .reauthentication import SIGNED_IN_BY_CODE, remember_confirmed_address


@receiver(email_confirmed, dispatch_uid="people.drop_unproven_password")
def drop_unproven_password(
    sender: object, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    """An address confirmed by a sign-in code: whoever chose the password before had not shown that it was theirs."""
    records = get_authentication_records(request, email_address.user)
    by_code = {record.get("email", "").lower() for record in records if record["method"] == SIGNED_IN_BY_CODE}
    if email_address.email.lower() not in by_code:
        return
    if services.forget_unproven_password(user=email_address.user):
        messages.info(
            request,
            _(
                "Your address is confirmed now. The password that was chosen before that does not count any more;"
                " you can set a new one under “Signing in”."
            ),
        )


@receiver(email_confirmed, dispatch_uid="people.remember_mailbox")
def remember_mailbox(
    sender: object, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    """Who has just typed a code from a letter is not asked for another one at once."""
    remember_confirmed_address(request, email_address.user)
