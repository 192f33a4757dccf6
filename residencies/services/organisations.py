"""Writes of organisations, which all programmes share."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from people.countries import NAMES
from people.models import Organisation, User
from residencies.services.programmes import save_plain

from ..queries import editable_organisations


@transaction.atomic
def save_organisation(*, actor: User, organisation: Organisation) -> Organisation:
    """Save an organisation, which all programmes share.

    Raises `DomainError` if other people's programmes use it, and for a country that there is not. Side
    effects: an audit line, public pages forgotten.
    """
    if organisation.pk is not None and not may_edit_organisation(user=actor, organisation=organisation):
        raise DomainError(
            _(
                "Other programmes use this organisation too, or it signs certificates: ask an administrator to change"
                " it."
            )
        )
    if organisation.country not in NAMES:
        raise DomainError(_("Choose the country from the list."), field="country")
    return save_plain(actor=actor, row=organisation)


def may_edit_organisation(*, user: User, organisation: Organisation) -> bool:
    """Whether this person may change an organisation: see `queries.editable_organisations`. One query."""
    return editable_organisations(user).filter(pk=organisation.pk).exists()
