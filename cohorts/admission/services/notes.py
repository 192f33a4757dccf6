"""Words about an application among colleagues."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.admission.answers import cleaned
from cohorts.admission.models import Application, Note
from foundation.errors import DomainError
from people.models import User
from people.personal_data.services import refuse_erased

from .history import note


@transaction.atomic
def write_note(*, actor: User, application: Application, text: str) -> Note:
    """Keep a note about an application. Raises `DomainError` for an empty one, and for one about who is erased.

    Side effect: an audit line.
    """
    refuse_erased(application.participant.user)
    words = cleaned(Note, "text", text)
    if not words:
        raise DomainError(_("Write the note."), field="text")
    row = Note.objects.create(application=application, text=words, written_by=actor)
    note(application, "note", actor)
    return row
