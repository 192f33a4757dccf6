"""Writes of materials and their versions."""

import hashlib
import re
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import DomainError
from foundation.files.kinds import kind_of
from foundation.words.fields import normalised
from people.models import User

from .models import Course, Material, MaterialVersion

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069/\\:*?\"<>|]+")


def safe_file_name(name: str) -> str:
    """The name under which a file is given out: its own, without what a file system or a header cannot hold."""
    path = PurePath(normalised(name))
    stem = _UNSAFE.sub("_", path.stem).strip(" .")[:120] or "material"
    return f"{stem}{path.suffix.lower()}"


def prepare_version(
    *, actor: User, material: Material, file: UploadedFile | None, link: str
) -> MaterialVersion:
    """Check a file or a link and store the file; the row is written by `add_version`.

    Called outside of transactions: nothing touches storage inside one. Raises `DomainError` for neither or both, for a
    file that is too large, empty, or of no kind that may be given out, and for a link that is not http or https.
    """
    if bool(file) == bool(link):
        raise DomainError(_("Give a file or a link, one of the two."), field="file")
    version = MaterialVersion(material=material, added_by=actor)
    if file:
        _take_file(version, file)
    else:
        _take_link(version, link)
    return version


def _take_link(version: MaterialVersion, link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError as error:
        raise DomainError(_("Give the whole address, beginning with https://."), field="link") from error
    version.link = link


def _take_file(version: MaterialVersion, file: UploadedFile) -> None:
    if not file.size:
        raise DomainError(_("The file is empty."), field="file")
    if file.size > settings.MAX_MATERIAL_BYTES:
        raise DomainError(
            _("The file is larger than %(limit)s MB. Save it smaller or give a link.")
            % {"limit": settings.MAX_MATERIAL_BYTES // 1024**2},
            field="file",
        )
    name = file.name or ""
    kind = kind_of(cast(BinaryIO, file.file), name)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    version.file_name = safe_file_name(name)
    version.content_type = kind.media_type
    version.size = file.size
    version.sha256 = digest.hexdigest()
    file.seek(0)
    version.file.save(version.file_name, file, save=False)


@transaction.atomic
def add_version(*, actor: User, version: MaterialVersion) -> MaterialVersion:
    """Write the row of a prepared version, as the next number; a new material's row comes with it.

    Side effect: an audit line.
    """
    material = version.material
    if material._state.adding:
        material.save()
        version.material = material
    else:
        Material.objects.select_for_update().get(pk=material.pk)
    last = material.versions.aggregate(last=Max("number"))["last"] or 0
    version.number = last + 1
    version.save()
    log(material, "courses.material", user=actor, data={"version": version.number})
    return version


def discard(version: MaterialVersion) -> None:
    """Remove the stored file of a version whose row was not written."""
    if version.file:
        version.file.delete(save=False)


def new_material(*, actor: User, course: Course, title: str, language: str) -> Material:
    """A material that is not saved yet; `add_version` saves it together with its first version."""
    return Material(course=course, title=title, language=language, owner=actor)
