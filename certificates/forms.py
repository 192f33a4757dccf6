"""What is asked when a certificate is checked, revoked or replaced."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.layout import FormHelper, Layout
from foundation.words.fields import validate_latin
from foundation.words.forms import LineFormField, ProseFormField
from people.forms import ask_for_names

from .models import Certificate, CompletionRule, Design
from .names import parts_to_correct
from .verification import MAX_FILE


class NumberForm(forms.Form):
    """Check by the number and the family name."""

    helper = FormHelper(Layout("number", "surname"))
    number = LineFormField(
        label=_("Register number"),
        max_length=40,
        help_text=_("At the foot of the certificate, for example 01-2026-00042."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    surname = LineFormField(
        label=_("Family name of the holder"),
        max_length=300,
        help_text=_("As printed on the certificate. If the holder has one name only, that one."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FileForm(forms.Form):
    """Check the file itself."""

    helper = FormHelper(Layout("file"))
    file = forms.FileField(
        label=_("The certificate as a PDF file"),
        help_text=_("The file is checked and not kept. 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        # A name says nothing about a file; whatever it is called, it is checked.
        max_length=None,
        allow_empty_file=True,
    )

    def clean_file(self) -> bytes:
        """The content, if it begins as a PDF does and is of a sane size."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_FILE:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Certificates of ours are much smaller.")
            )
        content: bytes = upload.read()
        if not content.startswith(b"%PDF-"):
            raise forms.ValidationError(_("This is not a PDF file. Choose the file that you downloaded."))
        return content


class RevokeForm(forms.Form):
    """Why a certificate is revoked."""

    reason = ProseFormField(
        label=_("Reason"),
        max_length=600,
        help_text=_(
            "The holder reads it in the letter. The check page shows only that it is revoked, and when."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


_MISSING = {
    "family": _("Write the family name, or tick that the person has one name only."),
    "given": _("Write the given name, or tick that the person has one name only."),
}


class ReplaceForm(forms.Form):
    """What is corrected about the holder. The programme, dates and hours stay as they were.

    The name is asked for in its parts, in the letters of the document: the printed name is made of them.
    """

    family = LineFormField(label=_("Family name"), max_length=200, required=False)
    given = LineFormField(label=_("Given name"), max_length=200, required=False)
    has_one_name = forms.BooleanField(label=_("The person has one name only"), required=False)
    patronymic = LineFormField(label=_("Patronymic"), max_length=100, required=False)
    position = LineFormField(label=_("Position"), max_length=300, required=False)
    organisation = LineFormField(label=_("Organisation"), max_length=300, required=False)
    community = LineFormField(label=_("Community"), max_length=300, required=False)
    reason = ProseFormField(
        label=_("What was wrong"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        holder, language = certificate.facts["holder"], certificate.facts["language"]
        parts = parts_to_correct(holder, language)
        has_one_name = not (parts["family"] and parts["given"])
        kwargs["initial"] = {**holder, **parts, "has_one_name": has_one_name}
        super().__init__(*args, **kwargs)
        if language != "uk":
            del self.fields["patronymic"]
            for name in ("family", "given"):
                self.fields[name].validators.append(validate_latin)
                self.fields[name].help_text = _("In Latin letters, as in the passport.")

    def clean(self) -> dict[str, Any]:
        """Both names, unless there is one only."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ask_for_names(self, _MISSING)
        return cleaned


class RuleForm(forms.ModelForm):
    """The completion rule of a cohort; designs of the cohort's own programme only, for administrators too."""

    # The rule as the form showed it: somebody else may have changed it since.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CompletionRule
        fields = ["design", "minimum_share"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.mark
        programme_id = self.instance.cohort.residency.programme_id
        self.designs = Design.objects.visible_to(user).filter(programme_id=programme_id)
        cast(forms.ModelChoiceField, self.fields["design"]).queryset = self.designs

    def take_state(self) -> None:
        """Go on from the rule as it is now, so that sending once more replaces it knowingly."""
        present = CompletionRule.objects.filter(cohort=self.instance.cohort).first()
        self.data = {**self.data.dict(), "seen": present.mark if present else ""}  # type: ignore[attr-defined]
