"""What choosing has of a cohort: who attends which of the parallel sessions, and places of theirs that move."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.events import Cancellation
from cohorts.facts import Columns, Fact, Panel
from cohorts.models import Cohort, Move, Part, Participant, Pool
from cohorts.succession import Fate, Passing, Succession
from cohorts.wing import Wing
from people.models import User
from people.rights import may

from .columns import columns_of
from .models import Option
from .queries import attending, overview
from .queries.own import groups_of, own_groups
from .services import cancelling, following
from .services.locking import lock_groups
from .words import for_everybody, in_words, is_to_choose


class ChoicesWing(Wing):
    """Groups of parallel sessions from which one chooses."""

    # ------------------------------------------------------------ screens of the back office
    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many have not chosen, by group; none for a cohort without parallel sessions."""
        lines = overview.lines_of(cohort)
        if not lines:
            return None
        return Panel(
            title=_("Choosing sessions"),
            url=reverse("choices_overview", args=[cohort.pk]),
            facts=tuple(line.in_words() for line in lines),
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Proposals that nobody was told yet, and people who have not chosen though choosing is over."""
        found: dict[int, list[Fact]] = {}
        for cohort_id, group in overview.runs_to_tell(cohorts):
            if may(user, "choices.change", group):
                words = _("“%(group)s”: a proposal waits to be read and told") % {"group": group.group.title}
                url = reverse("choices_run", args=[group.pk])
                found.setdefault(cohort_id, []).append(Fact(words, url))
        for cohort_id, group, number in overview.without_answer(cohorts, moment):
            words = ngettext(
                "“%(group)s”: %(count)s person has not chosen",
                "“%(group)s”: %(count)s people have not chosen",
                number,
            ) % {"count": number, "group": group.group.title}
            url = reverse("choices_people", args=[group.pk]) + "?show=silent"
            found.setdefault(cohort_id, []).append(Fact(words, url, number=number))
        return found

    def to_mend(self, cohort: Cohort) -> Sequence[Fact]:
        """Wishes that are asked for until after a session that was moved ahead; one query."""
        words = _(
            "“%(group)s”: choosing by wishes ends only after the first session begins. Set an earlier hour."
        )
        return [
            Fact(words % {"group": row.group.title}, reverse("choices_settings", args=[row.group_id]))
            for row in overview.closing_too_late(cohort)
        ]

    def columns(self, cohort: Cohort) -> Columns | None:
        """Which of the parallel sessions each attends; five queries."""
        return columns_of(cohort)

    # ------------------------------------------------------------ cancelling
    def close_places(self, event: Cancellation, actor: User) -> None:
        """Close the queues, and the places of what is called off."""
        cancelling.close(event, actor)

    # ------------------------------------------------------------ freed places of sessions
    def names(self, pools: Collection[int]) -> Mapping[int, str]:
        """“the session “Dairy plant””; one query."""
        rows = Option.objects.filter(pool__in=pools).select_related("session")
        return {row.pool_id: _("the session “%(title)s”") % {"title": row.session.title} for row in rows}

    def why_rests(self, pool: Pool, moment: dt.datetime) -> str:
        """Nobody is offered a session that is off or has begun."""
        option = Option.objects.filter(pool=pool).select_related("session__day__cohort").first()
        if option is None or (not option.session.is_off and option.session.starts_at > moment):
            return ""
        return _("The session has begun or is called off.")

    def hold(self, participants: Collection[int]) -> None:
        """The groups that they choose from."""
        lock_groups(participants)

    def why_not(
        self, pool: Pool, participants: Collection[int], moment: dt.datetime
    ) -> Mapping[int, Move.Why]:
        """Who lost the day, or attends something else at that time."""
        return attending.why_not(pool, participants)

    def goes_with(self, pool: Pool, participant: Participant) -> Sequence[Part]:
        """With a day, the first of the person's wishes that has room."""
        return [Part(pool_id) for pool_id in attending.wished_with(pool, participant)]

    def moved(self, moves: Sequence[Move]) -> None:
        """One place of a group at a time; a letter where the queue brought it about."""
        following.follow(moves)

    def go_along(self, pools: Collection[int]) -> Collection[int]:
        """With a day, those of its sessions; with a session, those beside it, as one is given back for another; one
        query."""
        own = Option.objects.filter(pool__in=list(pools)).values("choice_group")
        rows = Option.objects.filter(Q(session__day__pool__in=list(pools)) | Q(choice_group__in=own))
        return rows.values_list("pool_id", flat=True)

    def left(self, pool_id: int, participant: Participant, actor: User | None) -> None:
        """Without the day there is none of its sessions."""
        following.leave_day(pool_id, participant, actor)

    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """Places at sessions of the days; wishes are the person's own. Two queries."""
        rows = Option.objects.filter(
            pool__places__participant=succession.leaver, session__day__in=succession.days
        ).select_related("session")
        held = [
            Passing(Fate.PASSES, _("the session “%(title)s”") % {"title": row.session.title}, row.pool_id)
            for row in rows
        ]
        wishes = succession.leaver.option_wishes.filter(option__session__day__in=succession.days)
        own = [Passing(Fate.ENDS, _("wishes among parallel sessions"))] if wishes.exists() else []
        return [*held, *own]

    def replaced(self, succession: Succession, actor: User) -> None:
        """Who was named to choose, or whom a manager gave a session, is the colleague now."""
        following.replace(succession)

    # ------------------------------------------------------------ people at sessions
    def chosen(self, cohorts: Collection[int], user_id: int | None = None) -> Mapping[str, frozenset[int]]:
        """Who holds a place at which session; two queries."""
        return attending.chosen(cohorts, user_id)

    def own_lines(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """Where one chooses, while it is open, or sees what one has; ten queries at most."""
        groups = own_groups(user.pk, cohort, timezone.now())
        url = reverse("choices:own", args=[cohort.slug])
        return [Fact(in_words(group), url) for group in groups if group.may_choose or group.held]

    def choosing(self, cohort: Cohort, moment: dt.datetime) -> Mapping[int, str]:
        """Nothing where choosing is over or told, or only those whom a manager names choose; one query."""
        found = {row.group_id: for_everybody(row, cohort.time_zone, moment) for row in groups_of(cohort)}
        return {group: words for group, words in found.items() if words}

    def to_choose(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """Groups of sessions, open or opening later, in which the person has neither chosen nor wished; as above."""
        groups = own_groups(user.pk, cohort, timezone.now())
        url = reverse("choices:own", args=[cohort.slug])
        return [Fact(in_words(group), url) for group in groups if is_to_choose(group)]
