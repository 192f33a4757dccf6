"""Visits of the demo: each WOW cohort has some, whose hosts stand where the story says."""

import re
from collections import Counter

import pytest
from django.utils import timezone

from cohorts.logistics import queries
from cohorts.logistics.fitting_queries import misfits_of
from cohorts.logistics.models import HostLink, Visit, VisitSite
from cohorts.models import Cohort
from messaging import wording
from messaging.models import Letter
from residencies.models import Venue

pytestmark = pytest.mark.django_db
State = VisitSite.State


def test_every_wow_cohort_has_two_visits_at_least_each_with_a_site(demo: object) -> None:
    cohorts = Cohort.objects.filter(residency__programme__slug="wow-hromady")
    assert cohorts.count() == 5
    for cohort in cohorts:
        visits = queries.visits_of(cohort)
        assert len(visits) >= 2, cohort
        assert all(queries.sites_of(visit) for visit in visits)
        assert not queries.not_planned(cohort)


def test_hosts_have_confirmed_proposed_and_been_asked_and_no_answer_is_older_than_its_question(
    demo: object,
) -> None:
    states = Counter(VisitSite.objects.values_list("state", flat=True))
    assert {State.NEW, State.ASKED, State.CONFIRMED, State.PROPOSED} <= set(states)
    assert not [site for site in VisitSite.objects.all() if site.is_changed_since]
    for site in VisitSite.objects.exclude(answered_at=None):
        assert site.asked_at and site.answered_at and site.asked_at < site.answered_at <= timezone.now()


def test_what_was_counted_and_noted_is_of_days_that_have_been(demo: object) -> None:
    counted = VisitSite.objects.exclude(heads_in=None).select_related("visit__session__day__cohort")
    assert counted.count() >= 5
    assert all(site.visit.session.ends_at <= timezone.now() for site in counted)
    site = Venue.objects.get(contact_email="works@demo.example")
    coming = Visit.objects.latest("session__day__date")
    assert len(queries.earlier_at(site, coming)) == 2


def test_no_link_of_the_demo_can_be_read_anywhere(demo: object) -> None:
    assert HostLink.objects.exists()
    asked = Letter.objects.filter(kind="host_asked")
    assert asked.exists()
    assert not asked.exclude(facts=None).exists()
    assert not any(re.search(wording.KEY, letter.text + letter.html) for letter in asked)


def test_every_bus_fits_the_programme(demo: object) -> None:
    for cohort in Cohort.objects.filter(runs__isnull=False).distinct():
        runs = list(cohort.runs.prefetch_related("calls"))
        found = [str(each) for rows in misfits_of(runs).values() for each in rows]
        assert not found, cohort
