"""What choosing has of each person of a cohort: which of the parallel sessions they attend, and who attends none."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Participant, Place, Waiting
from cohorts.timetable.models import Session
from foundation.words.translated import said

from .models import ChoiceGroup, Wish
from .queries.attending import in_their_groups
from .queries.own import groups_of

Who = ChoiceGroup.Who


def columns_of(cohort: Cohort) -> Columns | None:
    """A column for each group that one chooses from; one query."""
    groups = list(groups_of(cohort))
    if not groups:
        return None
    columns = [Column(_key(row.pk), said(row.group, "title").text, lacking(row, cohort)) for row in groups]
    return Columns("choices.view", "choices.change", columns, lambda people: _cells(groups, people))


def _key(group_id: int) -> str:
    return f"choice-{group_id}"


def lacking(row: ChoiceGroup, cohort: Cohort) -> QuerySet[Participant]:
    """Who is to attend one of the sessions and has a place at none, as long as they are to come.

    Wishes are an answer until places have been given out by them; waiting is none.
    """
    options = in_their_groups().filter(
        choice_group=row,
        session__state=Session.State.PLANNED,
        session__called_off_at=None,
        session__day__date__gte=timezone.now().astimezone(cohort.zone).date(),
    )
    own = Place.objects.filter(participant=OuterRef("pk"))
    people = Participant.objects.filter(
        Exists(own.filter(pool__in=options.values("session__day__pool"))),
        ~Exists(own.filter(pool__in=in_their_groups().filter(choice_group=row).values("pool"))),
        cohort=cohort,
        kind=Participant.Kind.PARTICIPANT,
    )
    if row.who == Who.NAMED:
        people = people.filter(pk__in=row.named.values("pk"))
    if row.is_ranked and row.told_at is None:
        wishes = Wish.objects.filter(participant=OuterRef("pk"), option__choice_group=row)
        people = people.filter(~Exists(wishes))
    return people


def _cells(groups: Iterable[ChoiceGroup], people: Sequence[Participant]) -> Cells:
    """What each attends, waits for, or has wished for; four queries for any number of groups."""
    options = {
        row.pool_id: row
        for row in in_their_groups().filter(choice_group__in=list(groups)).select_related("session")
    }
    attends = _titles(Place.objects.filter(participant__in=people, pool__in=options), options)
    waits = _titles(Waiting.objects.filter(participant__in=people, pool__in=options), options)
    wishes = Wish.objects.filter(participant__in=people, option__choice_group__in=list(groups))
    wished = set(wishes.values_list("option__choice_group", "participant"))
    return {
        (_key(row.pk), who.pk): Cell(
            _words(attends.get((row.pk, who.pk)), waits.get((row.pk, who.pk)), (row.pk, who.pk) in wished),
            reverse("choices_person", args=[row.pk, who.public_id]),
            _("no session") if (row.pk, who.pk) in {*waits, *wished} else _("not chosen"),
        )
        for row in groups
        for who in people
    }


def _titles(rows: QuerySet, options: dict) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], list[str]] = {}
    for pool, person in rows.values_list("pool", "participant").order_by("pk"):
        option = options[pool]
        found.setdefault((option.choice_group_id, person), []).append(said(option.session, "title").text)
    return {key: ", ".join(titles) for key, titles in found.items()}


def _words(attends: str | None, waits: str | None, wished: bool) -> str:
    if attends:
        return attends
    if waits:
        return _("waits: %(what)s") % {"what": waits}
    return _("wishes are there") if wished else ""
