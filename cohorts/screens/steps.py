"""The steps of a cohort's life in the back office: the rare ones offered, and what is asked before each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts import services
from cohorts.checklist import to_mend
from cohorts.models import Cohort
from office.screens import confirm
from people.signed_in import signed_in_user

from .base import overview_url, own_cohort, way_to
from .cancelling import cancel


@dataclass(frozen=True)
class Step:
    """A step of a cohort's life, asked about before it is done."""

    words: str | Promise
    question: str | Promise
    done: str | Promise
    act: Callable[..., Any]
    icon: str


STEPS = {
    "publish": Step(
        gettext_lazy("Publish the cohort"),
        gettext_lazy("Everybody will see it, and its days take applications until their deadlines."),
        gettext_lazy("The cohort is on the public site."),
        services.publish_cohort,
        "upload",
    ),
    "archive": Step(
        gettext_lazy("Put into the archive"),
        gettext_lazy(
            "The cohort leaves the public site and the choices of forms. Its certificates stay valid."
        ),
        gettext_lazy("The cohort is in the archive."),
        services.archive_cohort,
        "folder-inverse",
    ),
    "bring-back": Step(
        gettext_lazy("Take out of the archive"),
        gettext_lazy("The cohort comes back into the lists, and onto the public site if it is published."),
        gettext_lazy("The cohort is out of the archive."),
        services.bring_back_cohort,
        "folder-inverse",
    ),
}


def rare_steps(cohort: Cohort, *, is_past: bool) -> list[tuple[str, str, str]]:
    """The steps that a cohort's page offers beside the next one, in its present state: words, name and icon of each."""
    steps = []
    if cohort.state == Cohort.State.PUBLISHED and not is_past:
        steps.append((_("Cancel the cohort"), "cancel", "circle-xmark"))
    name = "archive" if cohort.archived_at is None else "bring-back"
    return [*steps, (str(STEPS[name].words), name, STEPS[name].icon)]


def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Publish, cancel, put away, bring back: asked about first."""
    cohort = own_cohort(request, pk, "cohorts.change")
    if name == "cancel":
        return cancel(request, cohort)
    if name not in STEPS:
        raise Http404
    chosen = STEPS[name]
    return confirm(
        request,
        title=chosen.words,
        subtitle=str(cohort),
        question=chosen.question,
        button=chosen.words,
        act=lambda: chosen.act(actor=signed_in_user(request), cohort=cohort),
        done=chosen.done,
        url=overview_url(cohort.pk),
        icon=chosen.icon,
        way=way_to(cohort),
        warnings=to_mend(cohort, timezone.now()) if name == "publish" else (),
    )
