"""Writes of accounts by administrators."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import DomainError
from people.models import User
from residencies.services.roles import MANAGERS, sync_admission


@transaction.atomic
def save_account(*, actor: User, account: User, groups: Iterable[Group] = ()) -> User:
    """Save an account as an administrator: names, groups, whether it is active.

    Raises `DomainError` if administrators would shut themselves out. Side effects: an audit line, admission to the
    back office. An account that is switched off loses access at its next request; one that gets another address is
    opened by letters to that one only.
    """
    if account.pk == actor.pk and not (account.is_active and account.is_superuser):
        raise DomainError(_("You cannot take your own rights away. Ask another administrator."))
    is_new = account.pk is None
    if is_new:
        account.set_unusable_password()
    account.save()
    EmailAddress.objects.filter(user=account).exclude(email__iexact=account.email).delete()
    account.groups.set([*groups, *account.groups.filter(name=MANAGERS)])
    log(account, "wagtail.create" if is_new else "wagtail.edit", user=actor)
    sync_admission(user=account)
    return account
