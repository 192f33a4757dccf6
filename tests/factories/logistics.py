"""Field visits, their sites, links of their hosts."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cohorts.logistics.models import HostLink, Visit, VisitSite
from cohorts.logistics.tokens import hash_of, new_token
from people.models import User

from .people import UserFactory
from .residencies import VenueFactory
from .timetable import SessionFactory, SessionFormatFactory


class VisitFactory(DjangoModelFactory[Visit]):
    """A visit, 10:00 to 11:30; `session__day=…` for a day of one's own."""

    class Meta:
        model = Visit

    session = factory.SubFactory(
        SessionFactory,
        format=factory.SubFactory(
            SessionFormatFactory, slug="field-visit", name_uk="візит", name_en="field visit"
        ),
    )


class VisitSiteFactory(DjangoModelFactory[VisitSite]):
    """A site of a visit, of its programme, with a contact person; nobody has been asked yet."""

    class Meta:
        model = VisitSite

    visit = factory.SubFactory(VisitFactory)
    venue = factory.SubFactory(
        VenueFactory,
        programme=factory.SelfAttribute("..visit.session.day.cohort.residency.programme"),
        is_host_site=True,
        contact_name="Оксана Сторожук",
        contact_email="gate@site.example",
    )


def link_to(site: VisitSite, *, by: User | None = None, **more: Any) -> str:
    """The token of a link to a site, as a row: also for visits of which the service would make none any more."""
    token = new_token()
    HostLink.objects.create(
        site=site, token_hash=hash_of(token), made_by=by or UserFactory(), made_at=timezone.now(), **more
    )
    return token
