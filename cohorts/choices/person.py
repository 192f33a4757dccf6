"""What choosing has of a person: sessions that are still to be chosen."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from people.models import User
from people.person import Held, Item, Lines, NextThing, PersonPart, Section

from . import personal_data
from .queries.own import GroupView, own_groups
from .queries.plans import text
from .words import in_words, until_in_words


def open_groups(user: User) -> list[GroupView]:
    """The groups from which this person may choose now; a query, and ten for each cohort that has any."""
    now = timezone.now()
    cohorts = Cohort.objects.filter(
        state=Cohort.State.PUBLISHED,
        archived_at=None,
        days__date__gte=timezone.localdate(now) - dt.timedelta(days=1),  # wide enough for every zone
        participants__user=user,
        track_groups__choice_group__isnull=False,
    ).select_related("residency")
    groups = [
        group for cohort in cohorts.distinct().order_by("pk") for group in own_groups(user.pk, cohort, now)
    ]
    return [group for group in groups if group.is_open]


class Choices(PersonPart):
    """Sessions to choose, and what was chosen while it can be changed."""

    def lines(self, user: User, language: str) -> Lines:
        """The groups that are open, and what is still to be chosen, by the hour until which one may."""
        groups = open_groups(user)
        items = tuple(_item(group) for group in groups)
        sections = (Section(title=_("Sessions to choose"), items=items),) if items else ()
        return Lines(sections, [_to_be_chosen(group) for group in groups if not group.has_answered])

    def held(self, user: User) -> Sequence[Held]:
        """Wishes, and what was decided about them."""
        return personal_data.held(user)

    def erase(self, user: User) -> None:
        """Wishes go; what was decided stays, as numbers."""
        personal_data.erase(user)


def _item(group: GroupView) -> Item:
    return Item(
        title=in_words(group),
        url=reverse("choices:own", args=[group.cohort.slug]),
        facts=(group.cohort.residency.name,),
        state=_("Chosen") if group.has_answered else _("To be chosen"),
        state_kind="ok" if group.has_answered else "wait",
    )


def _to_be_chosen(group: GroupView) -> NextThing:
    return NextThing(
        when=group.row.closes_at or timezone.now(),
        text=_("Choose your session: “%(group)s”, %(until)s.")
        % {"group": text(group.title), "until": until_in_words(group)},
        url=reverse("choices:own", args=[group.cohort.slug]),
        action=_("Choose your sessions"),
    )
