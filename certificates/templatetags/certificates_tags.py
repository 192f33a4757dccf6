"""How the register speaks on pages."""

import datetime as dt
from dataclasses import asdict, dataclass

from django import template
from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from certificates.comparing import compared
from certificates.completion import Reason
from certificates.models import Certificate
from certificates.names import as_printed
from certificates.pdf.facts import CertificateFacts
from certificates.pdf.phrases import ects_phrase, figure, plain
from certificates.verification import Check, Verdict
from cohorts.models import Participant
from foundation.clocks.dates import dates_in_words, moment_in_words
from foundation.ui.addresses import absolute

register = template.Library()


@register.filter
def on_one_line(number: str) -> SafeString:
    """A number of the register that is not broken over lines."""
    return format_html('<span class="text-nowrap">{}</span>', number)


@register.simple_tag
def reason_text(reason: Reason) -> str:
    """A reason of the completion rule in the reader's language."""
    return reason.text(translation.get_language() or "uk")


@register.simple_tag
def moment_of(moment: dt.datetime, certificate: Certificate) -> str:
    """“18:00, 12 December 2026, Kyiv time”: a moment by the clock of the certificate's cohort."""
    return moment_in_words(moment, certificate.participant.cohort.time_zone)


@register.simple_tag
def dates_of(facts: CertificateFacts) -> str:
    """The days printed, in the reader's language."""
    return dates_in_words(facts.dates)


@register.simple_tag
def hours_of(facts: CertificateFacts) -> str:
    """The hours printed, with what an hour is, in the reader's language."""
    number = plain(facts.hours)
    whole = number == number.to_integral_value()
    hours = ngettext("%(number)s hour", "%(number)s hours", int(number) if whole else 2) % {
        "number": figure(number, translation.get_language() or "uk")
    }
    return _("%(hours)s of %(minutes)s minutes") % {"hours": hours, "minutes": facts.minutes_per_hour}


@register.simple_tag
def credits_of(facts: CertificateFacts) -> str:
    """The credits as the sheet writes them, in the reader's language."""
    return "" if facts.ects is None else ects_phrase(facts.ects, translation.get_language() or "uk")


@dataclass(frozen=True)
class Beside:
    """One thing that a sheet says, as it was and as it would be."""

    label: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether the new sheet says something else."""
        return self.old != self.new


def _said(facts: CertificateFacts) -> dict[str, str]:
    """All that a sheet says save its number, code and date, by what it is, in the reader's language."""
    holder = facts.holder
    printed = as_printed(asdict(holder), facts.language)
    return {
        _("Name as printed"): holder.printed_name,
        _("Family name, for the check"): compared(printed["family"], printed["given"]),
        _("Position"): holder.position,
        _("Organisation"): holder.organisation,
        _("Community"): holder.community,
        _("Document"): facts.title,
        _("Programme"): facts.programme.name,
        _("Residency"): facts.topic,
        _("Dates"): dates_of(facts),
        _("place"): facts.place,
        _("Hours"): hours_of(facts),
        _("Credits"): credits_of(facts),
        _("issuing organisation"): facts.issuer.name,
        _("legal basis"): facts.legal_basis,
        _("learning outcomes"): "; ".join(facts.outcomes),
        _("topics of the sessions"): "; ".join(facts.taught),
        _("partners"): "; ".join(name for group in facts.partners for name in group.names),
        _("sentence of the donor"): facts.donor_sentence,
        _("signatories"): "; ".join(f"{each.name}, {each.office}".rstrip(", ") for each in facts.signatories),
        _("Trial signature"): _("yes") if facts.trial else _("no"),
    }


@register.simple_tag
def beside(old: CertificateFacts, new: CertificateFacts) -> list[Beside]:
    """What both sheets say, line by line, what differs first; what neither says is left out."""
    before, after = _said(old), _said(new)
    rows = [Beside(label, before[label], after[label]) for label in before]
    return sorted((row for row in rows if row.old or row.new), key=lambda row: not row.differs)


@register.simple_tag
def certificate_of(participant: Participant) -> Certificate | None:
    """The participant's certificate that has not been replaced, for pages of lower rooms; one query."""
    rows = Certificate.objects.filter(participant=participant).exclude(state=Certificate.State.REPLACED)
    return rows.order_by("-pk").first()


@register.simple_tag(takes_context=True)
def checked_at(context: template.Context, check: Check) -> SafeString:
    """When and at which address it was checked: what a printed page needs to be looked up again."""
    row = check.certificate
    zone = row.participant.cohort.time_zone if row else settings.TIME_ZONE
    address = escape(absolute(context["request"].path))
    words = {
        "moment": escape(moment_in_words(timezone.now(), zone)),
        "address": address,
    }
    return mark_safe(escape(_("Checked: %(moment)s, at %(address)s")) % words)  # noqa: S308 — all of it is escaped


@register.simple_tag
def partners_of(facts: CertificateFacts) -> list[tuple[str, list[dict[str, str]]]]:
    """The partners printed, as the component that lists partners takes them; all of them, in the document's words."""
    return [(group.role, [{"name": name} for name in group.names]) for group in facts.partners]


def _ended_on(check: Check) -> str:
    return formats.date_format(check.ended_on, "j E Y") if check.ended_on else ""


def _unknown(how: str) -> str:
    """What to do with something that the register does not know."""
    if how == "file":
        return _(
            "The register did not issue this file. A scan, a photo or a copy that another program saved again is not"
            " known either: choose the PDF as it was downloaded."
        )
    if how == "code":
        return _(
            "The register has no certificate at this address. Look whether all of the address was copied."
        )
    return _("The register has no such certificate. Check the number and the family name, letter by letter.")


def _words(check: Check) -> tuple[str, str]:
    """The verdict's word, and the sentence under it."""
    if check.verdict is Verdict.VALID:
        return pgettext("verdict", "Valid"), _("The register knows this certificate, and it is in force.")
    if check.verdict is Verdict.FURTHER:
        return pgettext("verdict", "Ours, signed further"), _(
            "The register knows this certificate, and it is in force. Somebody has added a signature of their own to"
            " the file; the sheet is as it was issued. Whose that signature is, this register does not check."
        )
    if check.verdict is Verdict.PENDING:
        return pgettext("verdict", "Not signed yet"), _(
            "The certificate is issued, and its signed sheet is being made. Do not rely on it until the sheet is there:"
            " check again later."
        )
    if check.verdict is Verdict.REVOKED:
        text = _("This certificate was revoked on %(date)s.")
        return pgettext("verdict", "Revoked"), text % {"date": _ended_on(check)}
    if check.verdict is Verdict.REPLACED:
        text = escape(_("This certificate was replaced on %(date)s by no. %(number)s."))
        words = {"date": escape(_ended_on(check)), "number": on_one_line(check.successor)}
        return pgettext("verdict", "Replaced"), mark_safe(text % words)  # noqa: S308 — all of it is escaped
    if check.verdict is Verdict.ALTERED:
        return pgettext("verdict", "Changed"), _("This file is not as it was issued. Do not rely on it.")
    return pgettext("verdict", "Unknown"), _unknown(check.how)


@register.simple_tag
def verdict_of(check: Check) -> dict[str, str]:
    """The verdict's one word, the sentence under it, the kind that gives it shape and colour, the successor."""
    word, text = _words(check)
    kind = "changed" if check.verdict is Verdict.ALTERED else check.verdict.value
    return {"word": word, "text": text, "kind": kind, "successor": check.successor}


@register.simple_tag
def how_checked(check: Check) -> str:
    """What was compared with what."""
    if check.verdict is Verdict.UNKNOWN:
        return _("Nothing in the register matches what was given.")
    if check.verdict is Verdict.PENDING:
        return _("The register has delivered no signed sheet of this certificate yet.")
    if check.verdict is Verdict.ALTERED:
        return _(
            "The signature in the file is one of this register, but the file differs from the one that was delivered."
            " Ask the holder for the file as it was downloaded."
        )
    if check.how == "file":
        return _(
            "The file is the one that was delivered, to the last byte, and its electronic signature is whole."
        )
    if check.how == "further":
        return _(
            "Up to the added signature the file is the one that was delivered, to the last byte. What follows is one"
            " whole electronic signature that changes nothing on the sheet."
        )
    if check.how == "code":
        return _("By the QR code. Compare the name and the dates with the sheet in your hands.")
    return _("By the number and the family name. Compare the dates and hours with the sheet in your hands.")
