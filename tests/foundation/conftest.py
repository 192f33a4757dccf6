"""What the tests of this room share."""

from tests.back_office import manager, office, programme

__all__ = ["manager", "office", "programme"]
