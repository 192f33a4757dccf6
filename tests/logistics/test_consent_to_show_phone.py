"""The captain sees a passenger's telephone as long as the passenger agrees, and no list drawn later has it."""

import datetime as dt
import hashlib
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from cohorts import places, wing
from cohorts.logistics import consents
from cohorts.logistics.manifests import manifest_of
from cohorts.logistics.models import Passenger, Run, Travel
from cohorts.logistics.services import keeping, seats
from cohorts.models import Day, Participant, Place, Stretch
from cohorts.packs import services as packs
from cohorts.packs.models import Pack
from cohorts.services import cancel_cohort
from foundation.errors import DomainError
from people.consents.models import Consent
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.logistics import RunFactory
from tests.factories.residencies import manager_of
from tests.school import accepted, browser_of
from tests.tools import need

pytestmark = pytest.mark.django_db
PHONE = "+380 99 000 11 22"
BEFORE = [("logistics", "0010_email_of_a_carrier"), ("people", "0011_consents")]
# What each version of the words says. Words that change, in any language, are another version with a line of its own.
SAID = {
    1: {
        "uk": "Старший або старша мого автобуса може бачити мій номер телефону",
        "en": "The captain of my bus may see my phone number",
        "pl": "Opiekun lub opiekunka mojego autokaru może widzieć mój numer telefonu",
    }
}


@pytest.fixture
def day() -> Day:
    found: Day = DayFactory()
    return found


@pytest.fixture
def run(day: Day) -> Run:
    found: Run = RunFactory(day=day)
    return found


@pytest.fixture
def who(day: Day, run: Run) -> Participant:
    """Somebody with a seat and a telephone, who has agreed to nothing yet."""
    found = accepted(day)
    found.user.phone = PHONE
    found.user.save()
    seats.take_seat(actor=found.user, run=run, participant=found, stretch=Stretch(0, 2))
    return found


def tick(who: Participant, run: Run, *, is_on: bool = True, language: str = "en") -> None:
    """The person ticks or clears the box on the page of ways, and saves."""
    url = f"/{language}/my/travel/{run.cohort.slug}/"
    was = {} if is_on else {"shares_phone-was": "True"}
    form = {"about": "1", **({"shares_phone": "on"} if is_on else {}), **was}
    assert browser_of(who.user, language).post(url, form).status_code == 302


def phones(run: Run) -> list[str]:
    return [line.phone for line in manifest_of(Run.objects.get(pk=run.pk)).lines]


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_the_tick_is_a_consent_to_the_very_words_of_the_page(
    run: Run, who: Participant, language: str
) -> None:
    page = browser_of(who.user, language).get(f"/{language}/my/travel/{run.cohort.slug}/").text
    tick(who, run, language=language)
    row = Consent.objects.get()
    assert row.text in page and (row.user, row.language) == (who.user, language)
    assert row.text_hash == hashlib.sha256(row.text.encode()).hexdigest()
    assert row.version == consents.VERSION
    assert phones(run) == [PHONE]


def test_words_that_changed_are_another_version() -> None:
    for language, words in SAID[consents.VERSION].items():
        with translation.override(language):
            assert str(consents.WORDS) == words


def test_the_page_says_to_what_the_person_agreed_and_when(run: Run, who: Participant) -> None:
    tick(who, run, language="pl")
    page = browser_of(who.user).get(f"/en/my/travel/{run.cohort.slug}/").text
    assert f'<q lang="pl">{SAID[1]["pl"]}</q>' in page and "You agreed on" in page
    tick(who, run, is_on=False)
    assert "You agreed" not in browser_of(who.user).get(f"/en/my/travel/{run.cohort.slug}/").text


def test_nobody_agrees_to_words_that_changed_after_the_page_was_opened(run: Run, who: Participant) -> None:
    browser, url = browser_of(who.user), f"/en/my/travel/{run.cohort.slug}/"
    assert f'name="shares_phone-version" value="{consents.VERSION}"' in browser.get(url).text
    older = {"about": "1", "shares_phone": "on", "shares_phone-version": str(consents.VERSION + 1)}
    answer = browser.post(url, older)
    assert answer.status_code == 422 and "These words were changed" in answer.text
    assert f'name="shares_phone-version" value="{consents.VERSION}"' in answer.text
    assert not Consent.objects.exists()
    assert browser.post(url, {**older, "shares_phone-version": str(consents.VERSION)}).status_code == 302
    assert consents.consent_of(who) is not None


def test_of_a_tick_of_before_there_were_versions_the_page_says_that(run: Run, who: Participant) -> None:
    Consent.objects.create(user=who.user, kind=consents.KIND, about=f"cohort:{run.cohort_id}", version=0)
    assert phones(run) == [PHONE]
    page = browser_of(who.user).get(f"/en/my/travel/{run.cohort.slug}/").text
    assert "You agreed to show your phone number before" in page
    tick(who, run, is_on=False)
    assert phones(run) == [""]


def test_withdrawn_it_is_on_no_list_from_that_moment_and_the_list_has_another_number(
    run: Run, who: Participant
) -> None:
    tick(who, run)
    number = Run.objects.get(pk=run.pk).list_number
    tick(who, run, is_on=False)
    assert phones(run) == [""] and Consent.objects.get().withdrawn_at is not None
    assert Run.objects.get(pk=run.pk).list_number > number
    tick(who, run)
    assert phones(run) == [PHONE] and Consent.objects.count() == 2


def give_up(day: Day, who: Participant) -> None:
    with transaction.atomic():
        places.give_back(pool_id=day.pool_id, participant=who)
        wing.left(day.pool_id, who, who.user)


@pytest.mark.both_databases
def test_who_comes_no_more_is_led_to_where_it_is_withdrawn_and_then_the_page_is_gone(
    run: Run, who: Participant, day: Day
) -> None:
    url, browser = f"/en/my/travel/{run.cohort.slug}/", browser_of(who.user)
    tick(who, run)
    give_up(day, who)
    mine = browser.get("/en/my/").text
    assert url in mine and "You can withdraw that there" in mine
    page = browser.get(url).text
    assert "no bus is waiting for you" in page and "You agreed on" in page
    assert f"/en/my/cohorts/{run.cohort.slug}/" not in page, "leads to a page that is not there any more"
    answer = browser.post(url, {"withdraw": "1"})
    assert answer.status_code == 302 and answer["Location"] == "/en/my/"
    assert consents.consent_of(who) is None
    mine = browser.get("/en/my/").text
    assert "no list made from now on has your phone number" in mine and url not in mine
    assert browser.get(url).status_code == 404 and browser.post(url, {"withdraw": "1"}).status_code == 404


def test_who_comes_no_more_changes_nothing_else_by_an_older_window(
    run: Run, who: Participant, day: Day
) -> None:
    tick(who, run)
    give_up(day, who)
    key = f"{run.date:%Y%m%d}-{run.direction}"
    older = {f"{key}-choice": "own", "about": "1", "shares_phone": "on", "wheelchair": "on"}
    answer = browser_of(who.user).post(f"/en/my/travel/{run.cohort.slug}/", older)
    assert answer.status_code == 409 and "no bus is waiting for you" in answer.text
    assert Consent.objects.count() == 1 and consents.consent_of(who) is not None
    assert not Passenger.objects.exists() and not Travel.objects.exists()


def test_it_is_withdrawn_too_where_no_bus_goes_for_the_person_or_the_cohort_is_cancelled(
    run: Run, who: Participant, day: Day
) -> None:
    url, browser = f"/en/my/travel/{run.cohort.slug}/", browser_of(who.user)
    tick(who, run)
    # The seat of a day that was given up after the bus had left stays: My page speaks of what is still to do.
    Place.objects.filter(participant=who, pool=day.pool).delete()
    assert "You can withdraw that there" in browser.get("/en/my/").text
    accepted_too = DayFactory(cohort=day.cohort)
    Place.objects.create(participant=who, pool=accepted_too.pool)
    assert "You can withdraw that there" in browser.get("/en/my/").text
    assert "take out the tick" in browser.get(url).text
    cancel_cohort(actor=manager_of(day.cohort.residency.programme), cohort=day.cohort, reason="Слова")
    assert url in browser.get("/en/my/").text
    tick(who, run, is_on=False)
    assert consents.consent_of(who) is None and url not in browser.get("/en/my/").text


def test_when_what_people_needed_is_forgotten_the_list_shows_no_phone_any_more(
    run: Run, who: Participant, settings: Any, time_machine: Any
) -> None:
    other = ParticipantFactory()
    consents.keep(other, agrees=True)
    DayFactory(cohort=other.cohort, offset=settings.NEEDS_KEPT_DAYS + 30)
    tick(who, run)
    time_machine.move_to(run.starts_at + dt.timedelta(days=settings.NEEDS_KEPT_DAYS + 2), tick=False)
    assert phones(run) == [PHONE]
    keeping.forget_passengers()
    assert phones(run) == [""] and consents.consent_of(who) is None
    assert consents.consent_of(other) is not None


def test_a_consent_for_another_cohort_shows_nothing_here(run: Run, who: Participant) -> None:
    elsewhere = ParticipantFactory(user=who.user)
    consents.keep(elsewhere, agrees=True)
    assert phones(run) == [""]


def test_nobody_agrees_for_somebody_else(run: Run, who: Participant) -> None:
    manager = manager_of(run.cohort.residency.programme)
    for value in (True, False):
        with pytest.raises(DomainError):
            seats.save_passenger(actor=manager, participant=who, shares_phone=value)
    assert not Consent.objects.exists()


def test_a_pack_that_waits_while_the_consent_is_withdrawn_is_drawn_without_the_phone(
    run: Run, who: Participant, tmp_path: Path
) -> None:
    need("pdftotext")
    manager = manager_of(run.cohort.residency.programme)
    tick(who, run)
    drawn = []
    for is_on in (True, False):
        form = {"date": "", "pieces": ["passengers"], "only": "passengers"}
        answer = browser_of(manager).post(f"/admin/cohorts/{run.cohort_id}/packs/", form)
        assert answer.status_code == 302
        if not is_on:
            tick(who, run, is_on=False)
        pack = Pack.objects.order_by("-pk")[0]
        assert packs.make(pack.pk)
        pack.refresh_from_db()
        file = tmp_path / f"{pack.pk}.pdf"
        with pack.file.open() as made:
            file.write_bytes(made.read())
        command = ["pdftotext", "-layout", str(file), "-"]
        drawn.append(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode())
    digits = ["".join(text.split()) for text in drawn]
    assert PHONE.replace(" ", "") in digits[0] and PHONE.replace(" ", "") not in digits[1]
    assert all(who.user.family_name in text for text in drawn)


def test_what_a_driver_must_know_may_be_said_without_any_consent(run: Run, who: Participant) -> None:
    seats.save_passenger(actor=who.user, participant=who, wheelchair=True)
    assert Passenger.objects.get().wheelchair and not Consent.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ticks_of_before_become_consents_of_version_0_and_go_back_to_ticks() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    ticked, silent, later = (ParticipantFactory() for _each in range(3))
    executor.migrate(BEFORE)
    state: Any = executor.loader.project_state(BEFORE).apps
    old = state.get_model("logistics", "Passenger")
    try:
        old.objects.create(participant_id=ticked.pk, shares_phone=True)
        old.objects.create(participant_id=silent.pk, wheelchair=True)
        MigrationExecutor(connection).migrate(newest)
        row = apps.get_model("people", "Consent").objects.get()
        assert (row.user_id, row.about, row.version) == (ticked.user_id, f"cohort:{ticked.cohort_id}", 0)
        assert row.given_at <= timezone.now() and row.text == ""
        assert consents.consent_of(ticked) is not None and consents.consent_of(silent) is None
        consents.keep(later, agrees=True)
        MigrationExecutor(connection).migrate(BEFORE)
        shown = dict(old.objects.values_list("participant", "shares_phone"))
        assert shown == {ticked.pk: True, silent.pk: False, later.pk: True}
        assert list(state.get_model("people", "Consent").objects.values_list("version", flat=True)) == [1]
        old.objects.filter(participant=later.pk).update(shares_phone=False)
        MigrationExecutor(connection).migrate(newest)
        assert consents.consent_of(ticked) is not None and consents.consent_of(later) is None
    finally:
        MigrationExecutor(connection).migrate(newest)
