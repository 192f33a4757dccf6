"""By when accepted people confirm, and from when freed places are given by hand: in time, and before it is over."""

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.checklist import to_mend
from cohorts.models import Cohort, Day
from cohorts.services import save_cohort
from foundation.errors import DomainError
from people.models import User
from residencies.models import Programme
from tests.back_office import filled
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.school import browser_of

pytestmark = pytest.mark.django_db
KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
NOW = dt.datetime(2027, 3, 10, 10, tzinfo=KYIV)
FIRST, LAST = dt.date(2027, 4, 7), dt.date(2027, 4, 8)


@pytest.fixture
def cohort(time_machine: Any, programme: Programme) -> Cohort:
    """It is 10 March; its days are 7 and 8 April."""
    time_machine.move_to(NOW, tick=False)
    found: Cohort = CohortFactory(residency__programme=programme)
    for date in (FIRST, LAST):
        DayFactory(cohort=found, date=date, pool__deadline=NOW + dt.timedelta(days=20))
    return found


@pytest.fixture
def office(cohort: Cohort, manager: User) -> Client:
    return browser_of(manager)


@pytest.mark.parametrize(
    ("name", "moment", "words"),
    [
        ("confirm_by", "2027-03-10T10:00", "This moment is past"),
        ("confirm_by", "2026-04-06T18:00", "This moment is past"),
        ("confirm_by", "2027-04-08T00:00", "on the first day at the latest"),
        ("confirm_by", "2028-04-01T18:00", "on the first day at the latest"),
        ("automation_ends_at", "2027-03-09T23:59", "This date is past"),
        ("automation_ends_at", "2028-04-05T18:00", "All days are over by then"),
    ],
)
def test_a_moment_that_is_past_or_too_late_is_refused_at_its_field(
    office: Client, cohort: Cohort, name: str, moment: str, words: str
) -> None:
    url = reverse("cohort:edit", args=[cohort.pk])
    answer = office.post(url, filled(office, url, **{name: moment}))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[name])


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("confirm_by", "2027-03-10T10:01"),
        ("confirm_by", "2027-04-07T23:59"),
        ("automation_ends_at", "2027-03-10T08:00"),  # by hand from now on
        ("automation_ends_at", "2027-04-08T23:59"),
    ],
)
def test_a_moment_in_time_is_kept(office: Client, cohort: Cohort, name: str, moment: str) -> None:
    url = reverse("cohort:edit", args=[cohort.pk])
    assert office.post(url, filled(office, url, **{name: moment})).status_code == 302
    cohort.refresh_from_db()
    assert getattr(cohort, name) == dt.datetime.fromisoformat(moment).replace(tzinfo=KYIV)


def test_a_form_saved_again_saves_though_its_moments_are_past_or_days_were_moved(
    cohort: Cohort, manager: User, time_machine: Any
) -> None:
    seconds = dt.timedelta(seconds=7)
    kept = {"confirm_by": NOW + dt.timedelta(days=2) + seconds, "automation_ends_at": NOW + seconds}
    Cohort.objects.update(**kept)
    time_machine.move_to(dt.datetime(2027, 5, 1, 10, tzinfo=KYIV), tick=False)
    url, browser = reverse("cohort:edit", args=[cohort.pk]), browser_of(manager)
    assert browser.post(url, filled(browser, url, time_zone="Europe/Warsaw")).status_code == 302


def test_a_new_cohort_has_no_days_yet_and_asks_for_a_moment_to_come(cohort: Cohort, manager: User) -> None:
    made = CohortFactory.build(
        residency=cohort.residency, course=cohort.course, slug="new", confirm_by=NOW - dt.timedelta(days=365)
    )
    with pytest.raises(DomainError) as refusal:
        save_cohort(actor=manager, cohort=made)
    assert refusal.value.field == "confirm_by"
    made.confirm_by = NOW + dt.timedelta(days=365)
    save_cohort(actor=manager, cohort=made)
    assert made.pk is not None


def test_before_a_cohort_is_published_it_is_pointed_out_that_people_would_confirm_too_late(
    cohort: Cohort,
) -> None:
    def late() -> bool:
        fresh = Cohort.objects.get(pk=cohort.pk)
        return reverse("cohort:edit", args=[cohort.pk]) in [fact.url for fact in to_mend(fresh, NOW)]

    Cohort.objects.update(state=Cohort.State.DRAFT, confirm_by=dt.datetime.combine(FIRST, dt.time(23), KYIV))
    assert not late()
    Day.objects.filter(date=FIRST).delete()
    Cohort.objects.update(confirm_by=dt.datetime.combine(LAST, dt.time(1), KYIV) + dt.timedelta(days=1))
    assert late()
