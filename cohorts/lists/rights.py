"""Rights on lists for partners, and what the bearer of a partner's link may do."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import rules

from residencies.rights import EDITORS, MANAGERS, grant

from .models import ListLink, PartyList

# They name people and say where each sleeps and travels.
grant("lists.view", *EDITORS)
# Numbers that go out, and links.
grant("lists.fix", *MANAGERS)


@dataclass
class Party:
    """Whoever opened a partner's link: nobody's account, and one list.

    `names_until` is until when this browser has shown a code from the partner's letterbox.
    """

    link: ListLink
    names_until: dt.datetime | None = None
    is_active: bool = True
    is_authenticated: bool = True
    is_superuser: bool = False

    @property
    def party_list(self) -> PartyList:
        """The one list that the link is about."""
        return self.link.party_list


@rules.predicate
def bears_link(actor: Any, party_list: Any) -> bool:
    """The actor came by a link to this list."""
    return (
        isinstance(actor, Party)
        and isinstance(party_list, PartyList)
        and actor.party_list.pk == party_list.pk
    )


@rules.predicate
def has_shown_code(actor: Any, party_list: Any) -> bool:
    """The actor showed a code from the partner's letterbox, a short while ago."""
    return isinstance(actor, Party) and actor.names_until is not None


@rules.predicate
def names_nobody(_actor: Any, party_list: Any) -> bool:
    """The list says how many, and nothing of anybody."""
    return isinstance(party_list, PartyList) and not party_list.names_people


rules.add_perm("lists.party", bears_link)
rules.add_perm("lists.read_lines", bears_link & (names_nobody | has_shown_code))
