"""Every write to lists for partners: their numbers, their links, and each opening of names."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import codes
from cohorts.facts import PartyLines
from cohorts.logistics.services.links import ANOTHER_LINK
from cohorts.models import Cohort
from cohorts.tokens import hash_of, new_token
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from messaging import outbox
from people.models import User

from . import letters
from .differences import to_json
from .models import Edition, ListCode, ListLink, PartyList
from .queries import ENDS_AFTER, changed_since, in_force, is_over, lines_now
from .rights import Party

NOBODY = _("Nobody works from this list: its hotel, carrier or meals are no longer part of the cohort.")
NO_ADDRESS = _(
    "No e-mail address of this partner is on file. Add it there, or copy the link and send it by messenger."
)


def _held(cohort: Cohort, key: str) -> PartyList:
    """The list, made if it is the first time, and held until the transaction ends. Raises `DomainError` for no list."""
    if not PartyList.objects.filter(cohort=cohort, key=key).exists():
        now = lines_now(cohort).get(key)
        if now is None:
            raise DomainError(NOBODY)
        kind = {"names_people": now.names_people, "right": now.right}
        PartyList.objects.get_or_create(cohort=cohort, key=key, defaults=kind)
    return PartyList.objects.select_for_update().select_related("cohort").get(cohort=cohort, key=key)


def _last(row: PartyList) -> Edition | None:
    return Edition.objects.filter(party_list=row).last()


def _number(row: PartyList, now: PartyLines, last: Edition | None, **how: object) -> Edition:
    """The next number of a held list."""
    return Edition.objects.create(
        party_list=row,
        number=last.number + 1 if last else 1,
        title=now.title,
        columns=now.columns,
        lines=to_json(now.lines),
        totals=now.totals,
        ends_on=now.ends_on,
        **how,
    )


def _emptied(last: Edition) -> PartyLines:
    """What is left of a list that nothing asks for any more: that everybody on it is gone."""
    return PartyLines("", last.title, "", last.ends_on, tuple(last.columns), lines={})


@transaction.atomic
def fix_list(*, actor: User, cohort: Cohort, key: str, seen: int) -> Edition:
    """Have the list go out whole, as it is now, under the next number.

    `seen`: the last number that the actor saw, or 0; raises `Conflict` if it has another one by now, and `DomainError`
    for a list that nobody works from. Side effects: a letter to the partner who has a link by letter, an audit line.
    """
    row = _held(cohort, key)
    now, last = lines_now(cohort).get(key), _last(row)
    if now is None:
        raise DomainError(NOBODY)
    _refuse_another(last, seen)
    edition = _number(row, now, last, is_whole=True, fixed_by=actor)
    _tell(row, edition)
    log(row, "lists.fix", user=actor, data={"number": edition.number})
    return edition


@transaction.atomic
def number_change(*, actor: User, cohort: Cohort, key: str, seen: int) -> Edition:
    """Give what changed since the last number the next one. `seen`: the last number that the actor saw.

    Raises `Conflict` if it has another number by now, and `DomainError` if the list never went out or says the same.
    Side effects: a letter to the partner who has a link by letter, an audit line.
    """
    row = _held(cohort, key)
    last = _last(row)
    if last is None:
        raise DomainError(_("This list has not gone out yet. Fix it first."))
    _refuse_another(last, seen)
    now = lines_now(cohort).get(key)
    if not changed_since(last, now):
        raise DomainError(_("Nothing has changed since number %(number)s.") % {"number": last.number})
    edition = _number(row, now or _emptied(last), last, is_whole=False, fixed_by=actor)
    _tell(row, edition)
    log(row, "lists.change", user=actor, data={"number": edition.number})
    return edition


def _refuse_another(last: Edition | None, seen: int) -> None:
    number = last.number if last else 0
    if number != seen:
        raise Conflict(
            _("This list has got number %(number)s in the meantime. Look at what it says.")
            % {"number": number}
        )


def _tell(row: PartyList, edition: Edition) -> None:
    """Write to the partner that there is a newer number, where the link went by letter."""
    link = ListLink.objects.filter(party_list=row, replaced_at__isnull=True).exclude(sent_to="").first()
    if link is not None:
        outbox.write([letters.numbered(link, edition)])


# ---------------------------------------------------------------- links
@transaction.atomic
def make_link(*, actor: User, cohort: Cohort, key: str, send: bool, seen: int | None = None) -> str:
    """Make the link by which the partner reads the list, and send it if asked; returns its token, kept nowhere else.

    A link that was there before opens nothing any more. `seen`: the id of the one that the actor saw, or 0; raises
    `Conflict` if there is another by now, `DomainError` for a list that never went out, and where there is no address
    to send to. Side effects: the letter, an audit line.
    """
    row = _held(cohort, key)
    now, last = lines_now(cohort).get(key), _last(row)
    if now is None:
        raise DomainError(NOBODY)
    if last is None:
        raise DomainError(_("This list has not gone out yet. Fix it first."))
    if send and not now.email:
        raise DomainError(NO_ADDRESS)
    moment = timezone.now()
    living = ListLink.objects.filter(party_list=row, replaced_at__isnull=True)
    require_seen(living.values_list("pk", flat=True).first() or 0, seen, Conflict(ANOTHER_LINK))
    living.update(replaced_at=moment)
    token = new_token()
    link = ListLink.objects.create(
        party_list=row, token_hash=hash_of(token), made_by=actor, made_at=moment, sent_to=now.email
    )
    if send:
        outbox.write([letters.sent(link, last, token)])
    log(row, "lists.link", user=actor, data={"sent": send})
    return token


# ---------------------------------------------------------------- what partners do
@transaction.atomic
def send_code(*, actor: Party) -> None:
    """Send a code to the partner's letterbox; codes sent before do not count any more.

    Raises `DomainError` where no address was on file when the link was made. Side effects: a private letter, an audit
    line.
    """
    if not actor.link.sent_to:
        raise DomainError(_("The organiser knows no e-mail address of yours, so names come on paper only."))
    code, digits = codes.make_code(ListCode, actor.link)
    outbox.write([letters.code(actor.link, code, digits)])
    log(actor.party_list, "lists.send_code", data={"link": actor.link.pk})


def show_code(*, actor: Party, typed: str) -> dt.datetime:
    """Take one try at the last code that was sent; returns until when this browser may open names.

    Raises `DomainError` as `cohorts.codes` does.
    """
    return codes.show_code(ListCode, actor.link, typed)


@transaction.atomic
def open_list(*, actor: Party) -> None:
    """Note that the partner opens the list; what changed since the last number gets its own, for it is read now.

    One that is over gets no number any more; raises `DomainError` if it names nobody, for there is nothing else to open
    then. Side effects: that number, an audit line.
    """
    row = actor.party_list
    last = _last(row)
    if last is None or not is_over(last):
        _bring_up_to_date(row, None)
    elif not row.names_people:
        raise DomainError(_("The days of this list are over, so it gets no new number."))
    log(actor.party_list, "lists.open", data={"link": actor.link.pk})


@transaction.atomic
def print_list(*, actor: User, party_list: PartyList) -> None:
    """Note that a manager prints the list; what changed gets its number first.

    Raises `DomainError` for a list that never went out. Side effects: that number, with the letter to a partner who
    works from the one before; an audit line.
    """
    if in_force(party_list)[0] is None:
        raise DomainError(_("This list has not gone out yet. Fix it first."))
    edition = _bring_up_to_date(party_list, actor)
    if edition is not None:
        _tell(edition.party_list, edition)
    log(party_list, "lists.print", user=actor)


def _bring_up_to_date(party_list: PartyList, actor: User | None) -> Edition | None:
    """The number that what changed got; None if nothing has."""
    row = _held(party_list.cohort, party_list.key)
    last, now = _last(row), lines_now(row.cohort).get(row.key)
    if last is None or not changed_since(last, now):
        return None
    return _number(row, now or _emptied(last), last, is_whole=False, fixed_by=actor)


def forget_lists() -> int:
    """Forget numbers, links and codes of lists that nobody needs any more. Returns how many lists."""
    before = timezone.localdate() - ENDS_AFTER
    over = PartyList.objects.annotate(last=Max("editions__ends_on")).filter(last__lt=before)
    gone = list(over.values_list("pk", flat=True))
    PartyList.objects.filter(pk__in=gone).delete()
    return len(gone)
