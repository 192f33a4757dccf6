"""That the captain of a bus may see one's telephone: its words, and who agrees to them now."""

from collections.abc import Collection, Iterable

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participant
from people.consents import queries, services
from people.consents.models import Consent
from people.models import User

KIND = "phone_to_captain"
# One higher with every change of the words in any language; a test knows what each version says.
VERSION = 1
WORDS = capfirst(_("the captain of my bus may see my phone number"))
_PREFIX = "cohort:"


def _about(cohort_id: int) -> str:
    return f"{_PREFIX}{cohort_id}"


def consent_of(who: Participant) -> Consent | None:
    """The consent of this person for the buses of their cohort, if it holds now; one query."""
    return queries.holding(who.user, KIND, _about(who.cohort_id))


def who_shares(cohort_id: int, users: Collection[int]) -> set[int]:
    """Who of these, by their accounts, lets the captains of a cohort see their telephone now; one query."""
    return queries.who_agrees(users, KIND, _about(cohort_id))


def phone_is_shared_by(user: User) -> Exists:
    """Whether this person shares their telephone in a cohort now, as a condition of participants."""
    return queries.holds_about(user, KIND, Concat(Value(_PREFIX), Cast(OuterRef("cohort"), CharField())))


def keep(who: Participant, *, agrees: bool) -> None:
    """Keep that somebody agrees to what they read, or agrees no more."""
    about = _about(who.cohort_id)
    if agrees:
        services.give(actor=who.user, kind=KIND, about=about, version=VERSION, text=str(WORDS))
    else:
        services.withdraw(actor=who.user, kind=KIND, about=about)


def end_of(cohorts: Iterable[int]) -> int:
    """End what holds for the buses of these cohorts, which are over; the rows stay. Returns how many; one query."""
    return services.end(kind=KIND, about=map(_about, cohorts))
