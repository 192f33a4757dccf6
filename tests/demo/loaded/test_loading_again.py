"""Loading the demo sends nothing, and loading it again changes nothing."""

import datetime as dt
import hashlib
import json

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from certificates.models import Batch
from cohorts.models import Cohort
from demo import clock
from demo.load import load
from foundation.work import WorkState
from messaging.models import Letter
from residencies.models import Programme
from tests.factories.residencies import ProgrammeFactory

pytestmark = pytest.mark.usefixtures("demo")


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
def test_loading_twice_changes_nothing():
    before = all_rows()
    assert before["cohorts.Cohort"][0] == 7
    assert load() is False
    assert all_rows() == before


def test_loading_on_a_later_day_keeps_what_is_there():
    before = all_rows()
    with clock.at(timezone.now() + dt.timedelta(days=40)):
        assert load() is False
    assert all_rows() == before


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
def test_loading_sends_nothing_and_leaves_no_work_behind():
    assert mail.outbox == []
    assert Letter.objects.count() > 100
    assert set(Letter.objects.values_list("state", flat=True)) == {WorkState.DONE}
    assert set(Batch.objects.values_list("state", flat=True)) == {WorkState.DONE}


def test_letters_are_dated_when_what_they_tell_happened():
    letter = Letter.objects.filter(recipient__email="yustyna.umovna@demo.example").earliest("pk")
    assert letter.created_at.date() == dt.date(2023, 4, 2)
    assert letter.finished_at == letter.created_at
