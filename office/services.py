"""Writes that every list of the back office offers."""

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.cache.pages import forget_public_pages
from foundation.errors import DomainError
from foundation.words.order import order_key
from people.models import User


def save_row(*, actor: User, row: Model) -> None:
    """Save a row inside the present transaction. Side effect: an audit line, made or changed."""
    is_new = row.pk is None
    row.save()
    log(row, "wagtail.create" if is_new else "wagtail.edit", user=actor)


@transaction.atomic
def delete_row(*, actor: User, row: Model) -> None:
    """Delete a row that nothing depends on. Raises `DomainError` that names what does. Side effect: an audit line."""
    try:
        with transaction.atomic():
            log(row, "wagtail.delete", user=actor)
            row.delete()
    except ProtectedError as error:
        kinds = sorted(
            {str(each._meta.verbose_name_plural) for each in error.protected_objects}, key=order_key
        )
        raise DomainError(
            _("This is in use, so it cannot be deleted: %(kinds)s. Change or delete those first.")
            % {"kinds": ", ".join(kinds)}
        ) from error
    forget_public_pages()
