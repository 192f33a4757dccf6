"""Pictures that editors put on pages: light enough for a phone, and without what a camera wrote into them.

An original lies with the private files and leaves them for nobody: it may say where and when it was taken. Pages show
renditions, which are drawn anew from it. `upto-60` in a template makes one of at most 60 KB.
"""

import hashlib
import io
import re
from typing import IO, Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from wagtail.images.image_operations import FilterOperation

from foundation.errors import NotStored

from .storage import WholeFiles

FOLDER = "images/"  # where Wagtail puts renditions; originals go elsewhere
LONGEST_NAME = 100
# Media types by the ending of a file's name; whatever else lies in the folder is given to nobody.
KINDS = {".webp": "image/webp", ".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif"}
# A name ends with the way the picture was made and a digest of what is in it.
_FOR_PAGES = re.compile(r"\.upto-\d+\.[0-9a-f]{12}(?:_\w{7})?\.webp\Z", re.ASCII)
# Tried one after the other until the picture is light enough, then it is drawn smaller.
_QUALITIES = (60, 45, 30, 20)


def is_for_pages(name: str) -> bool:
    """Whether a rendition was made for public pages: drawn anew as WebP, which keeps nothing of the camera's notes.

    Thumbnails and originals that Wagtail makes for its own screens are not.
    """
    return _FOR_PAGES.search(name) is not None


class UpToOperation(FilterOperation):
    """`upto-60`: as WebP of at most 60 KB, by lower quality first and by fewer pixels after that."""

    def construct(self, kilobytes: str) -> None:
        """Read the operation's argument."""
        self.most = int(kilobytes) * 1000

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        """Settle quality and size; Wagtail writes the file."""
        env["output-format"] = "webp"
        while True:
            for quality in _QUALITIES:
                env["webp-quality"] = quality
                trial = io.BytesIO()
                willow.save_as_webp(trial, quality=quality)
                if trial.tell() <= self.most:
                    return willow
            width, height = willow.get_size()
            willow = willow.resize((max(1, width * 4 // 5), max(1, height * 4 // 5)))


class NamedByContent:
    """A storage that puts a digest of the content into a file's name, so that browsers may keep it for good."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Store the file; return the name that it got.

        Raises `SourceImageIOError` where it cannot: Wagtail's tags then show the page without the picture.
        """
        digest = hashlib.sha256()
        file = content if isinstance(content, File) else File(content)
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        stem, dot, ending = (name or "").rpartition(".")
        named = f"{stem}.{digest.hexdigest()[:12]}{dot}{ending}"
        try:
            return str(super().save(named, content, max_length=max_length))  # type: ignore[misc]
        except NotStored as error:
            from wagtail.images.models import SourceImageIOError

            raise SourceImageIOError(str(error)) from error

    def url(self, name: str | None) -> str:
        """The address on our own site, wherever the file lies: pages load nothing from elsewhere."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name or "") or "")


class PicturesOnDisk(NamedByContent, WholeFiles):
    """Renditions in `MEDIA_ROOT`."""
