"""The call list: who has not confirmed, with their numbers; a tap calls, and what they said is written down."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cohorts.admission import letters
from cohorts.admission.forms import CallForm
from cohorts.admission.models import Application, Call
from cohorts.admission.queries import SEEN, call_list, goes_with, said_no
from cohorts.admission.services import given_up, record_call, take_back
from cohorts.admission.services.locking import requests_of
from cohorts.admission.states import ACTIVE
from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, overview_url, own_cohort, way_to
from cohorts.wing import about_people, to_call
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from messaging import wording
from office.screens import Crumb, confirm, screen_context
from people.rights import may
from people.signed_in import signed_in_user

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to call; on POST write down one call. That somebody does not come is asked about first."""
    cohort = own_cohort(request, pk, "applications.see_contacts")
    rows, status = call_list(cohort), 200
    may_decide = may(request.user, "applications.decide", cohort)
    form = None
    if request.method == "POST":
        form = CallForm(request.POST, cohort=cohort, people=rows, may_decide=may_decide)
        status = 200 if form.is_valid() else 422
    if form is not None and form.is_valid():
        if form.cleaned_data["outcome"] == Call.Outcome.DOES_NOT and "confirm" not in request.POST:
            return _asked_about(request, cohort, form)
        try:
            record_call(actor=signed_in_user(request), **form.cleaned_data)
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("The call is written down."))
            return redirect(request.get_full_path())
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    beside = about_people(cohort, [person.participant_id for person in page], request.user)
    context: dict[str, Any] = {
        **cohort_context(cohort, _("Call list"), "mobile-alt"),
        "page": page,
        "first": to_call(cohort, timezone.now()) if page.number == 1 else (),
        "lines": [
            (person, _form_of(person, cohort, form, may_decide=may_decide), beside[person.participant_id])
            for person in page
        ],
        "said_no": said_no(cohort, timezone.now()),
        "may_decide": may_decide,
        "back_url": overview_url(cohort.pk),
    }
    return render(request, "admission/manage/calls.html", context, status=status)


def _asked_about(request: HttpRequest, cohort: Cohort, form: CallForm) -> HttpResponse:
    """What goes if somebody does not come, and the letter that says so; writes nothing."""
    application: Application = form.cleaned_data["application"]
    requests = requests_of(application)
    leaving = given_up(requests, timezone.now())
    is_all = not any(each.state in ACTIVE for each in requests if each not in leaving)
    context = {
        **screen_context(_("Does not come"), str(cohort), way_to_calls(cohort), "warning"),
        "question": _(
            "You are writing down that %(name)s does not come. At once this is free for others, and a letter goes out:"
        )
        % {"name": application.participant.user.get_full_name() or application},
        "days": leaving,
        "parts": goes_with(application, leaving),
        "letter": wording.word(letters.withdrawn_by_phone(application, leaving, is_all=is_all)),
        "button": _("Write down that the person does not come"),
        "is_serious": True,
        "back_url": request.get_full_path(),
        "carried": {name: form.data.get(name, "") for name in form.fields} | {"confirm": "1"},
    }
    return render(request, "admission/manage/does_not_come.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_call(request: HttpRequest, pk: int, public_id: str) -> HttpResponse:
    """Take back that somebody does not come: asked about first."""
    cohort = own_cohort(request, pk, "applications.decide")
    rows = Application.objects.visible_to(request.user, "applications.decide")
    rows = rows.filter(participant__cohort=cohort, state__in=SEEN).select_related("participant__user")
    application = get_object_or_404(rows, public_id=public_id)
    return confirm(
        request,
        title=_("Take back that the person does not come"),
        subtitle=application.participant.user.get_full_name() or str(application),
        question=_(
            "The days of this call are the person’s again, with the visits and seats that are still free, and a letter"
            " says so. It is refused once others wait for the place."
        ),
        button=_("Give the days back"),
        act=lambda: take_back(actor=signed_in_user(request), application=application),
        done=_("The days are given back. The person stands on the call list again."),
        url=calls_url(cohort.pk),
        way=way_to_calls(cohort),
    )


def _form_of(person: Any, cohort: Any, sent: CallForm | None, *, may_decide: bool) -> CallForm:
    """The form of one person: the one that was sent, with what was typed, or an empty one."""
    if sent is not None and sent.data.get("application") == str(person.public_id):
        return sent
    first = {"application": person.public_id}
    return CallForm(cohort=cohort, people=Application.objects.none(), may_decide=may_decide, initial=first)


def way_to_calls(cohort: Cohort) -> list[Crumb]:
    """The way to the call list, for screens below it."""
    return [*way_to(cohort), {"url": calls_url(cohort.pk), "label": _("Call list")}]


def calls_url(cohort_id: int) -> str:
    """The call list of a cohort."""
    return reverse("admission_calls", args=[cohort_id])
