"""Courses in the back office."""

from typing import Any

from wagtail import hooks

from .screens import VIEWSETS


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return list(VIEWSETS)
