"""Applications of a cohort: filled in, sent and decided at the moments of the story."""

import datetime as dt
from itertools import count

from cohorts.admission.answers import Answers
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import (
    Decision,
    decide,
    save_draft,
    send_application,
    withdraw_application,
)
from people.models import Community, User

from . import clock
from .content.people import APPLICANTS, MOTIVATION, Person
from .content.story_shapes import Applied
from .timetables import Run

DAYS_TO_DECIDE = 2


def apply_all(run: Run, people: dict[str, User], communities: dict[str, Community]) -> None:
    """Have everybody of the story apply, in the order in which they did. Side effects: those of the services."""
    numbers = count()
    sent = [
        (applied, _apply(run, applied, people[applied.person], communities, next(numbers)))
        for applied in run.story.applications
    ]
    for applied, application in sent:
        _decide(run, applied, application)
        if applied.withdrew is not None:
            with clock.at(run.when(applied.withdrew, 17)):
                withdraw_application(actor=people[applied.person], application=application)
    for person, days in run.story.drafts:
        with clock.at(run.when(-1, 20)):
            _draft(run, person, days, people[person], communities)


def community_codes() -> set[str]:
    """The codes of all communities that people of the demo come from."""
    return {person.code for person in APPLICANTS.values() if person.code}


def _apply(
    run: Run, applied: Applied, user: User, communities: dict[str, Community], number: int
) -> Application:
    with clock.at(_moment(run, applied, number)):
        application = _draft(run, applied.person, applied.days, user, communities, number)
        return send_application(
            actor=user, slug=application.participant.cohort.slug, version=application.version
        )


def _moment(run: Run, applied: Applied, number: int) -> dt.datetime:
    """Some time of a working day, later for who comes later in the list."""
    return run.when(applied.sent, 9 + number // 3, number * 7 % 60)


def _draft(
    run: Run, key: str, days: str, user: User, communities: dict[str, Community], number: int = 0
) -> Application:
    return save_draft(
        actor=user, cohort=run.cohort, answers=_answers(run, APPLICANTS[key], days, communities, number)
    )


def _answers(run: Run, person: Person, days: str, communities: dict[str, Community], number: int) -> Answers:
    days_chosen = [run.days[int(day) - 1].pk for day in days]
    motivation = MOTIVATION[person.language]
    return Answers(
        phone=person.phone,
        community=communities.get(person.code),
        country=person.country,
        organisation=person.organisation,
        organisation_kind=person.kind,
        position=person.position,
        motivation=motivation[number % len(motivation)],
        days=days_chosen,
        waits_if_full=days_chosen,
    )


def _decide(run: Run, applied: Applied, application: Application) -> None:
    for number, decision in applied.decided.items():
        request = DayRequest.objects.get(application=application, day=run.days[number - 1])
        with clock.at(run.when(applied.sent + DAYS_TO_DECIDE, 11 + number)):
            decide(
                actor=run.rows.manager,
                day_request=request,
                decision=Decision(decision),
                reason=applied.reason if decision == "decline" else "",
                seen_state=request.state,
            )
