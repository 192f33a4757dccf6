"""What protects an account besides its password, and who must have it."""

from django.conf import settings


def has_second_factor(user: object) -> bool:
    """Whether an app or a passkey is set up; recovery codes alone are none."""
    from allauth.mfa.models import Authenticator

    from .allauth_private import is_mfa_enabled

    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def lacks_second_factor(user: object) -> bool:
    """Whether somebody who works in the back office has to set one up before anything else."""
    return bool(settings.STAFF_SECOND_FACTOR) and not has_second_factor(user)
