"""A person's own page: what they need for one cohort, and the meals of their days."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.models import Cohort
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.signed_in import signed_in_user

from .forms import SEEN, NeedsForm
from .models import Question
from .queries.meals import meals_on
from .queries.people import Own, own_needs
from .services.answering import save_answers


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions, while answers are taken, then what was answered; whoever is not asked does not find the page."""
    cohort = get_object_or_404(Cohort.objects.exclude(state=Cohort.State.DRAFT), slug=slug)
    found = _own_or_404(request, cohort)
    form, status = NeedsForm(request.POST or None, own=found), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_answers(
                    actor=signed_in_user(request),
                    cohort=cohort,
                    answers=form.answers(),
                    seen=request.POST.get(SEEN, ""),
                )
            except DomainError as error:
                status = refuse(form, error)
                found = _own_or_404(request, cohort)
                form.mark = NeedsForm(own=found).mark
            else:
                messages.success(request, _("Thank you, we have kept your answers."))
                return redirect("needs:own", slug=slug)
    return render(request, "needs/own.html", _context(found, form), status=status)


def _own_or_404(request: HttpRequest, cohort: Cohort) -> Own:
    found = next(iter(own_needs(signed_in_user(request), cohort)), None)
    if found is None:
        raise Http404
    return found


def _context(found: Own, form: NeedsForm) -> dict[str, object]:
    """The page's values; nine queries at most for any number of meals."""
    cohort = found.cohort
    return {
        "cohort": cohort,
        "residency": cohort.residency,
        "own": found,
        "form": form,
        "is_open": found.is_open_at(timezone.now()),
        "answers": [(question.label, found.answers.get(question.value)) for question in Question],
        "meals": meals_on(cohort, found.dates),
    }
