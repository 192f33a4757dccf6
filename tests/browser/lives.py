"""People with something on every page of their own, and the programme that they are in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from certificates.drafts import drafts_of
from certificates.models import Certificate
from certificates.services import ending, issuing
from cohorts.admission.models import DayRequest
from cohorts.models import Cohort, Participant
from people.models import User
from tests.architecture.world import Place, make_place
from tests.factories.admission import DayRequestFactory, SentApplicationFactory, draft_for, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, PoolFactory

STATES = DayRequest.State


@dataclass
class Lives:
    """Whose pages there are, and their addresses after the language."""

    place: Place
    # Somebody who applied, drafted and came, and whose certificate is on its way.
    person: User
    mine: list[str]
    steps: list[str]
    # Where that application waits for a decision.
    applied: Cohort
    # Somebody to whom it went otherwise.
    other: User
    others: list[str]
    # A trainer of a session.
    trainer: User
    led: list[str]

    @property
    def things(self) -> dict[str, Any]:
        """The programme's rows by what they are."""
        return self.place.objects

    @property
    def manager(self) -> User:
        """Who manages the programme."""
        return self.place.ended.manager


def make_lives() -> Lives:
    """Make them; names are as long as names are."""
    place = make_place()
    things = place.objects
    User.objects.filter(pk=place.participant.pk).update(
        given_name="Анастасія-Олександра", family_name="Вигадана-Прикладенко", patronymic="Святославівна"
    )
    mine, steps, applied = _mine(place)
    other, others = _others(place)
    session, material = things["session"].public_id, things["publication"].public_id
    led = [
        "my/",
        f"my/sessions/{session}/",
        f"my/sessions/{session}/presence/",
        f"my/materials/{material}/new-version/",
    ]
    return Lives(place, place.participant, mine, steps, applied, other, others, place.trainer, led)


def _cohort(place: Place) -> Cohort:
    return CohortFactory(residency=place.objects["residency"])


def _mine(place: Place) -> tuple[list[str], list[str], Cohort]:
    """A draft, an application for two days, and what came of an earlier one."""
    person, things = place.participant, place.objects
    drafted, applied = _cohort(place), _cohort(place)
    draft_for(DayFactory(cohort=drafted, offset=60), user=person)
    days = [DayFactory(cohort=applied, offset=60, admission=kind) for kind in ("selection", "open")]
    application = f"my/applications/{sent_for(*days, user=person).public_id}"
    steps = [f"cohorts/{drafted.slug}/apply/{step}/" for step in ("you", "community", "days")]
    pages = [
        "my/",
        "my/details/",
        "my/calendar/renew/",
        f"my/cohorts/{things['cohort'].slug}/",
        f"my/certificates/{things['certificate'].public_id}/",
        *steps,
        f"cohorts/{drafted.slug}/apply/check/",
        f"cohorts/{drafted.slug}/apply/discard/",
        f"{application}/",
        f"{application}/receipt/",
        f"{application}/change/community/",
        f"{application}/change/days/",
        f"{application}/withdraw/",
        f"{application}/days/{days[0].date}/withdraw/",
    ]
    return pages, steps, applied


def _others(place: Place) -> tuple[User, list[str]]:
    """Declined, waiting, withdrawn and cancelled days, a certificate that was revoked, a door that has closed."""
    participant = place.ended.add_person()
    user = participant.user
    application = SentApplicationFactory(participant__cohort=_cohort(place), participant__user=user)
    for state in (STATES.DECLINED, STATES.WAITING, STATES.WITHDRAWN, STATES.CANCELLED):
        day = DayFactory(cohort=application.participant.cohort)
        DayRequestFactory(
            application=application, day=day, state=state, reason="Цього разу для тих, хто пише."
        )
    closed = _cohort(place)
    over = PoolFactory(cohort=closed, deadline=timezone.now() - dt.timedelta(days=1))
    DayFactory(cohort=closed, pool=over)
    certificate = _revoked_for(place, participant)
    return user, [
        "my/",
        f"my/applications/{application.public_id}/",
        f"my/certificates/{certificate.public_id}/",
        f"cohorts/{closed.slug}/apply/",
    ]


def _revoked_for(place: Place, participant: Participant) -> Certificate:
    # The first batch is still on its way: as if their sheets, too, had been looked at when it was started.
    batch = place.objects["batch"]
    batch.seen = {str(draft.line.participant.pk): draft.mark for draft in drafts_of(place.ended.cohort)}
    issuing.issue_rows(batch)
    certificate = Certificate.objects.get(participant=participant)
    return ending.revoke(
        actor=place.ended.manager, certificate=certificate, reason="Присутність записано помилково."
    )
