"""What is read of lists for partners: what they say now, what went out, and what changed since."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cohorts.facts import PartyLines
from cohorts.models import Cohort
from cohorts.party_lists import lists_of
from cohorts.tokens import hash_of
from people.rights import may

from .differences import Difference, difference
from .models import Edition, ListLink, PartyList

# A link ends so long after the last date of its list, and numbers are forgotten then.
ENDS_AFTER = dt.timedelta(days=7)
# So long after that date people may still be at work with it: a bus comes back in the night.
WORKED_WITH = dt.timedelta(days=1)


def lines_now(cohort: Cohort) -> dict[str, PartyLines]:
    """All lists of a cohort as they are now, in the language that it works in; a constant number of queries."""
    with translation.override(cohort.working_language):
        return lists_of(cohort)


def may_see(user: Any, right: str, cohort: Cohort) -> bool:
    """Whether somebody who may see lists of the cohort may see one that asks for this right."""
    return not right or may(user, right, cohort)


@dataclass(frozen=True)
class Numbered:
    """A number of a list, and what it changed of the one before."""

    row: Edition
    change: Difference


@dataclass(frozen=True)
class Standing:
    """How a list stands: what it says now, its last number, what changed since, its link.

    `now` is None where nothing asks for the list any more; `last` where it was never fixed.
    """

    key: str
    row: PartyList | None
    now: PartyLines | None
    last: Edition | None
    since: Difference
    link: ListLink | None

    @property
    def title(self) -> str:
        """What it is a list of."""
        if self.now is not None:
            return self.now.title
        return self.last.title if self.last is not None else self.key

    @property
    def number(self) -> int:
        """The last number; 0 where it never went out."""
        return self.last.number if self.last is not None else 0

    @property
    def panel_id(self) -> str:
        """What the page calls it."""
        return f"list-{self.key.replace(':', '-')}"


def standing_of(cohort: Cohort, user: Any) -> list[Standing]:
    """The lists of a cohort that this person may see; three queries besides those of the rooms that know the lines."""
    now = {key: lines for key, lines in lines_now(cohort).items() if may_see(user, lines.right, cohort)}
    rows = {
        row.key: row for row in PartyList.objects.filter(cohort=cohort) if may_see(user, row.right, cohort)
    }
    last = last_editions(list(rows.values()))
    living = ListLink.objects.filter(party_list__cohort=cohort, replaced_at__isnull=True)
    links = {link.party_list_id: link for link in living}
    found = []
    for key in [*now, *(key for key in rows if key not in now)]:
        row = rows.get(key)
        edition = last.get(row.pk) if row else None
        if key not in now and edition is None:
            continue
        link = links.get(row.pk) if row else None
        # Nobody works from a list that is over: that somebody on it was erased since is no news to a hotel.
        is_read = edition is not None and not is_over(edition)
        since = changed_since(edition if is_read else None, now.get(key))
        found.append(Standing(key, row, now.get(key), edition, since, link))
    return found


def changed_since(last: Edition | None, now: PartyLines | None) -> Difference:
    """What changed since a list went out; nothing of one that never did."""
    if last is None:
        return difference({}, {})
    return difference(last.rows, now.lines if now is not None else {})


def has_changed(row: PartyList, last: Edition | None) -> bool:
    """Whether the list says something else by now than its last number: then no number of it holds."""
    return bool(changed_since(last, lines_now(row.cohort).get(row.key)))


def is_over(last: Edition) -> bool:
    """Whether the last date that the list is for is past: nobody works from it any more, and paper is destroyed."""
    return timezone.localdate() > last.ends_on + WORKED_WITH


def last_editions(rows: Sequence[PartyList]) -> dict[int, Edition]:
    """The last number of each of these lists, by the list's id; one query."""
    newest = PartyList.objects.filter(pk__in=[row.pk for row in rows]).annotate(
        newest=Max("editions__number")
    )
    wanted = dict(newest.values_list("pk", "newest"))
    editions = Edition.objects.filter(party_list__in=[pk for pk, number in wanted.items() if number])
    return {each.party_list_id: each for each in editions if each.number == wanted[each.party_list_id]}


def gone_out(cohort: Cohort, kind: str) -> list[PartyList]:
    """The lists of a cohort for one kind of partner, such as hotels, that have a number; one query."""
    rows = PartyList.objects.filter(cohort=cohort, key__startswith=kind, editions__isnull=False)
    return list(rows.select_related("cohort").distinct())


def last_edition(cohort: Cohort, key: str) -> Edition | None:
    """The last number of a list; None if it never went out. One query."""
    return (
        Edition.objects.filter(party_list__cohort=cohort, party_list__key=key)
        .select_related("party_list")
        .last()
    )


def paper_url(row: PartyList, number: int) -> str:
    """Where somebody with the paper asks whether it holds, as it is printed."""
    return settings.SITE_URL + reverse("lists:paper", args=[row.paper_code, number])


def number_on_paper(edition: Edition | None) -> str:
    """What a paper that says the same as this number says of it, and where to ask whether it still holds; of a list
    that never went out, that it may change.
    """
    if edition is None:
        return _("The partner’s list is not fixed yet: it may still change.")
    sentence = _("Partner’s list No. %(number)s. Check that it is still in force: %(address)s")
    address = paper_url(edition.party_list, edition.number)
    return sentence % {"number": edition.number, "address": address}


def numbers_now(cohort: Cohort, keys: Collection[str]) -> dict[str, str]:
    """The same for papers that say what holds now: of what has changed since the last number, that it has none yet."""
    rows = {row.key: row for row in PartyList.objects.filter(cohort=cohort, key__in=list(keys))}
    last = last_editions(list(rows.values()))
    now = lines_now(cohort) if last else {}
    found = {}
    for key in keys:
        edition = last.get(rows[key].pk) if key in rows else None
        if edition is not None:
            edition.party_list = rows[key]
        found[key] = _number_now(edition, now.get(key))
    return found


def _number_now(edition: Edition | None, now: PartyLines | None) -> str:
    if changed_since(edition, now) and edition is not None:
        words = _("Differs from the partner’s list No. %(number)s: what has changed has no number yet.")
        return words % {"number": edition.number}
    return number_on_paper(edition)


def in_force(row: PartyList) -> tuple[Edition | None, list[Numbered]]:
    """The last number that went out whole, and each that changed it since; one query."""
    editions = list(Edition.objects.filter(party_list=row).select_related("fixed_by"))
    whole = next((each for each in reversed(editions) if each.is_whole), None)
    if whole is None:
        return None, []
    before, changes = whole.rows, []
    for each in editions:
        if each.number > whole.number:
            now = each.rows
            changes.append(Numbered(each, difference(before, now)))
            before = now
    return whole, changes


def link_by(token: str) -> ListLink | None:
    """The link with this token, living or not; one query."""
    rows = ListLink.objects.select_related("party_list__cohort__residency__programme")
    return rows.filter(token_hash=hash_of(token)).first()


def has_ended(row: PartyList) -> bool:
    """Whether nobody needs the list any more: a week after the last date that it is for."""
    last = Edition.objects.filter(party_list=row).aggregate(last=Max("ends_on"))["last"]
    return last is not None and timezone.localdate() > last + ENDS_AFTER
