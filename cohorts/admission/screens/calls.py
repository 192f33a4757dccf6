"""The call list: who has not confirmed, with their numbers; a tap calls, and what they said is written down."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cohorts.admission.forms import CallForm
from cohorts.admission.models import Application
from cohorts.admission.queries import call_list
from cohorts.admission.services import record_call
from cohorts.screens.base import cohort_context, overview_url, own_cohort
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.rights import may
from people.signed_in import signed_in_user

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to call; on POST write down one call."""
    cohort = own_cohort(request, pk, "applications.see_contacts")
    rows, status = call_list(cohort), 200
    may_decide = may(request.user, "applications.decide", cohort)
    form = None
    if request.method == "POST":
        form = CallForm(request.POST, cohort=cohort, people=rows, may_decide=may_decide)
        status = 200 if form.is_valid() else 422
    if form is not None and form.is_valid():
        try:
            record_call(actor=signed_in_user(request), **form.cleaned_data)
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("The call is written down."))
            return redirect(request.get_full_path())
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        **cohort_context(cohort, _("Call list"), "mobile-alt"),
        "page": page,
        "lines": [(person, _form_of(person, cohort, form, may_decide=may_decide)) for person in page],
        "back_url": overview_url(cohort.pk),
    }
    return render(request, "admission/manage/calls.html", context, status=status)


def _form_of(person: Any, cohort: Any, sent: CallForm | None, *, may_decide: bool) -> CallForm:
    """The form of one person: the one that was sent, with what was typed, or an empty one."""
    if sent is not None and sent.data.get("application") == str(person.public_id):
        return sent
    first = {"application": person.public_id}
    return CallForm(cohort=cohort, people=Application.objects.none(), may_decide=may_decide, initial=first)


def calls_url(cohort_id: int) -> str:
    """The call list of a cohort."""
    return reverse("admission_calls", args=[cohort_id])
