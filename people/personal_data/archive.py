"""The archive of what is held of a person: a page to read, the same for machines, and their files beside both."""

import json
import shutil
import zipfile
from collections.abc import Sequence
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import timezone

from people.models import User
from people.person import Held

from .words import in_words

PAGE, DATA, FILES = "data.html", "data.json", "files"


def write_archive(file: IO[bytes], user: User, parts: Sequence[Held]) -> None:
    """Write a ZIP with these parts into the file, in the present language.

    Files of one name are told apart by a number before it. One that is gone meanwhile is left out.
    """
    written_at = in_words(timezone.now())
    sections: list[dict[str, Any]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for part in parts:
            names = []
            for each in part.files:
                name = _unique(f"{FILES}/{each.name}", taken)
                try:
                    with each.open() as source, archive.open(name, "w") as target:
                        shutil.copyfileobj(source, target)
                except FileNotFoundError:
                    continue
                names.append(name)
            sections.append(
                {
                    "title": part.title,
                    "rows": [dict(row) for row in part.rows],
                    "files": names,
                    "stays": part.stays,
                }
            )
        context = {"sections": sections, "written_at": written_at, "person": user}
        archive.writestr(PAGE, render_to_string("people/data/archive.html", context))
        told = {"address": user.email, "written": timezone.now().isoformat(), "data": sections}
        archive.writestr(DATA, json.dumps(told, ensure_ascii=False, indent=2))


def _unique(name: str, taken: set[str]) -> str:
    folder, _slash, own = name.rpartition("/")
    number = 2
    while name in taken:
        name, number = f"{folder}/{number}-{own}", number + 1
    taken.add(name)
    return name
