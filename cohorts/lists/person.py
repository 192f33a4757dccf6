"""What lists for partners have of a person: their lines in the numbers that went out."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from cohorts.lodging import partners as hotels
from cohorts.logistics import carriers
from people.models import User
from people.person import Held, PersonPart
from people.personal_data.words import in_words

from .models import Edition
from .queries import ENDS_AFTER

# Whose a line is, by how keys of lists begin: the rooms that write the lines know. Caterers’ lists name nobody.
_WHOSE: Mapping[str, Callable[[str], int | None]] = {
    hotels.KIND: hotels.person_of,
    carriers.KIND: carriers.person_of,
}


class _Line(NamedTuple):
    """A line about the person in a number of a list."""

    edition: Edition
    cells: Sequence[str]


class Lists(PersonPart):
    """Lists that hotels and carriers work from. They go with their days: see `services.forget_lists`."""

    def held(self, user: User) -> Sequence[Held]:
        """Each line about the person in each number; two queries."""
        rows = Edition.objects.filter(party_list__cohort__participants__user=user)
        editions = list(rows.select_related("party_list__cohort__residency").order_by("party_list", "number"))
        people = set(user.participations.values_list("pk", flat=True)) if editions else set()
        lines = list(_lines_of(editions, people))
        return [Held(_("Lists for partners"), [_row(line) for line in lines], stays=_until(editions, lines))]


def _lines_of(editions: Sequence[Edition], people: set[int]) -> Iterator[_Line]:
    for edition in editions:
        whose = _WHOSE.get(edition.party_list.key.partition(":")[0])
        for key, cells in edition.rows.items() if whose else ():
            if whose and whose(key) in people:
                yield _Line(edition, cells)


def _row(line: _Line) -> dict[str, str]:
    said = zip(line.edition.columns, line.cells, strict=True)
    return {
        _("Residency"): line.edition.party_list.cohort.residency.name,
        _("List"): line.edition.title,
        _("Number of the list"): in_words(line.edition.number),
        _("Fixed at"): in_words(line.edition.fixed_at),
        **{heading: cell for heading, cell in said if cell},
    }


def _until(editions: Sequence[Edition], lines: Sequence[_Line]) -> str:
    """The last date on which one of these lists is there: all numbers of a list go together."""
    lists = {line.edition.party_list_id for line in lines}
    dates: list[dt.date] = [each.ends_on for each in editions if each.party_list_id in lists]
    if not dates:
        return ""
    words = _(
        "Lists stay as they went out until %(date)s, for partners work from them. Then they are deleted."
    )
    return words % {"date": in_words(max(dates) + ENDS_AFTER)}
