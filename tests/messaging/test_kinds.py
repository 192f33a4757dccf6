"""Kinds of letters: each room's own, listed in the settings."""

from django.conf import settings
from django.template.loader import get_template

from messaging.kinds import Kind, kinds


def kinds_below(protocol: type[Kind]) -> set[type[Kind]]:
    """The kinds that letters can be of: those with a name of their own, tests' left out."""
    found = {each for each in protocol.__subclasses__() if "name" in vars(each)}
    found = found.union(*(kinds_below(each) for each in protocol.__subclasses__()))
    return {each for each in found if not each.__module__.startswith("tests.")}


def test_every_kind_is_listed_under_a_name_of_its_own_and_has_a_title_and_its_templates() -> None:
    listed = kinds()
    assert {type(kind) for kind in listed.values()} == kinds_below(Kind)
    assert len(listed) == len(settings.LETTER_KINDS)
    for name, kind in listed.items():
        assert str(kind.title)
        # Letters about signing in have templates under names of allauth's.
        for ending in () if kind.is_private else (".subject.txt", ".txt", ".html"):
            get_template(f"emails/{name}{ending}")
