"""Who may enter which screen of the back office, in the way Wagtail asks. Which rows: `visible_to(user)`."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from .models import Membership, ScopedModel
from .rules import is_administrator, managed_programme_ids


class ProgrammePolicy(BasePermissionPolicy):
    """May act: who manages a programme, on rows of that programme; administrators on all."""

    # One query for all screens and menu items of a request; the row itself is always looked for anew.
    permission_cache_name = "_managed_programme_ids"

    def get_all_permissions_for_user(self, user: Any) -> frozenset[int]:
        """Ids of the programmes that the person manages."""
        return managed_programme_ids(user)

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person may do this to some row."""
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether the person manages some programme: one role grants all actions."""
        return is_administrator(user) or bool(self.get_cached_permissions_for_user(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the person manages the row's programme."""
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """The same for any of the actions; a row that is shared belongs to whoever may enter."""
        if not isinstance(instance, ScopedModel):
            return self.user_has_any_permission(user, actions)
        managed = self.get_cached_permissions_for_user(user)
        return is_administrator(user) or instance.owning_programme_id in managed

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        """The rows of the person's own programmes; of shared rows all, for those who may enter."""
        rows = self.model._default_manager
        if issubclass(self.model, ScopedModel):
            return rows.visible_to(user)
        return rows.all() if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        """Everybody who manages a programme, and administrators."""
        managers = Membership.objects.filter(role=Membership.Role.MANAGER).values("user_id")
        users = get_user_model()._default_manager.filter(is_active=True)
        return users.filter(pk__in=managers) | users.filter(is_superuser=True)


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
