"""Renditions on S3-compatible storage; a module of its own, since its library is loaded only where it is used."""

from .pictures import NamedByContent
from .s3 import FilesOnS3


class PicturesOnS3(NamedByContent, FilesOnS3):
    """Renditions in a bucket that nobody but the site reads."""
