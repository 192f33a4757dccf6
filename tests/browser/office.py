"""A manager's hands in the back office: forms by the names of their fields, links by where they lead.

Nothing here is looked for by its words, so that it holds in every language.
"""

from typing import Any

from playwright.sync_api import Locator, Page, expect

# A title, a description, a town: what the reader of each language gets.
LANGUAGES = ("uk", "en", "pl")


def in_languages(name: str, *texts: str) -> dict[str, str]:
    """The three fields of a translated text; the later languages may be left out."""
    return {f"{name}_{code}": text for code, text in zip(LANGUAGES, texts, strict=False)}


class Office:
    """One signed-in manager's window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        """The content, without Wagtail's side bar."""
        return self.page.locator("main")

    # ---------------------------------------------------------------- going about
    def open(self, path: str) -> None:
        """Go to an address of the back office."""
        self.page.goto(f"/admin/{path}")

    def follow(self, target: str) -> None:
        """Press the first link of the content that leads to an address with these letters in it."""
        self.main.locator(f"a[href*='{target}']").first.click()
        self.page.wait_for_load_state()

    # ---------------------------------------------------------------- forms
    def give(self, **fields: Any) -> None:
        """Fill fields in by their names: text, a choice by its words or value, a tick by True, several by a list."""
        for name, value in fields.items():
            field = self.main.locator(f"form[method=post] [name='{name}']")
            kind = field.first.evaluate("each => each.type")
            if kind == "select-one":
                self._choose(field, str(value))
            elif kind == "checkbox":
                self._tick(field, value)
            else:
                field.fill(str(value))

    def _choose(self, field: Locator, words: str) -> None:
        options = field.evaluate("each => [...each.options].map(option => [option.value, option.label])")
        found = [value for value, label in options if value == words or words in label]
        assert found, f"{words!r} is not among {options}"
        field.select_option(found[0])

    def _tick(self, field: Locator, value: bool | list[str]) -> None:
        if isinstance(value, bool):
            field.set_checked(value)
            return
        for words in value:
            self.main.locator("label", has_text=words).locator("input").check()

    def send(self) -> None:
        """Press the form's own button; the page must not come back with errors."""
        self.main.locator(
            "form[method=post] button[type=submit]:not([name=add_another], [name=refresh])"
        ).last.click()
        self.page.wait_for_load_state()
        errors = self.main.locator(".error-message, .help-critical").all_inner_texts()
        assert not errors, f"{self.page.url}: {errors}"

    def send_with_success(self) -> None:
        """Press the form's own button and be told that it is done."""
        self.send()
        expect(self.page.locator(".messages .success").first).to_be_visible()

    def make(self, path: str, **fields: Any) -> None:
        """Fill in the form at an address and save it."""
        self.open(path)
        self.give(**fields)
        self.send_with_success()

    # ---------------------------------------------------------------- what can be read
    def reads(self, text: str) -> None:
        """The page says this."""
        expect(self.main).to_contain_text(text)

    def row(self, text: str) -> Locator:
        """The line of a table that says this."""
        return self.main.locator("tr", has_text=text)
