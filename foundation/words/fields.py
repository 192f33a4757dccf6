"""Model fields for words that people type: composed, without invisible characters, safe to print anywhere."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# The apostrophe of Ukrainian spelling (’, ʼ, ') and what people type for it.
APOSTROPHES = "'`´ʹʺʼʾˈ‘’‛′″＇"
# C0 and C1 controls, and characters that turn or hide text (bidi overrides, isolates, zero-width marks, BOM) or are
# letters that show nothing (fillers, tags).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(
    "[\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Come along when words are pasted and mean nothing in our three languages: soft hyphens, joiners beside letters.
_PASTED = re.compile(r"[\u00ad\u034f]|(?<=\w)[\u200c\u200d]|[\u200c\u200d](?=\w)")
_LINE_BREAK = re.compile("[\r\n\u2028\u2029\t]")
# Hyphens, the middle dot of Catalan names, abbreviations, and what is put about a second name.
_IN_NAMES = '-‐‑‒–—.,·()«»“”„"'
# What mail programs make a link of: `@`, `//`, `www.`, a host (“St. John” and “J.R.” are names).
_LINK = re.compile(r"@|//|\bwww\.|\w{2,}\.[a-z]{2,}", re.IGNORECASE)


def normalised(value: str) -> str:
    """The same words with letters composed (NFC), Windows line ends made plain, soft hyphens left out."""
    return unicodedata.normalize("NFC", _PASTED.sub("", value)).replace("\r\n", "\n")


def without_hidden_marks(value: str) -> str:
    """A number, a code or an address without what came along when it was pasted and cannot be seen, trimmed.

    For such only: in words of people the same marks are refused where they may change what is read.
    """
    return _INVISIBLE.sub("", normalised(value)).replace("\u00a0", " ").replace("\u202f", " ").strip()


def validate_printable(value: str) -> None:
    """Refuse characters that cannot be seen or that change the direction of what follows."""
    if _CONTROL.search(value) or _INVISIBLE.search(value):
        raise ValidationError(
            _("The text holds characters that cannot be seen. Type it again instead of pasting it."),
            code="invisible",
        )


def validate_one_line(value: str) -> None:
    """Refuse line breaks: such a text goes into subjects of letters, calendars and headers."""
    if _LINE_BREAK.search(value):
        raise ValidationError(_("Write this on one line, without line breaks."), code="line_break")


def validate_name_of_person(value: str) -> None:
    """Refuse links, and signs that no name has: names stand in letters, lists and on certificates."""
    if _LINK.search(value):
        raise ValidationError(_("Write the name alone, without a link or an e-mail address."), code="link")
    if signs := [sign for sign in dict.fromkeys(value) if not _may_stand_in_name(sign)]:
        raise ValidationError(
            _(
                "Leave this out: %(signs)s. A name has letters, and between them hyphens, apostrophes, full stops and"
                " spaces."
            ),
            code="signs",
            params={"signs": " ".join(signs)},
        )


def validate_no_figures(value: str) -> None:
    """Refuse figures: “Jan 3” is a slip of the finger, or a second account that would be somebody else's."""
    if any(sign.isnumeric() for sign in value if not sign.isalpha()):
        raise ValidationError(_("Write the name in letters, without figures."), code="figures")


def _may_stand_in_name(sign: str) -> bool:
    """Letters of any alphabet with their marks, figures, spaces, and what is written between the parts of names.

    What cannot be seen has a rule of its own (`validate_printable`).
    """
    kind = unicodedata.category(sign)
    return kind[0] in "LNZ" or kind in ("Mn", "Mc", "Cc", "Cf") or sign in APOSTROPHES or sign in _IN_NAMES


def letters_not_latin(value: str) -> str:
    """The letters of a text that are of another alphabet than the Latin one, each once; apostrophes are none."""
    return "".join(
        dict.fromkeys(
            letter
            for letter in value
            if letter.isalpha()
            and letter not in APOSTROPHES
            and not unicodedata.name(letter, "").startswith("LATIN ")
        )
    )


def validate_latin(value: str) -> None:
    """Refuse letters of other alphabets, those that look the same too, and a text without any letter."""
    if others := letters_not_latin(value):
        raise ValidationError(
            ngettext_lazy(
                "Write this in Latin letters, as in your passport: “%(letters)s” is not one.",
                "Write this in Latin letters, as in your passport: these are none: %(letters)s.",
                len(others),
            ),
            code="letters",
            params={"letters": ", ".join(others)},
        )
    if not any(map(str.isalpha, value)):
        raise ValidationError(_("Write this in Latin letters, as in your passport."), code="letters")


class LineField(models.CharField):
    """One line of text as a person types it.

    Rules given as `validators` hold in every form that is made from the field, and are no matter of the database:
    one that changes needs no migration.
    """

    default_validators = [validate_one_line, validate_printable]

    def deconstruct(self) -> Any:
        """Leave the rules out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """A form that is not the model's own asks for the same."""
        return super().formfield(**{"validators": self._validators, **kwargs})  # type: ignore[attr-defined]

    def to_python(self, value: Any) -> Any:
        """Compose letters and trim the ends."""
        value = super().to_python(value)
        return normalised(value).strip() if isinstance(value, str) else value


class ProseField(models.TextField):
    """Several lines of plain text as a person types them."""

    default_validators = [validate_printable]

    @cached_property
    def validators(self) -> list[Any]:
        """Django itself holds a text to its length in forms only."""
        limit = [MaxLengthValidator(self.max_length)] if self.max_length else []
        return [*super().validators, *limit]

    def to_python(self, value: Any) -> Any:
        """Compose letters and trim the ends."""
        value = super().to_python(value)
        return normalised(value).strip() if isinstance(value, str) else value
