"""What the timetable holds of a person: sessions that they lead, and releases that they made.

Both stay. Who leads what is said under a name of the public profile, which the room of courses has; a release is what
people were told, its note is for them, and it points at an account that is empty.
"""

from django.utils.translation import gettext as _

from people.models import User
from people.person import Held
from people.personal_data.words import described, in_words

from . import letters
from .models import Release, SessionTrainer


def held(user: User) -> list[Held]:
    """All of it; two queries."""
    return [_led(user), _released(user)]


def _led(user: User) -> Held:
    rows = SessionTrainer.objects.filter(trainer__user=user).select_related(
        "session__day__cohort__residency", "trainer"
    )
    stays = _(
        "The programme was published under the name of your public profile, and stays as people read it until the"
        " organiser changes it."
    )
    title = _("Sessions that you lead")
    in_time = rows.order_by("session__day__date", "session__starts", "pk")
    return Held(title, [_session(row) for row in in_time], stays=stays)


def _session(row: SessionTrainer) -> dict[str, str]:
    session = row.session
    return {
        _("Residency"): session.day.cohort.residency.name,
        _("Session"): session.title,
        _("Date"): in_words(session.day.date),
        _("Hours"): session.hours_in_words,
        _("Under the name"): row.trainer.name,
    }


def _released(user: User) -> Held:
    rows = Release.objects.filter(released_by=user).select_related("cohort__residency")
    return Held(
        _("Releases of programmes that you made"),
        [
            {_("Residency"): row.cohort.residency.name, **described(row, "number", "released_at", "note")}
            for row in rows.order_by("pk").defer("content", "told")
        ],
    )


def erase(user: User) -> None:
    """Forget what letters told other managers of the person's releases, under their name."""
    for release_id in Release.objects.filter(released_by=user).values_list("pk", flat=True):
        letters.forget_who_released(release_id)
