"""Eight hubs and two hundred people: put in order on a phone, given out, explained, fixed, told; twenty withdraw."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from cohorts.choices.models import Fixed, Proposal, Wish
from cohorts.choices.queries.runs import latest_run
from cohorts.models import Participant, Place
from foundation import work
from messaging.models import Letter
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.choices import Visits, visits
from tests.factories.people import UserFactory

from .conftest import DESK, PHONE, Look, Site
from .office import Office

HUBS, PEOPLE, WITHDRAW = 8, 200, 20


@pytest.fixture(autouse=True)
def _only_runs_are_done_at_once(_work_is_done_at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred letters wait: what they say is tested elsewhere."""
    run = work.send
    monkeypatch.setattr(work, "send", lambda task, *args: task.startswith("choices.") and run(task, *args))


@pytest.fixture
def hubs(site: Site) -> Visits:
    """Eight hubs with room for all but ten; everybody but one has sent three wishes, the first hubs most of all."""
    made = visits(HUBS, people=PEOPLE)
    made.set_up("ranked", *[(PEOPLE - 10) // HUBS] * HUBS)
    users = User.objects.bulk_create(
        User(
            email=f"guest-{number}@example.org",
            password="!",
            given_name="Гостя",
            family_name=f"Друга{number:03}",
        )
        for number in range(PEOPLE - 1)
    )
    people = Participant.objects.bulk_create(Participant(cohort=made.cohort, user=user) for user in users)
    Place.objects.bulk_create(Place(pool=made.day.pool, participant=person) for person in people)
    options = [made.option(number) for number in range(HUBS)]
    Wish.objects.bulk_create(
        Wish(participant=person, option=options[hub], rank=rank)
        for number, person in enumerate(people)
        for rank, hub in enumerate((number % 3, 3 + number % 2, 5 + number % 3), start=1)
    )
    # The form asks nothing more than the password: see `site`.
    Authenticator.objects.filter(user=made.manager).delete()
    sync_admission(user=made.manager)
    return made


def holders(made: Visits) -> dict[int, int]:
    rows = Place.objects.filter(pool__choice_option__choice_group=made.row)
    return dict(rows.values_list("participant_id", "pool__choice_option"))


def put_in_order(page: Page, made: Visits, check: Look) -> None:
    """On a phone: a number beside each hub that is wished for."""
    check(page)
    for rank, hub in enumerate((2, 0, 7), start=1):
        page.locator(f"select[name='{made.id_of(hub)}']").select_option(str(rank))
    page.locator("main form[action$='/wishes/'] button[type=submit]").click()
    page.wait_for_load_state()
    check(page)


def test_hubs_are_given_out_by_wishes_and_a_rerun_moves_only_who_must(
    site: Site, hubs: Visits, check_page: Look, check_office: Look
) -> None:
    guest = hubs.person(user=UserFactory())
    put_in_order(
        site.sign_in(guest.user, size=PHONE, to=f"/uk/my/cohorts/{hubs.cohort.slug}/choices/"),
        hubs,
        check_page,
    )
    assert Wish.objects.filter(participant=guest).count() == 3

    office = Office(site.sign_in(hubs.manager, size=DESK, to="/admin/"))
    office.page.set_default_timeout(60_000)
    office.open(f"cohorts/{hubs.cohort.pk}/choices/")
    check_office(office.page)
    office.follow(f"/choices/{hubs.row.pk}/run/")
    office.main.locator("form[action$='/start/'] button").click()
    office.page.wait_for_load_state()
    check_office(office.page)
    run = latest_run(hubs.row)
    assert run is not None and Proposal.objects.filter(allocation=run).count() == PEOPLE
    assert not Letter.objects.filter(kind="session_place").exists()
    # Explained: who does not get the first wish reads what it would have cost.
    office.open(f"choices/{hubs.row.pk}/run/?show=lower")
    expect(office.main.locator("tbody tr").first.locator(".office-help").first).to_be_visible()
    for number in range(3):
        office.main.locator("input[name=row]").nth(number).check()
    office.main.locator("form[action$='/fix/'] button[type=submit]").first.click()
    office.page.wait_for_load_state()
    fixed = dict(Fixed.objects.values_list("participant_id", "option_id"))
    assert len(fixed) == 3

    tell(office, hubs)
    before = holders(hubs)
    assert Letter.objects.filter(kind="session_place").count() == PEOPLE
    withdraw(hubs, [person for person in before if person not in fixed][:WITHDRAW])
    Letter.objects.all().delete()
    stay = holders(hubs)
    office.open(f"choices/{hubs.row.pk}/run/")
    office.main.locator("form[action$='/start/'] button").click()
    office.page.wait_for_load_state()
    tell(office, hubs)
    after = holders(hubs)
    assert {person: after[person] for person in stay} == stay
    came = set(after) - set(stay)
    assert set(Letter.objects.filter(kind="session_place").values_list("recipient", flat=True)) == set(
        Participant.objects.filter(pk__in=came).values_list("user", flat=True)
    )
    assert fixed.items() <= after.items()
    check_office(office.page)


def tell(office: Office, made: Visits) -> None:
    """Tell everybody, after having been asked."""
    office.open(f"choices/{made.row.pk}/run/tell/")
    office.main.locator("form[method=post] button[type=submit]").last.click()
    office.page.wait_for_load_state()


def withdraw(made: Visits, people: list[int]) -> None:
    """Give up the day, and with it what goes with it."""
    from django.db import transaction

    from cohorts import places, wing

    for person in Participant.objects.filter(pk__in=people):
        with transaction.atomic():
            places.give_back(pool_id=made.day.pool_id, participant=person, actor=person.user)
            wing.left(made.day.pool_id, person, person.user)
