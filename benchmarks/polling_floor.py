"""The least that answers a phone that asks again: a constant, under the same middleware, session and signed-in user."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import include, path

SETTINGS = 'from config.settings.local import *\nROOT_URLCONF = "benchmarks.polling_floor"\n'


@login_required
def still(request: HttpRequest) -> HttpResponse:
    """Nothing has changed, whoever asks."""
    return HttpResponseNotModified()


urlpatterns = [path("still/", still, name="still"), path("accounts/", include("allauth.urls"))]
