"""Letters as their readers get them, whether they have left or wait to be worded; and a look at what is worded when."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.template.base import Template
from django.utils import translation

from messaging import wording
from messaging.models import Letter


def letters(**which: object) -> list[Letter]:
    """The letters that these find, in the order of writing, with their words."""
    return [wording.word(letter) for letter in Letter.objects.filter(**which).order_by("pk")]


def the_letter(**which: object) -> Letter:
    """The one letter that these find, with its words."""
    return wording.word(Letter.objects.get(**which))


@contextmanager
def watched() -> Iterator[list[str]]:
    """What templates are rendered and which texts are translated in the block."""
    worded: list[str] = []

    def noting(function: Any) -> Any:
        def noted(first: Any, *more: Any, **named: Any) -> Any:
            worded.append(first.name if isinstance(first, Template) else str(first))
            return function(first, *more, **named)

        return noted

    translate = ("gettext", "pgettext", "ngettext", "npgettext")
    with ExitStack() as patches:
        patches.enter_context(patch.object(Template, "render", noting(Template.render)))
        for name in translate:
            function = getattr(translation._trans, name)
            patches.enter_context(patch.object(translation._trans, name, noting(function)))
        yield worded
