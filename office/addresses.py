"""Addresses of new rows, proposed from what they are called."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from people.communities.romanise import romanise

# Letters that do not come apart into a plain one and its mark.
_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "ø": "o", "ß": "ss"})


def proposed_address(words: Iterable[str], rows: QuerySet[Any], longest: int) -> str:
    """An address of these words that none of the rows has: in Latin letters, with a number if it is taken.

    Empty if there is nothing to make one of. One query.
    """
    plain = (slugify(romanise(each).translate(_PLAIN)).replace("_", "-").strip("-") for each in words)
    # Room for a hyphen and three digits.
    address = "-".join(filter(None, plain))[: longest - 4].rstrip("-")
    if not address:
        return ""
    taken = set(rows.filter(slug__startswith=address).values_list("slug", flat=True))
    numbered = (address if number == 1 else f"{address}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)
