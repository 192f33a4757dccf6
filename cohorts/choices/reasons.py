"""What somebody is given by a run, in words, and why it is no higher wish."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Option, Proposal


def got_in_words(proposal: Proposal) -> str:
    """What a person gets by a run: “wish 2 of 5”."""
    if proposal.option_id is None:
        if not proposal.wishes:
            return _("has no wish that could be granted: call them")
        return _("none of the wishes: call them")
    if proposal.rank is None:
        return _("not among the wishes")
    words = _("wish %(rank)s of %(wishes)s")
    return words % {"rank": proposal.rank, "wishes": proposal.wishes}


def reasons_in_words(proposal: Proposal, options: Mapping[int, Option]) -> list[str]:
    """For each higher wish, what it would have cost others; the options by id, with their sessions."""
    return [
        _reason(price, options[price["option"]].session.title)
        for price in proposal.prices
        if price["option"] in options
    ]


def _reason(price: Mapping[str, int], title: str) -> str:
    names = {"rank": price["rank"], "title": title}
    if price["is_impossible"]:
        return _("Wish %(rank)s, “%(title)s”: every place there is fixed, or there are none.") % names
    if not price["others"]:
        return (
            _(
                "Wish %(rank)s, “%(title)s”: there is room, but whoever was told something is not moved for a wish."
            )
            % names
        )
    elsewhere = ngettext(
        "%(count)s other person would have to go elsewhere",
        "%(count)s other people would have to go elsewhere",
        price["others"],
    ) % {"count": price["others"]}
    return _("Wish %(rank)s, “%(title)s”: %(elsewhere)s%(cost)s.") % {
        **names,
        "elsewhere": elsewhere,
        "cost": _cost(price),
    }


def _cost(price: Mapping[str, int]) -> str:
    """What it means for those others, from the gravest on."""
    parts = []
    if price["without"] > 0:
        text = ngettext(
            "%(count)s of them would get none of the wishes",
            "%(count)s of them would get none of the wishes",
            price["without"],
        )
        parts.append(text % {"count": price["without"]})
    if price["moved"] > 0:
        text = ngettext(
            "%(count)s would lose what they have been told",
            "%(count)s would lose what they have been told",
            price["moved"],
        )
        parts.append(text % {"count": price["moved"]})
    if price["ranks"] > 0 and not price["without"] > 0:
        text = ngettext(
            "their wishes would be met %(count)s step lower in all",
            "their wishes would be met %(count)s steps lower in all",
            price["ranks"],
        )
        parts.append(text % {"count": price["ranks"]})
    return "".join(f"; {part}" for part in parts)
