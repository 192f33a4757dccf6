"""Files on S3-compatible storage; a module of its own, since its library is loaded only where it is used."""

from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from foundation.errors import NotStored

from .storage import log_failure

FAILURES = (Boto3Error, BotoCoreError, ClientError)


class FilesOnS3(S3Storage):
    """A bucket that may be away: it takes a file whole or not at all. `failures`: what any call raises then."""

    failures = FAILURES

    def _save(self, name: str, content: Any) -> str:
        try:
            return str(super()._save(name, content))
        except FAILURES as error:
            log_failure(error)
            raise NotStored from error
