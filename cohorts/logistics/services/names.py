"""Names for hosts: the code that opens them, each opening, and lists that are fixed."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import codes
from foundation.errors import DomainError
from messaging import outbox
from people.models import User

from .. import letters
from ..door_lists import Names, from_json, to_json
from ..models import NameCode, PassList, Visit, VisitSite
from ..queries import listed_at, lists_to_fix, names_of
from ..rights import Bearer
from .record import locked, note

# Lists and codes are forgotten so long after their visit.
KEPT_FOR = dt.timedelta(days=7)


@transaction.atomic
def send_code(*, actor: Bearer) -> None:
    """Send a code to the contact's letterbox; codes sent before do not count any more.

    Raises `DomainError` where the site has no address: names go on paper only then. Side effects: a private letter, an
    audit line.
    """
    row = locked(actor.site)
    _refuse_too_early(row)
    if not row.venue.contact_email:
        raise DomainError(
            _("The organiser knows no e-mail address of this site, so names come on paper only.")
        )
    code, digits = codes.make_code(NameCode, actor.link)
    outbox.write([letters.code(row, code, digits)])
    note(row, "logistics.send_code", actor)


def show_code(*, actor: Bearer, typed: str) -> dt.datetime:
    """Take one try at the last code that was sent; returns until when this browser may open names.

    Raises `DomainError` as `cohorts.codes` does.
    """
    return codes.show_code(NameCode, actor.link, typed)


@transaction.atomic
def open_names(*, actor: Bearer) -> Names:
    """The list of who comes, for a bearer who has shown a code; from the cut-off on a fixed one with what changed.

    Side effects: what changed gets its number; an audit line: by which link, how many names.
    """
    site = locked(actor.site)
    _refuse_too_early(site)
    now = timezone.now()
    bring_up_to_date(site.visit, now)
    found = names_of(site.visit, now)
    note(site, "logistics.open_names", actor, names=len(found.listed.people))
    return found


@transaction.atomic
def print_names(*, actor: User, visit: Visit) -> Names:
    """The same list for a manager, who prints it. Side effects: as those of `open_names`."""
    now = timezone.now()
    bring_up_to_date(visit, now)
    found = names_of(visit, now)
    note(visit, "logistics.print_names", actor, names=len(found.listed.people))
    return found


def _refuse_too_early(site: VisitSite) -> None:
    """Names are for whoever has said that the group may come, as long as it does."""
    if site.visit.session.is_off:
        raise DomainError(_("This visit is called off."))
    if site.state != VisitSite.State.CONFIRMED:
        raise DomainError(_("Confirm the visit first: names come to sites that receive the group."))


def bring_up_to_date(visit: Visit, now: dt.datetime) -> None:
    """From the cut-off on: fix the list under the next number, if it is another one than the last. Holds the visit."""
    Visit.objects.select_for_update().get(pk=visit.pk)
    if not visit.fixed_from <= now < visit.links_end_at:
        return
    listed = listed_at(visit.session)
    last = PassList.objects.filter(visit=visit).order_by("-number").first()
    if last is None or from_json(last.people, last.buses) != listed:
        PassList.objects.create(
            visit=visit,
            number=last.number + 1 if last else 1,
            fixed_at=now,
            people=to_json(listed.people),
            buses=to_json(listed.buses),
        )


def fix_lists() -> int:
    """Fix the lists whose cut-off has come, and number what changed since, each in a transaction. Returns how many.

    By the clock, and harmless twice: a list that is the same gets no number.
    """
    now = timezone.now()
    visits = lists_to_fix(now)
    for visit in visits:
        with transaction.atomic():
            bring_up_to_date(visit, now)
    return len(visits)


def forget_names() -> int:
    """Forget lists and codes of visits that were a week ago: names do not outlive their use. Returns how many lists."""
    before = timezone.localdate() - KEPT_FOR
    NameCode.objects.filter(link__site__visit__session__day__date__lt=before).delete()
    gone, _kinds = PassList.objects.filter(visit__session__day__date__lt=before).delete()
    return gone
