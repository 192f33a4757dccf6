"""What documents have of a person: invitations and attestations of their own."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from foundation.words.translated import said
from people.models import User
from people.person import Item, PersonPart, Section

from . import queries
from .models import Document

_KINDS = {Document.State.VOID: "stop"}


class Papers(PersonPart):
    """One's own papers, and the attestation that can be asked for."""

    def sections(self, user: User, language: str) -> Sequence[Section]:
        """What can be asked for first, then what is there, the newest first; four queries for any number."""
        asked_for = [
            Item(
                title=_("Attestation of participation, for the trip report"),
                url=reverse("documents:attestation", args=[cohort.slug]),
                facts=(said(cohort.residency, "name").text,),
                state=_("can be asked for"),
            )
            for cohort in queries.can_be_attested(user, timezone.now())
        ]
        items = (*asked_for, *map(_item, queries.own(user)))
        return (Section(_("Papers for your institution"), items),) if items else ()


def _item(row: Document) -> Item:
    cohort = row.participant.cohort
    name = said(cohort.residency, "name")
    sent_on = formats.date_format(row.sent_at.astimezone(cohort.zone), "j E Y") if row.sent_at else ""
    is_drawn = row.drawn is not None
    if row.is_in_force:
        state, kind = (_("can be downloaded"), "ok") if is_drawn else (_("being drawn"), "wait")
    else:
        state, kind = str(row.get_state_display()), _KINDS.get(Document.State(row.state), "info")
    title = str(row.get_kind_display()).capitalize()
    return Item(
        title=f"{title} № {row.number}" if row.number else title,
        url=reverse("documents:download", args=[row.public_id]),
        facts=(name.text, sent_on),
        state=state,
        state_kind=kind,
    )
