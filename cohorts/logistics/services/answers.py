"""What hosts do by their link: they answer, say what holds on this visit, count heads, and leave a note."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import hours
from foundation.errors import Conflict, DomainError
from foundation.stale import mark_of, require_seen
from foundation.words.cleaning import cleaned

from ..models import VisitSite
from ..rights import Bearer
from .record import become, locked, note, refuse_past

State = VisitSite.State


def hours_mark(site: VisitSite) -> str:
    """The mark of when a visit is: it travels with the host's form, so that nobody agrees to hours they never read."""
    return mark_of([str(each) for each in site.hours])


def _open(actor: Bearer, seen: str | None) -> VisitSite:
    """The bearer's site, held, of a visit that is to come and is planned for the hours that were shown."""
    row = locked(actor.site)
    refuse_past(row, timezone.now())
    words = _(
        "The organiser has changed the hours since you opened this page. Look at them and answer again."
    )
    require_seen(hours_mark(row), seen, Conflict(words))
    return row


def agree(row: VisitSite) -> None:
    """Put a held site into the state of being confirmed for the hours that are planned now; saves nothing."""
    become(row, State.CONFIRMED)
    row.agreed_date, row.agreed_starts, row.agreed_ends = row.told = row.hours
    row.proposed_starts = row.proposed_ends = None


@transaction.atomic
def confirm(*, actor: Bearer, seen: str) -> VisitSite:
    """The host receives the group at the hours that were shown.

    Raises `Conflict` if they are others by now, `DomainError` for a visit that is off or has begun. Twice is harmless.
    Side effect: an audit line.
    """
    row = _open(actor, seen)
    agree(row)
    row.answered_at, row.answer = timezone.now(), ""
    row.save()
    note(row, "logistics.confirm", actor)
    return row


@transaction.atomic
def propose_time(*, actor: Bearer, seen: str, starts: dt.time, ends: dt.time, words: str = "") -> VisitSite:
    """The host proposes other hours of the same day; nothing changes until a manager agrees.

    Raises as `confirm` does, and `DomainError` for hours that cannot be or are those that are planned. Side effect: an
    audit line.
    """
    row = _open(actor, seen)
    if not hours.may_be(starts, ends):
        raise DomainError(_("The group leaves after it arrives. Look at both hours."), field="ends")
    if (starts, ends) == (row.hours.starts, row.hours.ends):
        raise DomainError(_("These are the hours that are planned: confirm them instead."), field="starts")
    words = cleaned(VisitSite, "answer", words)
    become(row, State.PROPOSED)
    row.proposed_starts, row.proposed_ends = starts, ends
    row.told = row.hours
    row.answered_at, row.answer = timezone.now(), words
    row.save()
    note(row, "logistics.propose", actor)
    return row


@transaction.atomic
def decline(*, actor: Bearer, seen: str, words: str = "") -> VisitSite:
    """The host cannot receive the group. Raises as `confirm` does. Side effect: an audit line."""
    row = _open(actor, seen)
    words = cleaned(VisitSite, "answer", words)
    become(row, State.DECLINED)
    row.proposed_starts = row.proposed_ends = None
    row.answered_at, row.answer = timezone.now(), words
    row.save()
    note(row, "logistics.decline", actor)
    return row


@transaction.atomic
def describe(
    *, actor: Bearer, capacity: int | None, rules: str, title: str, summary: str, language: str
) -> VisitSite:
    """Keep what holds on this visit, and what the host would have the programme say, in the language of the page.

    The programme itself stays as it is until a manager takes the words over. Raises `DomainError` for a visit that is
    off or has begun. Side effect: an audit line.
    """
    row = _open(actor, None)
    row.capacity, row.rules = capacity, cleaned(VisitSite, "rules", rules)
    row.title, row.summary = cleaned(VisitSite, "title", title), cleaned(VisitSite, "summary", summary)
    row.text_language = language if title or summary else ""
    row.save()
    note(row, "logistics.describe", actor)
    return row


@transaction.atomic
def count_heads(*, actor: Bearer, heads: int, leaving: bool) -> VisitSite:
    """Keep how many people the host counted on arrival, or on leaving; counted again, the later number stands.

    Raises `DomainError` before the day has come by the clock of the place, and for a visit that is off. Side effect: an
    audit line with the number.
    """
    row = locked(actor.site)
    now = timezone.now()
    if row.visit.session.is_off:
        raise DomainError(_("This visit is called off."))
    if not row.visit.session.day.has_come_at(now):
        raise DomainError(_("The day has not come yet: heads are counted when the group is there."))
    if leaving:
        row.heads_out, row.heads_out_at = heads, now
    else:
        row.heads_in, row.heads_in_at = heads, now
    row.save()
    note(row, "logistics.count_out" if leaving else "logistics.count_in", actor, heads=heads)
    return row


@transaction.atomic
def leave_note(*, actor: Bearer, text: str) -> VisitSite:
    """Keep the host's words on how it went, for the organisers of this visit and of the next one.

    Raises `DomainError` before the day has come. Side effect: an audit line.
    """
    row = locked(actor.site)
    if not row.visit.session.day.has_come_at(timezone.now()):
        raise DomainError(_("The day has not come yet: write how it went afterwards."))
    row.host_note = cleaned(VisitSite, "host_note", text)
    row.save()
    note(row, "logistics.note", actor)
    return row
