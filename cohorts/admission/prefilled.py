"""What stands in a page of questions before anything is typed: the draft, and the profile where that says nothing."""

from typing import Any

from people.models import User

from .answers import PERSON_FIELDS
from .forms import CommunityForm
from .models import Application


def initial_answers(user: User, application: Application | None) -> dict[str, Any]:
    """By the names of the questions."""
    said = application or Application()
    answers = {"motivation": said.motivation}
    for name in ("phone", "organisation", "organisation_kind", "position"):
        answers[name] = getattr(said, name) or getattr(user, name)
    is_said = said.community_id is not None or bool(said.country)
    community, country = (said.community, said.country) if is_said else (user.community, user.country)
    elsewhere = community is None and bool(country)
    return {
        **{name: getattr(user, name) for name in PERSON_FIELDS},
        **answers,
        "origin": CommunityForm.FROM_ELSEWHERE if elsewhere else CommunityForm.FROM_COMMUNITY,
        "community": community,
        "country": country if elsewhere else "",
    }
