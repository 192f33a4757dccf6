"""Papers about everybody who comes: badges, name plates, sheets for signature by day and by visit."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts.logistics.models import Visit
from cohorts.logistics.queries import names_at, visits_of
from cohorts.models import Participant
from foundation.words.translated import said
from people.communities.labels import label
from people.models import by_name

from ..pdf.facts import Badge, Column, Paper, Plate, Table, shown
from .scope import Scope, long_date, page_words

# Rows for whoever comes and is on no list.
EMPTY_ROWS = 5
_SIGN_HEIGHT = 25.0  # 9 mm to sign in


@dataclass(frozen=True)
class Person:
    """Somebody who comes, and from where."""

    public_id: str
    given: str
    family: str
    patronymic: str
    organisation: str
    community: str
    role: str  # of staff and trainers; empty for those who came to learn

    @property
    def full(self) -> str:
        """Family name first, as lists have it."""
        return shown(" ".join(filter(None, (self.family, self.given, self.patronymic)))) or _("no name given")

    @property
    def called(self) -> str:
        """Given name first, as one is spoken to."""
        return shown(" ".join(filter(None, (self.given, self.family)))) or _("no name given")


def people_on(scope: Scope, *days: int) -> list[Person]:
    """Who comes on these days, or on any of the scope's, and is not erased; in the order of lists, by one query."""
    wanted = days or [day.pk for day in scope.days]
    rows = Participant.objects.filter(cohort=scope.cohort, places__pool__day__in=wanted, user__erased_at=None)
    with_home = rows.distinct().select_related("user", "application__community")
    return [_person(each) for each in with_home.order_by(*by_name("user__"), "pk")]


def _person(row: Participant) -> Person:
    user, application = row.user, getattr(row, "application", None)
    home = application.community if application else None
    comes_to_learn = row.kind == Participant.Kind.PARTICIPANT
    return Person(
        public_id=str(row.public_id),
        given=shown(user.given_name),
        family=shown(user.family_name),
        patronymic=shown(user.patronymic),
        organisation=shown(application.organisation) if application else "",
        community=shown(label(home, get_language() or "uk")) if home else "",
        role="" if comes_to_learn else str(row.get_kind_display()),
    )


def badges(scope: Scope) -> list[Badge]:
    """One for each who comes on any of the days."""
    return [
        Badge(
            given=each.given or ("" if each.family else each.called),
            family=each.family,
            where=each.community or each.organisation,
            event=scope.event,
            dates=scope.when_and_where,
            code=each.public_id,
            role=each.role,
        )
        for each in people_on(scope)
    ]


def plates(scope: Scope) -> list[Plate]:
    """One for each who comes on any of the days."""
    return [Plate(each.called, each.community or each.organisation) for each in people_on(scope)]


# ---------------------------------------------------------------- sheets for signature
def day_sheets(scope: Scope) -> list[Paper]:
    """One for each day: everybody who holds a place."""
    place = shown(said(scope.cohort.venue, "name")) if scope.cohort.venue else ""
    found = []
    for day in scope.days:
        people = people_on(scope, day.pk)
        rows = [(each.full, each.organisation or each.community or each.role) for each in people]
        lines = (
            scope.event,
            long_date(day.date),
            ", ".join(filter(None, (place, shown(said(scope.cohort, "town"))))),
        )
        found.append(_sheet(scope, lines, rows))
    return found


def visit_sheets(scope: Scope) -> list[Paper]:
    """One for each field visit: who attends it."""
    return [_of_visit(scope, visit) for visit in visits_in(scope)]


def visits_in(scope: Scope) -> list[Visit]:
    """The visits of these days that take place, by time; two queries."""
    dates = set(scope.dates)
    return [
        each for each in visits_of(scope.cohort) if each.session.day.date in dates and not each.session.is_off
    ]


def _of_visit(scope: Scope, visit: Visit) -> Paper:
    session = visit.session
    rows = [(shown(each.name), shown(each.where)) for each in names_at(session)]
    hours = f"{long_date(session.day.date)}, {session.hours_in_words}"
    return _sheet(scope, (scope.event, shown(said(session, "title")), hours), rows)


def _sheet(scope: Scope, lines: tuple[str, ...], rows: list[tuple[str, str]]) -> Paper:
    numbered = [(str(number), name, where, "") for number, (name, where) in enumerate(rows, start=1)]
    empty = [(str(len(rows) + number), "", "", "") for number in range(1, EMPTY_ROWS + 1)]
    column = partial(Column, kind="text")
    table = Table(
        columns=(
            column(_("No."), 6),
            Column(_("Name"), 36, "strong"),
            column(_("Organisation or municipality"), 34),
            Column(_("Signature"), 24, "write"),
        ),
        rows=(*numbered, *empty),
        height=_SIGN_HEIGHT,
    )
    return Paper(
        title=_("Attendance sheet"),
        lines=tuple(filter(None, lines)),
        blocks=(table,),
        foot=scope.as_of,
        page=page_words(),
        donor=scope.donor,
        logos=scope.logos,
    )
