"""What people say of where they sleep, and whom they mean by the names that they typed."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.models import Participant
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from people.models import User

from ..models import Named, WantedNight, Wish
from ..sharing import Sharing
from ..staying import nights_for, today_of

_CHANGED = _(
    "What you say of your room was changed in another window meanwhile. Look at it, then save once more."
)


@dataclass(frozen=True)
class Said:
    """What somebody wrote into the form."""

    nights: Collection[dt.date] = ()
    sharing: str = ""
    accessible: bool = False
    note: str = ""
    wanted: Collection[str] = ()
    unwanted: Collection[str] = ()
    carers: Collection[str] = ()
    _names: dict[str, Collection[str]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        what = Named.What
        self._names.update({what.WANTED: self.wanted, what.UNWANTED: self.unwanted, what.CARER: self.carers})

    @property
    def names(self) -> set[tuple[str, str]]:
        """Each name with what is said of the person."""
        return {(what, name) for what, names in self._names.items() for name in names}


def mark_of_wish(wish: Wish | None) -> str:
    """The mark of what somebody said of their room; three queries at most."""
    if wish is None:
        return mark_of(None)
    return mark_of(
        [
            [wish.sharing, wish.accessible, wish.note],
            sorted(str(night.date) for night in wish.nights.all()),
            sorted((each.what, each.typed) for each in wish.named.all()),
        ]
    )


@transaction.atomic
def say(*, actor: User, participant: Participant, said: Said, seen: str | None = None) -> Wish:
    """Keep what somebody wishes; names that were typed before keep whom they mean. Beds that are given stay.

    `seen` is the mark of what they were shown; raises `Conflict` if it is something else by now, `DomainError` once the
    first of one’s nights is over, for a night that goes with none of one's days, for nights without an answer to the
    question, and for names of people to share with beside “a room of my own”.
    """
    who = places.lock_participants([participant.pk])[participant.pk]
    require_seen(mark_of_wish(Wish.objects.filter(participant=who).first()), seen, Conflict(_CHANGED))
    own = nights_for(participant.cohort, [who.pk])[who.pk]
    if not own or own[0] < today_of(participant.cohort):
        raise DomainError(_("Your first night is over. Call the organiser about your bed."))
    if not set(said.nights) <= set(own):
        raise DomainError(_("Choose nights that go with your days."), field="nights")
    if said.nights and not said.sharing:
        raise DomainError(_("Choose one answer: nobody guesses it for you."), field="sharing")
    if said.sharing == Sharing.ALONE and said.wanted:
        words = _("You ask for a room of your own and name people to share it with. Choose one of the two.")
        raise DomainError(words, field="wanted")
    wish, _is_new = Wish.objects.update_or_create(
        participant=who,
        defaults={
            "sharing": said.sharing,
            "accessible": said.accessible,
            "note": said.note,
            "answered_at": timezone.now(),
        },
    )
    wish.nights.all().delete()
    WantedNight.objects.bulk_create(WantedNight(wish=wish, date=date) for date in sorted(set(said.nights)))
    _keep_names(wish, said.names)
    return wish


def _keep_names(wish: Wish, names: set[tuple[str, str]]) -> None:
    present = {(each.what, each.typed): each for each in wish.named.all()}
    Named.objects.filter(pk__in=[row.pk for key, row in present.items() if key not in names]).delete()
    Named.objects.bulk_create(
        Named(wish=wish, what=what, typed=typed) for what, typed in sorted(names - present.keys())
    )


@transaction.atomic
def settle(*, actor: User, named: Named, person: Participant | None) -> Named:
    """Say whom somebody means by a name; None: nobody of those who come.

    Raises `DomainError` for the person themselves and for somebody of another cohort. Side effect: an audit line, which
    says neither of the two.
    """
    own = named.wish.participant
    if person is not None and (person.pk == own.pk or person.cohort_id != own.cohort_id):
        raise DomainError(_("Choose another person of this cohort."), field="person")
    named.person, named.is_settled = person, True
    named.save(update_fields=["person", "is_settled"])
    log(own.cohort, "lodging.settle", user=actor)
    return named
