"""Who has answered what they need, on a screen and on paper."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from cohorts.models import Cohort, Participant
from cohorts.needs.models import Question
from cohorts.needs.queries import people as queries
from cohorts.needs.rights import RIGHT_OF
from cohorts.screens.base import cohort_context, own_cohort, way_to
from office.screens import ask_first
from people.rights import may
from people.signed_in import signed_in_user

PAGE = 50
SHOWN = (queries.SILENT, queries.WISHES)
ICON = "pick"


def seen_questions(user: Any, cohort: Cohort) -> list[Question]:
    """The questions whose answers this person may see."""
    return [question for question in Question if may(user, RIGHT_OF[question], cohort)]


def _line(row: Participant, questions: list[Question]) -> dict[str, Any]:
    answers = queries.answers_of(row)
    return {
        "name": row.user.listed_name or _("no name given"),
        "kind": "" if row.kind == Participant.Kind.PARTICIPANT else row.get_kind_display(),
        "answers": [(question.label, answers.get(question.value)) for question in questions],
        "is_answered": len(answers) == queries.QUESTIONS,
    }


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who is asked, or those who have not answered, or who need something; constant queries."""
    cohort = own_cohort(request, pk, "needs.view")
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    questions = seen_questions(request.user, cohort)
    find = request.GET.get("find", "").strip()[:100].replace("\0", "")
    page = Paginator(queries.people_of(cohort, show, find), PAGE).get_page(request.GET.get("p"))
    dates = [day.date for day in cohort.days.all()]
    context = {
        **cohort_context(cohort, _("Food and accessibility"), ICON),
        "numbers": queries.numbers_of(cohort),
        "show": show,
        "find": find,
        "before": "".join(
            f"{urlencode({key: value})}&" for key, value in (("show", show), ("find", find)) if value
        ),
        "page": page,
        "questions": [question.label for question in questions],
        "lines": [_line(row, questions) for row in page],
        "is_forgotten": queries.is_forgotten(dates, timezone.localdate(timezone=cohort.zone)),
    }
    response = render(request, "needs/office/people.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def print_people(request: HttpRequest, pk: int) -> HttpResponse:
    """The list on paper: a button first, for each printing is written down; then the sheet."""
    cohort = own_cohort(request, pk, "needs.view")
    url = reverse("needs_people", args=[cohort.pk])
    way = [*way_to(cohort), {"url": url, "label": _("Food and accessibility")}]
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Needs on paper"),
            subtitle=str(cohort),
            question=_(
                "The sheet says what each person needs. It is for those of the organisers who see to it, and for nobody"
                " else; destroy it after the days. Whoever cooks has a sheet of their own, without names."
            ),
            button=_("Show the sheet"),
            url=url,
            icon="doc-full",
            way=way,
        )
    actor = signed_in_user(request)
    log(cohort, "needs.print", user=actor)
    questions = seen_questions(actor, cohort)
    context = {
        "cohort": cohort,
        "lines": [_line(row, questions) for row in queries.people_of(cohort, queries.WISHES)],
        "numbers": queries.numbers_of(cohort),
        "opened_by": actor.get_full_name() or actor.email,
        "opened_at": timezone.now(),
        "back_url": url,
    }
    response = render(request, "needs/office/print.html", context)
    response["Cache-Control"] = "no-store"
    return response
