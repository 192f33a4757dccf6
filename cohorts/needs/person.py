"""What the room has of a person: what they are asked before they come."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.clocks.dates import date_in_words
from foundation.words.translated import said
from people.models import User
from people.person import Item, NextThing, PersonPart, Section

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


class Needs(PersonPart):
    """Food, accessibility and travel: asked after acceptance, changed until the first day."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """A line for each cohort to come."""
        items = tuple(_item(own) for own in _open(user))
        return (Section(title=_("Food and accessibility"), items=items),) if items else ()

    def next_things(self, user: User) -> Sequence[NextThing]:
        """What is not answered yet, by the hour until which answers are taken."""
        return [
            NextThing(
                when=own.closes_at or timezone.now(),
                text=_("Say what you eat and what you need, or that you need nothing: “%(residency)s”.")
                % {"residency": said(own.cohort.residency, "name").text},
                url=reverse("needs:own", args=[own.cohort.slug]),
                action=_("Answer three questions"),
            )
            for own in _open(user)
            if not own.is_answered
        ]
