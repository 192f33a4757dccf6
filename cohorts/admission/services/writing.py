"""How answers come into the rows: the same for a draft and for an application that has been sent."""

from collections.abc import Mapping
from typing import Any

from cohorts.admission.answers import APPLICATION_FIELDS, PERSON_FIELDS, Answers, cleaned
from cohorts.admission.models import Application
from people.models import User


def differences(application: Application, answers: Answers) -> dict[str, Any]:
    """The answers about the person and the application that are not what the rows say already, cleaned.

    Raises `DomainError` with the field for a value that cannot be kept. Answers about days are not looked at.
    """
    person = application.participant.user
    given: Mapping[str, Any] = answers
    found = {}
    for name in (*PERSON_FIELDS, *APPLICATION_FIELDS):
        if name not in given:
            continue
        is_personal = name in PERSON_FIELDS
        value = cleaned(User if is_personal else Application, name, given[name])
        if value != getattr(person if is_personal else application, name):
            found[name] = value
    return found


def apply(application: Application, changes: Mapping[str, Any]) -> None:
    """Set the changed answers. Names and the phone number go to the person's profile and are saved there.

    The application itself is left for the caller to save.
    """
    person = application.participant.user
    was = application.phone
    for name, value in changes.items():
        setattr(person if name in PERSON_FIELDS else application, name, value)
    personal = [name for name in PERSON_FIELDS if name in changes]
    # A number that the profile has from this application follows it; another one is the person's own affair.
    if changes.get("phone") and person.phone in ("", was):
        person.phone = changes["phone"]
        personal.append("phone")
    if personal:
        person.save(update_fields=personal)
