"""The address of a programme or a residency: one that was public never changes, since it is printed and linked to."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

from .models import Programme, Residency


def keep_address(before: Programme | Residency, after: Programme | Residency) -> None:
    """A slug that was public never changes: it is printed and linked to."""
    was_public = before.is_public or (isinstance(before, Residency) and before.published_at is not None)
    if was_public and before.slug != after.slug:
        raise DomainError(_("The address was public already, so it stays as it is."), field="slug")
