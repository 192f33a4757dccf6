"""What replacements are of a cohort: whom to call, what to approve, and what ends with the cohort or the place."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.events import Cancellation, Event, Notice
from cohorts.facts import Fact, Panel, ToCall
from cohorts.models import Cohort, Participant
from cohorts.wing import Wing
from people.models import User
from people.rights import may

from . import letters, queries
from .models import Replacement
from .services.ending import end, end_without_days

State = Replacement.State


def list_url(cohort_id: int) -> str:
    """The page of a cohort's replacements."""
    return reverse("replacing_list", args=[cohort_id])


class ReplacingWing(Wing):
    """People who are to come in the place of others."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many are open, how many are done; one query. Nothing for a cohort without any."""
        states = [row.state for row in Replacement.objects.filter(leaver__cohort=cohort).only("state")]
        if not states or not may(user, "replacements.view", cohort):
            return None
        counts = [
            (states.count(State.NOMINATED), State.NOMINATED),
            (states.count(State.CONFIRMED), State.CONFIRMED),
            (states.count(State.DONE), State.DONE),
        ]
        return Panel(
            title=_("Replacements"),
            url=list_url(cohort.pk),
            facts=tuple(f"{state.label}: {number}" for number, state in counts if number),
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Colleagues who have confirmed and are to be approved; one query."""
        by_id = {cohort.pk: cohort for cohort in cohorts}
        return {
            pk: [_to_approve(pk, number)]
            for pk, number in queries.numbers_in(cohorts).items()
            if may(user, "replacements.decide", by_id[pk])
        }

    def to_call(self, cohort: Cohort, moment: dt.datetime) -> Sequence[ToCall]:
        """Colleagues who did not confirm by the evening; one query."""
        words = _("is named to come in place of %(name)s and has not confirmed")
        return [
            ToCall(row.name, row.phone, words % {"name": _name(row.leaver)}, list_url(cohort.pk))
            for row in queries.silent_in(cohort, moment)
        ]

    def about_people(
        self, cohort: Cohort, participants: Collection[int], user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Naming a colleague for who holds a day to come, or the one who is named; two queries."""
        if not may(user, "replacements.decide", cohort):
            return {}
        open_rows = set(queries.open_in([cohort]).values_list("leaver", flat=True))
        rows = queries.replaceable(cohort).filter(pk__in=list(participants))
        return {
            who.pk: [
                Fact(_("A colleague is named"), list_url(cohort.pk))
                if who.pk in open_rows
                else Fact(
                    _("Replace by a colleague"),
                    reverse("replacing_nominate", args=[cohort.pk, who.public_id]),
                )
            ]
            for who in rows
        }

    # ------------------------------------------------------------ what ends by itself
    def close_places(self, event: Cancellation, actor: User) -> None:
        """Without days to come nothing is left to hand on; after applications and pools are held, as `approve` does."""
        for row in event.once(_to_end):
            end(row, State.WITHDRAWN, actor)

    def concerned(self, event: Event) -> Sequence[Notice]:
        """Colleagues who were named: they take no part yet, and nobody else tells them."""
        if not isinstance(event, Cancellation):
            return ()
        return [Notice(letters.closed(row, reason=event.reason), who=row.name) for row in event.once(_to_end)]

    def left(self, pool_id: int, participant: Participant, actor: User | None) -> None:
        """Whoever gave the last day up has nothing to hand on."""
        end_without_days(pool_id, participant, actor)


def _to_approve(cohort_id: int, number: int) -> Fact:
    words = ngettext("%(count)s replacement to approve", "%(count)s replacements to approve", number)
    return Fact(words % {"count": number}, list_url(cohort_id), number=number, about="replacements")


def _to_end(event: Cancellation) -> list[Replacement]:
    return list(queries.open_in([event.cohort]))


def _name(who: Participant) -> str:
    return who.user.listed_name or str(who)
