"""Who waits for whom: participants, then the groups that they choose from, then pools, each by id."""

from collections.abc import Collection

from cohorts.choices.models import ChoiceGroup


def lock_groups(participants: Collection[int]) -> None:
    """The groups of these participants' cohorts, held until the transaction ends; one query.

    Whoever takes one place of a group and gives another back needs two of its pools, in either order: the group is
    held before, so that nobody waits in a ring.
    """
    rows = ChoiceGroup.objects.filter(group__cohort__participants__in=participants).distinct()
    ids = list(rows.values_list("pk", flat=True))
    list(ChoiceGroup.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def lock_group(pk: int) -> ChoiceGroup:
    """One group with its parallel sessions and its cohort, held until the transaction ends."""
    rows = ChoiceGroup.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("group__cohort__residency__programme").get(pk=pk)
