"""Writes of programmes, residencies and what belongs to them: partners, venues, rooms, funding projects, themes."""

from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.cache.pages import forget_public_pages
from foundation.errors import Conflict, DomainError
from office.services import save_row
from people.models import Organisation, User
from people.rights import is_administrator
from residencies.services.pictures import NewPicture, put_picture
from residencies.services.roles import save_membership

from ..addresses import keep_address
from ..models import (
    CalendarDate,
    FundingProject,
    Membership,
    Partner,
    Programme,
    Residency,
    Room,
    Theme,
    Venue,
    Way,
)

# Of a way between two venues: what takes longer is a slip of the hand.
MOST_MINUTES = 24 * 60
PlainRow = TypeVar("PlainRow", Venue, Room, FundingProject, CalendarDate, Organisation, Theme)


@transaction.atomic
def save_programme(*, actor: User, programme: Programme) -> Programme:
    """Save a programme; who makes one manages it.

    Raises `DomainError` for a public address that would change. Side effects: an audit line, the maker's membership,
    public pages forgotten.
    """
    is_new = programme.pk is None
    if not is_new:
        keep_address(Programme.objects.get(pk=programme.pk), programme)
    save_row(actor=actor, row=programme)
    if is_new and not is_administrator(actor):
        save_membership(
            actor=actor,
            membership=Membership(user=actor, programme=programme, role=Membership.Role.MANAGER),
        )
    forget_public_pages()
    return programme


@transaction.atomic
def save_residency(*, actor: User, residency: Residency, new_picture: NewPicture | None = None) -> Residency:
    """Save a residency and keep the moment at which it became public first; its page is made by `pages.services`.

    `new_picture` joins the programme's pictures and, unless it stands in a text, becomes the cover. Raises
    `DomainError` for a public address that would change and for a cover of another programme. Side effects: an audit
    line, the moment of its first publication, public pages forgotten.
    """
    put_picture(actor=actor, row=residency, field="cover", new=new_picture)
    if residency.pk is not None:
        before = Residency.objects.select_for_update().get(pk=residency.pk)
        keep_address(before, residency)
        residency.published_at = before.published_at
    if residency.is_public and residency.published_at is None:
        residency.published_at = timezone.now()
    save_row(actor=actor, row=residency)
    forget_public_pages()
    return residency


@transaction.atomic
def save_plain(*, actor: User, row: PlainRow) -> PlainRow:
    """Save a venue, a room, a funding project or an organisation: rows whose only rules are their own constraints.

    Side effects: an audit line, public pages forgotten.
    """
    save_row(actor=actor, row=row)
    forget_public_pages()
    return row


@transaction.atomic
def save_venue(*, actor: User, venue: Venue, new_picture: NewPicture | None = None) -> Venue:
    """Save a venue, with a picture that joins the programme's. Raises `DomainError` for one of another programme.

    Side effects: audit lines, public pages forgotten.
    """
    put_picture(actor=actor, row=venue, field="picture", new=new_picture)
    return save_plain(actor=actor, row=venue)


@transaction.atomic
def save_project(
    *, actor: User, project: FundingProject, new_picture: NewPicture | None = None
) -> FundingProject:
    """Save a donor's project, with logos that join the programme's pictures.

    Raises `DomainError` for a picture of another programme. Side effects: audit lines, public pages forgotten.
    """
    put_picture(actor=actor, row=project, field="logos", new=new_picture)
    return save_plain(actor=actor, row=project)


@transaction.atomic
def save_partner(*, actor: User, partner: Partner) -> Partner:
    """Save an organisation's role. Raises `DomainError` if the residency is another programme's."""
    if partner.residency and partner.residency.programme_id != partner.programme_id:
        raise DomainError(_("Choose a residency of this programme."), field="residency")
    save_row(actor=actor, row=partner)
    forget_public_pages()
    return partner


@transaction.atomic
def save_way(*, actor: User, way: Way) -> Way:
    """Save how long it takes between two venues.

    Raises `DomainError` unless they are two of one programme, and for more than a day and a night. Side effect: an
    audit line.
    """
    if way.from_venue_id == way.to_venue_id:
        raise DomainError(_("Choose two different venues."), field="to_venue")
    if way.from_venue.programme_id != way.to_venue.programme_id:
        raise DomainError(_("Choose a venue of the same programme."), field="to_venue")
    if way.minutes > MOST_MINUTES:
        words = _("A way takes at most 24 hours: %(most)s minutes.") % {"most": MOST_MINUTES}
        raise DomainError(words, field="minutes")
    save_row(actor=actor, row=way)
    return way


@transaction.atomic
def archive(*, actor: User, row: Programme | Residency) -> None:
    """Put a programme or a residency away: it leaves the public lists and stays in the register.

    Raises `Conflict` if it is there already. Side effects: an audit line, public pages forgotten.
    """
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if locked.archived_at is not None:
        raise Conflict(_("Somebody has done this already."))
    locked.archived_at = timezone.now()
    locked.save(update_fields=["archived_at"])
    log(locked, "residencies.archive", user=actor)
    forget_public_pages()


@transaction.atomic
def bring_back(*, actor: User, row: Programme | Residency) -> None:
    """Take a programme or a residency out of the archive.

    Raises `Conflict` if it is not there. Side effects: an audit line, public pages forgotten.
    """
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if locked.archived_at is None:
        raise Conflict(_("Somebody has done this already."))
    locked.archived_at = None
    locked.save(update_fields=["archived_at"])
    log(locked, "residencies.bring_back", user=actor)
    forget_public_pages()
