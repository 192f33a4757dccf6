"""Materials that somebody gave to sessions are among what is held of them, and stay with those who were given them."""

import pytest

from cohorts.learning import services
from cohorts.learning.models import Publication
from tests.held import erase, part, queries_of
from tests.school import School

pytestmark = pytest.mark.django_db
PART, TITLE = "cohorts.learning.person.LedSessions", "Materials that you gave to sessions"


def give(school: School, number: int = 1) -> Publication:
    """The trainer gives a link to their session."""
    return services.give_material(
        actor=school.trainer,
        session=school.session,
        title=f"Конспект {number}",
        language="uk",
        link=f"https://example.org/{number}",
    )


def test_what_a_trainer_gave_is_held_with_when_it_was_taken_back(school: School) -> None:
    services.withdraw(actor=school.trainer, publication=give(school))
    row = part(school.trainer, TITLE).rows[0]
    assert row["Material"] == "Конспект 1" and row["Published"] and row["Withdrawn"]
    assert not part(school.manager, TITLE).rows and not part(school.participant.user, TITLE).rows


def test_what_was_given_stays_for_those_who_learn_from_it(school: School) -> None:
    given = give(school)
    erase(school.trainer)
    assert Publication.objects.get(pk=given.pk).withdrawn_at is None


def test_any_number_of_materials_takes_one_query(school: School) -> None:
    give(school)
    assert queries_of(PART, school.trainer) == 1
    for number in (2, 3):
        give(school, number)
    assert queries_of(PART, school.trainer) == 1
