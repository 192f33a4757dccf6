"""What protects an account besides its password."""


def has_second_factor(user: object) -> bool:
    """Whether an app or a passkey is set up; recovery codes alone are none."""
    from allauth.mfa.models import Authenticator

    from .allauth_private import is_mfa_enabled

    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))
