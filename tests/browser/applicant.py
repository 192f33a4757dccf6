"""An applicant's hands on the site: signing up by e-mail, and the groups of questions one after another.

Fields are found by their names and buttons by what they send, so that it holds in every language.
"""

import re
from typing import Any

from django.core import mail
from playwright.sync_api import Page

ANSWERS = {
    "organisation": "Кам’янець-Подільська міська рада",
    "position": "головна спеціалістка",
}
CODE = re.compile(r"^\d{6}$", re.MULTILINE)


def code_sent_to(address: str) -> str:
    """The code of the last letter to somebody."""
    letters = [str(letter.body) for letter in mail.outbox if letter.to == [address]]
    found = CODE.search(letters[-1])
    assert found, letters[-1]
    return found[0]


def link_sent_to(address: str) -> str:
    """The address of the button in the last letter to somebody."""
    letters = [str(letter.body) for letter in mail.outbox if letter.to == [address]]
    return re.findall(r"https?://\S+", letters[-1])[0]


def lamp(page: Page) -> None:
    """Press the one thing to do on the page."""
    page.locator("main .btn-lamp").first.click()
    page.wait_for_load_state()


def sign_up(page: Page, *, email: str, given: str, family: str) -> None:
    """On the page of signing in: make an account without a password, and confirm the address by the code."""
    page.locator("main a[href*='/accounts/signup/']").first.click()
    page.fill("input[name=email]", email)
    page.fill("input[name=given_name]", given)
    page.fill("input[name=family_name]", family)
    lamp(page)
    page.wait_for_url("**/confirm-email/**")
    page.fill("input[name=code]", code_sent_to(email))
    lamp(page)
    page.wait_for_url(lambda url: "/accounts/" not in url)


def sign_in_by_code(page: Page, email: str) -> None:
    """On the page of signing in: ask for a code and enter it."""
    page.fill("input[name=login]", email)
    page.locator("main button[formaction*='/login/code/']").click()
    page.wait_for_url("**/login/code/confirm/**")
    page.fill("input[name=code]", code_sent_to(email))
    lamp(page)
    page.wait_for_url(lambda url: "/accounts/" not in url)


class Application:
    """The groups of questions in one window, at a cohort's address of applying."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, go: str) -> None:
        """Press “continue” (next), “back”, “save and come back later” (later) or “find”."""
        self.page.locator(f"main button[name=go][value={go}]:not([aria-hidden])").click()
        self.page.wait_for_load_state()

    def wait_for(self, step: str) -> None:
        """Be at a group of questions."""
        self.page.wait_for_url(f"**/{step}/")

    def say_who(self, **names: Any) -> None:
        """Fill in who the person is; names that are known already stay."""
        self.wait_for("you")
        for name, value in names.items():
            self.page.fill(f"input[name={name}]", value)
        self.press("next")

    def find_community(self, letters: str, words: str) -> None:
        """Type a few letters of a community and choose it from the list that comes."""
        self.page.locator("input[name=q]").press_sequentially(letters, delay=15)
        self.page.locator("#community-choices .form-check", has_text=words).locator("input").check()

    def say_where_from(self, letters: str, words: str, **answers: str) -> None:
        """Choose a community by a few letters, then the organisation and the position."""
        self.wait_for("community")
        self.find_community(letters, words)
        for name, value in {**ANSWERS, **answers}.items():
            self.page.fill(f"input[name={name}]", value)

    def choose_days(self, *numbers: int) -> None:
        """Tick days by their order."""
        self.wait_for("days")
        for number in numbers:
            self.page.locator("input[name=days]").nth(number).check()
