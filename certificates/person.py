"""What the register has of a person: their certificates."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from people.models import User
from people.person import Held, Item, PersonPart, Section

from . import personal_data
from .models import Certificate

_KINDS = {
    Certificate.State.VALID: "ok",
    Certificate.State.REVOKED: "stop",
    Certificate.State.REPLACED: "moved",
}


def _kind(row: Certificate) -> str:
    if row.state == Certificate.State.VALID and not row.is_delivered:
        return "warn" if row.problem else "wait"
    return _KINDS[Certificate.State(row.state)]


def _title(row: Certificate) -> SafeString:
    """The number stays on one line."""
    number = format_html('<span class="text-nowrap">{}</span>', row.number)
    return mark_safe(escape(_("Certificate no. %(number)s")) % {"number": number})  # noqa: S308 — all of it is escaped


class Certificates(PersonPart):
    """One's own certificates."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """The newest first; a replaced one is shown by its successor."""
        rows = (
            Certificate.objects.filter(participant__user=user)
            .exclude(state=Certificate.State.REPLACED)
            .select_related("participant__cohort__residency", "delivered")
        )
        items = tuple(map(_item, rows))
        return (Section(_("Certificates"), items),) if items else ()

    def held(self, user: User) -> Sequence[Held]:
        """Rows of the register, with the signed sheets."""
        return personal_data.held(user)

    def erase(self, user: User) -> None:
        """What colleagues wrote goes; what was issued stays."""
        personal_data.erase(user)


def _item(row: Certificate) -> Item:
    return Item(
        title=_title(row),
        url=reverse("certificates:download", args=[row.public_id]),
        facts=(
            str(row.participant.cohort.residency),
            formats.date_format(row.issued_at.astimezone(row.participant.cohort.zone), "j E Y"),
        ),
        state=row.state_in_words,
        state_kind=_kind(row),
    )
