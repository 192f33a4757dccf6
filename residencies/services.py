"""Writes of programmes and of what belongs to them. Managers change rows of their own programmes through these only."""

import re
from collections.abc import Iterable
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.cache.pages import forget_public_pages
from foundation.errors import Conflict, DomainError
from people.allauth_private import filter_users_by_email
from people.models import Organisation, User
from people.rights import is_administrator

from .models import FundingProject, Membership, Partner, Programme, Residency, Room, ScopedModel, Theme, Venue
from .queries import editable_organisations
from .rights import Role, roles_with

MANAGERS = "Programme managers"
PlainRow = TypeVar("PlainRow", Venue, Room, FundingProject, Organisation, Theme)


def _keep_address(before: Programme | Residency, after: Programme | Residency) -> None:
    """A slug that was public never changes: it is printed and linked to."""
    was_public = before.is_public or (isinstance(before, Residency) and before.published_at is not None)
    if was_public and before.slug != after.slug:
        raise DomainError(_("The address was public already, so it stays as it is."), field="slug")


def _log_saving(row: ScopedModel | Organisation | Theme, actor: User, *, is_new: bool) -> None:
    log(row, "wagtail.create" if is_new else "wagtail.edit", user=actor)


@transaction.atomic
def save_programme(*, actor: User, programme: Programme) -> Programme:
    """Save a programme; who makes one manages it.

    Raises `DomainError` for a public address that would change. Side effects: an audit line, the maker's membership,
    public pages forgotten.
    """
    is_new = programme.pk is None
    if not is_new:
        _keep_address(Programme.objects.get(pk=programme.pk), programme)
    programme.save()
    _log_saving(programme, actor, is_new=is_new)
    if is_new and not is_administrator(actor):
        save_membership(
            actor=actor,
            membership=Membership(user=actor, programme=programme, role=Membership.Role.MANAGER),
        )
    forget_public_pages()
    return programme


@transaction.atomic
def save_residency(*, actor: User, residency: Residency) -> Residency:
    """Save a residency and keep the moment at which it became public first; its page is made by `pages.services`.

    Raises `DomainError` for a public address that would change. Side effects: an audit line, the moment of its first
    publication, public pages forgotten.
    """
    is_new = residency.pk is None
    if not is_new:
        before = Residency.objects.select_for_update().get(pk=residency.pk)
        _keep_address(before, residency)
        residency.published_at = before.published_at
    if residency.is_public and residency.published_at is None:
        residency.published_at = timezone.now()
    residency.save()
    _log_saving(residency, actor, is_new=is_new)
    forget_public_pages()
    return residency


@transaction.atomic
def save_plain(*, actor: User, row: PlainRow) -> PlainRow:
    """Save a venue, a room, a funding project or an organisation: rows whose only rules are their own constraints.

    Side effects: an audit line, public pages forgotten.
    """
    is_new = row.pk is None
    row.save()
    _log_saving(row, actor, is_new=is_new)
    forget_public_pages()
    return row


@transaction.atomic
def save_partner(*, actor: User, partner: Partner) -> Partner:
    """Save an organisation's role. Raises `DomainError` if the residency is another programme's."""
    if partner.residency and partner.residency.programme_id != partner.programme_id:
        raise DomainError(_("Choose a residency of this programme."), field="residency")
    is_new = partner.pk is None
    partner.save()
    _log_saving(partner, actor, is_new=is_new)
    forget_public_pages()
    return partner


def account_by_email(email: str) -> User:
    """The account with this address, made if there is none: whoever asks learns nothing about who has one.

    A new account has no password; its owner signs in with a code sent to the address. Call it inside a transaction.
    """
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
    is_new = membership.pk is None
    membership.save()
    _log_saving(membership, actor, is_new=is_new)
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


@transaction.atomic
def archive(*, actor: User, row: Programme | Residency) -> None:
    """Put a programme or a residency away: it leaves the public lists and stays in the register.

    Raises `Conflict` if it is there already. Side effects: an audit line, public pages forgotten.
    """
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if locked.archived_at is not None:
        raise Conflict(_("Somebody has done this already."))
    locked.archived_at = timezone.now()
    locked.save(update_fields=["archived_at"])
    log(locked, "residencies.archive", user=actor)
    forget_public_pages()


@transaction.atomic
def bring_back(*, actor: User, row: Programme | Residency) -> None:
    """Take a programme or a residency out of the archive.

    Raises `Conflict` if it is not there. Side effects: an audit line, public pages forgotten.
    """
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if locked.archived_at is None:
        raise Conflict(_("Somebody has done this already."))
    locked.archived_at = None
    locked.save(update_fields=["archived_at"])
    log(locked, "residencies.bring_back", user=actor)
    forget_public_pages()


@transaction.atomic
def save_organisation(*, actor: User, organisation: Organisation) -> Organisation:
    """Save an organisation, which all programmes share.

    Raises `DomainError` if other people's programmes use it, and for a country that is not a code of two letters. Side
    effects: an audit line, public pages forgotten.
    """
    if organisation.pk is not None and not may_edit_organisation(user=actor, organisation=organisation):
        raise DomainError(
            _(
                "Other programmes use this organisation too, or it signs certificates: ask an administrator to change"
                " it."
            )
        )
    organisation.country = organisation.country.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", organisation.country):
        raise DomainError(_("Write the country in two letters, for example UA or PL."), field="country")
    return save_plain(actor=actor, row=organisation)


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


def may_edit_organisation(*, user: User, organisation: Organisation) -> bool:
    """Whether this person may change an organisation: see `queries.editable_organisations`. One query."""
    return editable_organisations(user).filter(pk=organisation.pk).exists()
