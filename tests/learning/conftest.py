"""What the tests of this room share."""

from tests.school import school

__all__ = ["school"]
