"""“My page”: the next thing on top, then what the rooms above say, then one's calendar and details."""

import datetime as dt
import re
from collections.abc import Callable, Sequence

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from people import person
from people.models import User
from people.person import Item, NextThing, PersonPart, Section
from tests.factories.people import AdministratorFactory, CommunityFactory, UserFactory
from tests.people.signing_in import SIGN_IN, Reader

pytestmark = pytest.mark.django_db

MY = "/en/my/"
RENEW = "/en/my/calendar/renew/"
APRIL = dt.datetime(2027, 4, 20, 7, 0, tzinfo=dt.UTC)


@pytest.fixture
def user(client) -> User:
    user = Reader(given_name="Олена", family_name="Зразкова")
    client.force_login(user)
    return user


def test_who_is_signed_in_is_not_asked_in_the_menu_to_sign_in(client, user) -> None:
    assert 'class="sign-in"' not in client.get(MY).text
    client.logout()
    assert 'class="sign-in"' in client.get(SIGN_IN).text


class Part(PersonPart):
    """What a room above has of a person, as the test says."""

    def __init__(self, *sections: Callable[[User, str], Section], things: Sequence[NextThing] = ()) -> None:
        self._sections, self._things = sections, things

    def sections(self, user: User, language: str) -> list[Section]:
        return [section(user, language) for section in self._sections]

    def next_things(self, user: User) -> Sequence[NextThing]:
        return self._things


@pytest.fixture
def rooms(monkeypatch) -> list[PersonPart]:
    """No room above says anything but what the test lets it say."""
    parts: list[PersonPart] = []
    monkeypatch.setattr(person, "parts", lambda: parts)
    return parts


def thing(text: str, when: dt.datetime) -> NextThing:
    return NextThing(when=when, text=text, url="/en/there/", action="Go there")


# ---------------------------------------------------------------- addresses
def test_without_a_language_it_leads_to_the_one_with(client, user) -> None:
    assert client.get("/my/", HTTP_ACCEPT_LANGUAGE="pl,en;q=0.5")["Location"] == "/pl/my/"
    assert client.get("/my/", HTTP_ACCEPT_LANGUAGE="de")["Location"] == "/uk/my/"


@pytest.mark.parametrize(
    ("header", "cookie", "language"),
    [
        ("pl", "", "pl"),
        ("en-GB,en;q=0.9,uk;q=0.8", "", "en"),
        ("de,fr", "", "uk"),
        ("", "", "uk"),
        ("pl", "en", "en"),
        ("pl", "xx", "pl"),
    ],
)
def test_the_bare_address_of_the_site_leads_to_the_readers_language(client, header, cookie, language) -> None:
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get("/", HTTP_ACCEPT_LANGUAGE=header)
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")


def test_a_stranger_is_led_to_sign_in_and_back(client) -> None:
    assert client.get(MY)["Location"] == f"{SIGN_IN}?next={MY}"
    assert client.get(RENEW)["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_is_sent_to_it(client, user, method) -> None:
    assert getattr(client, method)(MY).status_code == 405


# ---------------------------------------------------------------- what it says
def test_a_new_account_is_told_how_to_begin(client, user) -> None:
    page = client.get(MY).text
    assert "What you apply for will be here" in page
    assert 'href="/en/residencies/"' in page
    assert "Your calendar" not in page
    assert "Зразкова Олена" in page


def test_the_earliest_of_all_things_is_the_sentence_at_the_top(client, user, rooms) -> None:
    later = thing("Come on Thursday.", APRIL + dt.timedelta(days=2))
    rooms += [Part(things=[later]), Part(things=[thing("Finish your application.", APRIL)]), PersonPart()]
    page = client.get(MY).text
    assert re.search(
        r'<h2 id="next-title">Finish your application.</h2>\s*<p><a class="btn btn-lamp" href="/en/there/">Go there<',
        page,
    )
    assert "Come on Thursday." not in page
    assert page.index("Finish your application.") < page.index("Your details")


def test_with_nothing_to_do_it_says_so(client, user, rooms) -> None:
    rooms.append(Part(lambda user, language: Section("Certificates", (Item("No. 7", "/en/c/"),))))
    page = client.get(MY).text
    assert "There is nothing that you have to do just now." in page


def test_sections_come_in_their_order_with_facts_and_the_shape_of_a_state(client, user, rooms) -> None:
    item = Item("Communication", "/en/a/", ("20 April 2027",), "accepted", "ok", lang="uk")
    mine = Section("Your applications", (item,), fills_calendar=True)
    rooms.append(Part(lambda user, language: mine))
    rooms.append(PersonPart())
    rooms.append(Part(lambda user, language: Section("Materials", (), f"None in {language} so far.")))
    rooms.append(Part(lambda user, language: Section("Certificates", (Item("No. 7", "/en/c/"),))))
    page = client.get(MY).text
    order = [page.index(word) for word in ("Your applications", "Materials", "Certificates", "Your calendar")]
    assert order == sorted(order)
    assert re.search(r'<div lang="uk">\s*<p class="mb-0"><a href="/en/a/"><strong>Communication<', page)
    assert re.search(r'class="state state--ok">.*?accepted</span>', page, re.DOTALL)
    assert "None in en so far." in page


def test_what_rooms_say_is_escaped(client, user, rooms) -> None:
    rooms.append(Part(lambda user, language: Section("<b>", (Item("<i>", "/x/", ("<u>",), "<s>"),))))
    page = client.get(MY).text
    for tag in ("<b>", "<i>", "<u>", "<s>"):
        assert tag not in page


def test_a_shape_that_nobody_draws_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match="accepted"):
        Item("Communication", "/en/a/", state="accepted", state_kind="accepted")


def test_each_sees_only_what_is_theirs(client, user, rooms) -> None:
    rooms.append(Part(lambda user, language: Section("Yours", (Item(user.email, "/x/"),))))
    other = UserFactory()
    page = client.get(MY).text
    assert user.email in page
    assert other.email not in page


def test_an_empty_section_leads_to_where_one_begins(client, user, rooms) -> None:
    empty = Section("Yours", (), "Nothing yet.", empty_url="/en/there/", empty_action="Begin <here>")
    rooms.append(Part(lambda user, language: empty))
    rooms.append(Part(lambda user, language: Section("Sessions", (Item("One", "/x/"),))))
    assert '<a class="lone-link" href="/en/there/">Begin &lt;here&gt;</a>' in client.get(MY).text


@pytest.mark.parametrize(
    ("language", "community"),
    [
        ("uk", "Яворівська громада, Львівська область"),
        ("en", "Yavorivska hromada, Lvivska oblast"),
        ("pl", "hromada jaworiwska, obwód lwowski"),
    ],
)
def test_ones_details_name_where_one_comes_from(client, user, language, community) -> None:
    user.community = CommunityFactory(name="Яворівська", region="Львівська")
    user.country = "UA"
    user.save()
    assert community in client.get(f"/{language}/my/").text


def test_who_comes_from_no_community_reads_their_country(client, user) -> None:
    assert "Country" not in client.get(MY).text
    User.objects.filter(pk=user.pk).update(country="MD")
    page = client.get(MY).text
    assert "Moldova" in page
    assert "Community" not in page


# ---------------------------------------------------------------- the calendar
def test_who_has_nothing_to_put_into_a_calendar_is_offered_none(client, user, rooms) -> None:
    rooms.append(Part(lambda user, language: Section("Yours", (Item("Something", "/x/"),))))
    page = client.get(MY).text
    assert "Something" in page
    assert "Your calendar" not in page


@pytest.fixture
def busy(rooms) -> None:
    mine = Section("Yours", (Item("Something", "/x/"),), fills_calendar=True)
    rooms.append(Part(lambda user, language: mine))


def test_the_calendar_has_the_sites_own_address(client, user, busy, settings) -> None:
    settings.SITE_URL = "https://svitlytsia.example"
    page = client.get(MY, HTTP_HOST="localhost").text
    assert f"https://svitlytsia.example/calendar/{user.calendar_token}.ics" in page
    assert f'href="webcal://svitlytsia.example/calendar/{user.calendar_token}.ics"' in page


def test_asking_to_renew_the_address_changes_nothing_until_it_is_sent(client, user) -> None:
    before = user.calendar_token
    page = client.get(RENEW)
    assert page.status_code == 200
    assert "The old one stops at once" in page.text
    user.refresh_from_db()
    assert user.calendar_token == before


def test_a_renewed_address_works_and_the_old_one_does_not(client, user) -> None:
    old = reverse("feeds:personal", args=[user.calendar_token])
    assert client.get(old).status_code == 200
    answer = client.post(RENEW, follow=True)
    assert answer.redirect_chain == [(MY, 302)]
    assert "new address" in answer.text
    user.refresh_from_db()
    assert client.get(old).status_code == 410
    assert client.get(reverse("feeds:personal", args=[user.calendar_token])).status_code == 200


def test_nobody_renews_the_address_of_another(client, user) -> None:
    other = UserFactory()
    before = other.calendar_token
    client.post(RENEW, {"user": other.pk})
    other.refresh_from_db()
    assert other.calendar_token == before


# ---------------------------------------------------------------- signing in
def test_it_says_what_one_signs_in_with(client, user) -> None:
    page = client.get(MY).text
    assert "Set; codes by e-mail work too." in page
    assert "None so far." in page
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert "An app with codes is connected." in client.get(MY).text
    bare = Reader(password=None)
    client.force_login(bare)
    assert "None: you sign in with codes by e-mail." in client.get(MY).text


def test_only_who_works_in_the_back_office_is_led_there(client, user, rooms) -> None:
    assert "To the back office" not in client.get(MY).text
    client.force_login(AdministratorFactory(language="en"))
    page = client.get(MY).text
    assert "your programmes are in the back office" in page
    assert page.count("To the back office") == 1
    rooms.append(Part(lambda user, language: Section("Yours", (Item("Something", "/x/"),))))
    page = client.get(MY).text
    assert "your programmes are in the back office" not in page
    assert page.count("To the back office") == 1


# ---------------------------------------------------------------- numbers
@pytest.mark.both_databases
def test_the_page_itself_takes_the_same_number_of_queries_however_much_rooms_say(
    client, user, rooms, django_assert_num_queries
) -> None:
    count = {"items": 1}
    rooms.append(
        Part(
            lambda user, language: Section(
                "Yours", tuple(Item(f"No. {n}", "/x/") for n in range(count["items"]))
            )
        )
    )
    client.get(MY)
    with django_assert_num_queries(OWN):
        client.get(MY)
    count["items"] = 50
    with django_assert_num_queries(OWN):
        client.get(MY)


# Session, person, second factors, and what the person may do in the back office (own rights and those of groups).
OWN = 5
