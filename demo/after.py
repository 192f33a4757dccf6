"""What comes after the rows, outside of their transaction, because it writes files: materials, keys, certificates.

Each step asks what is there already, so a loading that was cut short goes on where it stopped.
"""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.models import Batch, Certificate, Design
from certificates.services import batches, keys
from certificates.services.ending import replace, revoke
from certificates.services.issuing import start_batch
from cohorts.learning.models import Publication
from cohorts.learning.services import give_material
from cohorts.models import Cohort
from cohorts.timetable.models import Session
from foundation.work import WorkState
from people.models import User
from people.services import save_profile

from . import clock
from .content.people import APPLICANTS, email_of
from .content.story_shapes import Ended, Story
from .handout import draw

# Before anything was signed: a signature that is older than its key is not valid.
KEYS_MADE = dt.datetime(2023, 1, 10, 9, tzinfo=dt.UTC)
DAYS_TO_ISSUE, DAYS_TO_END = 6, 12


def make_keys(programmes: list[str]) -> None:
    """Make a trial key for each organisation that issues in the demo. Side effects: those of the service."""
    for design in Design.objects.filter(programme__slug__in=programmes).select_related("issuer"):
        with clock.at(KEYS_MADE):
            keys.make_trial_key(design.issuer)


def give_materials(story: Story) -> None:
    """Publish the story's materials to their sessions, once. Side effects: those of the service."""
    for material in story.materials:
        sessions = Session.objects.filter(day__cohort__slug=story.slug).select_related("day__cohort__course")
        named = sessions.filter(title_uk=material.session)  # type: ignore[misc]  # a column of modeltranslation
        session = named.first()
        if session is None or Publication.objects.filter(session=session).exists():
            continue
        file = None
        if material.lines:
            file = SimpleUploadedFile("handout.pdf", draw(material.title, material.lines), "application/pdf")
        with clock.at(session.starts_at):
            give_material(
                actor=_teacher(session),
                session=session,
                title=material.title,
                language="uk",
                file=file,
                link=material.link,
            )


def _teacher(session: Session) -> User:
    trainers = session.trainers.filter(user__isnull=False).select_related("user")
    trainer = trainers.first()
    return trainer.user if trainer and trainer.user else _manager(session.day.cohort)


def _manager(cohort: Cohort) -> User:
    return User.objects.filter(
        memberships__programme=cohort.residency.programme_id, memberships__role="manager"
    ).earliest("pk")


def issue_certificates(story: Story) -> None:
    """Issue certificates to all of a cohort who qualify, then end those that the story ends.

    Side effects: those of the services; files are drawn and signed here and not by the worker.
    """
    cohort = Cohort.objects.filter(slug=story.slug).first()
    if cohort is None or not story.has_certificates:
        return
    last_day = cohort.days.latest("date").date
    evening = dt.datetime.combine(last_day, dt.time(15), cohort.zone)
    manager = _manager(cohort)
    with clock.at(evening + dt.timedelta(days=DAYS_TO_ISSUE)):
        batch = cohort.batches.filter(purpose=Batch.Purpose.ISSUE).first()
        batch = batch or start_batch(actor=manager, cohort=cohort)
        _run(batch)
    with clock.at(evening + dt.timedelta(days=DAYS_TO_END)):
        for ended in story.ended:
            _end(cohort, ended, manager)
        for batch in cohort.batches.filter(purpose=Batch.Purpose.REPLACE):
            _run(batch)


def _run(batch: Batch) -> None:
    if batch.state == WorkState.QUEUED:
        batches.run_batch(batch.pk)


def _end(cohort: Cohort, ended: Ended, manager: User) -> None:
    mine = Certificate.objects.filter(
        participant__cohort=cohort, participant__user__email=email_of(ended.person)
    ).select_related("participant__user")
    certificate = mine.first()
    if certificate is None or certificate.state != Certificate.State.VALID or mine.count() > 1:
        return
    if ended.how == "revoked":
        revoke(actor=manager, certificate=certificate, reason=ended.reason)
        return
    holder = _put_name_right(certificate.participant.user, APPLICANTS[ended.person].family)
    replace(
        actor=manager,
        certificate=certificate,
        changes={"family": holder.family_name},
        reason=ended.reason,
    )


def _put_name_right(user: User, family_name: str) -> User:
    return save_profile(
        actor=user,
        given_name=user.given_name,
        family_name=family_name,
        has_one_name=user.has_one_name,
        patronymic=user.patronymic,
        latin_name=user.latin_name,
        phone=user.phone,
        community=user.community,
        country=user.country,
        organisation=user.organisation,
        organisation_kind=user.organisation_kind,
        position=user.position,
        language=user.language,
    )
