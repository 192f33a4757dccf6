"""Checks of `manage.py doctor`: system checks of Django with a tag of their own, and how commands print what they find.

A room has them in its `doctor.py`; they are registered when a command asks for them, so that `manage.py check` and the
commands that begin with it stay fast. A check only reads, takes no argument and gives messages in plain words.
"""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

DOCTOR = "doctor"
# What reads every file takes long: `doctor --files`, and after a restore.
DOCTOR_FILES = "doctor_files"

Find = Callable[[], Iterable[CheckMessage]]


def fine(code: str, text: str) -> CheckMessage:
    """All is well with this."""
    return checks.Info(text, id=code)


def note(code: str, text: str) -> CheckMessage:
    """Works, and somebody should know."""
    return checks.Warning(text, id=code)


def error(code: str, text: str, *, only_in_use: bool = False) -> CheckMessage:
    """Must be put right; `only_in_use` if a trial on one's own machine may leave it so."""
    if only_in_use and getattr(settings, "DEMO", False):
        return note(code, _("Only for a trial: %(finding)s") % {"finding": text})
    return checks.Error(text, id=code)


def doctor_check(tag: str = DOCTOR) -> Callable[[Find], Find]:
    """Register what finds messages as a system check. One that breaks is an error, and the others go on."""

    def decorate(find: Find) -> Find:
        def check(app_configs: object, **kwargs: object) -> list[CheckMessage]:
            try:
                return list(find())
            except Exception as reason:  # noqa: BLE001 — the doctor goes on and says what broke
                words = {"check": find.__name__, "reason": f"{type(reason).__name__}: {reason}"}
                return [error("foundation.E002", _("“%(check)s” could not be looked at: %(reason)s") % words)]

        checks.register(check, tag)
        return find

    return decorate


def looked_at(*tags: str) -> list[CheckMessage]:
    """What the checks with one of these tags find, errors last."""
    autodiscover_modules("doctor")
    found = [each for each in checks.run_checks(tags=tags) if not each.is_silenced()]
    return sorted(found, key=lambda each: (each.level, str(each.id)))


def say(command: BaseCommand, found: Iterable[CheckMessage], *, quiet: bool = False) -> int:
    """Print each message with its mark, without those that are fine if `quiet`; gives how many are wrong."""
    marks = {
        checks.INFO: command.style.SUCCESS(_("fine")),
        checks.WARNING: command.style.WARNING(_("note")),
        checks.ERROR: command.style.ERROR(_("WRONG")),
    }
    wrong = 0
    for each in found:
        wrong += each.level == checks.ERROR
        if each.level != checks.INFO or not quiet:
            command.stdout.write(f"{marks[each.level]:<6} {each.msg}")
    return wrong
