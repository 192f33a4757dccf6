"""What lodging has of a person: where they sleep, and that they are asked."""

from collections.abc import Sequence

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Participant
from cohorts.person import days_of
from foundation.clocks.dates import dates_in_words
from foundation.words.translated import said
from people.models import User
from people.person import Held, Item, PersonPart, Section

from . import personal_data
from .forms import night_in_words
from .models import Night, Wish
from .nights import ONE
from .queries import own_stays
from .staying import who_comes


def section(user: User, language: str) -> Section | None:
    """A line for each cohort to come that has nights; five queries for any number."""
    nights = Night.objects.filter(date__gte=timezone.localdate() - ONE, cohort__participants__user=user)
    cohorts = set(nights.values_list("cohort", flat=True))
    people = {
        who.pk: who
        for who in who_comes(cohorts)
        .filter(user=user)
        .select_related("cohort__residency")
        .prefetch_related(Prefetch("cohort__days", days_of(user)))
        .order_by("pk")
    }
    if not people:
        return None
    answered = Wish.objects.exclude(sharing="", nights__isnull=False)
    asked = set(answered.filter(participant__in=people).values_list("participant", flat=True))
    found: dict[int, list[str]] = {pk: [] for pk in people}
    for stay in own_stays(user):
        if stay.participant_id in found:
            hotel = stay.place.pool.night.room_type.hotel
            found[stay.participant_id].append(f"{night_in_words(stay.date)}: {hotel}")
    items = tuple(_item(who, found[pk], is_asked=pk in asked) for pk, who in people.items())
    return Section(title=_("Where you sleep"), items=items)


def _item(who: Participant, facts: list[str], *, is_asked: bool) -> Item:
    """The line of a cohort, with the dates on which they come to it: one may come to two of one name."""
    dates = dates_in_words([day.date for day in who.cohort.days.all()])
    name = said(who.cohort.residency, "name")
    answered = _("You have answered; beds are being given.")
    open_question = _("Say for which nights you need a bed, or that you need none.")
    return Item(
        title=name.text,
        url=reverse("lodging:own", args=[who.cohort.slug]),
        facts=tuple(facts) or (dates, answered if is_asked else open_question),
        lang=name.foreign_lang,
    )


class Nights(PersonPart):
    """Where the person sleeps."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """Nights of one's cohorts to come, if there are any; five queries."""
        found = section(user, language)
        return (found,) if found is not None else ()

    def held(self, user: User) -> Sequence[Held]:
        """Nights and wishes; five queries."""
        return personal_data.held(user)

    def erase(self, user: User) -> None:
        """The wishes go; that a bed was slept in stays, as a number of nobody."""
        personal_data.erase(user)
