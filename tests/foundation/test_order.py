"""The order of letters in lists, for readers of Ukrainian and of Polish."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.words.order import order_key

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
