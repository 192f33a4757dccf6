"""What the services here share: the row, held, in a state in which something can still become of it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from cohorts.replacing.models import Replacement
from foundation.errors import Conflict

State = Replacement.State


def locked(replacement: Replacement, states: Collection[str] = Replacement.OPEN) -> Replacement:
    """The replacement, held until the transaction ends. Raises `Conflict` if it is in another state by now."""
    rows = Replacement.objects.select_for_update(of=("self",)).select_related(
        "leaver__user", "leaver__cohort__residency__programme", "user"
    )
    row = rows.get(pk=replacement.pk)
    if row.state not in states:
        words = _("This replacement has changed in the meantime: it is now “%(state)s”.")
        raise Conflict(words % {"state": row.get_state_display()})
    return row
