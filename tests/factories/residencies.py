"""Programmes and what belongs to them."""

import datetime as dt
import io

import factory
from django.core.files.images import ImageFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image as Drawing
from wagtail.images.models import Image

from people.models import User
from residencies.models import (
    CalendarDate,
    FundingProject,
    Membership,
    Partner,
    Picture,
    Programme,
    Residency,
    Room,
    Theme,
    Venue,
    Way,
)
from residencies.services.roles import sync_admission

from .people import OrganisationFactory, UserFactory


class ProgrammeFactory(DjangoModelFactory[Programme]):
    """A public programme."""

    class Meta:
        model = Programme

    name_uk = factory.Sequence(lambda n: f"Програма {n}")
    name_en = factory.Sequence(lambda n: f"Programme {n}")
    slug = factory.Sequence(lambda n: f"programme-{n}")
    organiser = factory.SubFactory(OrganisationFactory)
    is_public = True


class MembershipFactory(DjangoModelFactory[Membership]):
    """A programme manager; `role="trainer"` for a trainer."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    role = Membership.Role.MANAGER


def manager_of(*programmes: Programme) -> User:
    """A manager of these programmes who may enter the back office (second factor set up)."""
    return works_in_office(*programmes, role=Membership.Role.MANAGER)


def works_in_office(*programmes: Programme, role: str, sees_needs: bool = False) -> User:
    """Somebody with this role in these programmes who may enter the back office (second factor set up)."""
    user = UserFactory(second_factor=True)
    for programme in programmes:
        MembershipFactory(user=user, programme=programme, role=role, sees_needs=sees_needs)
    sync_admission(user=user)
    user.refresh_from_db()
    return user


class FundingProjectFactory(DjangoModelFactory[FundingProject]):
    """A donor's project."""

    class Meta:
        model = FundingProject

    programme = factory.SubFactory(ProgrammeFactory)
    title_uk = factory.Sequence(lambda n: f"Проєкт {n}")


class ThemeFactory(DjangoModelFactory[Theme]):
    """A theme."""

    class Meta:
        model = Theme

    slug = factory.Sequence(lambda n: f"theme-{n}")
    name_uk = factory.Sequence(lambda n: f"Тема {n}")


class ResidencyFactory(DjangoModelFactory[Residency]):
    """A public residency."""

    class Meta:
        model = Residency

    programme = factory.SubFactory(ProgrammeFactory)
    theme = factory.SubFactory(ThemeFactory)
    name_uk = factory.Sequence(lambda n: f"Резиденція {n}")
    name_en = factory.Sequence(lambda n: f"Residency {n}")
    slug = factory.Sequence(lambda n: f"residency-{n}")
    is_public = True
    published_at = factory.Maybe("is_public", factory.LazyFunction(timezone.now), None)


class PartnerFactory(DjangoModelFactory[Partner]):
    """An organisation in a role."""

    class Meta:
        model = Partner

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Partner.Role.PARTNER


class VenueFactory(DjangoModelFactory[Venue]):
    """A place where sessions happen."""

    class Meta:
        model = Venue

    programme = factory.SubFactory(ProgrammeFactory)
    name_uk = factory.Sequence(lambda n: f"Будинок культури {n}")
    town_uk = "Бровари"
    address_uk = "вул. Зразкова, 1"


class ImageFactory(DjangoModelFactory[Image]):
    """A drawn picture, larger than any cover."""

    class Meta:
        model = Image

    title = factory.Sequence(lambda n: f"Малюнок {n}")
    file = factory.LazyFunction(lambda: ImageFile(drawing(), "table.png"))


def drawing(width: int = 1600, height: int = 900) -> io.BytesIO:
    """A file with a drawing: a table under a lamp."""
    out = io.BytesIO()
    Drawing.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "PNG")
    out.seek(0)
    return out


class PictureFactory(DjangoModelFactory[Picture]):
    """A picture of a programme."""

    class Meta:
        model = Picture

    programme = factory.SubFactory(ProgrammeFactory)
    image = factory.SubFactory(ImageFactory)
    alt_uk = factory.Sequence(lambda n: f"Стіл під лампою, {n}")
    credit = "Олена Зразкова"


class RoomFactory(DjangoModelFactory[Room]):
    """A room of a venue."""

    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    name_uk = factory.Sequence(lambda n: f"Зала {n}")
    capacity = 40


class CalendarDateFactory(DjangoModelFactory[CalendarDate]):
    """A day off in the week."""

    class Meta:
        model = CalendarDate

    programme = factory.SubFactory(ProgrammeFactory)
    date = factory.Sequence(lambda n: dt.date(2027, 1, 4) + dt.timedelta(days=n))


class WayFactory(DjangoModelFactory[Way]):
    """Half an hour between two venues of one programme."""

    class Meta:
        model = Way

    from_venue = factory.SubFactory(VenueFactory)
    to_venue = factory.SubFactory(VenueFactory, programme=factory.SelfAttribute("..from_venue.programme"))
    minutes = 30
