"""Who asks, behind a door that lets in only those who have signed in."""

from django.http import HttpRequest

from .models import User


def signed_in_user(request: HttpRequest) -> User:
    """The person, known to be signed in."""
    if not isinstance(request.user, User):
        raise TypeError("somebody who is not signed in came past the door")
    return request.user
