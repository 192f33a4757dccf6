"""The outbox: every letter is a row first, then leaves through the worker.

A letter is worded with the event that it tells of. Where people wait for one another during the event, it is written
as facts instead and the worker words it: `write_facts` and `register_wording`.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from foundation import work
from foundation.work import WorkState
from people.greeting import greeting_name
from people.models import User
from residencies.models import Programme

from .models import Letter

TASK = "messaging.deliver"
NO_BODY = {"subject": "", "text": "", "html": ""}
# A machine that answers letters (an absence note, a ticket system) leaves these alone.
BY_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


# From a letter with facts to what its templates say.
Wording = Callable[[Letter], Mapping[str, Any]]
_wordings: dict[str, Wording] = {}


def register_wording(kind: str, wording: Wording) -> None:
    """Say how letters of that kind are worded from their facts. Called once, when the app is ready."""
    _wordings[kind] = wording


def render(
    kind: str, recipient: User, context: Mapping[str, Any], programme: Programme | None = None
) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter of that kind to this person, in their language; writes nothing.

    Templates: `emails/<kind>.subject.txt`, `.txt` and `.html`. Plain text is not escaped, HTML is.
    """
    language, told = recipient.language, _told(recipient, recipient.email, programme, context)
    return _subject(kind, language, context), *_body(kind, language, told)


def _subject(kind: str, language: str, context: Mapping[str, Any]) -> str:
    with translation.override(language):
        return " ".join(render_to_string(f"emails/{kind}.subject.txt", dict(context)).split())


def _body(kind: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    with translation.override(language):
        # The name in letters that the reader can read.
        names = {"site_url": settings.SITE_URL, "site_name": _("Svitlytsia"), "language": language}
        full = {**context, **names}
        text = render_to_string(f"emails/{kind}.txt", full).strip() + "\n"
        return text, render_to_string(f"emails/{kind}.html", full)


def _told(
    recipient: User, address: str, programme: Programme | None, context: Mapping[str, Any]
) -> dict[str, Any]:
    """What every letter may say, and what this one does."""
    return {
        **context,
        "greeting_name": greeting_name(recipient, address),
        "contact_email": programme.contact_email if programme else "",
    }


def write(
    *,
    kind: str,
    key: str,
    recipient: User,
    context: Mapping[str, Any],
    programme: Programme | None = None,
    calendar: str = "",
    calendar_method: str = "",
) -> Letter:
    """Write a letter to a person in their language and have it delivered after commit.

    The same `key` is written once: asked again, nothing is written and nothing leaves; what is given back has the id
    of the letter that is there.
    Side effects: one row; after commit, one message to the worker. Call it inside the transaction of the event.
    """
    subject, text, html = render(kind, recipient, context, programme)
    return _hand_over(
        Letter(
            key=key,
            kind=kind,
            programme=programme,
            recipient=recipient,
            address=recipient.email,
            language=recipient.language,
            subject=subject[:250],
            text=text,
            html=html,
            calendar=calendar,
            calendar_method=calendar_method,
        )
    )


def write_facts(
    *,
    kind: str,
    key: str,
    recipient: User,
    facts: Mapping[str, Any],
    context: Mapping[str, Any],
    programme_id: int,
) -> Letter:
    """The same as `write`, with a letter that the worker words: from `facts` (what JSON can hold), by what
    `register_wording` says of the kind. Its subject is worded now, from the context.
    """
    return _hand_over(
        Letter(
            key=key,
            kind=kind,
            programme_id=programme_id,
            recipient=recipient,
            address=recipient.email,
            language=recipient.language,
            subject=_subject(kind, recipient.language, context)[:250],
            facts=facts,
        )
    )


def _hand_over(letter: Letter) -> Letter:
    # One statement, no savepoint: people wait for one another while places are given out. A letter that is there
    # stays as it is and gives its id back; a second message about it finds it claimed or done.
    Letter.objects.bulk_create([letter], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    work.send_after_commit(TASK, letter.pk)
    return letter


def write_private(*, address: str, language: str, subject: str, text: str, html: str, key: str) -> Letter:
    """Write a sign-in letter: never listed, delivered at once, its body forgotten after sending."""
    letter = Letter(
        key=key,
        kind="sign_in",
        address=address,
        language=language,
        subject=" ".join(subject.split())[:250],
        text=text,
        html=html,
        is_private=True,
    )
    letter.save()
    work.send_after_commit(TASK, letter.pk)
    return letter


def word(letter: Letter) -> Letter:
    """Word a letter that is facts as yet; saves nothing, and changes nothing in one that has its words."""
    if letter.facts is not None and letter.recipient is not None:
        context = _wordings[letter.kind](letter)
        told = _told(letter.recipient, letter.address, letter.programme, context)
        letter.text, letter.html = _body(letter.kind, letter.language, told)
        letter.facts = None
    return letter


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The e-mail of a letter: text, HTML, and the calendar part with the method it names.

    Every letter of the site leaves as one of these. Answers go to the programme's organiser, where the programme says
    how to reach them.
    """
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text or strip_tags(letter.html),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        reply_to=[letter.programme.contact_email]
        if letter.programme and letter.programme.contact_email
        else None,
        # The same id on every try: a provider or a reader can recognise a second copy.
        headers={
            **BY_A_MACHINE,
            "Message-ID": f"<{letter.public_id}@{urlsplit(settings.SITE_URL).hostname}>",
        },
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach_alternative(letter.calendar, f"text/calendar; method={letter.calendar_method}")
    return message


def deliver(letter_id: int) -> bool:
    """Deliver one letter if it is due. True if it left now.

    Side effects: the mail, then the row is done; facts become words that stay; a failure puts the row off. A private
    letter loses its body. A worker that is killed between the mail and the row leaves the letter to be sent again: it
    leaves at least once, each time with the same Message-ID.
    """
    letter = work.claim(Letter, letter_id)
    if letter is None:
        return False
    try:
        if letter.facts is not None:
            word(letter)
            work.keep(letter, text=letter.text, html=letter.html, facts=None)
        with get_connection() as connection:
            connection.send_messages([as_message(letter)])
    except Exception as error:  # noqa: BLE001 — whatever the provider's client raises, the row waits and is tried again
        work.put_off(letter, error)
        return False
    work.finish(letter, **(NO_BODY if letter.is_private else {}))
    return True


def sweep() -> int:
    """Send out again the letters whose message was lost. Returns how many.

    Side effect: a private letter that was set aside loses its body too.
    """
    set_aside = Letter.objects.filter(is_private=True, state=WorkState.FAILED).exclude(text="", html="")
    set_aside.update(**NO_BODY)
    return work.sweep(Letter, TASK)
