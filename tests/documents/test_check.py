"""The check page says genuine or void and nothing else; the file is read by who may."""

import datetime as dt

import pytest
from django.urls import reverse

from documents.keys import LINK_LIVES_ON, document_by, key_of
from documents.services import invitations, voiding
from messaging.models import Letter
from messaging.wording import word
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def check(client, document, language="uk"):
    return client.get(f"/{language}/check/{document.code}/")


def test_the_printed_address_leads_to_the_readers_language(house, client):
    document = house.send(house.people[0])
    answer = client.get(f"/check/{document.code}/", headers={"Accept-Language": "pl"})
    assert answer["Location"] == f"/pl/check/{document.code}/"
    assert f"/check/{document.code}/" in document.facts["verify_url"]


@pytest.mark.parametrize(
    ("language", "genuine", "void"), [("uk", "Чинний", "Нечинний"), ("en", "Genuine", "Void")]
)
def test_it_says_genuine_or_void_and_names_nobody(house, client, language, genuine, void):
    person = house.people[0]
    document = house.send(person)
    answer = check(client, document, language)
    page = answer.content.decode()
    assert genuine in page
    assert person.user.family_name not in page and "Зразкова рада" not in page
    assert answer["X-Robots-Tag"] == "noindex" and "no-store" in answer["Cache-Control"]
    voiding.void(actor=house.manager, document=document, reason="Таємна причина")
    page = check(client, document, language).content.decode()
    assert void in page and "Таємна причина" not in page


def test_a_draft_and_a_guess_are_unknown(house, client):
    values = dict.fromkeys(invitations.TYPED, "") | {"language": "uk", "dated": None}
    draft = invitations.save_draft(actor=house.manager, participant=house.people[0], values=values)
    assert check(client, draft).status_code == 404
    assert client.get("/uk/check/0123456789abcdef/").status_code == 404


def test_guessing_codes_is_slowed_down(house, client):
    answers = [client.get(f"/uk/check/{number:032x}/").status_code for number in range(31)]
    assert answers[-1] == 429


def test_its_person_downloads_it_and_nobody_else(house, client):
    person = house.people[0]
    document = house.send(person)
    url = reverse("documents:download", args=[document.public_id])
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    client.force_login(person.user)
    answer = client.get(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert "private" in answer["Cache-Control"] and "attachment" in answer["Content-Disposition"]
    voiding.void(actor=house.manager, document=document, reason="Дати змінено.")
    answer = client.get(url)
    assert answer.status_code == 410 and "Дати змінено." in answer.content.decode()


def test_one_that_is_not_drawn_yet_says_so(house, client):
    document = invitations.send(actor=house.manager, participant=house.people[0])
    client.force_login(house.people[0].user)
    assert client.get(reverse("documents:download", args=[document.public_id])).status_code == 202


def test_the_coordinators_link_opens_this_paper_as_long_as_it_is_in_force(house, client):
    person = house.people[0]
    values = dict.fromkeys(invitations.TYPED, "")
    values |= {"language": "uk", "dated": None, "coordinator_email": "coordinator@demo.example"}
    invitations.save_draft(actor=house.manager, participant=person, values=values)
    document = house.send(person)
    letter = Letter.objects.get(kind="invitation_for_coordinator")
    assert letter.address == "coordinator@demo.example"
    said = word(letter)
    assert f"/uk/papers/{key_of(document)}/" in said.text
    assert all(f"Через {LINK_LIVES_ON.days} днів" in text for text in (said.text, said.html))
    url = reverse("documents:by_key", args=[key_of(document)])
    answer = client.get(url)
    assert answer.status_code == 200 and "noindex" in answer["X-Robots-Tag"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    voiding.void(actor=house.manager, document=document, reason="Таємна причина")
    answer = client.get(url)
    assert answer.status_code == 410 and "Таємна причина" not in answer.content.decode()


def test_the_coordinators_link_ends_a_month_after_the_days_and_the_paper_stays(house, client, time_machine):
    person = house.people[0]
    document = house.send(person)
    url = reverse("documents:by_key", args=[key_of(document)])
    last = house.days[-1].date
    time_machine.move_to(dt.datetime.combine(last + dt.timedelta(days=30), dt.time(12), dt.UTC), tick=False)
    assert b"".join(client.get(url).streaming_content).startswith(b"%PDF-")
    time_machine.move_to(dt.datetime.combine(last + dt.timedelta(days=31), dt.time(12), dt.UTC), tick=False)
    answer = client.get(url)
    assert answer.status_code == 410 and "noindex" in answer["X-Robots-Tag"]
    assert "Посилання більше не діє" in answer.content.decode()
    client.force_login(person.user)
    own = client.get(reverse("documents:download", args=[document.public_id]))
    assert b"".join(own.streaming_content).startswith(b"%PDF-")


def test_a_key_with_another_seal_opens_nothing(house, client):
    first, second = (house.send(person) for person in house.people)
    mixed = f"{first.public_id.hex}-{key_of(second).partition('-')[2]}"
    assert document_by(mixed) is None and document_by("nonsense") is None
    assert client.get(reverse("documents:by_key", args=[mixed])).status_code == 404


def test_letters_say_it_in_all_three_languages(house):
    person = house.people[0]
    house.send(person)
    for language in ("uk", "en", "pl"):
        letter = Letter.objects.get(kind="invitation_ready")
        letter.language = language
        said = word(letter)
        assert said.subject and f"/{language}/my/papers/" in said.text
