"""Protocols: rooms above answer those below, which know them by the settings alone."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from people.protocols import implementations


class Greeter:
    """A protocol that nobody needs."""

    def greeting(self) -> str:
        return ""


class Friendly(Greeter):
    def greeting(self) -> str:
        return "Good day"


class Silent(Greeter):
    """Has nothing to say."""


class Stranger:
    """Of no protocol."""


HERE = __name__


def test_those_listed_are_asked_in_their_order() -> None:
    for names in ([f"{HERE}.Friendly", f"{HERE}.Silent"], [f"{HERE}.Silent", f"{HERE}.Friendly"]):
        assert [f"{HERE}.{type(each).__name__}" for each in implementations(Greeter, names)] == names
    assert [each.greeting() for each in implementations(Greeter, [f"{HERE}.Friendly", f"{HERE}.Silent"])] == [
        "Good day",
        "",
    ]


@pytest.mark.parametrize(
    "name", [f"{HERE}.Nothing", "nowhere.Greeter", "x", f"{HERE}.Stranger", f"{HERE}.HERE"]
)
def test_a_name_that_leads_to_nothing_of_the_protocol_is_named(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        implementations(Greeter, [f"{HERE}.Friendly", name])
