"""Protocols: rooms above answer those below, which know them by the settings alone."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from foundation.protocols import implementations
from people.person import PersonPart

LISTED = "cohorts.admission.person.Applications"
OTHER = "cohorts.timetable.person.Programmes"


@pytest.mark.parametrize("names", [[LISTED, OTHER], [OTHER, LISTED]])
def test_classes_are_asked_in_the_order_of_the_settings_and_made_once(names: list[str]) -> None:
    found = implementations(PersonPart, names)
    assert [f"{type(each).__module__}.{type(each).__name__}" for each in found] == names
    assert all(one is two for one, two in zip(found, implementations(PersonPart, names), strict=True))


@pytest.mark.parametrize(
    "name", ["cohorts.admission.person.Nothing", "nowhere.Part", "people.models.User", "x"]
)
def test_a_name_that_leads_to_nothing_of_the_kind_is_named(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        implementations(PersonPart, [LISTED, name])


@pytest.mark.parametrize(("setting", "protocol"), [("PERSON_PARTS", "PersonPart"), ("COHORT_WINGS", "Wing")])
def test_a_name_that_is_wrong_is_said_in_one_sentence_at_the_start(settings, setting, protocol) -> None:
    setattr(settings, setting, ["people.models.User"])
    with pytest.raises(CommandError, match=rf"{setting}: people\.models\.User is not a {protocol}\."):
        call_command("check")
