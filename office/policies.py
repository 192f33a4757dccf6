"""Who may enter which screen of the back office, in the way Wagtail asks. Which rows: `visible_to(user)`.

What a person may do is decided in `residencies.rights`: `office.enter` for the screens, `office.change` for a row.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from people.rights import is_administrator


def is_scoped(model: type[Any]) -> bool:
    """Whether rows of this model are some people's own, and not shared by all who enter."""
    return hasattr(model._default_manager, "visible_to")


class ProgrammePolicy(BasePermissionPolicy):
    """May act: who manages a programme, on rows of that programme; administrators on all."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person may do this to some row."""
        return bool(user.has_perm("office.enter"))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """The same for any of the actions: one role grants all of them."""
        return bool(user.has_perm("office.enter"))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the person manages the row's programme."""
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """The same for any of the actions; a row that is shared belongs to whoever may enter."""
        if not is_scoped(type(instance)):
            return self.user_has_any_permission(user, actions)
        return bool(user.has_perm("office.change", instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        """The rows of the person's own programmes; of shared rows all, for those who may enter."""
        rows = self.model._default_manager
        if is_scoped(self.model):
            own: QuerySet[Any] = rows.visible_to(user)
            return own
        return rows.all() if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Everybody who is let into the back office."""
        return get_user_model()._default_manager.filter(is_active=True, is_staff=True)


class AdministratorPolicy(BasePermissionPolicy):
    """May act: administrators only. For what all programmes share."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person is an administrator."""
        return is_administrator(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """The same for any of the actions."""
        return is_administrator(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Administrators."""
        return get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
