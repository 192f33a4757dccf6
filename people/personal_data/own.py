"""What the account itself holds: the person's details, and what they sign in with."""

import uuid
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.communities.labels import label
from people.consents.models import Consent
from people.countries import country_name
from people.erased import address_of_nobody
from people.models import FormerCalendar, User
from people.person import Held, Hindrance, PersonPart

from .words import described, in_words

_DETAILS = (
    "email",
    "given_name",
    "family_name",
    "patronymic",
    "latin_name",
    "phone",
    "organisation",
    "organisation_kind",
    "position",
    "language",
    "date_joined",
)
_NOTHING = {
    "given_name": "",
    "family_name": "",
    "has_one_name": False,
    "patronymic": "",
    "latin_name": "",
    "phone": "",
    "community": None,
    "country": "",
    "organisation": "",
    "organisation_kind": "",
    "position": "",
    "is_active": False,
    "is_staff": False,
    "is_superuser": False,
    "last_login": None,
}


def _agreed(consent: Consent) -> dict[str, str]:
    return described(consent, "text", "about", "version", "given_at", "withdrawn_at")


class Account(PersonPart):
    """Names, address, telephone, where the person comes from, addresses, second factors, consents."""

    def held(self, user: User) -> Sequence[Held]:
        """The details in one row, in another each way to sign in, in a third each consent."""
        language = get_language() or user.language
        details = described(user, *_DETAILS)
        if user.community:
            details[_("Community")] = label(user.community, language)
        if user.country:
            details[_("Country")] = country_name(user.country)
        if user.last_login:
            details[_("Last signed in")] = in_words(user.last_login)
        ways = [
            {_("E-mail"): each.email, _("Confirmed"): in_words(each.verified)}
            for each in EmailAddress.objects.filter(user=user).order_by("pk")
        ]
        ways += [
            {_("Second factor"): str(each.get_type_display()), _("Since"): in_words(each.created_at)}
            for each in Authenticator.objects.filter(user=user).order_by("pk")
        ]
        return [
            Held(_("Your details"), [details]),
            Held(_("Signing in"), ways),
            Held(_("What you agreed to"), [_agreed(each) for each in Consent.objects.filter(user=user)]),
        ]

    def hindrances(self, user: User) -> Sequence[Hindrance]:
        """Without an administrator nobody could give roles any more."""
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
        if user.is_superuser and not others.exists():
            return [
                Hindrance(_("You are the only administrator. Make another person an administrator first."))
            ]
        return ()

    def hold(self, user: User) -> None:
        """All administrators, where the person is one: of two who go at once, the second one stays."""
        if user.is_superuser:
            administrators = User.objects.filter(is_superuser=True, is_active=True)
            list(administrators.select_for_update(no_key=True).order_by("pk"))

    def erase(self, user: User) -> None:
        """Empty the row, with an address that leads nowhere; the calendar's address stops. Sessions go after commit."""
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        Consent.objects.filter(user=user).delete()
        FormerCalendar.objects.create(token=user.calendar_token)
        user.calendar_token = uuid.uuid4()
        user.groups.clear()
        user.user_permissions.clear()
        user.set_unusable_password()
        user.email = address_of_nobody(user.pk)
        for name, value in _NOTHING.items():
            setattr(user, name, value)
        user.save()
        transaction.on_commit(lambda: _end_sessions(user.pk), robust=True)


def _end_sessions(number: int) -> None:
    """Delete the sessions of the account in all browsers: they would not open anything, but know its address."""
    rows = Session.objects.iterator(chunk_size=500)
    own = [row.pk for row in rows if row.get_decoded().get(SESSION_KEY) == str(number)]
    Session.objects.filter(pk__in=own).delete()
