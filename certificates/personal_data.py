"""What the register holds of a person, and what of it goes when they are erased: only the words of colleagues."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from people.models import User
from people.person import Held
from people.personal_data.files import held_file
from people.personal_data.words import described, in_words

from .freezing import thawed
from .models import Certificate


def held(user: User) -> Sequence[Held]:
    """One row for each certificate, whatever became of it; one query."""
    rows = Certificate.objects.filter(participant__user=user).select_related(
        "participant__cohort__residency__programme", "issuer", "delivered"
    )
    files = [held_file(f"{row.number}.pdf", row.delivered.file) for row in rows if row.is_delivered]
    stays = _(
        "A certificate stays in the register as it was issued, with your name: the register has to confirm it for as"
        " long as anybody shows it. The reason of a revocation or a replacement is erased."
    )
    return [Held(_("Certificates"), list(map(_in_words, rows)), files, stays)]


def _in_words(row: Certificate) -> Mapping[str, str]:
    found = {
        **described(row, "number"),
        _("State"): row.state_in_words,
        _("Residency"): str(row.participant.cohort.residency),
        _("Issued by"): row.issuer.name,
        **described(row, "issued_at", "ended_at", "end_reason", "problem"),
        **_printed(row),
    }
    return {name: words for name, words in found.items() if words}


def _printed(row: Certificate) -> dict[str, str]:
    """What the sheet says of the person; of facts that this version cannot read, nothing: the sheet itself says it."""
    facts = thawed(row)
    if facts is None:
        return {}
    holder = facts.holder
    return {
        _("Name on the sheet"): holder.printed_name,
        _("Position"): holder.position,
        _("Organisation"): holder.organisation,
        _("Community"): holder.community,
        _("Days attended"): ", ".join(map(in_words, facts.dates)),
        _("Hours"): number_format(facts.hours.normalize() + Decimal(0), use_l10n=True),
        _("Sessions attended"): "; ".join(facts.taught),
    }


def erase(user: User) -> None:
    """Take away why a certificate ended, which was written for its holder alone."""
    Certificate.objects.filter(participant__user=user).update(end_reason="")
