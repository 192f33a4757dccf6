"""How a letter greets somebody: by name at an address that they have shown to be theirs, without one anywhere else."""

from allauth.account.models import EmailAddress

from .models import User


def is_confirmed(user: User | None, address: str) -> bool:
    """Whether this person has shown that letters to the address reach them. One query where there is a person."""
    if user is None:
        return False
    return EmailAddress.objects.filter(user=user, email__iexact=address, verified=True).exists()


def greeting_name(user: User | None, address: str) -> str:
    """The name in the greeting of a letter to this address, in the form of the person's language; perhaps empty.

    Anybody can sign up with somebody else's address and any name: until the address is confirmed, the letter carries
    nothing of what they typed.
    """
    if user is None or not (user.given_name or user.family_name) or not is_confirmed(user, address):
        return ""
    return user.greeting_name()
