"""What each role in a programme may do (docs/permissions.md, “Actions”)."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from cohorts.models import Cohort
from people.models import User
from people.rights import may
from residencies.models import Membership, Programme, Venue
from residencies.rights import Role, granted
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import MembershipFactory, ProgrammeFactory, VenueFactory, works_in_office
from tools.rooms import ROOMS

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
TABLE = {
    right: dict(
        zip(("trainer", "viewer", "assistant", "manager"), map(str.strip, cells.split("|")), strict=True)
    )
    for right, cells in re.findall(
        r"^\| `([a-z_.]+)` \|(.+)\|$", (ROOT / "docs/permissions.md").read_text(encoding="utf-8"), re.M
    )
}
# Rights that need more than a role: a session of one's own.
OF_SESSIONS = {"presence.mark", "materials.publish"}
# Rights that no role brings: those of whoever bears a link.
BY_LINK = {"lists.party", "lists.read_lines", "runs.board", "visits.host", "visits.read_names"}


def somebody(programme: Programme, role: str, *, sees_needs: bool = False) -> User:
    membership = MembershipFactory(programme=programme, role=role, sees_needs=sees_needs)
    return User.objects.get(pk=membership.user_id)


def test_the_table_of_actions_names_every_right() -> None:
    assert set(TABLE) == set(granted()) | OF_SESSIONS | BY_LINK


def test_code_asks_only_for_rights_of_the_table() -> None:
    asked = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            asked |= set(
                re.findall(r"(?:may|visible_to|own_\w+|_or_404|_batch)\([^()]*\"([a-z]+\.[a-z_]+)\"", text)
            )
    for path in (ROOT / "templates").rglob("*.html"):
        asked |= set(re.findall(r"{% may \"([a-z_.]+)\"", path.read_text(encoding="utf-8")))
    assert len(asked) > 15
    assert asked - set(TABLE) == set()


@pytest.mark.parametrize("role", Role.values)
def test_each_role_may_do_what_the_table_says_in_its_own_programme_and_nothing_in_another(role: str) -> None:
    cohort, foreign = CohortFactory(), CohortFactory()
    person = somebody(cohort.residency.programme, role)
    for right, cells in TABLE.items():
        assert may(person, right, cohort) == (cells[role] == "yes"), (role, right)
        assert not may(person, right, foreign), (role, right)


def test_administrators_may_do_everything_and_nobody_else_anything() -> None:
    cohort = CohortFactory()
    administrator, former = AdministratorFactory(), AdministratorFactory(is_active=False)
    for right in TABLE:
        assert may(administrator, right, cohort)
        assert not may(former, right, cohort)
        assert not may(AnonymousUser(), right, cohort)
        assert not may(UserFactory(), right, cohort)


def test_an_assistant_sees_needs_only_where_that_is_ticked() -> None:
    cohort = CohortFactory()
    programme = cohort.residency.programme
    assert not may(somebody(programme, Role.ASSISTANT), "needs.see_diet", cohort)
    assert may(somebody(programme, Role.ASSISTANT, sees_needs=True), "needs.see_diet", cohort)
    # The mark means nothing beside another role.
    assert not may(somebody(programme, Role.VIEWER, sees_needs=True), "needs.see_diet", cohort)


def test_a_right_that_no_room_knows_is_a_slip_and_no_refusal() -> None:
    with pytest.raises(LookupError, match="chnage"):
        may(UserFactory(), "venues.chnage")
    with pytest.raises(LookupError, match="chnage"):
        Venue.objects.visible_to(UserFactory(), "venues.chnage")


def test_a_query_and_a_row_say_the_same(django_assert_num_queries) -> None:
    home, elsewhere = VenueFactory(), VenueFactory()
    for role in Role.values:
        person = somebody(home.programme, role)
        for right in ("venues.view", "venues.change", "venues.delete"):
            by_row = {row.pk for row in (home, elsewhere) if may(person, right, row)}
            assert set(Venue.objects.visible_to(person, right).values_list("pk", flat=True)) == by_row
    for is_ticked in (True, False):
        person = somebody(home.programme, Role.ASSISTANT, sees_needs=is_ticked)
        assert may(person, "needs.view", home) == is_ticked
        assert Venue.objects.visible_to(person, "needs.view").exists() == is_ticked
    person = User.objects.get(pk=somebody(home.programme, Role.MANAGER).pk)
    rows = list(Venue.objects.visible_to(person).with_programme())
    with django_assert_num_queries(1):
        assert all(may(person, right, row) for row in rows for right in ("venues.change", "venues.delete"))


# ---------------------------------------------------------------- on screens
@pytest.fixture
def cohort() -> Cohort:
    return DayFactory(cohort=CohortFactory(state=Cohort.State.PUBLISHED)).cohort


def page(client: Client, cohort: Cohort, role: str) -> str:
    """An application as somebody in that role reads it."""
    day = cohort.days.get()
    application = sent_for(day, phone="+380 44 000 0000")
    client.force_login(works_in_office(cohort.residency.programme, role=role))
    client.cookies["language"] = "en"
    answer = client.get(f"/admin/cohorts/{cohort.pk}/applications/{application.public_id}/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert application.organisation in text
    seen = {"contacts": application.participant.user.email in text and "+380 44 000 0000" in text}
    seen["decisions"] = "/applications/decide/" in text
    return " ".join(name for name, is_seen in seen.items() if is_seen)


def test_a_viewer_reads_an_application_without_contacts(client: Client, cohort: Cohort) -> None:
    assert page(client, cohort, Role.VIEWER) == ""


def test_an_assistant_reads_contacts(client: Client, cohort: Cohort) -> None:
    assert page(client, cohort, Role.ASSISTANT) == "contacts"


def test_a_manager_reads_everything_and_decides(client: Client, cohort: Cohort) -> None:
    assert page(client, cohort, Role.MANAGER) == "contacts decisions"


def test_a_viewer_finds_nobody_by_an_address(client: Client, cohort: Cohort) -> None:
    person = sent_for(cohort.days.get()).participant.user
    url = f"/admin/cohorts/{cohort.pk}/applications/?q={person.email}"
    for role, finds in ((Role.VIEWER, False), (Role.ASSISTANT, True)):
        client.force_login(works_in_office(cohort.residency.programme, role=role))
        text = client.get(url).content.decode()
        assert (person.family_name in text) == finds, role
        assert "/applications/decide/" not in text


def test_lists_offer_a_viewer_nothing_to_change(client: Client, cohort: Cohort) -> None:
    venue = VenueFactory(programme=cohort.residency.programme)
    for role, ways in (
        (Role.VIEWER, set()),
        (Role.ASSISTANT, {"edit", "new"}),
        (Role.MANAGER, {"edit", "new", "delete"}),
    ):
        client.force_login(works_in_office(cohort.residency.programme, role=role))
        text = client.get("/admin/venues/").content.decode()
        assert str(venue) in text
        assert {way for way in ("edit", "new", "delete") if f"/admin/venues/{way}/" in text} == ways, role


def test_a_role_that_was_taken_away_holds_at_the_next_request(client: Client, cohort: Cohort) -> None:
    person = works_in_office(cohort.residency.programme, ProgrammeFactory(), role=Role.VIEWER)
    client.force_login(person)
    url = f"/admin/cohorts/overview/{cohort.pk}/"
    assert client.get(url).status_code == 200
    Membership.objects.filter(user=person, programme=cohort.residency.programme).delete()
    assert client.get(url).status_code == 404
