"""Writes of published materials."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.timetable.models import Session
from courses import materials
from courses.models import MaterialVersion
from foundation.errors import Conflict, DomainError
from people.models import User

from .models import Publication


@transaction.atomic
def publish(*, actor: User, session: Session, version: MaterialVersion) -> Publication:
    """Give a version of a material to a session; accepted people of its day find it at once.

    Raises `DomainError` if the material is of another course, `Conflict` if it is published there already. Side
    effect: an audit line.
    """
    if version.material.course_id != session.day.cohort.course_id:
        raise DomainError(_("This material belongs to another course."))
    try:
        with transaction.atomic():
            publication = Publication.objects.create(session=session, version=version, published_by=actor)
    except IntegrityError as error:
        raise Conflict(_("This version is published to the session already.")) from error
    log(publication, "learning.publish", user=actor)
    return publication


def give_material(
    *,
    actor: User,
    session: Session,
    title: str,
    language: str,
    file: UploadedFile | None = None,
    link: str = "",
) -> Publication:
    """Add a material to the session's course and publish it to the session.

    The file is checked and stored first; rows follow in one transaction; if they fail, the file goes. Raises
    `DomainError` as `prepare_version` and `publish` do.
    """
    material = materials.new_material(
        actor=actor, course=session.day.cohort.course, title=title, language=language
    )
    version = materials.prepare_version(actor=actor, material=material, file=file, link=link)
    with _kept_if_written(version), transaction.atomic():
        materials.add_version(actor=actor, version=version)
        return publish(actor=actor, session=session, version=version)


def give_new_version(
    *, actor: User, publication: Publication, file: UploadedFile | None = None, link: str = ""
) -> Publication:
    """Give a new version of a published material to the same session in place of the old one.

    From then on nobody opens the old address; accepted people find the new version where the old one was. Raises
    `DomainError` as `prepare_version` does, `Conflict` if the material was taken back or replaced already.
    """
    material = publication.version.material
    version = materials.prepare_version(actor=actor, material=material, file=file, link=link)
    with _kept_if_written(version), transaction.atomic():
        withdraw(actor=actor, publication=publication)
        materials.add_version(actor=actor, version=version)
        return publish(actor=actor, session=publication.session, version=version)


@contextmanager
def _kept_if_written(version: MaterialVersion) -> Iterator[None]:
    """Remove the stored file if its row is not written after all."""
    try:
        yield
    except Exception:
        materials.discard(version)
        raise


@transaction.atomic
def withdraw(*, actor: User, publication: Publication) -> Publication:
    """Take a material back: from now on nobody finds it or opens its address.

    Raises `Conflict` if it is done already. Side effect: an audit line.
    """
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.withdrawn_at is not None:
        raise Conflict(_("This material was taken back or replaced already."))
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    log(locked, "learning.withdraw", user=actor)
    return locked
