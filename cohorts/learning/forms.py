"""Giving a material to a session."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.files.kinds import ENDINGS
from foundation.ui.layout import Fieldset, FormHelper, Layout
from foundation.words.forms import LineFormField
from people.models import Language

_FILE_OR_LINK = Fieldset(_("File or link, one of the two"), "file", "link", one_is_needed=True)


class VersionForm(forms.Form):
    """A file or a link."""

    helper = FormHelper(Layout(_FILE_OR_LINK))
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    link = LineFormField(
        label=_("Link"),
        required=False,
        max_length=500,
        help_text=_("The whole address, beginning with https://."),
        widget=forms.URLInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = gettext("PDF, Word, Excel, PowerPoint, OpenDocument, PNG or JPEG; %(limit)s MB at most.")
        self.fields["file"].help_text = limit % {"limit": settings.MAX_MATERIAL_BYTES // 1024**2}

    def clean(self) -> dict[str, Any]:
        """A file or a link, one of the two."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(data.get("link")):
            self.add_error("file", _("Give a file or a link, one of the two."))
        return data


class MaterialForm(VersionForm):
    """A title, a language, and a file or a link."""

    helper = FormHelper(Layout("title", "language", _FILE_OR_LINK))
    title = LineFormField(label=_("Title"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the material"), choices=Language.choices)
    field_order = ["title", "language", "file", "link"]
