"""What documents have of a cohort: its invitations, and what becomes of them when a day is given up or called off."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.events import Cancellation
from cohorts.facts import Columns, Fact, Panel
from cohorts.models import Cohort, Participant
from cohorts.succession import Fate, Passing, Succession
from cohorts.wing import Wing
from foundation.work import WorkState
from people.models import User
from people.rights import may

from . import queries
from .columns import columns_of
from .models import Document
from .services import following

State, Kind = Document.State, Document.Kind


class DocumentsWing(Wing):
    """The invitations of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel:
        """How many have none, and how many orders have come in; two queries."""
        url = reverse("documents_desk", args=[cohort.pk])
        lines = queries.desk(cohort)
        title = _("Invitations and attestations")
        if not lines:
            return Panel(title=title, url=url, facts=(_("Invitations come with accepted people."),))
        none, found = len(queries.without(lines)), queries.counts(lines)
        out = len(lines) - none - found.get(State.DRAFT, 0)
        ordered = found.get(State.ORDERED, 0)
        waiting = ngettext("%(count)s has no invitation yet.", "%(count)s have no invitation yet.", none)
        sent = ngettext("%(count)s has been sent one.", "%(count)s have been sent one.", out)
        orders = ngettext("%(count)s order is here.", "%(count)s orders are here.", ordered)
        may_send = bool(none) and may(user, "documents.send", cohort)
        return Panel(
            title=title,
            url=url,
            facts=(
                Fact(waiting % {"count": none}, f"{url}?show=none"),
                Fact(sent % {"count": out}, f"{url}?show=sent"),
                Fact(orders % {"count": ordered}, f"{url}?show=ordered"),
            ),
            action=_("Prepare and send invitations") if may_send else "",
            action_url=reverse("documents_send_all", args=[cohort.pk]) if may_send else "",
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Papers that could not be drawn; one query."""
        rows = Document.objects.filter(participant__cohort__in=cohorts, drawing__state=WorkState.FAILED)
        found = rows.order_by().values_list("participant__cohort").annotate(number=Count("pk"))
        words = {
            cohort: ngettext(
                "%(count)s paper could not be made", "%(count)s papers could not be made", number
            )
            % {"count": number}
            for cohort, number in found
        }
        return {
            cohort: [Fact(text, reverse("documents_desk", args=[cohort]))] for cohort, text in words.items()
        }

    def columns(self, cohort: Cohort) -> Columns:
        """How far the invitation of each is; five queries."""
        return columns_of(cohort)

    def carry_out(self, event: Cancellation, actor: User) -> None:
        """Look who holds the days, as long as they do; one query."""
        event.once(following.held_days_off)

    def close_places(self, event: Cancellation, actor: User) -> None:
        """Invitations to days that are called off are void."""
        following.called_off(event, actor)

    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """The invitation; attestations and certificates are of who was there. One query."""
        if queries.in_force(succession.leaver, Kind.INVITATION) is None:
            return ()
        return [Passing(Fate.ENDS, _("the invitation is void; the colleague’s is prepared as a draft"))]

    def replaced(self, succession: Succession, actor: User) -> None:
        """The one's invitation is void, the other's is prepared."""
        following.replaced(succession, actor)

    def left(self, pool_id: int, participant: Participant, actor: User | None) -> None:
        """An invitation to a day that somebody has given up does not hold any more; one query if there is none."""
        following.left(pool_id, participant, actor)
