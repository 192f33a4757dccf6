"""Who chose which of the parallel sessions: by wishes in what has been, first come in what is to come."""

from collections.abc import Sequence

from django.utils import timezone

from cohorts.choices.models import ChoiceGroup
from cohorts.choices.queries.own import GroupView, views_of
from cohorts.choices.queries.runs import latest_run, mark_of_run
from cohorts.choices.services import allocating, choosing
from cohorts.choices.services.settings import Settings, configure
from cohorts.models import Participant
from cohorts.timetable.models import Session, TrackGroup

from . import clock
from .content.story_shapes import Choosing
from .timetables import Run

# Of those who may choose where choosing goes on, every fourth has not yet.
NOT_YET = 4


def choose_all(run: Run) -> None:
    """Have people choose in the groups of the story. Side effects: those of the services."""
    for key, told in run.story.choosing.items():
        title = run.content.groups[key].columns("title")
        group = TrackGroup.objects.select_related("cohort").get(cohort=run.cohort, **title)
        with clock.at(run.when(told.opens)):
            row = _set_up(run, group, told)
        people = list(
            Participant.objects.filter(cohort=run.cohort, places__pool__day__sessions__track_group=group)
            .select_related("user")
            .order_by("pk")
            .distinct()
        )
        with clock.at(run.when(told.chosen, 19)):
            _choose(run, row, people)
        if row.is_ranked:
            with clock.at(run.when(told.closes + 1)):
                _give_out(run, row)


def _set_up(run: Run, group: TrackGroup, told: Choosing) -> ChoiceGroup:
    sessions = Session.objects.filter(track_group=group)
    row = configure(
        actor=run.rows.manager,
        group=group,
        settings=Settings(
            mode=told.mode,
            opens_at=run.when(told.opens),
            closes_at=run.when(told.closes, 18),
            capacities={session.pk: told.places for session in sessions},
        ),
    )
    assert row is not None  # noqa: S101 — a story that names no way of choosing names no group
    return ChoiceGroup.objects.select_related("group__cohort").get(pk=row.pk)


def _choose(run: Run, row: ChoiceGroup, people: Sequence[Participant]) -> None:
    """Everybody begins with another session, so that not all of them wish for the same."""
    for number, person in enumerate(people):
        view = views_of(person, run.cohort, [row], timezone.now())[0]
        options = _possible(view, number)
        if not options:
            continue
        if row.is_ranked:
            choosing.save_wishes(actor=person.user, choice_group=row, wishes=options[:3])
        elif number % NOT_YET:
            choosing.choose(actor=person.user, choice_group=row, session=options[0], waits=True)


def _possible(view: GroupView, number: int) -> list[str]:
    sessions = [option.session.id for option in view.options if option.holds_day and option.obstacle is None]
    start = number * 2 % len(sessions) if sessions else 0
    return sessions[start:] + sessions[:start]


def _give_out(run: Run, row: ChoiceGroup) -> None:
    made = allocating.start(actor=run.rows.manager, choice_group=row)
    allocating.run(made.pk)
    found = latest_run(row)
    assert found is not None  # noqa: S101 — it was started above
    allocating.tell(actor=run.rows.manager, choice_group=row, seen=mark_of_run(found))
    allocating.run(found.pk)
