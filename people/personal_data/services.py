"""Taking out what is held of a person, and erasing it: every room answers for its own rows."""

from typing import IO

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import DomainError
from people.models import User
from people.person import Held, Hindrance, parts
from people.rights import is_administrator

from .archive import write_archive


class NotNow(DomainError):
    """Something has to be ended before the person can be erased: see `hindrances`."""

    status = 409

    def __init__(self, found: list[Hindrance]) -> None:
        super().__init__(_("Something has to be ended first."))
        self.hindrances = found


class NotYours(DomainError):
    """Somebody else's data."""

    status = 404


def held(user: User) -> list[Held]:
    """What all rooms have of the person, in the present language, without those that have nothing."""
    return [each for part in parts() for each in part.held(user) if each.rows or each.files]


def hindrances(user: User) -> list[Hindrance]:
    """What stands against erasing the person now; of an erased one, nothing."""
    return [each for part in parts() for each in part.hindrances(user)]


def take_out(*, actor: User, user: User, file: IO[bytes]) -> None:
    """Write all that is held of the person into the file as one ZIP, in the person's language.

    One's own, or anybody's as an administrator; raises `NotYours` for anybody else. Side effect: an audit line.
    """
    _is_ones_own(actor, user)
    with translation.override(user.language):
        write_archive(file, user, held(user))
    log(user, "people.take_out", user=actor)


def erase(*, actor: User, user: User) -> None:
    """Take away all that is held of a person, save what the law or a report that is not closed yet keeps.

    One's own account, or anybody's as an administrator; raises `NotYours` for anybody else, `NotNow` with what has to
    be ended before. Who is erased already stays so. Side effects: an audit line; the address is free for a new account,
    no letter leaves, and nobody is signed in as this person any more.
    """
    _is_ones_own(actor, user)
    with transaction.atomic():
        for part in reversed(parts()):
            part.hold(user)
        # Not its key: whoever holds a row of a room by now writes letters and moves that point at the account.
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.erased_at is not None:
            return
        if found := hindrances(locked):
            raise NotNow(found)
        for part in reversed(parts()):
            part.erase(locked)
        locked.erased_at = timezone.now()
        locked.save()
        log(locked, "people.erase", user=actor)


def refuse_erased(user: User) -> None:
    """Raise `DomainError` where something would be written of who is erased: nobody would take it away again."""
    if user.erased_at is not None:
        raise DomainError(_("This person is erased: nothing more is written down about them."))


def _is_ones_own(actor: User, user: User) -> None:
    if actor.pk != user.pk and not is_administrator(actor):
        raise NotYours(_("There is nothing here."))
