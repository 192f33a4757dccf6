"""What choosing holds of a person: wishes, and what was decided about them; wishes go, decisions stay as numbers."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from cohorts.choices.models import ChoiceGroup, Fixed, Proposal, Wish
from cohorts.choices.queries.runs import latest_run, mark_of_run
from cohorts.choices.services import allocating, choosing, giving
from cohorts.models import Participant, Place
from people.personal_data.services import erase
from tests.factories.choices import Visits, visits
from tests.factories.people import UserFactory
from tests.held import queries_of, rows_of, words_of
from tests.school import browser_of
from tests.traces import tables_with

pytestmark = pytest.mark.django_db
WISHED, GIVEN = "Sessions that you wished for", "Sessions that were given out to you by wishes"
NAMED = "Parallel sessions for which you were named"
DECIDED = "Sessions that the organisers decided for you"


@pytest.fixture
def ranked() -> Visits:
    made = visits(3)
    made.set_up("ranked", 1, 1, 2)
    return made


@pytest.fixture
def who(ranked: Visits) -> Participant:
    """Somebody who wishes for the first session, which another one gets, then for the second."""
    person = ranked.person(user=UserFactory(family_name="Слідова"))
    wish(ranked, person, 0, 1)
    return person


def wish(made: Visits, person: Participant, *numbers: int) -> None:
    choosing.save_wishes(
        actor=person.user, choice_group=made.row, wishes=[made.id_of(number) for number in numbers]
    )


def run(made: Visits) -> None:
    found = allocating.start(actor=made.manager, choice_group=made.row)
    allocating.run(found.pk)


def tell(made: Visits) -> None:
    found = latest_run(made.row)
    assert found is not None
    allocating.tell(actor=made.manager, choice_group=made.row, seen=mark_of_run(found))
    allocating.run(found.pk)


@pytest.fixture
def over(ranked: Visits, time_machine: Any) -> Any:
    """A hand that lets the day pass."""
    after = dt.datetime.combine(ranked.day.date + dt.timedelta(days=2), dt.time(12), dt.UTC)
    return lambda: time_machine.move_to(after)


# ---------------------------------------------------------------- held
def test_the_person_reads_their_wishes_in_order(ranked: Visits, who: Participant) -> None:
    rows = rows_of(who.user, WISHED)
    assert [(row["Session"], row["Which of your wishes"]) for row in rows] == [
        ("Visit 1", "1"),
        ("Visit 2", "2"),
    ]
    assert rows[0]["Parallel sessions"] == "Field visits" and rows[0]["Since"]


def test_the_person_reads_what_a_run_gave_and_why_it_was_no_higher_wish(
    ranked: Visits, who: Participant
) -> None:
    only_first = ranked.person(user=UserFactory(family_name="Суперниця"))
    wish(ranked, only_first, 0)
    run(ranked)
    assert rows_of(who.user, GIVEN) == []
    tell(ranked)
    [row] = rows_of(who.user, GIVEN)
    assert (row["Session"], row["Which of your wishes"], row["Number of your wishes"]) == (
        "Visit 2",
        "2",
        "2",
    )
    assert "“Visit 1”" in row["Why not a higher wish"] and row["Told at"]
    assert "Суперниця" not in words_of(who.user)


def test_what_a_manager_fixed_is_read_once_everybody_is_told(ranked: Visits, who: Participant) -> None:
    run(ranked)
    giving.give(actor=ranked.manager, choice_group=ranked.row, participant=who, option=ranked.option(2))
    assert rows_of(who.user, DECIDED) == []
    tell(ranked)
    [row] = rows_of(who.user, DECIDED)
    assert row["Session"] == "Visit 3" and row["Decided at"]
    assert ranked.manager.family_name not in words_of(who.user)


def test_the_person_reads_where_they_were_named_to_choose(ranked: Visits, who: Participant) -> None:
    ranked.row.named.add(who)
    assert [row["Parallel sessions"] for row in rows_of(who.user, NAMED)] == ["Field visits"]


def test_nobody_reads_what_another_wishes(ranked: Visits, who: Participant) -> None:
    other = ranked.person()
    ranked.row.named.add(who)
    assert not any(rows_of(other.user, title) for title in (WISHED, GIVEN, NAMED, DECIDED))


@pytest.mark.both_databases
def test_it_takes_as_many_queries_for_many_groups_as_for_one(ranked: Visits, who: Participant) -> None:
    def fill(made: Visits, person: Participant) -> None:
        made.row.named.add(person)
        wish(made, person, 0, 1)
        run(made)
        giving.give(actor=made.manager, choice_group=made.row, participant=person, option=made.option(1))
        tell(made)

    fill(ranked, who)
    of_one = queries_of("cohorts.choices.person.Choices", who.user)
    for _number in range(2):
        made = visits(3)
        made.set_up("ranked", 1, 1, 2)
        fill(made, made.person(user=who.user))
    assert len(rows_of(who.user, WISHED)) == 6
    assert queries_of("cohorts.choices.person.Choices", who.user) == of_one


# ---------------------------------------------------------------- erased
def test_wishes_go_and_what_was_decided_stays_as_numbers(ranked: Visits, who: Participant, over: Any) -> None:
    other = ranked.person()
    wish(ranked, other, 2)
    ranked.row.named.add(who)
    run(ranked)
    giving.give(actor=ranked.manager, choice_group=ranked.row, participant=who, option=ranked.option(2))
    tell(ranked)
    run(ranked)  # once more, and nobody was told of it
    before = Place.objects.count()
    over()
    erase(actor=who.user, user=who.user)
    assert set(Wish.objects.values_list("participant", flat=True)) == {other.pk}
    told = Proposal.objects.filter(participant=who).values_list("allocation__told_at", flat=True)
    assert len(told) == 1 and told[0] is not None
    assert Fixed.objects.filter(participant=who).exists() and who in ranked.row.named.all()
    assert Place.objects.count() == before
    assert tables_with("Слідова", "choices", "cohorts", "people") == set()


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("choices_overview", "cohort"),
        ("choices_people", "row"),
        ("choices_settings", "group"),
        ("choices_run", "row"),
        ("summary_overview", "cohort"),
    ],
)
def test_the_lists_of_the_office_open_with_somebody_who_is_erased(
    ranked: Visits, who: Participant, over: Any, name: str, of: str
) -> None:
    ChoiceGroup.objects.update(who=ChoiceGroup.Who.NAMED)
    ranked.row.named.add(who)
    run(ranked)
    tell(ranked)
    over()
    erase(actor=who.user, user=who.user)
    answer = browser_of(ranked.manager).get(reverse(name, args=[getattr(ranked, of).pk]))
    assert answer.status_code == 200 and "Слідова" not in answer.content.decode()


def test_the_page_of_what_they_chose_opens_too(ranked: Visits, who: Participant, over: Any) -> None:
    over()
    erase(actor=who.user, user=who.user)
    page = reverse("choices_person", args=[ranked.row.pk, who.public_id])
    assert browser_of(ranked.manager).get(page).status_code == 200
