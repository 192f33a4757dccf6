"""Coming, giving up, replacing and the worker in any order: nobody is passed, and nobody has two places."""

import datetime as dt
import zoneinfo
from contextlib import suppress

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts import offering
from cohorts.admission.models import Application
from cohorts.admission.services import withdraw_application
from cohorts.models import Day, Move, Participant, Place, Pool, Waiting
from cohorts.replacing import services
from foundation.errors import DomainError
from people.models import Community, User
from tests.factories.admission import sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.people import CommunityFactory, UserFactory
from tests.factories.replacing import confirmed
from tests.factories.residencies import manager_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = dt.datetime(2027, 3, 10, 10, tzinfo=zoneinfo.ZoneInfo("Europe/Kyiv"))
PLACES = 2
STEPS = st.lists(
    st.tuples(st.sampled_from(["come", "give up", "replace", "replace", "move on"]), st.integers(0, 5)),
    min_size=6,
    max_size=12,
)


class Room:
    """A day of two places, and everybody who ever came."""

    def __init__(self, day: Day, manager: User, community: Community) -> None:
        self.day, self.manager, self.community = day, manager, community
        self.pool: Pool = day.pool

    def queue(self) -> list[int]:
        rows = Waiting.objects.filter(pool=self.pool).order_by("position")
        return list(rows.values_list("participant", flat=True))

    def holders(self) -> list[Participant]:
        return list(Participant.objects.filter(places__pool=self.pool).select_related("user").order_by("pk"))

    def do(self, what: str, number: int) -> None:
        with suppress(DomainError), transaction.atomic():
            getattr(self, what.replace(" ", "_"))(number)

    def come(self, _number: int) -> None:
        sent_for(self.day, user=UserFactory(), community=self.community)

    def give_up(self, number: int) -> None:
        rows = Application.objects.filter(state=Application.State.SENT).order_by("pk")
        if rows:
            row = rows[number % len(rows)]
            withdraw_application(actor=row.participant.user, application=row)

    def replace(self, number: int) -> None:
        holders, before = self.holders(), self.queue()
        if holders:
            leaver = holders[number % len(holders)]
            row = confirmed(leaver, self.manager, UserFactory(), self.community)
            newcomer = services.approve(actor=self.manager, replacement=row)
            assert self.queue() == before, "the queue is as it was"
            assert newcomer in self.holders() and leaver not in self.holders()
            assert len(self.holders()) == len(holders)

    def move_on(self, _number: int) -> None:
        offering.step(self.pool.pk)

    def check(self) -> None:
        standing = offering.replay(list(Move.objects.filter(pool=self.pool)))
        held = {row.participant_id: row.stretch for row in Place.objects.filter(pool=self.pool)}
        assert standing.held == held and len(held) <= PLACES
        assert standing.waiting == self.queue()


def test_whatever_the_order_places_hold_and_the_queue_stands() -> None:
    with time_machine.travel(NOW, tick=False):
        day = DayFactory(
            date=dt.date(2027, 6, 9),
            admission=Day.Admission.OPEN,
            pool__capacity=PLACES,
            pool__deadline=NOW + dt.timedelta(days=60),
        )
        manager, community = manager_of(day.cohort.residency.programme), CommunityFactory()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def whatever(steps: list[tuple[str, int]]) -> None:
        with time_machine.travel(NOW, tick=False), transaction.atomic():
            room = Room(day, manager, community)
            for what, number in [("come", 0), ("come", 0), ("come", 0), *steps]:
                room.do(what, number)
                room.check()
            transaction.set_rollback(True)

    whatever()
