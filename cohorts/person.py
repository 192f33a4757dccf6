"""What the cohorts have of a person: days on which they come, places offered to them that wait for an answer."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.clocks.dates import moment_in_words
from people.models import User
from people.person import Held, Hindrance, NextThing, PersonPart

from . import personal_data
from .models import Day, Participant, Place
from .queries import live_offers


def days_of(user: User) -> QuerySet[Day]:
    """Days that take place and on which the person comes: those that they hold; all, for who comes to work."""
    held = Place.objects.filter(pool=OuterRef("pool"), participant__user=user)
    works = Participant.objects.filter(cohort=OuterRef("cohort"), user=user)
    works = works.exclude(kind=Participant.Kind.PARTICIPANT)
    return Day.objects.filter(Q(Exists(held)) | Q(Exists(works)), called_off_at=None)


class Offers(PersonPart):
    """Places held for the person until an hour; of all places, what is held of the person."""

    def next_things(self, user: User) -> Sequence[NextThing]:
        """Each offer that holds now: it comes before whatever is later; one query."""
        return [
            NextThing(
                when=offer.offered_at,
                text=_(
                    "A place has become free for you: “%(residency)s”. It is held for you until %(until)s."
                )
                % {
                    "residency": offer.pool.cohort.residency.name,
                    "until": moment_in_words(offer.until, offer.pool.cohort.time_zone),
                },
                url=reverse("cohorts:offer", args=[offer.public_id]),
                action=_("See the offer and answer"),
            )
            for offer in live_offers(user, timezone.now())
        ]

    def held(self, user: User) -> Sequence[Held]:
        """Where the person belongs, and all that became of their places."""
        return personal_data.held(user)

    def hindrances(self, user: User) -> Sequence[Hindrance]:
        """A place, an offer or a place in a queue, where people still come."""
        return personal_data.hindrances(user)

    def hold(self, user: User) -> None:
        """The participations, then what the rooms above have of them: the order of everybody."""
        personal_data.hold(user)

    def erase(self, user: User) -> None:
        """Words of moves go; places and moves stay."""
        personal_data.erase(user)
