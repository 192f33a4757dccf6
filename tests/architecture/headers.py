"""What every answer of ours says of itself: to whoever asks for headers alone, and to whoever might keep it."""

from collections.abc import Iterator

from django.http import HttpResponse

# What is the same for everybody says itself how long it may be kept.
PUBLIC = (
    "/sitemap.xml",
    "/uk/<page>",
    "/uk/cohorts/open.atom",
    "/uk/cohorts/<slug>/",
    "/cohorts/<slug>/programme.ics",
    "/media/images/<name>",
    "/calendar/",
)


def is_personal(route: str) -> bool:
    """Whether what stands there may be about somebody."""
    return not route.startswith(PUBLIC) or "/apply/" in route


def faults_of_headers(route: str, page: HttpResponse, head: HttpResponse | None) -> Iterator[str]:
    """What is wrong with an answer, and with the one to HEAD if that was asked for too."""
    if head is not None and head.status_code != page.status_code:
        yield f" answers {head.status_code} to HEAD"
    if "geolocation=()" not in page.get("Permissions-Policy", ""):
        yield " says nothing of the device’s senses"
    for answer in filter(None, (page, head)):
        if is_personal(route) and "no-store" not in answer.get("Cache-Control", ""):
            yield f" is kept: {answer.get('Cache-Control')}"
