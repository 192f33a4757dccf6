"""The upload of pictures: what is asked of a file before anything is unpacked from it."""

from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image as Picture
from PIL import UnidentifiedImageError
from wagtail.images.forms import BaseImageForm

from foundation.files.storage import StoredInTime

from .wagtail_private import WagtailImageField


class PictureField(WagtailImageField):
    """Wagtail unpacks a picture and then asks how large it is, and breaks on one that ends early."""

    def to_python(self, data: Any) -> Any:
        """The picture, if it is whole and not too large."""
        if data:
            self._refuse_too_large(data)
        try:
            return super().to_python(data)
        except (OSError, SyntaxError) as error:
            raise self._refusal("invalid_image") from error

    def _refuse_too_large(self, data: Any) -> None:
        """Read how large it says it is, and nothing else of it."""
        try:
            with Picture.open(data) as picture:
                pixels = picture.width * picture.height
        except (Picture.DecompressionBombWarning, Picture.DecompressionBombError):
            pixels = self.max_image_pixels + 1
        except (UnidentifiedImageError, OSError, SyntaxError):
            pixels = 0  # no picture at all: Wagtail says so
        finally:
            data.seek(0)
        if pixels > self.max_image_pixels:
            raise self._refusal(
                "file_too_many_pixels", num_pixels=pixels, max_pixels_count=self.max_image_pixels
            )

    def _refusal(self, code: str, **words: int) -> ValidationError:
        text = self.error_messages[code]
        return ValidationError(text % words if words else text, code=code)


class PictureForm(StoredInTime, BaseImageForm):
    """Wagtail's form with our field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget, help_text=field.help_text
            )
