"""Every letter about signing in: in three languages, as text and as HTML, private, with the site's own links."""

import html
import re
from pathlib import Path

import allauth
import html5lib
import pytest
from allauth.core import context
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone, translation

from messaging.adapters import AccountAdapter
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

# Letters of ways to sign in that are switched off here.
UNUSED = {"account/email/password_reset_code"}
# What allauth does not write: the code before something that matters.
OURS = ("account/email/code_again",)
LETTERS = sorted(
    str(path.relative_to(Path(allauth.__path__[0], "templates"))).removesuffix("_subject.txt")
    for path in Path(allauth.__path__[0], "templates").glob("*/email/*_subject.txt")
    if path.parts[-3] in {"account", "mfa"}
)


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
@pytest.mark.parametrize("name", [*(name for name in LETTERS if name not in UNUSED), *OURS])
def test_each_letter_that_allauth_knows_is_written_in_our_words(post, name, language, settings) -> None:
    settings.SITE_URL = "https://svitlytsia.example"
    user = UserFactory(language=language, given_name="Олена")
    facts = {
        "user": user,
        "code": "BCDF-GHJK",
        "password_reset_url": "http://evil.example/en/accounts/password/reset/key/1-abc-def/",
        "recover_url": "http://evil.example/en/accounts/password/reset/",
        "signup_url": "http://evil.example/en/accounts/signup/",
        "from_email": "old@demo.example",
        "to_email": "new@demo.example",
        "deleted_email": "old@demo.example",
        "timestamp": timezone.now(),
        "ip": "203.0.113.7",
        "user_agent": "<script>Browser",
    }
    with context.request_context(RequestFactory().get("/en/")), translation.override("en"):
        AccountAdapter().send_mail(name, user.email, facts)
    letter = post.last(user.email)
    assert letter.is_private
    assert letter.language == language
    assert letter.subject
    assert "\n" not in letter.subject
    assert user.greeting_name() in letter.text
    assert user.greeting_name() in letter.html
    assert "<p" not in letter.text
    assert "<script>" not in letter.html
    assert f'<html lang="{language}">' in letter.html
    html5lib.HTMLParser(strict=True).parse(letter.html)
    why = html.unescape(re.findall(r"border-top[^>]*>([^<]+)<br>", letter.html)[0])
    assert letter.text.count(why) == 1
    for part in (letter.text, letter.html):
        links = re.findall(r"https?://[^\s\"<]+", part)
        assert links
        assert all(link.startswith(f"https://svitlytsia.example/{language}/") for link in links), links


def test_letters_lie_with_all_other_letters() -> None:
    for folder in ("account", "mfa"):
        assert not Path(settings.BASE_DIR, "templates", folder, "email").exists()
