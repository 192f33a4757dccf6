"""“Is it you?” by a code from a letter, and the first password of an account, which asks for it."""

from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.views import BaseReauthenticateView, password_set
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from people.allauth_private import ratelimit
from people.models import User
from people.reauthentication import CodeAgain, is_asked_for
from people.sign_in_forms import SignInCodeForm


def ask_who_it_is(user: User, then: str) -> HttpResponse:
    """To the page where the person shows anew who they are, by the first way they have, and then to that address."""
    first = get_adapter().get_reauthentication_methods(user)[0]
    return redirect(f"{first['url']}?{urlencode({'next': then})}")


@method_decorator([never_cache, login_required], name="dispatch")
class CodeAgainView(BaseReauthenticateView):
    """First a button that sends the code, then the box for it: opening the page alone sends nothing."""

    form_class = SignInCodeForm
    template_name = "account/reauthenticate_by_code.html"
    process: CodeAgain | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look first whether a code is on its way."""
        self.process = CodeAgain.resume(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or look at the one that was typed."""
        if request.POST.get("action") in {"send", "resend"}:
            return self._send()
        if self.process is None:
            return self._here()
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def _here(self) -> HttpResponse:
        """This page anew, with the way back."""
        return redirect(self.passthrough_next_url(self.request.path))

    def _send(self) -> HttpResponse:
        if CodeAgain.begin(self.request) is None:
            refusal: HttpResponse = ratelimit.respond_429(self.request)
            return refusal
        get_adapter().add_message(self.request, messages.SUCCESS, "account/messages/login_code_sent.txt")
        return self._here()

    def get_form_kwargs(self) -> dict[str, Any]:
        """The code that is right."""
        return {**super().get_form_kwargs(), "code": self.process.code if self.process else None}

    def form_valid(self, form: SignInCodeForm) -> HttpResponse:
        """Go on with what was about to be changed."""
        if self.process is not None:
            self.process.finish()
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: SignInCodeForm) -> HttpResponse:
        """Three wrong codes, and another one is needed."""
        if self.process is not None and self.process.record_invalid_attempt():
            answer: HttpResponse = super().form_invalid(form)
            return answer
        message = get_adapter().error_messages["too_many_login_attempts"]
        messages.error(self.request, message)
        return self._here()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the code goes, or went."""
        email = self.process.email if self.process else self.request.user.email
        return {**super().get_context_data(**kwargs), "email": email, "is_sent": self.process is not None}


@never_cache
@login_required
def set_password(request: HttpRequest) -> HttpResponseBase:
    """The first password. allauth lets any open session set it; here it is asked for first whether it is the person.

    What was typed is not kept on the way, as allauth would do with other forms: a password lies in no session.
    """
    user = cast("User", request.user)
    if not user.has_usable_password() and is_asked_for(request):
        return ask_who_it_is(user, reverse("account_set_password"))
    answer: HttpResponseBase = password_set(request)
    return answer
