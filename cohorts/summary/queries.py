"""Who stands in the summary of a cohort, what each of them has and lacks, and how many lack something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from cohorts import wing
from cohorts.admission.models import Application, DayRequest
from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Day, Participant, Place
from foundation.words.order import InOrder
from people.models import by_name, named
from people.rights import may

# Whom the list shows, and who lacks anything at all.
COMES, APPLIES, WORKS = "comes", "applies", "works"
ANY = "any"
BY_NAME, BY_ORGANISATION = "name", "organisation"
# How many people an export works out at a time.
AT_A_TIME = 500

_STATE = DayRequest.State
# Requests that may still come to a place.
_OPEN = (_STATE.ASKED, _STATE.WAITING, _STATE.OFFERED)


@dataclass(frozen=True)
class Chosen:
    """How the list is narrowed and ordered: `missing` is a column's key, or `ANY`."""

    who: str = ""
    missing: str = ""
    day: Day | None = None
    find: str = ""
    sort: str = BY_NAME


@dataclass(frozen=True)
class Shown:
    """A cell as this person sees it: where there is something to mend, `why` says what."""

    column: Column
    text: str
    url: str
    why: str


@dataclass(frozen=True)
class Line:
    """One person: who they are, and what they have of each column."""

    participant: Participant
    cells: Sequence[Shown]

    @property
    def name(self) -> str:
        """By which lists know the person."""
        return self.participant.user.listed_name or _("no name given")

    @property
    def organisation(self) -> str:
        """Of the application, or else of the account."""
        application = getattr(self.participant, "application", None)
        return (application.organisation if application else "") or self.participant.user.organisation

    @property
    def kind(self) -> str:
        """As what somebody comes to work; empty for who takes part."""
        is_participant = self.participant.kind == Participant.Kind.PARTICIPANT
        return "" if is_participant else str(self.participant.get_kind_display())

    @property
    def missing(self) -> list[Shown]:
        """What the person lacks."""
        return [cell for cell in self.cells if cell.why]

    def cell(self, key: str) -> Shown | None:
        """What the person has of one column."""
        return next((cell for cell in self.cells if cell.column.key == key), None)


@dataclass(frozen=True)
class Summary:
    """The summary of a cohort, with the columns that one person may see and the links that they may follow."""

    cohort: Cohort
    parts: Sequence[Columns]
    linked: frozenset[int] = field(default_factory=frozenset)  # numbers of the parts whose links open

    @cached_property
    def columns(self) -> list[Column]:
        """All columns, in the order of the rooms."""
        return [column for part in self.parts for column in part.columns]

    def people(self, chosen: Chosen) -> QuerySet[Participant]:
        """Whom the list shows, with their accounts; one query of any length."""
        rows = everybody(self.cohort, chosen.who)
        if chosen.day is not None:
            rows = rows.filter(Exists(_held().filter(pool=chosen.day.pool_id)))
        if chosen.find:
            rows = rows.filter(named(chosen.find, "user__"))
        if chosen.missing:
            rows = rows.filter(self._lack(chosen.missing))
        name = [*by_name("user__"), "pk"]
        first = [InOrder(_organisation())] if chosen.sort == BY_ORGANISATION else []
        return rows.select_related("user", "application").order_by(*first, *name)

    def number_lacking(self) -> int:
        """How many people lack anything; one query."""
        return everybody(self.cohort).filter(self._lack(ANY)).count()

    def _lack(self, key: str) -> Q:
        """Who lacks something of one column, or of any."""
        found = Q(pk__in=())
        for column in self.columns:
            if key in (column.key, ANY):
                found |= Q(pk__in=column.missing.order_by().values("pk"))
        return found

    def lines(self, people: Sequence[Participant]) -> list[Line]:
        """These people with all their cells; queries of the rooms, and one more, for any number of people."""
        lacking = self._lacking(people)
        cells: list[tuple[bool, Columns, Cells]] = [
            (number in self.linked, part, part.cells(people)) for number, part in enumerate(self.parts)
        ]
        return [
            Line(
                who,
                [
                    _shown(column, found.get((column.key, who.pk), Cell()), lacking, who.pk, is_linked)
                    for is_linked, part, found in cells
                    for column in part.columns
                ],
            )
            for who in people
        ]

    def all_lines(self, people: QuerySet[Participant]) -> Iterator[Line]:
        """The same of a list of any length, so many people at a time."""
        found = people.iterator(chunk_size=AT_A_TIME)
        while some := list(islice(found, AT_A_TIME)):
            yield from self.lines(some)

    def _lacking(self, people: Sequence[Participant]) -> set[tuple[str, int]]:
        """Who of these lacks what, as pairs of a column's key and a participant's id; one query."""
        rows = Participant.objects.filter(pk__in=[who.pk for who in people])
        flags = {
            f"lacks_{number}": Exists(column.missing.order_by().filter(pk=OuterRef("pk")))
            for number, column in enumerate(self.columns)
        }
        return {
            (column.key, pk)
            for pk, *found in rows.annotate(**flags).values_list("pk", *flags)
            for column, is_lacking in zip(self.columns, found, strict=True)
            if is_lacking
        }


def _shown(column: Column, cell: Cell, lacking: set[tuple[str, int]], pk: int, is_linked: bool) -> Shown:
    why = cell.why if (column.key, pk) in lacking else ""
    return Shown(column, cell.text, cell.url if is_linked else "", why)


def summary_of(cohort: Cohort, user: Any) -> Summary:
    """The summary as this person sees it; the queries of the rooms, a constant number."""
    parts = [part for part in wing.columns(cohort) if may(user, part.right, cohort)]
    linked = {number for number, part in enumerate(parts) if may(user, part.link_right, cohort)}
    return Summary(cohort, parts, frozenset(linked))


def _held() -> QuerySet[Place]:
    return Place.objects.filter(
        participant=OuterRef("pk"), pool__day__isnull=False, pool__day__called_off_at=None
    )


def _organisation() -> Coalesce:
    """As `Line.organisation` has it."""
    return Coalesce(NullIf(F("application__organisation"), Value("")), F("user__organisation"))


def everybody(cohort: Cohort, who: str = "") -> QuerySet[Participant]:
    """Who holds a day, whose application may still come to one, and who comes to work; drafts are nobody's to see."""
    asks = DayRequest.objects.filter(
        application__participant=OuterRef("pk"), application__state=Application.State.SENT, state__in=_OPEN
    )
    comes, applies = Exists(_held()), Exists(asks)
    works = ~Q(kind=Participant.Kind.PARTICIPANT)
    narrowed = {COMES: Q(comes) & ~works, APPLIES: Q(applies) & ~Q(comes) & ~works, WORKS: works}
    return Participant.objects.filter(narrowed.get(who, Q(comes) | Q(applies) | works), cohort=cohort)
