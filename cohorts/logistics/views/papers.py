"""The page at the foot of a printed list: whether the paper still holds, for whoever has it in hand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cohorts.logistics.papers import verdict_of
from people.allauth_private import ratelimit

from .links import unlisted


@unlisted
def paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Yes or no, and since when; nobody signs in for it and it names nobody. Tries are counted by address."""
    refusal = ratelimit.consume_or_429(request, action="list_check", limit_get=True)
    if refusal is not None:
        answer: HttpResponse = refusal
        return answer
    verdict = verdict_of(code, number)
    if verdict is None:
        raise Http404
    return render(request, "logistics/paper.html", {"verdict": verdict, "number": number})
