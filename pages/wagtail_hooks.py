"""Pages in the back office: residencies with their texts, and what templates may ask of a picture."""

from typing import Any

from wagtail import hooks

from foundation.files.pictures import UpToOperation

from .screens import residencies


@hooks.register("register_admin_viewset")
def viewset() -> Any:
    """The list and the form of residencies."""
    return residencies


@hooks.register("register_image_operations")
def image_operations() -> list[tuple[str, type[UpToOperation]]]:
    """What templates may ask of a picture beside Wagtail's own."""
    return [("upto", UpToOperation)]
