"""Confirming that one has read a site's safety briefing."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from foundation.words.translated import words
from people.models import User
from residencies.models import Venue

from ..models import Acknowledgement, Briefing, Visit
from ..queries import attending
from .record import note


def digest_of(venue: Venue) -> str:
    """The hash of a site's briefing as it is now, in all its languages; empty if there is none."""
    said = words(venue, "safety_briefing")
    return mark_of(dict(said.by_language)) if said else ""


@transaction.atomic
def acknowledge(*, actor: User, visit: Visit, venue: Venue, seen: str) -> Acknowledgement:
    """Keep that this person read the briefing of a site of a visit that they attend: the text as it was, and when.

    Once a person and text: another visit to the same site with the same text asks for nothing. Raises `DomainError` for
    who holds no place, `Conflict` if the text is not the one that was shown. Side effect: an audit line.
    """
    participant = attending(visit.session).filter(user=actor).first()
    if participant is None:
        raise DomainError(_("Whoever holds a place on this visit confirms having read the briefing."))
    fresh = Venue.objects.select_for_update().get(pk=venue.pk)
    said, digest = words(fresh, "safety_briefing"), digest_of(fresh)
    if not digest:
        raise DomainError(_("This site has no safety briefing."))
    require_seen(
        digest, seen, Conflict(_("The briefing has changed since you opened this page. Read it once more."))
    )
    briefing, _is_new = Briefing.objects.get_or_create(
        venue=fresh, digest=digest, defaults={"words": dict(said.by_language)}
    )
    kept, is_new = Acknowledgement.objects.get_or_create(
        participant=participant,
        briefing=briefing,
        defaults={"visit": visit, "language": said.in_(get_language() or "uk").lang},
    )
    if is_new:
        note(kept, "logistics.acknowledge", actor)
    return kept
