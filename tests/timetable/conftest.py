"""What the tests of this room share."""

from tests.back_office import manager, office, programme
from tests.school import school

__all__ = ["manager", "office", "programme", "school"]
