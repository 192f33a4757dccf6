"""How answers come into the rows: the same for a draft and for an application that has been sent.

Names are the profile's own. Phone, community, country, organisation and position are the application's, which keeps
what it was sent with; the profile learns them where it has none, so that the next application starts from them, and
follows what this application put right of its own. What the person wrote there otherwise is their own affair: one may
apply for another organisation than one's own.
"""

from collections.abc import Mapping
from typing import Any

from cohorts.admission.answers import APPLICATION_FIELDS, PERSON_FIELDS, Answers, cleaned
from cohorts.admission.models import Application
from people.models import User

_ALSO_ON_PROFILE = ("phone", "organisation", "organisation_kind", "position")


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
    """Set the changed answers. The person's profile is saved; the application is left for the caller to save."""
    person = application.participant.user
    was = {name: getattr(application, name) for name in _ALSO_ON_PROFILE}
    came_from = _place_of(application)
    for name, value in changes.items():
        setattr(person if name in PERSON_FIELDS else application, name, value)
    personal = [name for name in PERSON_FIELDS if name in changes]
    if person.has_one_name and person.given_name and person.family_name:
        person.has_one_name = False
        personal.append("has_one_name")
    for name, before in was.items():
        said = getattr(application, name)
        if said and said != before and getattr(person, name) in ("", None, before):
            setattr(person, name, said)
            personal.append(name)
    place = _place_of(application)
    if place and place != came_from and _place_of(person) in ("", came_from):
        person.community_id, person.country = application.community_id, application.country
        personal += ["community_id", "country"]
    if personal:
        person.save(update_fields=personal)


def _place_of(row: Application | User) -> int | str:
    """Where somebody comes from: a community, or else a country; empty while neither is said."""
    return row.community_id or row.country
