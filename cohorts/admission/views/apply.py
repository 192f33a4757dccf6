"""Applying: one group of questions a page, a draft kept on every step, the answers checked, then sent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from cohorts.admission import queries, services
from cohorts.admission.answers import STEPS, Incomplete, Problem, problems
from cohorts.admission.forms import StepForm
from cohorts.admission.may_apply import Doors
from cohorts.admission.models import Application
from cohorts.models import Cohort
from foundation.errors import Conflict, DomainError
from foundation.errors.forms import refuse
from people.models import User
from people.signed_in import signed_in_user

from . import question_forms
from .questions import QuestionsPage


@method_decorator(never_cache, name="dispatch")
class ApplyView(View):
    """The door of every page of applying: signed in, and a cohort that can be applied for."""

    user: User

    @cached_property
    def cohort(self) -> Cohort:
        """The cohort at this address; 404 if none can be applied for."""
        return get_object_or_404(queries.cohorts_to_apply_for(), slug=self.kwargs["slug"])

    @cached_property
    def application(self) -> Application | None:
        """The person's own one, a draft too."""
        return queries.application_of(self.user, self.cohort)

    @cached_property
    def doors(self) -> Doors:
        """Which days this person may apply for."""
        return Doors(self.user, timezone.now())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead strangers to the sign-in and back; answer the others, unless they are turned away."""
        if not request.user.is_authenticated:
            return self.ask_to_sign_in(self.cohort)
        self.user = signed_in_user(request)
        return self.turned_away() or super().dispatch(request, *args, **kwargs)

    def ask_to_sign_in(self, cohort: Cohort) -> HttpResponseBase:
        """Whoever wants to apply for a cohort that there is comes back here."""
        messages.info(
            self.request,
            _("Sign in to apply, or make an account. Then you come back here, to the application."),
        )
        return redirect_to_login(self.request.get_full_path())

    def turned_away(self) -> HttpResponseBase | None:
        """The answer to whoever has sent the application, or comes when every door is closed."""
        if self.application is not None and self.application.state == Application.State.SENT:
            return self.already_sent(self.application)
        if not self.can_apply():
            return render(self.request, "admission/closed.html", self.context())
        return None

    def already_sent(self, application: Application) -> HttpResponseBase:
        """What to do when the application has been sent."""
        return redirect("admission:application", application.public_id)

    def can_apply(self) -> bool:
        """Whether any day's door is open, or a draft waits."""
        return any(self.doors.is_open(day) for day in self.cohort.days.all())

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of applying shows."""
        return {
            "cohort": self.cohort,
            "residency": self.cohort.residency,
            "application": self.application,
            **more,
        }

    def found_problems(self) -> list[Problem]:
        """What is still missing in the draft."""
        if self.application is None:
            return [Problem("you", "given_name", "")]
        requests = list(self.application.day_requests.all())
        for row in requests:
            row.day.cohort = self.cohort
        return problems(self.application, requests, self.doors)

    def go(self, step: str) -> HttpResponse:
        """On to a group of questions."""
        return redirect("admission:step", self.cohort.slug, step)


class Begin(ApplyView):
    """The address of applying: leads to the first group of questions that is not answered."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Go on where the person stopped."""
        found = self.found_problems()
        return self.go(found[0].step if found else "check")


class Step(QuestionsPage, ApplyView):
    """One group of questions of a draft."""

    is_draft = True

    def already_sent(self, application: Application) -> HttpResponseBase:
        """A form that was open while the application was sent comes too late; its page has the way to change it."""
        if self.request.method == "POST":
            messages.warning(
                self.request,
                _("This application has been sent already. You can still change it on this page."),
            )
        return super().already_sent(application)

    def get(self, request: HttpRequest, slug: str, step: str) -> HttpResponse:
        return self.page(self.build())

    def post(self, request: HttpRequest, slug: str, step: str) -> HttpResponse:
        """Keep what was typed; then on, back, or away as the pressed button says."""
        form = self.build(request.POST)
        wish = request.POST.get("go", "next")
        is_clean = form.is_valid()
        try:
            self.application = services.save_draft(
                actor=self.user,
                cohort=self.cohort,
                answers=form.answers(),
                version=question_forms.posted_version(request.POST),
            )
        except Conflict as error:
            self.application = queries.application_of(self.user, self.cohort)
            return self.page(form, conflict=error)
        except DomainError as error:
            refuse(form, error)
            return self.page(form)
        return self._onward(form, wish, is_clean=is_clean)

    def _onward(self, form: StepForm, wish: str, *, is_clean: bool) -> HttpResponse:
        if wish not in ("find", "back", "later"):
            # What is missing is said beside what is wrong.
            is_clean = form.ask_for_the_rest()
        if wish == "find" or not is_clean:
            return self.page(form)
        if wish == "back":
            return self.go(question_forms.next_step(self.step, -1))
        if wish == "later":
            messages.success(
                self.request, _("Your draft is kept. Come back to it from here before the deadline.")
            )
            return redirect("people:my")
        return self.go(question_forms.next_step(self.step))


class Check(ApplyView):
    """All answers on one page, and the button that sends them."""

    def already_sent(self, application: Application) -> HttpResponseBase:
        """A second press of the button leads to the same receipt."""
        return redirect("admission:receipt", application.public_id)

    def page(
        self, found: list[Problem], *, conflict: Conflict | None = None, status: int = 200
    ) -> HttpResponse:
        """The answers with what is to be put right."""
        application = self.application
        context = self.context(
            problems=found,
            step="check",
            title=question_forms.TITLES["check"],
            titles=[question_forms.TITLES[name] for name in STEPS],
            number=len(STEPS),
            version=application.version if application else 0,
            conflict=conflict,
            days=[
                day
                for day in question_forms.day_choices(self.cohort, application, self.doors)
                if day.is_chosen
            ],
        )
        return render(self.request, "admission/check.html", context, status=status)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if self.application is None:
            return self.go("you")
        return self.page(self.found_problems())

    def turned_away(self) -> HttpResponseBase | None:
        """Whoever presses the button is answered by the service, which looks at what it locks."""
        return None if self.request.method == "POST" else super().turned_away()

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Send, or say what is to be put right."""
        try:
            sent = services.send_application(
                actor=self.user, slug=slug, version=question_forms.posted_version(request.POST)
            )
        except DomainError as error:
            return super().turned_away() or self.refused(error)
        return redirect("admission:receipt", sent.public_id)

    def refused(self, error: DomainError) -> HttpResponse:
        """The page again, with what stands against sending."""
        if self.application is None:
            return self.go("you")
        if isinstance(error, Conflict):
            return self.page(self.found_problems(), conflict=error, status=409)
        if isinstance(error, Incomplete):
            return self.page(error.problems, status=422)
        return self.page([Problem("days", error.field or "", error.message)], status=422)


class Discard(ApplyView):
    """Deleting a draft that was never sent."""

    def can_apply(self) -> bool:
        """A draft can be deleted after the deadline too."""
        return True

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Ask first."""
        if self.application is None:
            return self.go("you")
        return render(request, "admission/discard.html", self.context())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if self.application is not None:
            try:
                services.discard_draft(actor=self.user, application=self.application)
            except DomainError as error:
                messages.error(request, str(error))
                return self.go("check")
            messages.success(request, _("The draft is deleted."))
        return redirect("people:my")
