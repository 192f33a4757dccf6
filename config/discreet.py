"""Logs without keys: an address may hold a code or a token that opens something."""

import logging
import re

_SECRET_SEGMENT = re.compile(r"(?=[^/]*[0-9])[A-Za-z0-9_-]{20,}")


def without_keys(text: str) -> str:
    """The text without what could be a key in a path."""
    return _SECRET_SEGMENT.sub("*", text)


class WithoutKeys(logging.Filter):
    """Takes keys out of what is logged; drops nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's text."""
        record.msg, record.args = without_keys(record.getMessage()), ()
        return True
