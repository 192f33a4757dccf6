"""Renditions on S3-compatible storage; a module of its own, since its library is loaded only where it is used."""

from storages.backends.s3 import S3Storage

from .pictures import NamedByContent


class PicturesOnS3(NamedByContent, S3Storage):
    """Renditions in a bucket that nobody but the site reads."""
