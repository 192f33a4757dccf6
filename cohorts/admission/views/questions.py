"""A page of one group of questions: of a draft, and of an application that has been sent."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from cohorts.admission.answers import STEPS
from cohorts.admission.forms import StepForm
from cohorts.admission.prefilled import initial_answers
from foundation.errors import Conflict

from . import community_picker, question_forms


class QuestionsPage(View):
    """Goes before the view that lets the person in and knows the cohort and the application."""

    is_draft: ClassVar[bool]
    user: Any
    cohort: Any
    application: Any
    context: Callable[..., dict[str, Any]]
    doors: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only the groups that there are."""
        if kwargs["step"] not in question_forms.QUESTIONS:
            raise Http404
        self.step: str = kwargs["step"]
        return super().dispatch(request, *args, **kwargs)

    def build(self, data: Any = None) -> StepForm:
        """The form with what is known."""
        asks_for_days = self.step == "days"
        self.days = (
            question_forms.day_choices(self.cohort, self.application, self.doors, data)
            if asks_for_days
            else []
        )
        return question_forms.build_form(
            self.step, data, initial_answers(self.user, self.application), self.days
        )

    def page(self, form: StepForm, *, conflict: Conflict | None = None) -> HttpResponse:
        """The page of questions; 422 if something is to be put right, 409 if the form was stale."""
        status = 409 if conflict else 422 if form.errors else 200
        context = self.context(
            form=form,
            step=self.step,
            title=question_forms.TITLES[self.step],
            titles=[question_forms.TITLES[name] for name in STEPS],
            number=STEPS.index(self.step) + 1,
            days=self.days,
            version=self.application.version if self.application else 0,
            conflict=conflict,
            is_draft=self.is_draft,
            choices=offered_for(form) if self.step == "community" else None,
        )
        return render(self.request, "admission/step.html", context, status=status)


def offered_for(form: StepForm) -> list[community_picker.Choice]:
    """The communities to choose from: what was chosen, and what answers to the letters typed."""
    if not form.is_bound:
        return community_picker.offered("", form.initial.get("community"))
    chosen = form.cleaned_data.get("community") if hasattr(form, "cleaned_data") else None
    return community_picker.offered(form.data.get("q", ""), chosen)
