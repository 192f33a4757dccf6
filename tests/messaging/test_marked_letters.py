"""Every letter says that a machine wrote it, so that no machine answers."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from messaging import outbox
from tests.factories.messaging import LetterFactory
from tools.rooms import ROOMS

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates" / "emails"
KINDS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix(path.name[path.name.index("subject") - 1 :])
    for path in TEMPLATES.rglob("*subject.txt")
)
# Where mail is made, and where the mail server is asked whether it answers.
MAKES_MAIL, ASKS_THE_SERVER = "messaging/outbox.py", "foundation/doctor.py"


def mail_modules(path: Path) -> bool:
    """Whether a module takes anything of Django's mail, or sends mail without it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute) and node.attr == "email_user":
            names.add("smtplib")
    return any(name.startswith(("django.core.mail", "smtplib", "wagtail.admin.mail")) for name in names)


def test_mail_is_made_in_one_place() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for room in (*ROOMS, "config")
        for path in (ROOT / room).rglob("*.py")
        if mail_modules(path)
    }
    assert makers == {MAKES_MAIL, ASKS_THE_SERVER}


def test_django_and_wagtail_write_no_letters_of_their_own() -> None:
    handlers = {
        name for logger in settings.LOGGING["loggers"].values() for name in logger.get("handlers", ())
    }
    assert handlers | set(settings.LOGGING["root"]["handlers"]) == {"console"}
    assert not settings.LOGGING["loggers"]["django"]["propagate"]
    assert not settings.ADMINS and not settings.MANAGERS
    for switch in ("MODERATION_ENABLED", "WORKFLOW_ENABLED", "PASSWORD_RESET_ENABLED"):
        assert not getattr(settings, f"WAGTAIL_{switch}")
    assert not settings.WAGTAILADMIN_COMMENTS_ENABLED


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_letter_is_marked_as_sent_by_a_machine(kind: str) -> None:
    is_private = "/" in kind
    letter = LetterFactory(
        kind="sign_in" if is_private else kind,
        is_private=is_private,
        calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
        calendar_method="REQUEST",
    )
    assert outbox.deliver(letter.pk)
    head = mail.outbox[0].message()
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["X-Auto-Response-Suppress"] == "All"
    assert head["Message-ID"]
