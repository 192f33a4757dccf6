"""Who chooses in a group: whoever holds the day, narrowed as a manager says."""

from collections.abc import Collection, Iterable, Mapping

from cohorts.choices.models import ChoiceGroup
from cohorts.models import Participant

Who = ChoiceGroup.Who


def groups_of(participant: Participant, rows: Collection[ChoiceGroup]) -> set[int]:
    """In which of these groups this person chooses, if they hold its day, by the groups' ids; one query at most."""
    return {pk for pk, people in choosers_of(rows, [participant.pk]).items() if people}


def choosers_of(rows: Collection[ChoiceGroup], people: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Who of these participants chooses in each of these groups, if they hold its day; two queries at most."""
    asked = frozenset(people)
    kinds = {row.who for row in rows}
    participants, named = frozenset[int](), dict[int, set[int]]()
    if Who.PARTICIPANTS in kinds:
        kind = Participant.Kind.PARTICIPANT
        own = Participant.objects.filter(kind=kind, cohort__track_groups__choice_group__in=rows)
        participants = asked.intersection(own.values_list("pk", flat=True))
    if Who.NAMED in kinds:
        pairs = ChoiceGroup.named.through.objects.filter(choicegroup__in=rows)
        for group, person in pairs.values_list("choicegroup", "participant"):
            named.setdefault(group, set()).add(person)
    return {
        row.pk: {
            Who.EVERYBODY: asked,
            Who.PARTICIPANTS: participants,
            Who.NAMED: asked.intersection(named.get(row.pk, ())),
        }[Who(row.who)]
        for row in rows
    }
