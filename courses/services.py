"""Writes of courses, their units, and trainers."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.cache.pages import forget_public_pages
from foundation.errors import DomainError
from office.services import delete_row, save_row
from people.models import User
from residencies.models import Membership
from residencies.services.pictures import NewPicture, put_picture
from residencies.services.roles import account_by_email, delete_membership, save_membership

from .models import Course, Trainer, Unit

MOST_OUTCOMES = 12


@transaction.atomic
def save_course(*, actor: User, course: Course) -> Course:
    """Save a course. Raises `DomainError` for more outcomes than a certificate holds. Side effects: an audit line."""
    for language in ("uk", "en", "pl"):
        field = f"outcomes_{language}"
        lines = [line for line in (getattr(course, field) or "").splitlines() if line.strip()]
        if len(lines) > MOST_OUTCOMES:
            raise DomainError(
                _("A certificate holds twelve outcomes at most: one on each line."), field=field
            )
    save_row(actor=actor, row=course)
    forget_public_pages()
    return course


@transaction.atomic
def save_unit(*, actor: User, unit: Unit) -> Unit:
    """Save a unit of a course. Side effect: an audit line."""
    save_row(actor=actor, row=unit)
    return unit


@transaction.atomic
def save_trainer(
    *, actor: User, trainer: Trainer, email: str | None = None, new_picture: NewPicture | None = None
) -> Trainer:
    """Save a trainer. One with an account has the role of a trainer in the programme; it goes with the account.

    `email` is the address of the account: empty for none, None to take `trainer.user` as it is. An account is made if
    there is none with the address. `new_picture` joins the programme's pictures. Raises `DomainError` if another
    trainer of the programme has the account, and for a picture of another programme. Side effects: audit lines,
    memberships, public pages forgotten.
    """
    before = Trainer.objects.select_related("user").filter(pk=trainer.pk).first()
    if email is not None:
        trainer.user = account_by_email(email) if email else None
    if trainer.user and _profiles(trainer, trainer.user).exclude(pk=trainer.pk).exists():
        raise DomainError(_("Another trainer of this programme has this account."), field="email")
    put_picture(actor=actor, row=trainer, field="picture", new=new_picture)
    save_row(actor=actor, row=trainer)
    if before and before.user and before.user != trainer.user:
        _take_role(actor, before, before.user)
    if trainer.user and not _role(trainer, trainer.user).exists():
        membership = Membership(user=trainer.user, programme=trainer.programme, role=Membership.Role.TRAINER)
        save_membership(actor=actor, membership=membership)
    forget_public_pages()
    return trainer


@transaction.atomic
def delete_trainer(*, actor: User, trainer: Trainer) -> None:
    """Delete a trainer whom no session names; their account loses the role of a trainer in the programme."""
    user = trainer.user
    delete_row(actor=actor, row=trainer)
    if user:
        _take_role(actor, trainer, user)


def _profiles(trainer: Trainer, user: User) -> QuerySet[Trainer]:
    return Trainer.objects.filter(programme_id=trainer.programme_id, user=user)


def _role(trainer: Trainer, user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(
        user=user, programme_id=trainer.programme_id, role=Membership.Role.TRAINER
    )


def _take_role(actor: User, trainer: Trainer, user: User) -> None:
    for membership in _role(trainer, user):
        delete_membership(actor=actor, membership=membership)
