"""How long it takes between venues: a list of the programme, kept by who keeps its venues."""

import pytest

from foundation.errors import DomainError
from residencies.models import Way
from residencies.services.programmes import save_way
from tests.factories.residencies import ProgrammeFactory, VenueFactory, manager_of

pytestmark = pytest.mark.django_db


def test_a_way_leads_to_another_venue_of_the_same_programme() -> None:
    venue = VenueFactory()
    manager = manager_of(venue.programme)
    other = VenueFactory(programme=venue.programme)
    assert save_way(actor=manager, way=Way(from_venue=venue, to_venue=other, minutes=25)).pk
    assert save_way(actor=manager, way=Way(from_venue=other, to_venue=venue, minutes=1440)).pk
    with pytest.raises(DomainError) as refusal:
        save_way(actor=manager, way=Way(from_venue=venue, to_venue=other, minutes=1441))
    assert refusal.value.field == "minutes"
    foreign = VenueFactory(programme=ProgrammeFactory())
    for wrong in (venue, foreign):
        with pytest.raises(DomainError) as refused:
            save_way(actor=manager, way=Way(from_venue=venue, to_venue=wrong, minutes=5))
        assert refused.value.field == "to_venue"
