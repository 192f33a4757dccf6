"""Forms of the back office that ask for more than a row's columns. They write nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.words.addresses import EmailFormField
from office.forms import ScopedForm
from people.erased import is_of_nobody
from people.models import User


def email_field(*, required: bool) -> EmailFormField:
    """Somebody's account, by the address that one knows already: accounts are never listed."""
    return EmailFormField(
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


class AccountForm(ScopedForm):
    """An account as administrators see it. No password: people set their own, or sign in with a code."""

    def clean_email(self) -> str:
        """An address belongs to one account, in capital as in small letters."""
        email = str(self.cleaned_data["email"])
        if is_of_nobody(email):
            raise forms.ValidationError(_("No letter arrives at this address. Type the person’s own."))
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is an account with this address already."), code="taken")
        return email
