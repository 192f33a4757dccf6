"""Taking choices out: a line for each session that somebody wishes for or has a place in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport
from cohorts.models import Cohort, Participant, Place
from office.exports import Column
from people.models import by_name

from .models import Option, Wish


@dataclass(frozen=True)
class Choice:
    """One session of one person: which wish it was, if any, and whether they have the place."""

    participant: Participant
    option: Option
    rank: int | None
    is_held: bool


class Choices(CohortExport):
    """Who wishes for which of the parallel sessions, and who has a place in which."""

    name = "choices"
    title = _("Choices")
    right: ClassVar[str] = "choices.view"

    def url(self, subject: Cohort) -> str:
        """The groups from which one chooses."""
        return reverse("choices_overview", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The person, the wish, and what became of it."""
        return [
            Column("name", _("Name"), lambda row: row.participant.user.listed_name),
            Column("email", _("E-mail"), lambda row: row.participant.user.email, "cohorts.see_contacts"),
            Column("group", _("Group"), lambda row: row.option.choice_group.group.title),
            Column("date", _("Date"), lambda row: row.option.session.day.date),
            Column("session", _("Session"), lambda row: row.option.session.title),
            Column("rank", _("Wish no."), lambda row: row.rank),
            Column("held", _("Holds the place"), lambda row: row.is_held),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> Iterator[Choice]:
        """Four queries; a place that somebody took at once, or was given, had no wish before it."""
        options = Option.objects.filter(session__day__cohort=subject).order_by("session__day__date", "pk")
        known = {row.pk: row for row in options.select_related("choice_group__group", "session__day")}
        wishes = Wish.objects.filter(option__in=list(known)).values_list("participant", "option", "rank")
        ranks = {(person, option): rank for person, option, rank in wishes}
        places = Place.objects.filter(pool__choice_option__in=list(known))
        held = set(places.values_list("participant", "pool__choice_option"))
        people = Participant.objects.filter(pk__in={person for person, _option in held | ranks.keys()})
        for who in people.select_related("user").order_by(*by_name("user__"), "pk"):
            own = [option for option in known if (who.pk, option) in held or (who.pk, option) in ranks]
            for option in sorted(own, key=lambda each, pk=who.pk: ranks.get((pk, each), 0)):  # type: ignore[misc]
                key = (who.pk, option)
                yield Choice(who, known[option], ranks.get(key), key in held)
