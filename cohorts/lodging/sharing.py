"""Who may share a room with whom: the answers to that question, and what follows from them."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy


class Sharing(models.TextChoices):
    """One's own answer, never guessed from anything else; nothing for who has not answered."""

    WOMEN = "women", pgettext_lazy("sharing a room", "with women")
    MEN = "men", pgettext_lazy("sharing a room", "with men")
    ALONE = "alone", pgettext_lazy("sharing a room", "a room of my own")
    ANY = "any", pgettext_lazy("sharing a room", "it does not matter")


@dataclass(frozen=True)
class Sleeper:
    """Somebody with a bed of this kind, and what they said; `wanted`, `unwanted` and `carers` are other sleepers."""

    key: int
    nights: frozenset[dt.date]
    sharing: str = ""
    accessible: bool = False
    wanted: frozenset[int] = frozenset()
    unwanted: frozenset[int] = frozenset()
    carers: frozenset[int] = frozenset()
    has_open_name: bool = False


def may_share(one: Sleeper, other: Sleeper) -> bool:
    """Whether two may be in one room: neither is unwanted, and they gave one answer or named each other.

    A carer is beside the person whatever both answered. Without an answer nobody shares.
    """
    if other.key in one.unwanted or one.key in other.unwanted:
        return False
    if other.key in one.carers or one.key in other.carers:
        return True
    if Sharing.ALONE in {one.sharing, other.sharing} or not one.sharing or not other.sharing:
        return False
    return one.sharing == other.sharing or named_each_other(one, other)


def named_each_other(one: Sleeper, other: Sleeper) -> bool:
    """Whether each would like to share with the other."""
    return other.key in one.wanted and one.key in other.wanted
