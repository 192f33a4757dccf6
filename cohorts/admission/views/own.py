"""One's own applications: the receipt, where it stands, changing it, giving up days."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from cohorts.admission import queries, services
from cohorts.admission.answers import Incomplete
from cohorts.admission.may_apply import Doors
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.states import ACTIVE, HOLDING
from cohorts.queries import facts_of
from cohorts.wing import recorded
from foundation.errors import Conflict, DomainError
from foundation.errors.forms import refuse
from people.models import User
from people.signed_in import signed_in_user

from . import question_forms
from .questions import QuestionsPage


@method_decorator(never_cache, name="dispatch")
class OwnView(View):
    """The door of pages about one's own application: anybody else's is not there."""

    user: User
    application: Application

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the application among the person's own; a draft is gone on with instead."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        self.user = signed_in_user(request)
        self.application = get_object_or_404(
            queries.own_applications(self.user), public_id=kwargs["public_id"]
        )
        self.cohort = self.application.participant.cohort
        if self.application.state == Application.State.DRAFT:
            return redirect("admission:apply", self.cohort.slug)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def doors(self) -> Doors:
        """Which days this person may apply for."""
        return Doors(self.user, timezone.now())

    def context(self, **more: Any) -> dict[str, Any]:
        """What these pages show."""
        return {
            "application": self.application,
            "cohort": self.cohort,
            "residency": self.cohort.residency,
            **more,
        }

    def requests(self) -> list[DayRequest]:
        """The days that the application asks for."""
        return list(self.application.day_requests.all())

    def to_confirm(self) -> list[DayRequest]:
        """The days to come for which one is accepted and has not said yet that one comes."""
        now = timezone.now()
        accepted = (row for row in self.requests() if row.state == DayRequest.State.ACCEPTED)
        return [row for row in accepted if not row.day.is_over_at(now)]

    def holds_place(self) -> bool:
        """Whether a place is held on a day that is not over: giving up makes it free."""
        now = timezone.now()
        return any(row.state in HOLDING and not row.day.is_over_at(now) for row in self.requests())

    def what_stays(self) -> dict[int, str]:
        """Why days that have begun can no longer be given up, by the day; one query if there may be any."""
        now = timezone.now()
        begun = [row for row in self.requests() if row.state in HOLDING and row.day.has_come_at(now)]
        stay = recorded([self.application.participant_id]) if begun else set()
        return {
            row.day_id: services.why_it_stays(self.application, row.day)
            for row in begun
            if (self.application.participant_id, row.day_id) in stay
        }

    def back(self) -> HttpResponse:
        """To the application's page."""
        return redirect("admission:application", self.application.public_id)

    def refused(self, why: str) -> HttpResponse:
        """To the application's page, which says why."""
        messages.error(self.request, why)
        return self.back()


class Receipt(OwnView):
    """What came of sending, and what happens next."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return render(request, "admission/receipt.html", self.context(requests=self.requests()))


class Status(OwnView):
    """Where each day stands, what comes next, and what can still be changed."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        now = timezone.now()
        requests = self.requests()
        requested = {row.day_id for row in requests if row.state in ACTIVE}
        is_sent = self.application.state == Application.State.SENT
        stays = self.what_stays()
        days = list(self.cohort.days.all())
        lines = [
            {
                "row": row,
                "is_open": self.doors.is_open(row.day),
                "stays": "" if row.day.is_over_at(now) else stays.get(row.day_id, ""),
                "can_leave": is_sent
                and row.state in ACTIVE
                and not row.day.is_over_at(now)
                and row.day_id not in stays,
            }
            for row in requests
        ]
        refused = {
            row.day_id
            for row in requests
            if row.state in (DayRequest.State.DECLINED, DayRequest.State.CANCELLED)
        }
        open_days = [day for day in days if self.doors.is_open(day)]
        gone_by = [row for row in requests if row.state in HOLDING and row.day.is_over_at(now)]
        context = self.context(
            facts=facts_of(self.cohort, now, days),
            lines=lines,
            is_sent=is_sent,
            can_change=is_sent and any(day.pk in requested for day in open_days),
            can_add=is_sent and any(day.pk not in requested | refused for day in open_days),
            can_apply_again=not is_sent and any(day.pk not in refused for day in open_days),
            can_leave_all=any(line["can_leave"] for line in lines)
            and not any(line["stays"] for line in lines),
            holds_place=self.holds_place(),
            to_confirm=self.to_confirm() if self.application.participant.cohort.confirm_by else [],
            has_been=bool(gone_by),
        )
        return render(request, "admission/application.html", context)


class Change(QuestionsPage, OwnView):
    """One group of questions of an application that has been sent."""

    is_draft = False

    def get(self, request: HttpRequest, public_id: str, step: str) -> HttpResponse:
        if self.application.state != Application.State.SENT:
            return self.back()
        return self.page(self.build())

    def post(self, request: HttpRequest, public_id: str, step: str) -> HttpResponse:
        """Change the answers, or find communities on the way."""
        form = self.build(request.POST)
        form.is_valid()  # before answers are taken from it
        answers = form.answers()
        if request.POST.get("go") == "find" or not form.ask_for_the_rest():
            return self.page(form)
        try:
            services.change_application(
                actor=self.user,
                application=self.application,
                answers=answers,
                version=question_forms.posted_version(request.POST),
            )
        except Conflict as error:
            self.application = queries.own_applications(self.user).get(pk=self.application.pk)
            return self.page(form, conflict=error)
        except Incomplete as error:
            for problem in error.problems:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
            return self.page(form)
        except DomainError as error:
            refuse(form, error)
            return self.page(form)
        messages.success(
            request, _("Your application is changed. You receive a letter that says how it stands.")
        )
        return self.back()


class Confirm(OwnView):
    """Saying that one comes. Opening the page changes nothing."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Ask, or show what was said already."""
        if not self.to_confirm():
            return self.back()
        return render(request, "admission/confirm.html", self.context(rows=self.to_confirm()))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        try:
            services.confirm(actor=self.user, application=self.application)
        except DomainError as error:
            return self.refused(str(error))
        messages.success(request, _("Thank you: you have confirmed that you are coming."))
        return self.back()


class Withdraw(OwnView):
    """Giving up the whole application."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Ask first, unless a day stays: then say why."""
        now = timezone.now()
        days = {row.day_id for row in self.requests() if not row.day.is_over_at(now)}
        if why := [text for day_id, text in self.what_stays().items() if day_id in days]:
            return self.refused(why[0])
        given_up = [row.day for row in self.requests() if row.day_id in days]
        context = self.context(
            holds_place=self.holds_place(),
            goes_along=queries.goes_along(self.application.participant_id, given_up),
        )
        return render(request, "admission/withdraw.html", context)

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        try:
            services.withdraw_application(actor=self.user, application=self.application)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your application is withdrawn. Thank you for telling us."))
        return self.back()


class DayView(OwnView):
    """About one day of the application."""

    def find(self, date: str) -> DayRequest:
        """The application's request for that date."""
        for row in self.requests():
            if row.day.date.isoformat() == date:
                return row
        raise Http404


class AtOnce(DayView):
    """Whether one who waits is given a freed place without being asked; a button of the application's page."""

    def post(self, request: HttpRequest, public_id: str, date: str) -> HttpResponse:
        at_once = request.POST.get("at_once") == "yes"
        services.want_at_once(actor=self.user, day_request=self.find(date), at_once=at_once)
        messages.success(
            request,
            _("A freed place will be yours at once, and a letter says so.")
            if at_once
            else _("You will be asked before a freed place is yours."),
        )
        return self.back()


class WithdrawDay(DayView):
    """Giving up one day."""

    def get(self, request: HttpRequest, public_id: str, date: str) -> HttpResponse:
        """Ask first, unless the day stays: then say why."""
        row = self.find(date)
        is_over = row.day.is_over_at(timezone.now())
        if why := _("This day is over.") if is_over else self.what_stays().get(row.day_id):
            return self.refused(why)
        others = sum(other.state in ACTIVE for other in self.requests() if other.pk != row.pk)
        along = queries.goes_along(self.application.participant_id, [row.day])
        context = self.context(row=row, others=others, goes_along=along)
        return render(request, "admission/withdraw_day.html", context)

    def post(self, request: HttpRequest, public_id: str, date: str) -> HttpResponse:
        try:
            services.withdraw_day(actor=self.user, day_request=self.find(date))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("You have given this day up. Thank you for telling us."))
        return self.back()
