"""Reads of programmes and of what they share."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from foundation.clocks.working import WorkingHours, is_weekday
from foundation.words.translated import marked, said
from people.models import Organisation, User
from people.rights import is_administrator

from .models import Membership, Partner, Programme, Residency, ScopedModel


def editable_organisations(user: Any) -> QuerySet[Organisation]:
    """The organisations that this person may change: all for an administrator; else those that nobody's programme uses
    but their own.

    Organisations are shared. A programme uses one that any of its rows points at, of whatever room: as an organiser, a
    partner, a host, a trainer's employer. One with rows that are no programme's, as a signing key, is the
    installation's.
    """
    rows = Organisation.objects.all()
    if is_administrator(user):
        return rows
    managed = Programme.objects.visible_to(user, "organisations.change").values("pk")
    for relation in Organisation._meta.related_objects:
        model: Any = relation.related_model
        users = model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        if issubclass(model, ScopedModel):
            users = users.exclude(**{f"{model.programme_path}__in": managed})
        rows = rows.exclude(Exists(users))
    return rows


def working_hours(programme: Programme, zone: zoneinfo.ZoneInfo) -> WorkingHours:
    """The programme's working hours on the clocks of that zone; one query."""
    known = dict(programme.calendar_dates.values_list("date", "is_working"))
    return WorkingHours(zone, lambda date: known.get(date, is_weekday(date)))


def managed_alone(user: User) -> QuerySet[Programme]:
    """Programmes in use that nobody could manage without this person: no other manager signs in."""
    managers = Membership.objects.filter(role=Membership.Role.MANAGER)
    others = managers.filter(programme=OuterRef("pk"), user__is_active=True).exclude(user=user)
    own = Programme.objects.filter(pk__in=managers.filter(user=user).values("programme"))
    return own.filter(~Exists(others), archived_at__isnull=True)


def public_programmes() -> QuerySet[Programme]:
    """Programmes on the public site."""
    return Programme.objects.filter(is_public=True, archived_at__isnull=True)


def public_residencies() -> QuerySet[Residency]:
    """Residencies that the public site lists, with their theme and programme."""
    return Residency.objects.filter(
        is_public=True,
        archived_at__isnull=True,
        programme__is_public=True,
        programme__archived_at__isnull=True,
    ).select_related("theme", "programme")


@dataclass(frozen=True)
class NamedPartner:
    """An organisation as a list of partners names it."""

    name: str | SafeString
    url: str
    note: str = ""


PartnerGroup = tuple[str, list[NamedPartner]]


def partners_by_role(partners: Iterable[Partner]) -> list[PartnerGroup]:
    """Partners under their roles, the roles in the order in which donors and organisers expect them; each once."""
    order = {role: place for place, role in enumerate(Partner.Role.values)}
    rows = sorted(partners, key=lambda partner: (order[partner.role], partner.position, partner.pk))
    groups = []
    for role, members in groupby(rows, key=lambda partner: partner.role):
        once = {partner.organisation_id: partner.organisation for partner in members}
        groups.append((str(Partner.Role(role).label), [_named(row) for row in once.values()]))
    return groups


def _named(organisation: Any) -> NamedPartner:
    name = said(organisation, "name")
    return NamedPartner(name=marked(name.text, name.foreign_lang), url=organisation.website)


def partners_of(residency: Residency) -> list[PartnerGroup]:
    """Partners of a residency and of its whole programme, by role. One query."""
    rows = Partner.objects.filter(
        Q(residency=residency) | Q(residency__isnull=True), programme_id=residency.programme_id
    )
    return partners_by_role(rows.select_related("organisation"))


def managers_of(programme_id: int) -> QuerySet[User]:
    """Who manages a programme, by account; one query."""
    rows = Membership.objects.filter(programme=programme_id, role=Membership.Role.MANAGER)
    return User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("pk")
