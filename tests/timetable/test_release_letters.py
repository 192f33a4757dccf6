"""Letters about a release to the trainers of what changes, and what the page before the release says of them."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.logistics.services.links import make_link
from cohorts.models import Cohort, Day
from cohorts.timetable.models import Release, Session
from cohorts.timetable.services import cancel_session, release_timetable, restore_session, save_session
from courses.models import Trainer
from messaging.models import Letter
from people.models import User
from residencies.models import Programme
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.courses import TrainerFactory
from tests.factories.logistics import VisitSiteFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import MembershipFactory, ProgrammeFactory, manager_of
from tests.factories.timetable import SessionFactory
from tests.letters import letters as worded
from tests.letters import the_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(programme: Programme) -> Day:
    return DayFactory(cohort=CohortFactory(residency__programme=programme), admission=Day.Admission.OPEN)


def trainer(day: Day, language: str = "en", **more: Any) -> Trainer:
    """A trainer of the programme with an account and the role."""
    programme = day.cohort.residency.programme
    user = UserFactory(language=language)
    MembershipFactory(user=user, programme=programme, role="trainer")
    return TrainerFactory(programme=programme, user=user, **more)


def release(manager: User, cohort: Cohort) -> None:
    """Make the working copy what people see."""
    expected = cohort.releases.count()
    release_timetable(actor=manager, cohort=cohort, note="Зміна.", expected=expected)


def released(manager: User, day: Day, *trainers: Trainer, title: str = "Mine") -> Session:
    """A session with these trainers that people see; the letters of it are out of the way."""
    session = SessionFactory(day=day, title_en=title, title_uk=title, trainers=list(trainers))
    release(manager, day.cohort)
    Letter.objects.all().delete()
    return session


def change(manager: User, session: Session, *trainers: Trainer, **values: Any) -> None:
    """Save the session of the working copy with other values and these trainers."""
    for name, value in values.items():
        setattr(session, name, value)
    save_session(actor=manager, session=session, trainers=trainers or session.trainers.all())


def letters() -> dict[User, Letter]:
    return {letter.recipient: letter for letter in worded(kind="timetable_changed")}  # type: ignore[misc]


def page(office: Client, cohort: Cohort) -> str:
    """The page before the release, on one line."""
    return " ".join(office.get(reverse("timetable_release", args=[cohort.pk])).text.split())


def test_a_trainer_hears_of_a_first_release_a_move_and_a_cancellation(manager: User, day: Day) -> None:
    teacher = trainer(day)
    session = SessionFactory(day=day, title_en="Mine", trainers=[teacher])
    SessionFactory(day=day, title_en="Another’s")
    told = []
    release(manager, day.cohort)
    told.append(the_letter(recipient=teacher.user).text)
    Letter.objects.all().delete()
    change(manager, session, starts=dt.time(14), ends=dt.time(15))
    release(manager, day.cohort)
    told.append(the_letter(recipient=teacher.user).text)
    Letter.objects.all().delete()
    cancel_session(actor=manager, session=session)
    release(manager, day.cohort)
    told.append(the_letter(recipient=teacher.user).text)
    for text, heading in zip(told, ("Added:", "Moved or changed:", "Cancelled:"), strict=True):
        assert heading in text and "Mine" in text and "Another’s" not in text and "Зміна." in text
        assert "because you are a trainer" in text and "hold a place" not in text
    assert "14:00–15:00" in told[1] and "it was:" in told[1]
    assert f"/en/my/cohorts/{day.cohort.slug}/" in told[0]
    assert told[2].count("/en/my/cohorts/") == 0 and "/en/my/" in told[2]


def test_a_cancelled_session_that_is_edited_is_announced_to_nobody_until_it_comes_back(
    manager: User, day: Day
) -> None:
    teacher, later, holder = trainer(day), trainer(day), UserFactory(language="en")
    session, other = released(manager, day, teacher), released(manager, day, title="Other")
    sent_for(day, user=holder)
    cancel_session(actor=manager, session=session)
    release(manager, day.cohort)
    Letter.objects.all().delete()
    session.refresh_from_db()
    change(manager, session, later, starts=dt.time(15), ends=dt.time(17))
    change(manager, other, ends=dt.time(12))
    release(manager, day.cohort)
    assert set(letters()) == {holder} and "Mine" not in letters()[holder].text
    Letter.objects.all().delete()
    restore_session(actor=manager, session=session)
    release(manager, day.cohort)
    assert set(letters()) == {holder, later.user}
    for letter in letters().values():
        added = letter.text.split("Added:")[1]
        assert "Mine: " in added and "15:00–17:00" in added and "it was" not in letter.text


def test_trainers_of_other_sessions_hear_nothing(manager: User, day: Day) -> None:
    mine, other = trainer(day), trainer(day)
    session = released(manager, day, mine)
    released(manager, day, other, title="Other")
    change(manager, session, ends=dt.time(12))
    release(manager, day.cohort)
    assert set(letters()) == {mine.user}


def test_who_is_put_on_a_session_or_taken_off_it_is_told(manager: User, day: Day) -> None:
    stays, leaves, comes = trainer(day), trainer(day), trainer(day)
    session = released(manager, day, stays, leaves)
    change(manager, session, stays, comes)
    release(manager, day.cohort)
    texts = {user: letter.text for user, letter in letters().items()}
    assert "You no longer lead:" in texts[leaves.user] and "/en/my/\n" in texts[leaves.user]
    assert "Added:" in texts[comes.user] and "Moved or changed:" in texts[stays.user]
    assert len(texts) == 3


def test_a_trainer_taken_off_a_session_that_is_cancelled_with_it_hears_that_it_is_cancelled(
    manager: User, day: Day
) -> None:
    teacher, other = trainer(day), trainer(day)
    session = released(manager, day, teacher)
    change(manager, session, other)
    cancel_session(actor=manager, session=session)
    release(manager, day.cohort)
    assert all("Cancelled:" in letter.text for letter in letters().values())
    assert set(letters()) == {teacher.user, other.user}


def test_a_trainer_who_also_holds_the_day_gets_one_letter_about_both(manager: User, day: Day) -> None:
    teacher = trainer(day)
    mine = released(manager, day, teacher)
    other = released(manager, day, title="On my day")
    assert teacher.user is not None
    sent_for(day, user=teacher.user)
    Letter.objects.all().delete()
    change(manager, mine, ends=dt.time(12))
    cancel_session(actor=manager, session=other)
    release(manager, day.cohort)
    [letter] = letters().values()
    own, rest = letter.text.split("Other sessions on your days")
    assert "Sessions that you lead" in own and "Mine" in own and "On my day" in rest
    assert letter.key == f"timetable:{Release.objects.latest('number').pk}:{teacher.user_id}"


@pytest.mark.parametrize(
    ("language", "words"),
    [("uk", "Більше не ведете"), ("pl", "Już nie prowadzisz"), ("en", "You no longer lead")],
)
def test_a_trainers_letter_speaks_their_language_in_text_and_html(
    manager: User, day: Day, language: str, words: str
) -> None:
    teacher = trainer(day, language)
    session = released(manager, day, teacher, title="<b>Своє")
    change(manager, session, trainer(day))
    release(manager, day.cohort)
    letter = letters()[teacher.user]  # type: ignore[index]
    assert words in letter.text and words in letter.html
    assert "<b>Своє" in letter.text and "&lt;b&gt;Своє" in letter.html
    assert f"/{language}/my/" in letter.text


def test_the_page_counts_trainers_beside_participants_and_names_whom_no_letter_reaches(
    office: Client, manager: User, day: Day
) -> None:
    teacher, both = trainer(day), trainer(day)
    programme = day.cohort.residency.programme
    without_account = TrainerFactory(programme=programme, name_en="Olha Sample")
    without_role = TrainerFactory(programme=programme, name_en="Petro Sample", user=UserFactory())
    session = released(manager, day, teacher, both, without_account, without_role)
    sent_for(day, user=both.user)
    sent_for(day)
    assert "Nothing has changed since the last release." in page(office, day.cohort)
    change(manager, session, ends=dt.time(12))
    shown = page(office, day.cohort)
    assert "Told by letter: 2 participants, 1 trainer." in shown
    assert "2 people cannot be told by letter" in shown and "Olha Sample, Petro Sample. Call them." in shown
    Letter.objects.all().delete()
    release(manager, day.cohort)
    assert len(letters()) == 3


@pytest.mark.both_databases
def test_a_release_from_before_ids_were_kept_finds_its_trainers_by_their_names(
    manager: User, day: Day
) -> None:
    teacher, gone = trainer(day), TrainerFactory(programme=day.cohort.residency.programme, name_en="Gone")
    session = released(manager, day, teacher, gone)
    old = Release.objects.get()
    for each in old.content["sessions"]:
        del each["trainer_ids"]
    old.save()
    session.trainers.set([trainer(day)])
    gone.delete()
    release(manager, day.cohort)
    assert teacher.user in letters()


def test_who_was_renamed_since_a_release_from_before_ids_were_kept_is_told_as_the_same_person(
    office: Client, manager: User, day: Day
) -> None:
    renamed, stays, leaves = (trainer(day, name_en=name, name_uk=name) for name in ("Old", "Stays", "Leaves"))
    no_account = TrainerFactory(programme=day.cohort.residency.programme, name_uk="No one")
    released(manager, day, renamed, stays)
    second = released(manager, day, renamed, no_account, title="Second")
    third = released(manager, day, leaves, title="Third")
    old = Release.objects.latest("number")
    for each in old.content["sessions"]:
        del each["trainer_ids"]
    old.save()
    Trainer.objects.filter(pk=renamed.pk).update(name_en="New", name_uk="New")
    Trainer.objects.filter(pk=no_account.pk).update(name_uk="Someone", name_en="Someone")
    comes = trainer(day)
    change(manager, third, comes)
    cancel_session(actor=manager, session=second)
    answer = office.get(reverse("timetable_release", args=[day.cohort.pk]))
    assert "Someone. Call them." in answer.context["unreached"]
    release(manager, day.cohort)
    texts = {user: letter.text for user, letter in letters().items()}
    assert set(texts) == {renamed.user, stays.user, leaves.user, comes.user}
    assert "Added:" in texts[comes.user] and "You no longer lead:" in texts[leaves.user]
    assert "Moved or changed:" in texts[renamed.user] and "Cancelled:" in texts[renamed.user]
    assert "You no longer lead" not in texts[renamed.user]
    assert not [user for user in (renamed.user, stays.user) if "Added:" in texts[user]]


def test_keeping_the_trainers_ids_is_no_change_that_people_see(
    office: Client, manager: User, day: Day
) -> None:
    released(manager, day, trainer(day))
    old = Release.objects.get()
    for each in old.content["sessions"]:
        del each["trainer_ids"]
    old.save()
    assert "Nothing has changed since the last release." in page(office, day.cohort)


def test_a_cohort_in_preparation_tells_its_trainers_and_leads_them_to_their_own_page(
    manager: User, day: Day
) -> None:
    Cohort.objects.update(state=Cohort.State.DRAFT)
    day.cohort.refresh_from_db()
    teacher = trainer(day)
    SessionFactory(day=day, trainers=[teacher])
    release(manager, day.cohort)
    assert "/en/my/\n" in letters()[teacher.user].text  # type: ignore[index]
    assert "/cohorts/" not in letters()[teacher.user].text  # type: ignore[index]


def test_each_further_trainer_costs_no_more_than_the_letter(manager: User, day: Day) -> None:
    def count(number: int) -> int:
        other = DayFactory(cohort=CohortFactory(residency__programme=day.cohort.residency.programme))
        for _each in range(number):
            SessionFactory(day=other, trainers=[trainer(other)])
        with CaptureQueriesContext(connection) as queries:
            release(manager, other.cohort)
        return len(queries)

    count(1)
    one, many = count(1), count(9)
    assert many == one  # letters are one query, however many


# ---------------------------------------------------------------- the other managers
def to_managers() -> dict[User, Letter]:
    return {letter.recipient: letter for letter in worded(kind="release_for_managers")}  # type: ignore[misc]


def test_the_other_managers_read_what_changed_and_whom_nothing_reaches_and_who_pressed_does_not(
    office: Client, manager: User, day: Day
) -> None:
    programme = day.cohort.residency.programme
    other, elsewhere = manager_of(programme), manager_of(ProgrammeFactory())
    without_account = TrainerFactory(programme=programme, name_uk="Ольга Зразкова")
    session = released(manager, day, without_account)
    change(manager, session, ends=dt.time(12))
    assert "1 other manager" in page(office, day.cohort)
    release(manager, day.cohort)
    told = to_managers()
    assert set(told) == {other} and elsewhere not in told
    text = told[other].text
    assert "12:00" in text and "Ольга Зразкова" in text and manager.get_full_name() in text
    assert reverse("cohort_overview", args=[day.cohort_id]) in text


def test_a_manager_who_also_teaches_what_changes_gets_one_letter(manager: User, day: Day) -> None:
    teacher = trainer(day)
    assert teacher.user is not None
    MembershipFactory(user=teacher.user, programme=day.cohort.residency.programme, role="manager")
    session = released(manager, day, teacher)
    change(manager, session, ends=dt.time(12))
    release(manager, day.cohort)
    assert set(letters()) == {teacher.user} and to_managers() == {}


def test_hosts_who_were_written_to_are_named(manager: User, day: Day) -> None:
    other = manager_of(day.cohort.residency.programme)
    site = VisitSiteFactory(visit__session__day=day, venue__name_uk="Водоканал")
    release(manager, day.cohort)
    make_link(actor=manager, site=site, send=True)
    Letter.objects.all().delete()
    change(manager, site.visit.session, ends=dt.time(12))
    release(manager, day.cohort)
    assert "Водоканал" in to_managers()[other].text
