"""Forms of the back office that ask for more than a row's columns. They write nothing."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from people.forms import ProseFormField
from people.models import Language, User

from .models import Residency
from .queries import page_texts
from .scoped_forms import ScopedForm


def email_field(*, required: bool) -> forms.EmailField:
    """Somebody's account, by the address that one knows already: accounts are never listed."""
    return forms.EmailField(
        label=_("E-mail address of their account"),
        required=required,
        max_length=254,
        help_text=_(
            "Type the whole address. If there is no account with it yet, one is made, and the person signs in with a"
            " code that we send there."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class MembershipForm(ScopedForm):
    """Give somebody a role."""

    email = email_field(required=True)

    def clean_email(self) -> str:
        """Addresses are the same in capital and small letters."""
        return str(self.cleaned_data["email"]).strip().lower()


LONGEST_TEXT = 20_000


def text_field(language: str) -> ProseFormField:
    """The body of a page in one language, in plain writing."""
    return ProseFormField(
        label=dict(Language.choices)[language],
        required=False,
        max_length=LONGEST_TEXT,
        widget=AdminAutoHeightTextInput(attrs={"lang": language}),
    )


class ResidencyForm(ScopedForm):
    """A residency with the text of its public page in each language."""

    text_uk = text_field("uk")
    text_en = text_field("en")
    text_pl = text_field("pl")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in page_texts(self.instance).items():
            self.initial.setdefault(f"text_{code}", text)

    @classmethod
    def state_values(cls, row: Model) -> dict[str, Any]:
        """The page's text is changed by this form too."""
        assert isinstance(row, Residency)  # noqa: S101 — for the type checker
        return {
            **super().state_values(row),
            **{f"text_{code}": text for code, text in page_texts(row).items()},
        }

    @property
    def texts(self) -> dict[str, str]:
        """The text of a valid form by language."""
        return {code: self.cleaned_data[f"text_{code}"] for code in Language.values}


class AccountForm(ScopedForm):
    """An account as administrators see it. No password: people set their own, or sign in with a code."""

    def clean_email(self) -> str:
        """An address belongs to one account, in capital as in small letters."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is an account with this address already."), code="taken")
        return email
