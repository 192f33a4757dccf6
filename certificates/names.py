"""Names: of what parts the printed one is made.

The printed name is made of the parts that the register keeps, so that what is printed, registered and checked is one
thing. On a sheet in Latin letters the parts are in Latin letters too. Who has one name only is asked for that one where
others are asked for the family name.
"""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from foundation.print.printable import InvalidFacts
from foundation.words.fields import letters_not_latin
from people.communities.romanise import romanise

from .comparing import compared, surname_key
from .pdf.facts import made_of


def parts_of(name: str, *, family: str, given: str) -> tuple[str, str]:
    """Family name and given name within a person's whole name, whichever stands first.

    Told apart by how near each comes to the names as the person writes them, all in Latin letters by the official
    table; in doubt the family name is the last word. Passports spell names in many ways, so near is enough. A single
    word is a family name without a given name.
    """
    words = name.split()
    if len(words) < 2:
        return name.strip(), ""
    return max(_splits(words), key=lambda parts: sum(map(_likeness, parts, (family, given))))


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    """Every way to read words as (family name, given name): first with the family name last, the shortest first."""
    for at in range(len(words) - 1, 0, -1):
        yield " ".join(words[at:]), " ".join(words[:at])
    for at in range(1, len(words)):
        yield " ".join(words[:at]), " ".join(words[at:])


def _likeness(name: str, other: str) -> float:
    first, second = surname_key(romanise(name)), surname_key(romanise(other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def as_printed(holder: Mapping[str, str], language: str) -> dict[str, str]:
    """The parts of a registered holder's name as the sheet prints them: `family`, `given`, `patronymic`.

    They are those of the register, save for rows whose printed name was typed apart from its parts.
    """
    parts = {name: holder[name] for name in ("family", "given", "patronymic")}
    if language != "uk":
        parts["patronymic"] = ""
    if made_of(**parts, language=language) != holder["printed_name"]:
        given = " ".join(filter(None, (parts["given"], parts["patronymic"])))
        family, given = parts_of(holder["printed_name"], family=holder["family"], given=given)
        parts = {"family": family, "given": given, "patronymic": ""}
    return parts


def parts_to_correct(holder: Mapping[str, str], language: str) -> dict[str, str]:
    """The parts of a registered holder's name that a correction starts from: in the letters of the document."""
    if language != "uk":
        return as_printed(holder, language)
    return {name: holder[name] for name in ("family", "given", "patronymic")}


def refuse_unfit(holder: Mapping[str, str], language: str) -> None:
    """Refuse a holder who would be printed, registered and checked under different names. Raises `InvalidFacts`.

    The printed name is made of its parts; on a sheet in Latin letters all of its letters are Latin; the family name
    holds something to compare.
    """
    parts = {name: holder[name] for name in ("family", "given", "patronymic")}
    whole = made_of(**parts, language=language)
    if holder["printed_name"] != whole:
        message = _("The name as printed, “%(printed)s”, is not made of its parts: “%(whole)s”.")
        raise InvalidFacts(
            message % {"printed": holder["printed_name"], "whole": whole}, field="printed_name"
        )
    if not surname_key(compared(holder["family"], holder["given"])):
        raise InvalidFacts(_("The family name holds no letters."), field="family")
    others = letters_not_latin(whole) if language != "uk" else ""
    if others:
        message = _(
            "The name in Latin letters, “%(name)s”, holds other letters: %(letters)s. Have it put right as in the"
            " passport."
        )
        raise InvalidFacts(
            message % {"name": whole, "letters": ", ".join(others)},
            field="family" if letters_not_latin(holder["family"]) else "given",
        )


def holder_keys(holder: Mapping[str, str], language: str) -> set[str]:
    """Keys of the family name, or of the only one, as it is registered and as it is printed."""
    registered, printed = (
        compared(parts["family"], parts["given"]) for parts in (holder, as_printed(holder, language))
    )
    names = {registered, printed}
    if language != "uk":
        names.add(romanise(registered))
    return {key for key in map(surname_key, names) if key}
