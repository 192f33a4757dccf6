"""One row for each list of the back office, in a programme, and how its form is sent as a browser would."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from cohorts.models import Cohort
from residencies.models import Programme
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.courses import CourseFactory, TrainerFactory, UnitFactory
from tests.factories.messaging import LetterFactory
from tests.factories.residencies import (
    FundingProjectFactory,
    MembershipFactory,
    PartnerFactory,
    ResidencyFactory,
    RoomFactory,
    VenueFactory,
    WayFactory,
)
from tests.factories.timetable import SessionFactory, TrackGroupFactory


def cohort_of(programme: Programme) -> Cohort:
    """A cohort of a programme."""
    return CohortFactory(residency__programme=programme)


def _day(programme: Programme) -> Any:
    return DayFactory(cohort=cohort_of(programme))


# Namespace of the list → a row of the programme.
ROWS: dict[str, Callable[[Programme], Any]] = {
    "programme": lambda programme: programme,
    "fundingproject": lambda programme: FundingProjectFactory(programme=programme),
    "residency": lambda programme: ResidencyFactory(programme=programme),
    "partner": lambda programme: PartnerFactory(programme=programme),
    "membership": lambda programme: MembershipFactory(programme=programme, role="trainer"),
    "venue": lambda programme: VenueFactory(programme=programme),
    "room": lambda programme: RoomFactory(venue__programme=programme),
    "way": lambda programme: WayFactory(from_venue__programme=programme),
    "trainer": lambda programme: TrainerFactory(programme=programme),
    "course": lambda programme: CourseFactory(residency__programme=programme),
    "unit": lambda programme: UnitFactory(course__residency__programme=programme),
    "cohort": cohort_of,
    "day": _day,
    "trackgroup": lambda programme: TrackGroupFactory(cohort=cohort_of(programme)),
    "session": lambda programme: SessionFactory(day=_day(programme)),
    "letter": lambda programme: LetterFactory(programme=programme),
}
WITH_FORM = sorted(set(ROWS) - {"membership", "letter"})
WITH_DELETION = sorted(set(ROWS) - {"programme", "residency", "letter"})


def address(name: str, what: str, row: Any = None, **query: Any) -> str:
    """The address of a list or of a form."""
    url = reverse(f"{name}:{what}", args=[row.pk] if row is not None else [])
    return url + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def typed(form: Any, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a form as it was shown, with changes. None leaves a field out."""
    data = {}
    for name in form.fields:
        value = changes[name] if name in changes else form[name].value()
        if form.fields[name].disabled and name not in changes:
            continue
        if value is not None and value is not False:
            data[name] = value
    return {**data, **{name: value for name, value in changes.items() if value is not None}}
