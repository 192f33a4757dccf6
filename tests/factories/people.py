"""People, communities, organisations."""

import datetime as dt
from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from factory.django import DjangoModelFactory

from people.models import Community, Organisation, User

PASSWORD = "a long password for tests"


IN_LETTERS = str.maketrans("0123456789", "абвгдежзик")


class UserFactory(DjangoModelFactory[User]):
    """A person with a verified address (`verified=False` for none).

    `second_factor=True` sets one up: staff without it does not enter the back office.
    """

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@demo.example")
    given_name = "Зразок"
    # No name has figures.
    family_name = factory.Sequence(lambda n: f"Прикладенко{n}".translate(IN_LETTERS))
    language = "uk"
    password = PASSWORD
    verified = True
    second_factor = False

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        verified, second_factor = kwargs.pop("verified"), kwargs.pop("second_factor")
        user = model_class.objects.create_user(**kwargs)
        if verified:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        if second_factor:
            secret = {"secret": "ONLYFORTESTSONLYFORTESTS"}
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=secret)
        return user


class AdministratorFactory(UserFactory):
    """May do everything, and has a second factor."""

    is_staff = True
    is_superuser = True
    second_factor = True


class CommunityFactory(DjangoModelFactory[Community]):
    """A community of the official register."""

    class Meta:
        model = Community

    scheme = Community.Scheme.KATOTTH
    code = factory.Sequence(lambda n: f"UA{n:017d}")
    country = "UA"
    kind = Community.Kind.HROMADA
    name = factory.Sequence(lambda n: f"Зразкова {n}")
    region = "Зразкова область"
    search_key = factory.LazyAttribute(lambda row: f"{row.name} {row.region}".casefold())
    register_date = dt.date(2026, 1, 1)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """An organisation that takes part as such."""

    class Meta:
        model = Organisation

    name_uk = factory.Sequence(lambda n: f"Організація {n}")
    name_en = factory.Sequence(lambda n: f"Organisation {n}")
