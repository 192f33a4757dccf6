"""Files of the public site."""

from pathlib import PurePosixPath

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.http import require_safe

from .pictures import FOLDER, KINDS, LONGEST_NAME, is_for_pages

YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition: those that pages show to everybody, Wagtail's own to who works in the back office.

    The name has no folder in it (the route takes none), and so leads nowhere else.
    """
    kind = KINDS.get(PurePosixPath(name).suffix)
    is_public = is_for_pages(name)
    if kind is None or len(name) > LONGEST_NAME:
        raise Http404
    if not is_public and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    try:
        file = storages["pictures"].open(FOLDER + name)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    if is_public:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        add_never_cache_headers(response)
    return response
