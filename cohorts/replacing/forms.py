"""Who is named and by whom, why something is taken back, why one does not come. Forms write nothing; services do."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.files.kinds import ENDINGS
from foundation.ui.layout import FormHelper, Layout
from foundation.words.addresses import EmailFormField
from foundation.words.forms import LettersOnlyNameFormField, LineFormField, ProseFormField
from foundation.words.phones import PhoneFormField

from .models import Replacement
from .services import Nomination


class NominateForm(forms.Form):
    """Who is to come, and who said so."""

    name = LettersOnlyNameFormField(label=_("Name of the colleague"), max_length=200)
    address = EmailFormField(
        label=_("E-mail of the colleague"),
        max_length=254,
        help_text=_("The colleague signs in with it and confirms; there need be no account yet."),
    )
    phone = PhoneFormField(
        label=_("Phone of the colleague"),
        max_length=40,
        required=False,
        help_text=_("Whoever has not answered by the evening comes first on the call list at 8:00."),
    )
    by_name = LettersOnlyNameFormField(label=_("Who names them"), max_length=200)
    by_position = LineFormField(label=_("Position"), max_length=200, required=False)
    by_institution = LineFormField(label=_("Institution"), max_length=250)
    letter = forms.FileField(
        label=_("Letter"),
        required=False,
        help_text=_("The letter of the institution, if there is one: PDF, Word, PNG or JPEG, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def nomination(self) -> Nomination:
        """What was typed."""
        return Nomination(**self.cleaned_data)


class TakeBackForm(forms.Form):
    """Why a colleague is not needed."""

    reason = ProseFormField(
        label=_("Reason"),
        max_length=Replacement._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The colleague reads it in the letter."),
    )


class RefuseForm(forms.Form):
    """Why one does not come; nobody has to say."""

    helper = FormHelper(Layout("reason"))
    reason = ProseFormField(
        label=_("Reason"),
        required=False,
        max_length=Replacement._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The organiser reads it."),
    )
