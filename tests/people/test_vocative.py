"""How a Ukrainian letter greets somebody."""

import pytest

from people.models import User
from people.vocative import addressed, vocative


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Олена", "Олено"),
        ("Марія", "Маріє"),
        ("Леся", "Лесю"),
        ("Лук’яна", "Лук’яно"),
        ("Андрій", "Андрію"),
        ("Тарас", "Тарасе"),
        ("Олег", "Олеже"),
        ("Марко", "Марку"),
        ("Дмитро", "Дмитре"),
        ("Любов", "Любове"),
        ("Федір", "Федоре"),
        ("Яків", "Якове"),
        ("Ніколь", "Ніколь"),
    ],
)
def test_a_given_name_is_called_in_the_vocative(name: str, called: str) -> None:
    assert vocative(name) == called


@pytest.mark.parametrize("name", ["", "Anna", "Jean-Luc", "Анна Марія", "person@demo.example"])
def test_what_is_no_ukrainian_given_name_stays_as_it_is(name: str) -> None:
    assert vocative(name) == name


def test_only_who_reads_ukrainian_is_greeted_in_the_vocative() -> None:
    assert User(given_name="Олена", language="uk").greeting_name() == "Олено"
    assert User(given_name="Олена", language="en").greeting_name() == "Олена"
    assert User(given_name="Anna", language="pl").greeting_name() == "", "a vocative that is not known"


@pytest.mark.parametrize(
    ("name", "language", "called"),
    [
        ("Оксана Сторожук", "uk", "Оксано Сторожук"),
        ("Андрій Коваленко", "uk", "Андрію Коваленко"),
        ("Сторожук Оксана", "uk", "Сторожук Оксана"),
        ("Оксана Петрівна Сторожук", "uk", "Оксана Петрівна Сторожук"),
        ("Оксана Сторожук", "pl", "Оксана Сторожук"),
        ("Вахта", "uk", "Вахта"),
        ("", "uk", ""),
    ],
)
def test_who_was_typed_in_one_line_is_called_by_given_name_and_surname(
    name: str, language: str, called: str
) -> None:
    assert addressed(name, language) == called
