"""Writes about letters that managers may do: only sending one again that was set aside."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation import work
from foundation.errors import Conflict, DomainError
from people.models import User

from .models import Letter
from .outbox import TASK


@transaction.atomic
def send_again(*, actor: User, letter: Letter) -> Letter:
    """Put a letter that was set aside back into the outbox, with all its tries before it.

    Raises `Conflict` if it waits, is under way or has left, `DomainError` for one whose key is forgotten. Side effects:
    an audit line; after commit, one message to the worker.
    """
    if letter.holds_key:
        raise DomainError(
            _(
                "The link in this letter is forgotten, so it is not sent again. Ask again: that makes a link and a"
                " letter."
            )
        )
    if not work.start_anew(letter):
        letter.refresh_from_db()
        raise Conflict(
            _("This letter is not set aside. It is now: %(state)s.") % {"state": letter.state_in_words}
        )
    letter.refresh_from_db()
    log(letter, "messaging.send_again", user=actor)
    work.send_after_commit(TASK, letter.pk)
    return letter
