"""The outbox: every letter is a row first, then leaves through the worker.

A letter is composed and written in the transaction of what it tells of, as facts; the worker words it, keeps the words,
and sends them. A preview is the same letter, composed and worded and not written.
"""

from collections.abc import Iterable, Mapping
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from foundation import work
from foundation.work import WorkState
from people.erased import is_of_nobody
from people.models import User

from .kinds import Kind, kinds
from .models import Letter
from .wording import KEY, CannotBeWorded, word, words_of, words_to_keep

TASK = "messaging.deliver"
# Rows in one statement.
BATCH = 200
# A machine that answers letters (an absence note, a ticket system) leaves these alone.
BY_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


# ---------------------------------------------------------------- with the event
def compose(
    kind: type[Kind],
    *,
    key: str,
    recipient: User | None,
    facts: Mapping[str, Any],
    programme_id: int | None = None,
    cohort_id: int | None = None,
    address: str = "",
    language: str = "",
) -> Letter:
    """A letter to somebody, as facts (what JSON can hold); asks the database nothing and writes nothing.

    `address` and `language` are the recipient's own, unless they are given; `cohort_id` is that of the cohort that the
    letter is about, and managers find it by that.
    """
    return Letter(
        kind=kind.name,
        is_private=kind.is_private,
        key=key,
        recipient=recipient,
        address=address or (recipient.email if recipient else ""),
        language=language or (recipient.language if recipient else settings.LANGUAGE_CODE),
        programme_id=programme_id,
        cohort_id=cohort_id,
        facts={"version": kind.version, **facts},
    )


def write(letters: Iterable[Letter]) -> list[Letter]:
    """Write letters, one query for many, and have them delivered after commit. Call it inside the event's transaction.

    The same `key` is written once: a letter that is there stays as it is, and the one given back has its id. Nothing is
    written to who is erased. Side effects: the rows; after commit, a message to the worker about each.
    """
    letters = [letter for letter in letters if not _is_to_nobody(letter)]
    # A letter that is there is found by the conflict; another message about it finds it claimed or done.
    written = Letter.objects.bulk_create(
        letters, batch_size=BATCH, update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    for letter in written:
        work.send_after_commit(TASK, letter.pk)
    return written


def _is_to_nobody(letter: Letter) -> bool:
    """Whether the letter is to an erased account; asks the database nothing: who composed it came with the person."""
    known = Letter.recipient.is_cached(letter)
    return is_of_nobody(letter.address) or (known and _is_erased(letter.recipient))


def _is_erased(person: User | None) -> bool:
    return person is not None and person.erased_at is not None


def take_back(keys: str) -> bool:
    """Take out the letters whose key begins so and that nobody has begun to send. Whether none of them is left.

    Call it inside the transaction of what makes them needless.
    """
    letters = Letter.objects.filter(key__startswith=keys)
    letters.filter(state=WorkState.QUEUED, attempts=0).delete()
    return not letters.exists()


def forget(keys: str) -> None:
    """Forget to whom letters went whose key begins so, and what they said; those that have not left are taken out.

    That a letter of this kind was sent, and when, stays. Call it inside the transaction that forgets the person.
    """
    _forget(Letter.objects.filter(key__startswith=keys))


def forget_one(key: str) -> None:
    """The same of the letter with exactly this key."""
    _forget(Letter.objects.filter(key=key))


def forget_words(keys: str) -> None:
    """Forget only what the letters said whose key begins so, for they name somebody else; to whom they went stays.

    Those that have not left are taken out.
    """
    letters = Letter.objects.filter(key__startswith=keys)
    letters.exclude(state=WorkState.DONE).delete()
    letters.update(**Letter.NOTHING_SAID)


def forget_person(person: User) -> None:
    """The same of all letters to a person, and of those that went to their address without naming an account."""
    _forget(letters_to(person))


def letters_to(person: User) -> QuerySet[Letter]:
    """All letters to a person, by account or by address alone."""
    return Letter.objects.filter(Q(recipient=person) | Q(recipient=None, address__iexact=person.email))


def _forget(letters: QuerySet[Letter]) -> None:
    # First, so that one that leaves meanwhile is emptied; a worker that holds one finds it gone, and sends nothing.
    letters.exclude(state=WorkState.DONE).delete()
    letters.update(address="", recipient=None, **Letter.NOTHING_SAID)


# ---------------------------------------------------------------- in the worker
def deliver(letter_id: int) -> bool:
    """Word one letter if it is due, and send it. True if it left now.

    Side effects: the words are kept and the facts go, then the mail, then the row is done; a failure puts the row off.
    A private letter loses its words, one with a key the key. A worker that is killed between the mail and the row
    leaves the letter to be sent again: it leaves at least once, each time with the same words and Message-ID.
    """
    letter = work.claim(Letter, letter_id)
    if letter is None:
        return False
    if _is_erased(letter.recipient):  # erased while the letter was being written
        letter.delete()
        return False
    try:
        if not work.keep(letter, **words_of(word(letter))):
            return False  # the lease ran out meanwhile, and another worker has it
        with get_connection() as connection:
            connection.send_messages([as_message(letter)])
    except Exception as error:  # noqa: BLE001 — whatever the provider's client raises, the row waits and is tried again
        work.put_off(letter, error)
        return False
    opens_something = letter.is_private or letter.holds_key
    work.finish(letter, **(words_to_keep(letter) if opens_something else {}))
    return True


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The e-mail of a letter: text, HTML, and the calendar part with the method it names.

    Every letter of the site leaves as one of these. Answers go to the programme's organiser, where the programme says
    how to reach them.
    """
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text or strip_tags(letter.html),
        from_email=_sender(letter.language),
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


def _sender(language: str) -> str:
    """The site's address under its name, in letters that the reader can read."""
    with translation.override(language):
        return formataddr((_("Svitlytsia"), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]), "utf-8")


def sweep() -> int:
    """Send out again the letters whose message was lost. Returns how many.

    Side effect: a private letter that was set aside loses its words and its facts too, one with a key the key.
    """
    set_aside = Letter.objects.filter(state=WorkState.FAILED)
    private = set_aside.filter(is_private=True).exclude(text="", html="", facts__isnull=True)
    private.update(**Letter.NOTHING_SAID)
    with_keys = [name for name, kind in kinds().items() if kind.holds_key]
    held = Q(facts__isnull=False) | Q(text__regex=KEY) | Q(html__regex=KEY)
    for letter in set_aside.filter(held, kind__in=with_keys, is_private=False):
        _forget_key(letter)
    return work.sweep(Letter, TASK)


def _forget_key(letter: Letter) -> None:
    """Keep the words of a letter that was set aside, without its key; of one that cannot be worded, nothing."""
    try:
        kept = words_to_keep(word(letter))
    except CannotBeWorded:
        kept = dict(Letter.NOTHING_SAID)
    Letter.objects.filter(pk=letter.pk, state=WorkState.FAILED).update(**kept)
