"""What the room has of a person: what they are asked before they come."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.clocks.dates import date_in_words
from foundation.words.translated import said
from people.models import User
from people.person import Held, Item, Lines, NextThing, PersonPart, Section

from . import personal_data
from .queries.people import Own, own_needs


def _open(user: User) -> list[Own]:
    """What the person may answer now, of all their cohorts; four queries."""
    now = timezone.now()
    return [own for own in own_needs(user) if own.is_open_at(now)]


def _item(own: Own) -> Item:
    name = said(own.cohort.residency, "name")
    words = _("Before %(date)s begins") % {"date": date_in_words(own.dates[0])}
    return Item(
        title=name.text,
        url=reverse("needs:own", args=[own.cohort.slug]),
        facts=(words,),
        state=_("Answered") if own.is_answered else _("Please answer"),
        state_kind="ok" if own.is_answered else "wait",
        lang=name.foreign_lang,
    )


def _to_be_answered(own: Own) -> NextThing:
    return NextThing(
        when=own.closes_at or timezone.now(),
        text=_("Say what you eat and what you need, or that you need nothing: “%(residency)s”.")
        % {"residency": said(own.cohort.residency, "name").text},
        url=reverse("needs:own", args=[own.cohort.slug]),
        action=_("Answer three questions"),
    )


class Needs(PersonPart):
    """Food, accessibility and travel: asked after acceptance, changed until the first day."""

    def lines(self, user: User, language: str) -> Lines:
        """A line for each cohort to come; what is not answered yet, by the hour until which answers are taken."""
        opened = _open(user)
        items = tuple(_item(own) for own in opened)
        sections = (Section(title=_("Food and accessibility"), items=items),) if items else ()
        return Lines(sections, [_to_be_answered(own) for own in opened if not own.is_answered])

    def held(self, user: User) -> Sequence[Held]:
        """What the person answered; one query."""
        return [personal_data.held(user)]

    def erase(self, user: User) -> None:
        """Nothing of it stays."""
        personal_data.erase(user)
