"""The back office's door: who may enter, which of Wagtail's screens, and what these say to input they cannot read."""

import logging
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.core.signing import BadSignature
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch
from wagtail.models import GroupPagePermission

from foundation.errors import views as errors
from people.second_factor import lacks_second_factor

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

BACK_OFFICE = "/admin/"
# Coming in and going out are open to everybody.
_DOORS = ("/admin/login/", "/admin/logout/")


class AdminPolicyMiddleware:
    """Gives the back office its own content security policy; every other page keeps the strict one.

    Wagtail's screens use inline scripts and styles; a preview of a public page brings that page's policy. The header
    itself is written by django-csp, around this.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(BACK_OFFICE) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response


# Screens of Wagtail's own that show nothing but what is one's own.
_OPEN_SCREENS = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        # What Wagtail answers where it has no screen: “not found”.
        "wagtail.admin.views.home.default",
    }
)


class BackOfficeDoorMiddleware:
    """Lets into the back office only who works there, only with a second factor, and only to what is theirs.

    Who is signed in and does not work there gets 403: Wagtail would send them to sign in, and sign-in would send them
    back. Who has no second factor yet is sent to set one up. Wagtail's own screens know no programmes, so they are
    closed to managers, all but a few; ours check the row. Editors of pages keep Wagtail's screens: it checks pages
    itself.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(BACK_OFFICE) and path not in _DOORS and request.user.is_authenticated:
            if not request.user.has_perm("wagtailadmin.access_admin"):
                return errors.forbidden(request)
            if lacks_second_factor(request.user):
                return redirect("mfa_index")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Close Wagtail's screens to people who only manage programmes."""
        path = request.path_info
        if not path.startswith(BACK_OFFICE) or path in _DOORS or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is None or match.view_name in _OPEN_SCREENS or not is_wagtails(view):
            return None
        return None if request.user.is_superuser or edits_pages(request.user) else errors.forbidden(request)


# How Wagtail's own screens stumble where a form or an address holds no number, no page of a list, no address of the
# site (`next`), or none of what they look for.
_NOT_UNDERSTOOD = (
    LookupError,
    OverflowError,
    ValidationError,
    ValueError,
    DataError,
    InvalidPage,
    NoReverseMatch,
)


def _is_of_input(exception: Exception) -> bool:
    """Whether an error is that of input; an attribute of nothing, or after a broken signature, is one too."""
    if isinstance(exception, AttributeError | TypeError):
        return "NoneType" in str(exception) or isinstance(exception.__context__, BadSignature)
    return isinstance(exception, _NOT_UNDERSTOOD)


class NotUnderstoodMiddleware:
    """Answers 400 where a screen of Wagtail's own, in the back office, stumbles over what was sent to it.

    Those screens trust what their own pages send. Everywhere else the same error is a fault of ours and stays one: on
    public pages, in screens of ours, and where a screen of Wagtail's calls code of ours (forms, hooks, receivers,
    blocks). The log keeps which screen, which kind of error and where it was raised, never what was typed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that says so, for those errors and those screens."""
        match = request.resolver_match
        if match is None or not request.path_info.startswith(BACK_OFFICE) or not is_wagtails(match.func):
            return None
        if not _is_of_input(exception) or _passed_through_ours(exception):
            return None
        trace = "".join(traceback.format_tb(exception.__traceback__)).rstrip()
        logger.warning("not understood by %s: %s\n%s", match.view_name, type(exception).__name__, trace)
        return errors.bad_request(request)


@cache
def _rooms() -> frozenset[str]:
    """The packages of the project that hold its rooms."""
    ours = (app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR)
    return frozenset(app.name for app in ours)


def _passed_through_ours(exception: Exception) -> bool:
    """Whether code of ours was running, below the view, when it was raised."""
    frames = (frame for frame, _line in traceback.walk_tb(exception.__traceback__))
    return any(str(frame.f_globals.get("__name__")).partition(".")[0] in _rooms() for frame in frames)


def is_wagtails(view: Callable[..., object]) -> bool:
    """Whether a view comes with Wagtail or Django and is none of ours."""
    module: str = getattr(view, "view_class", view).__module__
    return module.partition(".")[0] in {"wagtail", "django"}


def edits_pages(user: object) -> bool:
    """Whether the person has a right on some tree of pages."""
    return GroupPagePermission.objects.filter(group__user=user).exists()
