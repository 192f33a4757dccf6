"""What an applicant is asked, and what is still missing before the application can be sent."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cohorts.models import Day
from foundation.errors import DomainError
from foundation.words import cleaning
from people.models import Community

from .may_apply import Doors
from .models import Application, DayRequest
from .states import ACTIVE, HOLDING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Groups of questions, in the order in which they are asked.
STEPS = ("you", "community", "days", "check")
PERSON_FIELDS = ("given_name", "family_name", "has_one_name", "patronymic", "latin_name")
APPLICATION_FIELDS = (
    "phone",
    "community",
    "country",
    "organisation",
    "organisation_kind",
    "position",
    "motivation",
)


class Answers(TypedDict, total=False):
    """Answers to some of the questions; what is left out stays as it was."""

    given_name: str
    family_name: str
    has_one_name: bool
    patronymic: str
    latin_name: str
    phone: str
    community: Community | None
    country: str
    organisation: str
    organisation_kind: str
    position: str
    motivation: str
    days: Collection[int]  # ids of the days wished for
    waits_if_full: Collection[int]  # of these, where the person wants to wait if the day is full


@dataclass(frozen=True)
class Problem:
    """One thing to put right: in which group, at which question, and how."""

    step: str
    field: str
    message: "str | _StrPromise"


class Incomplete(DomainError):
    """The application cannot be sent as it is. `problems` says all that is missing."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message, field=problems[0].field)
        self.problems = problems


def cleaned(model: type[Model], name: str, value: Any) -> Any:
    """The value as the model's field takes it: see `foundation.words.cleaning`. A community is a row, and stays.

    Empty is allowed: drafts are kept incomplete, and `problems` asks for the rest.
    """
    return value if name == "community" else cleaning.cleaned(model, name, value)


# Characters of the reasons that are asked for: about one short sentence.
LEAST_MOTIVATION = 20

# What an application cannot be sent without: in which group it is asked, and what to say if it is missing.
NEEDED: "Mapping[str, tuple[str, _StrPromise]]" = {
    "given_name": ("you", _("Write your name.")),
    "community": ("community", _("Choose your community, or say that you come from elsewhere.")),
    "organisation": ("community", _("Write where you work or whom you represent.")),
    "position": ("community", _("Write your position.")),
    "days": ("days", _("Choose at least one day.")),
    "motivation": (
        "days",
        format_lazy(
            _("Write in a few sentences why you want to come: {least} characters at least."),
            least=LEAST_MOTIVATION,
        ),
    ),
}


def are_reasons(motivation: str) -> bool:
    """Whether enough is written for somebody who decides: a sentence, not “yes”."""
    return len(" ".join(motivation.split())) >= LEAST_MOTIVATION


def problems(
    application: Application,
    requests: Iterable[DayRequest],
    doors: Doors | None = None,
    *,
    had_reasons: bool = False,
) -> list[Problem]:
    """Everything that is missing or too late, in the order of the questions; no queries beyond those given.

    Without `doors` the days may be closed: answers of a sent application are changed. `had_reasons`: enough was
    written before they were, and that is not taken out any more.
    """
    requested = [request for request in requests if request.state in ACTIVE]
    found = [
        Problem(step, name, text)
        for name, (step, text) in NEEDED.items()
        if not _has(application, name, requested, had_reasons=had_reasons)
    ]
    if doors and not all(doors.is_open(request.day) for request in requested):
        text = _("Registration for one of the days has closed. Take that day off to send the rest.")
        found.append(Problem("days", "days", text))
    return found


def _has(application: Application, name: str, requested: Sequence[DayRequest], *, had_reasons: bool) -> bool:
    """Whether the answer is there, or is not needed."""
    if name == "given_name":
        return application.participant.user.is_named
    if name == "days":
        return bool(requested)
    if name == "community":
        return application.community_id is not None or bool(application.country)
    if name == "motivation":
        # Reasons are for whoever decides: a day that is held asks for none of who came in a colleague's place. By
        # those that were given it was decided: they stay.
        by_selection = any(
            request.day.admission == Day.Admission.SELECTION
            for request in requested
            if had_reasons or request.state not in HOLDING
        )
        return not by_selection or are_reasons(application.motivation)
    return bool(getattr(application, name))
