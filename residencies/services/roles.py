"""Giving and taking away roles in a programme, and who is let into the back office by one."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import DomainError
from office.services import save_row
from people.allauth_private import filter_users_by_email
from people.erased import is_of_nobody
from people.models import User
from people.rights import is_administrator

from ..models import Membership, Programme
from ..rights import Role, roles_with

MANAGERS = "Programme managers"


def account_by_email(email: str) -> User:
    """The account with this address, made if there is none: whoever asks learns nothing about who has one.

    A new account has no password; its owner signs in with a code sent to the address. Call it inside a transaction.
    Raises `DomainError` for the address of an erased account: nobody reads there.
    """
    if is_of_nobody(email):
        raise DomainError(_("No letter arrives at this address. Type the person’s own."), field="email")
    found = filter_users_by_email(email, prefer_verified=True)
    return found[0] if found else User.objects.create_user(email)


@transaction.atomic
def save_membership(*, actor: User, membership: Membership) -> Membership:
    """Give somebody a role in a programme.

    Raises `DomainError` if they have it already. Side effects: an audit line, their admission to the back office.
    """
    same = Membership.objects.filter(
        user_id=membership.user_id, programme_id=membership.programme_id, role=membership.role
    )
    if same.exclude(pk=membership.pk).exists():
        raise DomainError(_("This person has this role already."), field="email")
    save_row(actor=actor, row=membership)
    sync_admission(user=membership.user)
    return membership


@transaction.atomic
def add_member(
    *, actor: User, programme: Programme, email: str, role: str, sees_needs: bool = False
) -> Membership:
    """Give the person with this address a role; an account is made if there is none.

    `sees_needs` means something for assistants only: managers see needs, viewers and trainers never do. Raises
    `DomainError` if they have it already. Side effects: those of `save_membership`, perhaps a new account.
    """
    membership = Membership(
        user=account_by_email(email),
        programme=programme,
        role=role,
        sees_needs=sees_needs and role == Role.ASSISTANT,
    )
    return save_membership(actor=actor, membership=membership)


@transaction.atomic
def delete_membership(*, actor: User, membership: Membership) -> None:
    """Take a role away; it holds at the person's next request. A manager cannot take away their own last one."""
    if (
        membership.user_id == actor.pk
        and membership.role == Membership.Role.MANAGER
        and not is_administrator(actor)
    ):
        raise DomainError(
            _("You cannot take away your own role as a manager. Ask another manager or an administrator.")
        )
    log(membership, "wagtail.delete", user=actor)
    user = membership.user
    membership.delete()
    sync_admission(user=user)


@transaction.atomic
def leave_all(*, actor: User | None, user: User) -> None:
    """Take all roles of somebody who is being erased; who manages a programme alone was asked to hand it on before.

    `actor`: None for whoever the request says. Side effects: those of `delete_membership`.
    """
    for membership in user.memberships.all():
        log(membership, "wagtail.delete", user=actor)
        membership.delete()
    sync_admission(user=user)


def sync_admission(*, user: User) -> None:
    """Let those whose role brings it, and administrators, into the back office. The group grants admission only."""
    group, made = Group.objects.get_or_create(name=MANAGERS)
    if made:
        admission = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        group.permissions.set([admission])
    works_there = user.memberships.filter(role__in=roles_with("office.enter")).exists()
    if works_there:
        user.groups.add(group)
    else:
        user.groups.remove(group)
    may_enter = works_there or user.is_superuser
    if user.is_staff != may_enter:
        user.is_staff = may_enter
        user.save(update_fields=["is_staff"])
