"""Hosts, managers and the clock at the same moment. On PostgreSQL, with a control in which the lock is off."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cohorts.logistics.models import HostLink, NameCode, PassList, VisitSite
from cohorts.logistics.queries import link_by
from cohorts.logistics.rights import Bearer
from cohorts.logistics.services import answers, links, names
from cohorts.tokens import hash_of_code
from tests.factories.cohorts import DayFactory, PlaceFactory
from tests.factories.logistics import VisitSiteFactory, link_to
from tests.factories.residencies import manager_of

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site() -> VisitSite:
    """A site of a visit of tomorrow, which somebody comes to."""
    day = DayFactory(date=timezone.localdate() + dt.timedelta(days=1))
    PlaceFactory(pool=day.pool)
    found: VisitSite = VisitSiteFactory(
        visit__session__day=day,
        visit__names_until=timezone.now() - dt.timedelta(hours=1),
    )
    return found


def bearer_of(site: VisitSite) -> Bearer:
    link = link_by(link_to(site))
    assert link is not None
    return Bearer(link)


@pytest.mark.parametrize("locked", [True, False])
def test_of_links_made_at_once_one_lives(
    site: VisitSite, locked: bool, without_row_locks: Callable[[], None], wide_window: Callable[..., None]
) -> None:
    manager = manager_of(site.venue.programme)
    if not locked:
        without_row_locks()
        wide_window(2, HostLink, seconds=10)
    made = at_once(lambda _number: links.make_link(actor=manager, site=site, send=False), range(8))
    assert HostLink.objects.filter(site=site, replaced_at=None).count() == 1
    if locked:
        assert errors(made) == []
        assert HostLink.objects.count() == 8
    else:
        # The constraint stands behind the lock: somebody's press would end in an error.
        assert any(isinstance(error, IntegrityError) for error in errors(made))


def test_many_tries_at_once_are_no_more_than_a_few(site: VisitSite) -> None:
    host = bearer_of(site)
    NameCode.objects.create(link=host.link, code_hash=hash_of_code("123456", host.link))
    tried = at_once(lambda number: names.show_code(actor=host, typed=f"{number:06}"), range(24))
    assert len(errors(tried)) == 24
    assert NameCode.objects.get().tries == NameCode.MOST_TRIES


def test_a_right_code_that_is_typed_at_once_opens_one_browser(site: VisitSite) -> None:
    host = bearer_of(site)
    NameCode.objects.create(link=host.link, code_hash=hash_of_code("123456", host.link))
    tried = at_once(lambda _number: names.show_code(actor=host, typed="123456"), range(5))
    assert len(errors(tried)) == 4


@pytest.mark.parametrize("locked", [True, False])
def test_a_list_that_is_opened_by_many_at_the_cut_off_is_fixed_once(
    site: VisitSite, locked: bool, without_row_locks: Callable[[], None], wide_window: Callable[..., None]
) -> None:
    manager = manager_of(site.venue.programme)
    if not locked:
        without_row_locks()
        wide_window(2, PassList, seconds=10)
    opened = at_once(lambda _number: names.print_names(actor=manager, visit=site.visit), range(8))
    assert PassList.objects.count() == 1
    assert bool(errors(opened)) is not locked


def test_an_answer_and_another_question_at_once_leave_one_of_the_two_whole(site: VisitSite) -> None:
    manager = manager_of(site.venue.programme)
    links.make_link(actor=manager, site=site, send=False)
    host = Bearer(HostLink.objects.select_related("site").get(replaced_at=None))
    seen = answers.hours_mark(VisitSite.objects.get(pk=site.pk))

    def one(number: int) -> object:
        if number % 2:
            return answers.confirm(actor=host, seen=seen)
        return links.make_link(actor=manager, site=site, send=False)

    assert errors(at_once(one, range(8))) == []
    row = VisitSite.objects.get()
    assert (row.state == VisitSite.State.CONFIRMED) == (row.agreed_starts is not None)
