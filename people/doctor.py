"""What `manage.py doctor` looks at in this room: who can run the site, restores, and files beside their rows."""

from collections.abc import Iterator

from django.core.checks import CheckMessage
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.health.findings import doctor_check, error, fine, note

from .backup import checks  # noqa: F401 — registers its own
from .models import User
from .second_factor import has_second_factor


@doctor_check()
def administrators() -> Iterator[CheckMessage]:
    """Whether somebody can run the site, and is protected."""

    found = list(User.objects.filter(is_superuser=True, is_active=True))
    if not found:
        yield error("people.E001", _("There is no administrator. Run “manage.py createsuperuser”."))
        return
    bare = [user for user in found if not has_second_factor(user)]
    if bare:
        text = ngettext(
            "%(count)d administrator has no second factor yet; it is asked for at the next visit.",
            "%(count)d administrators have no second factor yet; it is asked for at their next visit.",
            len(bare),
        )
        yield note("people.W001", text % {"count": len(bare)})
    else:
        yield fine("people.I001", _("Every administrator has a second factor."))
