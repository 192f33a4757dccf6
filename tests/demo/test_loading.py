"""Where the demo may be loaded, and that loading it again changes nothing."""

import datetime as dt
import hashlib
import json

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from certificates.models import Batch, Certificate
from cohorts.learning.models import Publication
from cohorts.models import Cohort
from demo import clock
from demo.load import load
from foundation.work import WorkState
from messaging.models import Letter
from people.models import User
from residencies.models import Programme
from tests.factories.people import UserFactory
from tests.factories.residencies import ProgrammeFactory

demo_is_loaded = pytest.mark.usefixtures("demo")


def all_rows() -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a digest of them."""
    found = {}
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        rows = sorted(
            json.dumps(row, default=str, sort_keys=True) for row in model._base_manager.order_by().values()
        )
        found[model._meta.label] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


@pytest.mark.both_databases
@demo_is_loaded
def test_loading_twice_changes_nothing():
    before = all_rows()
    assert before["cohorts.Cohort"][0] == 7
    assert load() is False
    assert all_rows() == before


@demo_is_loaded
def test_loading_on_a_later_day_keeps_what_is_there():
    before = all_rows()
    with clock.at(timezone.now() + dt.timedelta(days=40)):
        assert load() is False
    assert all_rows() == before


@demo_is_loaded
def test_what_people_did_with_the_demo_stays():
    cohort = Cohort.objects.get(slug="communication-1")
    cohort.town_uk = "Дрогобич"
    cohort.save()
    ProgrammeFactory(slug="their-own")
    with override_settings(DEMO=True):
        call_command("demo", verbosity=0)
    cohort.refresh_from_db()
    assert cohort.town_uk == "Дрогобич"
    assert Programme.objects.count() == 4


@pytest.mark.both_databases
@demo_is_loaded
def test_loading_sends_nothing_and_leaves_no_work_behind():
    assert mail.outbox == []
    assert Letter.objects.count() > 100
    assert set(Letter.objects.values_list("state", flat=True)) == {WorkState.DONE}
    assert set(Batch.objects.values_list("state", flat=True)) == {WorkState.DONE}


@demo_is_loaded
def test_letters_are_dated_when_what_they_tell_happened():
    letter = Letter.objects.filter(recipient__email="yustyna.umovna@demo.example").earliest("pk")
    assert letter.created_at.date() == dt.date(2023, 4, 2)
    assert letter.finished_at == letter.created_at


@pytest.mark.django_db
def test_a_loading_that_was_cut_short_goes_on_where_it_stopped(monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("demo.after.revoke", _break)
        with pytest.raises(Broken):
            load()
    assert set(Certificate.objects.values_list("state", flat=True)) == {"valid"}
    assert load() is False
    assert set(Certificate.objects.values_list("state", flat=True)) == {"valid", "revoked", "replaced"}
    assert Certificate.objects.filter(delivered__isnull=False).count() == Certificate.objects.count() == 10
    assert Publication.objects.count() == 3


class Broken(Exception):
    """Something that stops the loading."""


def _break(*args: object, **kwargs: object) -> None:
    raise Broken


@pytest.mark.django_db
def test_a_site_that_is_not_for_trying_out_refuses_the_demo():
    with pytest.raises(CommandError, match="DEMO = False"):
        call_command("demo")
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_a_site_with_programmes_of_its_own_refuses_the_demo():
    ProgrammeFactory()
    with override_settings(DEMO=True), pytest.raises(CommandError, match="programmes of your own"):
        call_command("demo")
    assert User.objects.filter(email__endswith="manager@demo.example").count() == 0


@pytest.mark.django_db
def test_asking_for_it_on_a_site_with_accounts_is_refused_because_everybody_knows_the_passwords():
    UserFactory(email="somebody@city.example")
    with pytest.raises(CommandError, match="accounts already"):
        call_command("demo", "--on-empty-site")
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_asked_for_on_a_site_without_programmes_and_accounts_it_is_loaded(monkeypatch, capsys):
    monkeypatch.setattr("demo.management.commands.demo.load", lambda: True)
    call_command("demo", "--on-empty-site")
    assert "participant@demo.example" in capsys.readouterr().out
