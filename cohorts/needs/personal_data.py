"""What people said that they need, for who asks what is held of them; all of it goes with them."""

from django.utils.translation import gettext as _

from cohorts import places
from people.models import User
from people.person import Held
from people.personal_data.words import in_words

from .models import Need


def held(user: User) -> Held:
    """Every answer, of every cohort; one query."""
    rows = Need.objects.filter(participant__user=user).select_related("participant__cohort__residency")
    return Held(_("Food and accessibility"), [_row(need) for need in rows.order_by("participant", "pk")])


def _row(need: Need) -> dict[str, str]:
    return {
        _("Residency"): need.participant.cohort.residency.name,
        str(need.get_question_display()): need.words,
        _("Answered at"): in_words(need.answered_at),
    }


def erase(user: User) -> None:
    """Delete the answers. How many portions were ordered and served are numbers of a meal, and stay.

    Holds the participants, as saving an answer does.
    """
    places.lock_participants(user.participations.values_list("pk", flat=True))
    Need.objects.filter(participant__user=user).delete()
