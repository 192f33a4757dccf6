"""What editors build a page's body of: few blocks, each with one meaning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

from residencies.models import Picture, drawn_images

RICH_TEXT = ["bold", "italic", "link", "ol", "ul"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words with their name."""

    text = blocks.TextBlock(label=_("quotation"))
    source = blocks.CharBlock(label=_("who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class OwnPictureBlock(blocks.ChooserBlock):
    """A picture of a programme's collection, which brings its words and its author."""

    target_model = Picture
    widget = forms.Select()

    def bulk_to_python(self, values: list[int]) -> list[Picture | None]:
        """The pictures of a page with what shows them: three queries, however many they are."""
        found = Picture.objects.prefetch_related(drawn_images("image")).in_bulk(filter(None, values))
        return [found.get(value) for value in values]

    def get_form_state(self, value: Picture | None) -> list[str]:
        """What the editor's choice shows as chosen: a plain choice, without Wagtail's chooser."""
        state: list[str] = self.widget.format_value(value.pk if value else None)
        return state

    class Meta:
        icon = "image"
        label = _("Picture of the programme")
        template = "pages/blocks/own_picture.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = blocks.CharBlock(icon="title", label=_("Heading"), template="pages/blocks/heading.html")
    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Text"), template="pages/blocks/text.html")
    picture = ImageBlock(label=_("Picture"), template="pages/blocks/picture.html")
    own_picture = OwnPictureBlock()
    quote = QuoteBlock()


class BodyField(StreamField):
    """A stream of `BodyBlock`; migrations do not record the blocks, so that a change of theirs needs none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        kwargs.setdefault("blank", True)
        super().__init__(BodyBlock(required=False), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """The field without its blocks."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
