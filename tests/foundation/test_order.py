"""The order of letters in lists, for readers of Ukrainian and of Polish."""

import random

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from foundation.words.order import InOrder, order_key
from people.models import Organisation
from residencies.models import Room, Venue
from tests.factories.people import OrganisationFactory
from tests.factories.residencies import RoomFactory, VenueFactory

# fmt: off
UKRAINIAN = [
    "Андрієнко", "Гудзь", "Гук", "Ґудзь", "Єременко", "Жук", "Зуб", "Иванчук", "Іваненко", "Їжак", "Йосипенко",
    "Лук", "Лук’яненко", "Лукянчук", "Ярема",
]
POLISH = [
    "Celiński", "Cybulska", "Ćwik", "Lis", "Łączyńska", "Łoś", "Nowak", "Ósmy", "Sowa", "Śliwa", "Zając", "Zięba",
    "Źródło", "Żak",
]
# fmt: on


@pytest.mark.parametrize("names", [UKRAINIAN, POLISH, [*UKRAINIAN, *POLISH]], ids=["uk", "pl", "both"])
def test_names_stand_in_the_order_of_their_alphabet(names: list[str]) -> None:
    shuffled = random.Random(7).sample(names, len(names))
    assert sorted(shuffled, key=order_key) == names


@pytest.mark.parametrize("spelling", ["Лук’яненко", "Лук'яненко", "Лукʼяненко", "ЛУК’ЯНЕНКО"])
def test_spellings_of_one_name_stand_together(spelling: str) -> None:
    assert order_key(spelling) == order_key("Лук’яненко")


def test_a_hyphen_is_a_space_and_a_short_name_stands_before_a_longer_one() -> None:
    assert order_key("Нечуй-Левицький") == order_key("Нечуй Левицький")
    assert sorted(["Коваленко", "Коваль Ант", "Коваль"], key=order_key) == [
        "Коваленко",
        "Коваль",
        "Коваль Ант",
    ]
    assert order_key("Café") == order_key("Cafe")


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_text_has_a_key_and_the_same_text_the_same(one: str, other: str) -> None:
    assert (order_key(one) == order_key(one)) and isinstance(order_key(other), bytes)
    assert order_key(one) < order_key(one + "а") or not one + "а"


# ---------------------------------------------------------------- by the database
ODD = [
    "«Ґанок»",
    "(а)",
    "AB-C",
    "Ab",
    "ab c",
    "Café",
    "Caff",
    "1 школа",
    "Straße",
    "Ёлка",
    "Zürich",
    "Żory",
    "&",
    "漢",
]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_database_orders_as_the_key_does() -> None:
    names = [*UKRAINIAN, *POLISH, *ODD]
    for name in random.Random(7).sample(names, len(names)):
        OrganisationFactory(name_uk=name, name_en="", name_pl="")
    for language in ("uk", "pl"):
        with translation.override(language):
            found = list(Organisation.objects.values_list("name_uk", flat=True))
        assert [order_key(name) for name in found] == sorted(map(order_key, names))


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_list_is_in_the_order_of_the_readers_language_and_of_what_stands_in_for_it() -> None:
    OrganisationFactory(name_uk="Ялта", name_en="Alpha", name_pl="")
    OrganisationFactory(name_uk="Гай", name_en="Zulu", name_pl="Łąka")
    OrganisationFactory(name_uk="Ґанок", name_en="", name_pl="Lipa")
    in_order = {
        "uk": ["Гай", "Ґанок", "Ялта"],
        "en": ["Ґанок", "Ялта", "Гай"],
        "pl": ["Ялта", "Ґанок", "Гай"],
    }
    for language, names in in_order.items():
        with translation.override(language):
            assert list(Organisation.objects.values_list("name_uk", flat=True)) == names
            assert [row.name_uk for row in Organisation.objects.order_by(InOrder("name").desc())] == names[
                ::-1
            ]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_rows_are_ordered_by_the_words_of_what_they_belong_to() -> None:
    for venue, room in (("Ґанок", "А"), ("Гай", "Б"), ("Гай", "А")):
        RoomFactory(venue__name_uk=venue, name_uk=room)
    with translation.override("uk"):
        assert [f"{room.venue} {room.name}" for room in Room.objects.select_related("venue")] == [
            "Гай А",
            "Гай Б",
            "Ґанок А",
        ]
        assert Room.objects.order_by("-venue").first() == Room.objects.get(venue__name_uk="Ґанок")


@pytest.mark.django_db
@pytest.mark.both_databases
def test_rows_that_are_wanted_once_are_in_the_order_of_letters_too() -> None:
    for venue in ("Ялта", "Ґанок", "Гай"):
        RoomFactory.create_batch(2, venue=VenueFactory(name_uk=venue))
    with translation.override("uk"):
        found = Venue.objects.filter(rooms__isnull=False).distinct()
        assert [venue.name_uk for venue in found] == ["Гай", "Ґанок", "Ялта"]
