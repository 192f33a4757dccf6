"""What a person reads of being named to come in a colleague's place."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.words.translated import said
from people.models import User
from people.person import Item, NextThing, PersonPart, Section

from . import queries
from .models import Replacement

State = Replacement.State


class Named(PersonPart):
    """Residencies to which the person is asked to come instead of somebody."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """A line for each that is open; one query."""
        rows = queries.own(user).filter(state__in=Replacement.OPEN).order_by("pk")
        items = tuple(_item(row) for row in rows)
        return (Section(title=_("In a colleague’s place"), items=items),) if items else ()

    def next_things(self, user: User) -> Sequence[NextThing]:
        """To say whether one comes, at once; one query."""
        return [
            NextThing(
                row.entered_at,
                _("You are asked to come in the place of %(name)s.")
                % {"name": row.leaver.user.get_full_name()},
                reverse("replacing:own", args=[row.public_id]),
                _("Say whether you come"),
            )
            for row in queries.own(user).filter(state=State.NOMINATED).order_by("pk")
        ]


def _item(row: Replacement) -> Item:
    name = said(row.leaver.cohort.residency, "name")
    is_confirmed = row.state == State.CONFIRMED
    return Item(
        title=name.text,
        url=reverse("replacing:own", args=[row.public_id]),
        facts=(_("in the place of %(name)s") % {"name": row.leaver.user.get_full_name()},),
        state=_("the organiser is to approve it") if is_confirmed else _("waits for your answer"),
        state_kind="wait" if is_confirmed else "info",
        lang=name.foreign_lang,
    )
