"""The least that gives out places: a view that locks, counts and inserts, and nothing else.

Under the same middleware, with the same session, signed-in user and CSRF check as ours. The pool of the day's places
is locked (`SELECT … FOR UPDATE`), the places held are counted, and while there are fewer than the capacity a place is
inserted; then the view answers with a redirect, as ours does. Who finds no place gets the same answer and no row at
all. For nobody is there an application that is read, checked and saved, a place in a queue, a receipt number, a letter
or an audit line: all that is what ours does beyond the floor.
"""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.decorators.http import require_POST

from cohorts.models import Participant, Place, Pool


@login_required
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a place of the pool if there is one."""
    with transaction.atomic():
        pool = Pool.objects.select_for_update().get(pk=pk)
        if Place.objects.filter(pool=pool).count() < pool.capacity:
            participant = Participant.objects.get(user=request.user)  # type: ignore[misc]
            Place.objects.create(pool=pool, participant=participant)
    return redirect("done")


def done(request: HttpRequest) -> HttpResponse:
    """Where the claim leads."""
    return HttpResponse()


urlpatterns = [
    path("claim/<int:pk>/", claim, name="claim"),
    path("done/", done, name="done"),
    path("accounts/", include("allauth.urls")),
]
