"""Who may do what with rows of a programme: small predicates put together into names.

The whole table is `docs/permissions.md`. A view asks by name, `user.has_perm("residencies.manage_programme", row)`,
or with the two plain functions below.
"""

from typing import Any

import rules

from .models import Membership


def _has_role(user: Any, programme_id: int | None, role: str) -> bool:
    if not user.is_authenticated or not user.is_active or programme_id is None:
        return False
    return Membership.objects.filter(user_id=user.pk, programme_id=programme_id, role=role).exists()


def is_administrator(user: Any) -> bool:
    """Whether the person may do everything."""
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


def manages(user: Any, programme_id: int | None) -> bool:
    """Whether the person manages this programme, an administrator included; one query at most."""
    return is_administrator(user) or _has_role(user, programme_id, Membership.Role.MANAGER)


def teaches(user: Any, programme_id: int | None) -> bool:
    """Whether the person is a trainer of this programme; one query at most."""
    return _has_role(user, programme_id, Membership.Role.TRAINER)


def managed_programme_ids(user: Any) -> frozenset[int]:
    """Ids of the programmes that the person manages by role (an administrator manages all without being listed)."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    rows = Membership.objects.filter(user_id=user.pk, role=Membership.Role.MANAGER)
    return frozenset(rows.values_list("programme_id", flat=True))


@rules.predicate
def manages_row(user: Any, row: Any) -> bool:
    """The row belongs to a programme that the person manages."""
    return row is not None and manages(user, row.owning_programme_id)


@rules.predicate
def teaches_in_row(user: Any, row: Any) -> bool:
    """The row belongs to a programme in which the person is a trainer."""
    return row is not None and teaches(user, row.owning_programme_id)


rules.add_perm("residencies.manage_programme", manages_row)
rules.add_perm("residencies.teach_in_programme", teaches_in_row)
