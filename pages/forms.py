"""A residency with what its public page says. Writes nothing."""

from typing import Any

from django.db.models import Model
from wagtail.admin.widgets import AdminAutoHeightTextInput

from foundation.words.forms import ProseFormField
from people.models import Language
from residencies.models import Residency
from residencies.picture_forms import BringsPictureForPage

from .queries import page_texts

LONGEST_TEXT = 20_000


def text_field(language: str) -> ProseFormField:
    """The body of a page in one language, in plain writing."""
    return ProseFormField(
        label=dict(Language.choices)[language],
        required=False,
        max_length=LONGEST_TEXT,
        widget=AdminAutoHeightTextInput(attrs={"lang": language}),
    )


class ResidencyForm(BringsPictureForPage):
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
