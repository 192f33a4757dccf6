"""Forms about oneself, and the form fields that hold to the rules of `fields.py`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.layout import FormHelper, Layout
from foundation.words.fields import (
    letters_not_latin,
)
from foundation.words.forms import NameFormField

from .communities.romanise import romanise
from .models import User

# What a person is called, in parts and as in a passport.
NAMES = ("given_name", "family_name", "patronymic", "latin_name")


class ProfileForm(forms.ModelForm):
    """One's own names, language and phone."""

    helper = FormHelper(Layout(*NAMES, "phone", "language"))

    class Meta:
        model = User
        fields = [*NAMES, "phone", "language"]
        field_classes = dict.fromkeys(NAMES, NameFormField)
        labels = {"language": _("Language of the site and of letters")}
        help_texts = {"phone": _("Only organisers of residencies that you come to see it.")}
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "patronymic": forms.TextInput(attrs={"autocomplete": "additional-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("given_name", "family_name"):
            self.fields[name].required = True
        self._suggest_latin_name()

    def _suggest_latin_name(self) -> None:
        """Say how the official rules write the name, for those who have not given their own spelling."""
        user = self.instance
        suggested = romanise(f"{user.given_name} {user.family_name}".strip())
        if suggested and not user.latin_name and not letters_not_latin(suggested):
            rule = _("By the official rules your name is “%(name)s”.") % {"name": suggested}
            self.fields["latin_name"].help_text = f"{self.fields['latin_name'].help_text} {rule}"
