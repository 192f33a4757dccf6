"""What the cohorts have of a person: places that are offered to them and wait for an answer."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.clocks.dates import moment_in_words
from people.models import User
from people.person import NextThing, PersonPart

from .queries import live_offers


class Offers(PersonPart):
    """Places held for the person until an hour."""

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
