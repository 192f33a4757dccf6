"""My page, my details, my calendar's address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import person, services
from people.adapters import remember_language
from people.communities.labels import label
from people.countries import country_name
from people.forms import ProfileForm
from people.models import User
from people.signed_in import signed_in_user


@never_cache
@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The next thing, then everything else."""
    user = signed_in_user(request)
    language = translation.get_language() or settings.LANGUAGE_CODE
    sections, next_thing = person.page(user, language)
    calendar_url = f"{settings.SITE_URL}/calendar/{user.calendar_token}.ics"
    return render(
        request,
        "people/my.html",
        {
            "next_thing": next_thing,
            "sections": sections,
            "is_new": next_thing is None and not any(section.items for section in sections),
            "has_calendar": any(section.fills_calendar for section in sections),
            "calendar_url": calendar_url,
            "webcal_url": f"webcal:{calendar_url.removeprefix(urlsplit(calendar_url).scheme + ':')}",
            "second_factors": second_factors(user),
            "community": label(user.community, language) if user.community else "",
            "country": country_name(user.country) if user.country and not user.community else "",
        },
    )


def second_factors(user: User) -> set[str]:
    """Which kinds of second factor the person has set up: "totp", "webauthn", "recovery_codes". One query."""
    from allauth.mfa.models import Authenticator

    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Names, phone, language."""
    actor = signed_in_user(request)
    # The form works on a copy: a refused form must not change what the page says about the person.
    user = User.objects.get(pk=actor.pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=user)
    if not form.is_valid():
        return render(request, "people/profile.html", {"form": form}, status=422 if form.errors else 200)
    given = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.fields}
    try:
        saved = services.save_profile(actor=actor, **given)
    except services.Erased:
        return redirect("people:my")
    with translation.override(saved.language):
        messages.success(request, _("Your details are saved."))
        response = redirect("people:my")
    remember_language(response, saved.language)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Asks, then gives one's calendar a new address."""
    if request.method != "POST":
        return render(request, "people/renew_calendar.html")
    services.renew_calendar_token(actor=signed_in_user(request))
    messages.success(
        request,
        _("Your calendar has a new address. Subscribe to it again; the old one no longer works."),
    )
    return redirect("people:my")
