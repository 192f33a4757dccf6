"""allauth's forms in our words: what they ask and check stays allauth's."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_second_factor_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.ui.layout import FormHelper, Layout, Part
from foundation.words.addresses import EmailFormField
from foundation.words.forms import CodeFormField, LettersOnlyNameFormField, LineFormField
from people.forms import NamesForm

from .allauth_private import ImmediateHttpResponse, current, ratelimit
from .erased import is_of_nobody
from .models import Language, User
from .sign_in_links import told_address

_WHOLE_ADDRESS = EmailValidator(_("Write the whole address, for example olena@hromada.example."))
_PASSWORD_HELP = _("At least 10 characters. A few words in a row are easy to remember and hard to guess.")


def _say(field: forms.Field, label: object, help_text: object = "", **attrs: str) -> None:
    """Give a field our words; what stood in the box as its name goes away."""
    field.label, field.help_text = str(label), str(help_text)
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


def _ask_for_email(form: forms.Form, name: str, label: object = "", help_text: object = "") -> None:
    """An e-mail address in any spelling, no longer than the database keeps."""
    old = form.fields[name]
    field = form.fields[name] = EmailFormField(widget=old.widget, required=old.required)
    _say(field, label or _("E-mail"), help_text, maxlength="254")
    rules = [_WHOLE_ADDRESS if isinstance(rule, EmailValidator) else rule for rule in old.validators]
    field.validators = [*rules, MaxLengthValidator(254)]


def _ask_for_code(form: forms.Form, label: object) -> None:
    """A code, typed from a letter or an app: six digits, or one of the longer ones that bring an account back."""
    form.fields["code"] = CodeFormField(widget=form.fields["code"].widget)
    _say(form.fields["code"], label, autocapitalize="characters", spellcheck="false", inputmode="numeric")


# ---------------------------------------------------------------- making an account
class SignUpForm(NamesForm, account.SignupForm):
    """E-mail, names, and a password for those who want one."""

    helper = FormHelper(Layout("email", "given_name", "family_name", "has_one_name", "password1"))
    field_order = ["email", "given_name", "family_name", "has_one_name", "password1"]
    account_already_exists: bool

    given_name = LettersOnlyNameFormField(
        label=_("Given name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = LettersOnlyNameFormField(
        label=_("Family name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_email(self, "email", help_text=_("We send a code there to make sure that it is yours."))
        _say(
            self.fields["password1"],
            _("Password"),
            _("%(rule)s Without a password you sign in with codes by e-mail.") % {"rule": _PASSWORD_HELP},
        )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the new account: names, and the language of the page."""
        user.given_name = self.cleaned_data["given_name"]
        user.family_name = self.cleaned_data["family_name"]
        user.has_one_name = self.cleaned_data["has_one_name"]
        user.language = (get_language() or Language.UKRAINIAN)[:2]
        user.save(update_fields=["given_name", "family_name", "has_one_name", "language"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account whole or not at all; a known address, or nobody's, takes the same work and answer."""
        self.account_already_exists |= is_of_nobody(self.cleaned_data["email"])
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:
                # Somebody signed up with this address a moment ago.
                self.account_already_exists = True
        if password := self.cleaned_data.get("password1"):
            User().set_password(password)
        return super().try_save(request)


class EmailCodeForm(account.ConfirmEmailVerificationCodeForm):
    """The code that confirms an address."""

    helper = FormHelper(Layout("code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from the letter"))


# ---------------------------------------------------------------- signing in
class SignInForm(account.LoginForm):
    """E-mail and password; the same page offers a code and a passkey."""

    helper = FormHelper(Layout("login", "password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_email(self, "login")
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        _say(self.fields["password"], _("Password"))


class AskForCodeForm(account.RequestLoginCodeForm):
    """The address to which a code goes. It may come from the sign-in page, where the field has another name."""

    helper = FormHelper(Layout("email"))

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = {**data.dict(), "email": data["login"]}
        super().__init__(data, *args, **kwargs)
        _ask_for_email(self, "email")
        self.initial.setdefault("email", told_address(current.request))

    def clean_email(self) -> str:
        """Limit codes by address and by where they are asked from, known address or not."""
        email: str = super().clean_email()
        adapter = get_adapter()
        key = f"{email}:{adapter.get_client_ip(current.request)}"
        if not ratelimit.consume(current.request, action="request_login_code_here", key=key):
            raise adapter.validation_error("too_many_login_attempts")
        return email


class SignInCodeForm(account.ConfirmLoginCodeForm):
    """The code that signs in."""

    helper = FormHelper(Layout("code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from the letter"))


class SecondFactorForm(second_factor.AuthenticateForm):
    """The code of the app, or one of the recovery codes."""

    helper = FormHelper(Layout("code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from the app, or a recovery code"))


class PasswordAgainForm(account.ReauthenticateForm):
    """The password, before something that matters."""

    helper = FormHelper(Layout("password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Password"))


class SecondFactorAgainForm(second_factor.ReauthenticateForm):
    """The second factor, before something that matters."""

    helper = FormHelper(Layout("code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code from the app, or a recovery code"))


# ---------------------------------------------------------------- address and password
class NewEmailForm(account.AddEmailForm):
    """The address to change to."""

    helper = FormHelper(Layout("email"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_email(self, "email", _("New e-mail"), _("We send a code there. Until then nothing changes."))


class ForgottenPasswordForm(account.ResetPasswordForm):
    """The address to which the link goes."""

    helper = FormHelper(Layout("email"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_email(self, "email")


class _NewPassword:
    """One new password, typed once: it can always be set anew by letter."""

    helper = FormHelper(Layout("password1"))
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _say(self.fields["password1"], _("New password"), _PASSWORD_HELP)


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    """The present password and the new one."""

    helper = FormHelper(Layout("oldpassword", "password1"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], _("Present password"))


class SetPasswordForm(_NewPassword, account.SetPasswordForm):
    """A password for an account that had none."""


class NewPasswordByLinkForm(_NewPassword, account.ResetPasswordKeyForm):
    """A new password by the link from a letter."""


# ---------------------------------------------------------------- second factor
class CredentialField(forms.JSONField):
    """What a device says of a passkey: JSON of sane size and depth."""

    widget = forms.HiddenInput
    longest = 50_000

    def to_python(self, value: Any) -> Any:
        """Refuse what is too long or too deep to be read."""
        if isinstance(value, str) and len(value) > self.longest:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": "…"})
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": "…"}
            ) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A refused one is not given back to the page: the device makes another."""
        return None


class _Doubtful:
    """What a browser sends as a passkey is anybody's: whatever the library stumbles over, it is a wrong one."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def _checked(self, check: Callable[[], Any]) -> Any:
        try:
            return check()
        except (ValidationError, ImmediateHttpResponse):
            raise
        except Exception as error:
            raise get_second_factor_adapter().validation_error("incorrect_code") from error


class _DoubtfulCredential(_Doubtful):
    helper = FormHelper(Layout("credential"))

    def clean_credential(self) -> Any:
        """The passkey, if it is one of this person."""
        return self._checked(super().clean_credential)  # type: ignore[misc]


class PasskeySignInForm(_DoubtfulCredential, webauthn.LoginWebAuthnForm):
    """A passkey that signs in alone."""


class PasskeyForm(_DoubtfulCredential, webauthn.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class PasskeyAgainForm(_DoubtfulCredential, webauthn.ReauthenticateWebAuthnForm):
    """A passkey before something that matters."""


class AuthenticatorAppForm(totp.ActivateTOTPForm):
    """The first code of a new app."""

    helper = FormHelper(Layout(Part("mfa/totp/parts/steps.html", "code")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Code that the app shows now"))


class _NamedKey:
    """A passkey has a name by which the person knows it."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields["name"]
        self.fields["name"] = LineFormField(
            label=_("Name of this passkey"),
            help_text=_("So that you know it later: “my phone”, “key on the ring”."),
            max_length=60,
            required=old.required,
        )


class AddPasskeyForm(_NamedKey, _Doubtful, webauthn.AddWebAuthnForm):
    """A passkey; on most devices it can sign in alone."""

    helper = FormHelper(Layout("credential", "name", "passwordless"))
    field_order = ["name", "passwordless", "credential"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["passwordless"],
            _("Sign in with this passkey alone; the device asks for a finger, a face or its own code"),
        )
        self.fields["passwordless"].initial = True

    def clean(self) -> Any:
        """The new passkey, if a device has really made it now."""
        return self._checked(super().clean)


class RenamePasskeyForm(_NamedKey, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    helper = FormHelper(Layout("name"))
