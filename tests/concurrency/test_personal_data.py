"""Erasing somebody who does something else at that moment, in another window. On PostgreSQL."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import pre_save

from cohorts.admission import services as admission
from cohorts.admission.models import Application
from cohorts.models import Cohort, Participant
from cohorts.packs.models import Pack
from foundation.errors import DomainError
from people.models import User
from people.personal_data import services
from residencies.models import Membership
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import ProgrammeFactory, manager_of

from .conftest import Outcome, at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORDS = "Слова, яких більше ніде немає"


@contextlib.contextmanager
def slow(model: type[Model]) -> Iterator[threading.Event]:
    """Who saves such a row first takes a second longer; the event says that they are there."""
    there = threading.Event()

    def wait(**_signal: Any) -> None:
        if not there.is_set():
            there.set()
            threading.Event().wait(1)

    pre_save.connect(wait, sender=model, weak=False)
    try:
        yield there
    finally:
        pre_save.disconnect(wait, sender=model)


def while_saving(model: type[Model], save: Callable[[], object], user: User) -> list[Outcome]:
    """Save something of the person's, and erase them while the row of this model is being saved."""
    with slow(model) as there:

        def erase() -> None:
            assert there.wait(10)
            services.erase(actor=user, user=User.objects.get(pk=user.pk))

        return at_once(lambda work: work(), [save, erase])


def draft(user: User, cohort: Cohort, **answers: Any) -> Application:
    answers = {"motivation": WORDS, **answers}
    known = Application.objects.filter(participant__user=user).first()
    return admission.save_draft(
        actor=User.objects.get(pk=user.pk),
        cohort=cohort,
        answers=answers,  # type: ignore[arg-type]
        version=known.version if known else 0,
    )


def test_a_draft_that_is_saved_while_its_person_is_erased_goes_too() -> None:
    user, cohort = UserFactory(), DayFactory().cohort
    draft(user, cohort)
    outcomes = while_saving(User, lambda: draft(user, cohort, given_name="Інше"), user)
    assert errors(outcomes) == []
    assert User.objects.get(pk=user.pk).erased_at
    assert not Application.objects.exists()


@pytest.mark.parametrize("model", [Participant, Application])
def test_a_draft_that_is_begun_while_its_person_is_erased_is_not_left(model: type[Model]) -> None:
    user, cohort = UserFactory(), CohortFactory()
    outcomes = while_saving(model, lambda: draft(user, cohort), user)
    assert all(isinstance(error, DomainError) for error in errors(outcomes))
    assert User.objects.get(pk=user.pk).erased_at
    assert not Application.objects.exists()


def test_of_two_administrators_who_are_erased_at_once_one_stays() -> None:
    both = [AdministratorFactory(), AdministratorFactory()]
    outcomes = at_once(lambda user: services.erase(actor=user, user=user), both)
    assert [type(error) for error in errors(outcomes)] == [services.NotNow]
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1


def test_of_two_managers_who_are_erased_at_once_one_stays() -> None:
    programme = ProgrammeFactory()
    both = [manager_of(programme), manager_of(programme)]
    outcomes = at_once(lambda user: services.erase(actor=user, user=user), both)
    assert [type(error) for error in errors(outcomes)] == [services.NotNow]
    assert Membership.objects.filter(programme=programme).count() == 1


def test_a_pack_that_is_stored_while_its_person_is_erased_leaves_no_file() -> None:
    user, cohort = UserFactory(), CohortFactory()
    pack = Pack.objects.create(cohort=cohort, made_by=user, pieces=["badges"])
    pack.file.save("pack.pdf", ContentFile(b"names"), save=False)
    stored = threading.Event()

    def store() -> None:
        with transaction.atomic():
            Pack.objects.filter(pk=pack.pk).update(file=pack.file.name)
            stored.set()
            threading.Event().wait(1)

    def erase() -> None:
        assert stored.wait(10)
        services.erase(actor=user, user=user)

    assert errors(at_once(lambda work: work(), [store, erase])) == []
    assert not Pack.objects.exists() and not pack.file.storage.exists(pack.file.name)
