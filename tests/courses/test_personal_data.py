"""What courses hold of who teaches: the profile stays as the public knows it, the account goes from it."""

from typing import Any

import pytest

from courses.materials import add_version, new_material, prepare_version
from courses.models import Material
from courses.person import Teaching
from people.models import User
from tests.factories.courses import CourseFactory, TrainerFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.residencies import PictureFactory, ProgrammeFactory
from tests.held import said_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return UserFactory()


def profile(user: User | None, **more: Any) -> Any:
    programme = ProgrammeFactory()
    return TrainerFactory(
        programme=programme,
        user=user,
        organisation=OrganisationFactory(),
        picture=PictureFactory(programme=programme),
        **more,
    )


def give(user: User, title: str) -> Material:
    material = new_material(actor=user, course=CourseFactory(), title=title, language="uk")
    link = f"https://materials.example/{Material.objects.count()}"
    add_version(actor=user, version=prepare_version(actor=user, material=material, file=None, link=link))
    return material


def test_the_profile_and_the_materials_are_held_with_the_picture(person: User) -> None:
    mine = profile(person, name_uk="Соломія", role_uk="радниця", about_uk="Веде розмову.")
    profile(UserFactory(), name_uk="Богдан")
    give(person, "Запис")
    give(UserFactory(), "Чуже")
    held = Teaching().held(person)
    words = said_in(held)
    for known in (
        "Соломія",
        "радниця",
        "Веде розмову.",
        mine.organisation.name,
        "Запис",
        "materials.example/0",
    ):
        assert known in words
    assert "Богдан" not in words and "Чуже" not in words
    [picture] = held[0].files
    with picture.open() as opened:
        assert opened.read(4) == b"\x89PNG"
    assert all(part.stays for part in held)


def test_the_profile_stays_and_leads_to_no_account(person: User) -> None:
    mine, other = profile(person, name_uk="Соломія"), profile(UserFactory())
    material = give(person, "Запис")
    Teaching().erase(person)
    for row in (mine, other, material):
        row.refresh_from_db()
    assert (mine.user, mine.name) == (None, "Соломія")
    assert other.user is not None and material.owner == person


def test_many_profiles_and_materials_cost_as_many_queries_as_one(
    person: User, django_assert_num_queries: Any
) -> None:
    for number in range(2):
        profile(person)
        give(person, f"Запис {number}")
        with django_assert_num_queries(3):
            said_in(Teaching().held(person))
