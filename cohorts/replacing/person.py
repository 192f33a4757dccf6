"""What a person reads of being named to come in a colleague's place."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.words.translated import said
from people.models import User
from people.person import Held, Hindrance, Item, Lines, NextThing, PersonPart, Section

from . import personal_data, queries
from .models import Replacement

State = Replacement.State


class Named(PersonPart):
    """Residencies to which the person is asked to come instead of somebody."""

    def lines(self, user: User, language: str) -> Lines:
        """A line for each that is open; to say whether one comes, at once. One query."""
        rows = list(queries.own(user).filter(state__in=Replacement.OPEN).order_by("pk"))
        items = tuple(_item(row) for row in rows)
        sections = (Section(title=_("In a colleague’s place"), items=items),) if items else ()
        return Lines(sections, [_to_be_answered(row) for row in rows if row.state == State.NOMINATED])

    def held(self, user: User) -> Sequence[Held]:
        """That the person was named, or that somebody was named for them."""
        return personal_data.held(user)

    def hindrances(self, user: User) -> Sequence[Hindrance]:
        """A replacement of which something can still come."""
        return personal_data.hindrances(user)

    def erase(self, user: User) -> None:
        """Names, addresses and the letter of the institution go; that one came for another stays."""
        personal_data.erase(user)


def _to_be_answered(row: Replacement) -> NextThing:
    return NextThing(
        row.entered_at,
        _("You are asked to come in place of %(name)s.") % {"name": row.leaver.user.get_full_name()},
        reverse("replacing:own", args=[row.public_id]),
        _("Say whether you are coming"),
    )


def _item(row: Replacement) -> Item:
    name = said(row.leaver.cohort.residency, "name")
    is_confirmed = row.state == State.CONFIRMED
    return Item(
        title=name.text,
        url=reverse("replacing:own", args=[row.public_id]),
        facts=(_("in place of %(name)s") % {"name": row.leaver.user.get_full_name()},),
        state=_("the organiser is to approve it") if is_confirmed else _("waits for your answer"),
        state_kind="wait" if is_confirmed else "info",
        lang=name.foreign_lang,
    )
