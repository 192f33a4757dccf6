"""Where the demo may be loaded, and what becomes of a loading that was cut short."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from certificates.models import Certificate
from cohorts.learning.models import Publication
from demo.load import load
from people.models import User
from residencies.models import Programme
from tests.factories.people import UserFactory
from tests.factories.residencies import ProgrammeFactory


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
