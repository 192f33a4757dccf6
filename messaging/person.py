"""What the outbox has of a person: the letters to them."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from people.models import User
from people.person import Held, PersonPart
from people.personal_data.words import in_words

from . import outbox
from .models import Letter
from .wording import HIDDEN, KEY


class Letters(PersonPart):
    """Letters to the person, by account or by address."""

    def held(self, user: User) -> Sequence[Held]:
        """One row for each, the newest first, with its text; of those about signing in only that they were sent."""
        rows = outbox.letters_to(user).defer("facts", "html", "calendar")
        return [Held(_("Letters to you"), list(map(_in_words, rows)))]

    def erase(self, user: User) -> None:
        """What has not left is taken out; of the rest it stays that a letter of the kind left, and when."""
        outbox.forget_person(user)


def _in_words(letter: Letter) -> dict[str, str]:
    said = {
        _("Subject"): str(letter.title()),
        _("Address"): letter.address,
        _("Written"): in_words(letter.created_at),
        _("Sent"): in_words(letter.finished_at),
        _("Text"): _text(letter),
    }
    return {name: words for name, words in said.items() if words}


def _text(letter: Letter) -> str:
    """Without what opens something: a code, or the key in a link."""
    if letter.is_private:
        return ""
    return re.sub(KEY, HIDDEN, letter.text) if letter.holds_key else letter.text
