"""What screens of the back office share: their heading, the way to them, and asking before something is done."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin import messages

from foundation.errors import DomainError

Text = str | Promise
Crumb = dict[str, Any]  # url, label


def screen_context(title: Text, subtitle: Text, way: Sequence[Crumb], icon: str) -> dict[str, Any]:
    """What a screen of the back office shows around its content: its heading, and the way to it from the first one."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return {
        "page_title": title,
        "page_subtitle": subtitle,
        "header_title": f"{title}: {subtitle}" if subtitle else title,
        "header_icon": icon,
        "breadcrumbs_items": [home, *way, {"url": "", "label": title}],
    }


def confirm(
    request: HttpRequest,
    *,
    title: Text,
    subtitle: Text,
    question: Text,
    button: Text,
    act: Callable[[], Any],
    done: Text,
    url: str,
    **more: Any,
) -> HttpResponse:
    """Ask on GET; on POST call `act` and go to `url`. A refusal stays on the page; 409 for a change in the meantime.

    `more`: as of `ask_first`; what the form has `carried` along, `warnings` (texts or facts), whether it
    `is_serious`, and whether it `is_refused`: then there is nothing to press.
    """
    status, refusal = 200, None
    if request.method == "POST":
        try:
            act()
        except DomainError as error:
            status, refusal = error.status, error.message
        else:
            messages.success(request, str(done))
            return redirect(url)
    return ask_first(
        request,
        title=title,
        subtitle=subtitle,
        question=question,
        button=button,
        url=url,
        status=status,
        refusal=refusal,
        **more,
    )


def ask_first(
    request: HttpRequest,
    *,
    title: Text,
    subtitle: Text,
    question: Text,
    button: Text,
    url: str,
    icon: str = "warning",
    way: Sequence[Crumb] = (),
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The question, with a button that posts to this address: the view answers that itself, with a paper, say.

    `way` leads from the first screen to the page before.
    """
    context = {
        **screen_context(title, subtitle, way, icon),
        "question": question,
        "button": button,
        "back_url": url,
        **more,
    }
    return render(request, "office/confirm.html", context, status=status)
