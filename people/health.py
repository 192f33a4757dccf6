"""What `manage.py doctor` looks at in this room: who can run the site."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.health.checks import Finding, error, fine, note

from .models import User
from .second_factor import has_second_factor


def administrators() -> Iterator[Finding]:
    """Whether somebody can run the site, and is protected."""

    found = list(User.objects.filter(is_superuser=True, is_active=True))
    if not found:
        yield error(_("There is no administrator. Run “manage.py createsuperuser”."))
        return
    bare = [user for user in found if not has_second_factor(user)]
    if bare:
        text = ngettext(
            "%(count)d administrator has no second factor yet; it is asked for at the next visit.",
            "%(count)d administrators have no second factor yet; it is asked for at their next visit.",
            len(bare),
        )
        yield note(text % {"count": len(bare)})
    else:
        yield fine(_("Every administrator has a second factor."))
