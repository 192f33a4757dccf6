"""Forms about oneself, and the form fields that hold to the rules of `fields.py`."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.ui.layout import FormHelper, Layout
from foundation.words.fields import letters_not_latin
from foundation.words.forms import LettersOnlyNameFormField

from .communities.labels import choice_label
from .communities.romanise import romanise
from .models import Community, User, kinds_with_none
from .rights import holds_role_with

# What a person is called, in parts and as in a passport.
NAMES = ("given_name", "family_name", "patronymic", "latin_name")
# The same as a form asks for them.
NAMES_ASKED = ("given_name", "family_name", "has_one_name", "patronymic", "latin_name")


# Without the other one, each is somebody's slip or somebody's only name.
ONE_OF_TWO = {
    "given_name": _("Write your given name, or say below that you have one name only."),
    "family_name": _("Write your family name, or say below that you have one name only."),
}


def one_name_field() -> forms.BooleanField:
    """By which somebody says that a name is not forgotten: they have no other."""
    return forms.BooleanField(label=_("I have one name only, so the other field stays empty"), required=False)


def ask_for_names(form: forms.Form, asked: Mapping[str, Any] = ONE_OF_TWO) -> None:
    """Add an error for each of the two names that is missing, unless it is said that there is one only."""
    missing = [name for name in asked if not form.cleaned_data.get(name) and name not in form.errors]
    if len(missing) == len(asked) or not form.cleaned_data.get("has_one_name"):
        for name in missing:
            form.add_error(name, asked[name])


class NamesForm(forms.Form):
    """Asks for given name and family name, neither of which is shown as optional, and for one at least."""

    has_one_name = one_name_field()

    def full_clean(self) -> None:
        """What may be left out is said by `clean`, which knows both."""
        for name in ONE_OF_TWO:
            self.fields[name].required = False
        super().full_clean()
        for name in ONE_OF_TWO:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """One of the two names may be missing if the person has no other."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ask_for_names(self)
        # Two names count for more than the tick.
        cleaned["has_one_name"] = cleaned.get("has_one_name") and not all(map(cleaned.get, ONE_OF_TWO))
        return cleaned


class ProfileForm(NamesForm, forms.ModelForm):
    """One's own names, phone, where one comes from, and language.

    The community is chosen in an application, from the register; here one can have it asked for anew.
    """

    organisation_kind = forms.ChoiceField(
        label=_("Kind of organisation"), choices=kinds_with_none, required=False
    )
    # The letters about what waits stand at the end, for whom they are asked about.
    helper = FormHelper(
        Layout(
            *NAMES_ASKED,
            "phone",
            "community",
            "country",
            "organisation",
            "organisation_kind",
            "position",
            "language",
        )
    )

    class Meta:
        model = User
        fields = [
            *NAMES,
            "has_one_name",
            "phone",
            "community",
            "country",
            "organisation",
            "organisation_kind",
            "position",
            "language",
            "digest",
        ]
        field_classes = dict.fromkeys(NAMES, LettersOnlyNameFormField)
        labels = {"language": _("Language of the site and of letters")}
        help_texts = {
            "phone": _("Only organisers of residencies that you come to see it."),
            "community": _("Your next application starts from it."),
            "country": _("If you come from no community of the register."),
            "organisation": _(
                "Your next application starts from it; those that you have sent keep what they say."
            ),
            "digest": _(
                "Applications to decide, places to give, hosts to answer: all that waits in your cohorts. A letter"
                " comes only when something new waits."
            ),
        }
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "patronymic": forms.TextInput(attrs={"autocomplete": "additional-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "community": forms.RadioSelect,
            "digest": forms.RadioSelect,
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ONE_OF_TWO:
            self.fields[name].required = True
        if self.instance.pk is None or not holds_role_with(self.instance, "digest.receive"):
            del self.fields["digest"]
        self._offer_community()
        self._suggest_latin_name()

    def _get_validation_exclusions(self) -> set[str]:
        """`clean` has seen to the rule of the only name; the database is not asked before it is written to."""
        return {*super()._get_validation_exclusions(), "has_one_name"}  # type: ignore[misc]

    def _offer_community(self) -> None:
        """The one that is known, or none."""
        field: Any = self.fields["community"]
        field.queryset = Community.objects.filter(pk=self.instance.community_id)
        field.empty_label = _("Ask me for it in my next application")
        field.label_from_instance = lambda community: choice_label(community, get_language() or "uk")
        if self.instance.community_id is None:
            field.widget = forms.HiddenInput()

    def _suggest_latin_name(self) -> None:
        """Say how the official rules write the name, for those who have not given their own spelling."""
        user = self.instance
        suggested = romanise(f"{user.given_name} {user.family_name}".strip())
        if suggested and not user.latin_name and not letters_not_latin(suggested):
            rule = _("By the official rules your name is “%(name)s”.") % {"name": suggested}
            self.fields["latin_name"].help_text = f"{self.fields['latin_name'].help_text} {rule}"
