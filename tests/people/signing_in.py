"""Where one signs in, and who is signed in: shared by the tests of signing in."""

import datetime as dt

import time_machine
from django.test import Client

from tests.factories.people import UserFactory

SIGN_IN = "/en/accounts/login/"
SIGN_UP = "/en/accounts/signup/"
ASK = "/en/accounts/login/code/"
CONFIRM_SIGN_IN = "/en/accounts/login/code/confirm/"
CONFIRM_EMAIL = "/en/accounts/confirm-email/"
RESET = "/en/accounts/password/reset/"
# A moment from which the tests count.
NOW = dt.datetime(2027, 4, 1, 9, 0, tzinfo=dt.UTC)


class Reader(UserFactory):
    """A person who reads English, so that the words can be looked at here."""

    language = "en"


def who(client: Client) -> int | None:
    """The id of who is signed in, as the session has it."""
    pk = client.session.get("_auth_user_id")
    return int(pk) if pk else None


def later(moment: dt.datetime, **span: int) -> time_machine.travel:
    """The clock stands still so long after a moment."""
    return time_machine.travel(moment + dt.timedelta(**span), tick=False)
