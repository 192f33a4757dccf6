"""One's own details."""

from importlib import import_module

import pytest
from django.apps import apps

from people.models import User
from people.services import save_profile
from tests.factories.people import AdministratorFactory, CommunityFactory, OrganisationFactory, UserFactory
from tests.factories.residencies import MembershipFactory
from tests.people.signing_in import SIGN_IN, Reader

pytestmark = pytest.mark.django_db

PROFILE = "/en/my/details/"


@pytest.fixture
def user(client) -> User:
    user = Reader(given_name="Олена", family_name="Зразкова")
    client.force_login(user)
    return user


def details(**changes: str) -> dict[str, str]:
    return {
        "given_name": "Олена",
        "family_name": "Зразкова",
        "patronymic": "",
        "latin_name": "",
        "phone": "",
        "language": "en",
        **changes,
    }


def test_a_stranger_is_led_to_sign_in_and_back(client) -> None:
    assert client.get(PROFILE)["Location"] == f"{SIGN_IN}?next={PROFILE}"
    assert client.post(PROFILE, details())["Location"].startswith(SIGN_IN)


def test_names_phone_and_language_are_saved(client, user) -> None:
    answer = client.post(
        PROFILE,
        details(patronymic="Петрівна", latin_name="Olena Zrazkova", phone="+380 44 000 0000", language="pl"),
    )
    assert (answer.status_code, answer["Location"]) == (302, "/pl/my/")
    assert client.cookies["language"].value == "pl"
    user.refresh_from_db()
    assert user.official_name == "Зразкова Олена Петрівна"
    assert (user.latin_name, user.phone, user.language) == ("Olena Zrazkova", "+380 44 000 0000", "pl")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("given_name", "", "Write your given name, or say below that you have one name only"),
        ("given_name", "   ", "Write your given name"),
        ("family_name", "", "Write your family name, or say below"),
        ("family_name", "З" * 300, "Shorten this to 100 characters"),
        ("family_name", "Зраз\x00кова", "ull characters"),
        ("family_name", "\u202eавокзарЗ", "cannot be seen"),
        ("patronymic", "Пет\u200bрівна", "cannot be seen"),
        ("patronymic", "Петрівна\r\nSubject: x", "one line"),
        ("latin_name", "Олена Зразкова", "Latin letters"),
        ("latin_name", "Olena Zrаzkova", "“а” is not one"),  # the second «а» is Cyrillic
        ("latin_name", "Оlenа Zrazkova", "these are none: О, а"),
        ("latin_name", "-’-", "Latin letters"),
        ("family_name", "<b Петренко", "Leave this out: &lt;."),
        ("given_name", "Олена 🌻", "Leave this out: 🌻."),
        ("given_name", "Олена 👩‍🏫 ★", "hyphens, apostrophes, full stops"),
        ("family_name", "Зразкова & Co = $", "Leave this out: &amp; = $."),
        ("phone", "1" * 41, "the country’s code"),
        ("phone", "67 12", "the country’s code"),
        ("language", "de", "not one of the available choices"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_what_was_typed_is_kept(client, user, field, value, words) -> None:
    answer = client.post(PROFILE, details(**{"patronymic": "Kept", field: value}))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert f'href="#id_{field}"' in answer.text
    kept = "Зразкова" if field == "patronymic" else "Kept"
    assert f'value="{kept}"' in answer.text
    user.refresh_from_db()
    assert (user.given_name, user.family_name, user.patronymic) == ("Олена", "Зразкова", "")


def test_a_refused_form_does_not_change_what_the_page_says_of_the_person(client, user) -> None:
    answer = client.post(PROFILE, details(given_name="Hacked", language="de"))
    assert f'<p class="personal-name">{user.get_full_name()}</p>' in answer.text
    assert answer.context["request"].user.given_name == "Олена"


@pytest.mark.parametrize(
    "name", ["О’Гренко", "Оʼгренко", "О'Гренко", "Żółć-Łęcka", "al-Ḥasan", "Nguyễn", "Li 李"]
)
def test_a_name_is_kept_and_shown_as_it_is_written(client, user, name) -> None:
    client.post(PROFILE, details(family_name=name))
    user.refresh_from_db()
    assert user.family_name == name
    page = client.get("/en/my/").text
    assert f"{name} Олена".replace("'", "&#x27;") in page


@pytest.mark.parametrize(
    "name", ["O’Hrenko Żółć-Łęcka", "Olʼha St. Zrazkova", "O'Neil Ángel d`Arc", "Nguyễn Ñandú"]
)
def test_a_name_in_latin_letters_may_have_accents_apostrophes_hyphens_and_dots(client, user, name) -> None:
    assert client.post(PROFILE, details(latin_name=name)).status_code == 302
    user.refresh_from_db()
    assert user.latin_name == name


def test_decomposed_letters_are_composed(client, user) -> None:
    client.post(PROFILE, details(given_name="Andrii\u0306ko", family_name="И\u0306осипенко"))
    user.refresh_from_db()
    assert user.given_name == "Andri\u012dko"
    assert user.family_name == "Йосипенко"


def test_extra_fields_are_ignored(client, user) -> None:
    other = UserFactory()
    client.post(
        PROFILE,
        details(
            is_staff="on",
            is_superuser="on",
            is_active="",
            email="taken@demo.example",
            pk=str(other.pk),
            id=str(other.pk),
        )
        | {"user": str(other.pk), "password": "x", "calendar_token": "00000000-0000-4000-8000-000000000000"},
    )
    before = (user.email, user.password, user.calendar_token)
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert (user.email, user.password, user.calendar_token) == before
    other.refresh_from_db()
    assert other.family_name != "Зразкова"


def test_the_official_spelling_is_offered_until_one_is_given(client, user) -> None:
    assert "your name is “Olena Zrazkova”" in client.get(PROFILE).text
    client.post(PROFILE, details(latin_name="Helen Zrazkova"))
    assert "your name is “" not in client.get(PROFILE).text


def test_the_country_of_who_comes_from_no_community_is_kept_and_a_community_brings_its_own(
    client, user
) -> None:
    client.post(PROFILE, details(country="CZ"))
    user.refresh_from_db()
    assert user.country == "CZ"
    user.community = CommunityFactory()
    user.save()
    client.post(PROFILE, details(country="CZ", community=str(user.community.pk)))
    user.refresh_from_db()
    assert user.country == "UA"
    assert client.post(PROFILE, details(country="XX")).status_code == 422


def test_the_service_writes_to_whoever_acts_and_to_nobody_else(user) -> None:
    other = UserFactory(family_name="Інша")
    saved = save_profile(
        actor=user,
        given_name="А",
        family_name="Б",
        has_one_name=False,
        patronymic="",
        latin_name="",
        phone="",
        community=None,
        country="",
        organisation="",
        position="",
        language="uk",
    )
    assert saved.pk == user.pk
    other.refresh_from_db()
    assert other.family_name == "Інша"


def test_where_one_comes_from_is_kept_and_the_community_is_the_known_one_or_asked_for_anew(
    client, user
) -> None:
    assert 'name="community" id="id_community"' in client.get(PROFILE).text  # hidden: there is none to keep
    other = CommunityFactory()
    user.community = CommunityFactory(name="Яворівська", region="Львівська", register_date="2025-05-16")
    user.save()
    page = client.get(PROFILE).text
    assert "Yavorivska hromada, Lvivska oblast" in page and "Ask me for it in my next application" in page
    where = {"organisation": "Зразкова рада", "position": "голова"}
    assert client.post(PROFILE, details(**where, community=str(other.pk))).status_code == 422
    client.post(PROFILE, details(**where, community=str(user.community_id)))
    user.refresh_from_db()
    assert (user.organisation, user.position) == ("Зразкова рада", "голова")
    assert user.community is not None and user.community.name == "Яворівська"
    assert "Зразкова рада" in client.get("/en/my/").text
    client.post(PROFILE, details(**where, community=""))
    user.refresh_from_db()
    assert user.community is None


def test_the_kind_of_organisation_is_one_of_the_list_or_not_said(client, user) -> None:
    client.post(PROFILE, details(organisation="Зразкова рада", organisation_kind="council"))
    user.refresh_from_db()
    assert user.organisation_kind == "council"
    assert "local council or its department" in client.get("/en/my/").text
    assert client.post(PROFILE, details(organisation_kind="ministry")).status_code == 422
    client.post(PROFILE, details(organisation_kind=""))
    user.refresh_from_db()
    assert user.organisation_kind == ""


def test_the_kind_is_known_of_what_was_written_before_where_it_names_one_that_takes_part() -> None:
    OrganisationFactory(name_uk="Зразкова лікарня «Ґанок»", kind="institution")
    known = UserFactory(organisation="зразкова лікарня Ганок")
    unknown = UserFactory(organisation="Інша лікарня")
    import_module("people.migrations.0009_kind_of_organisation").fill(apps, None)
    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.organisation_kind, unknown.organisation_kind) == ("institution", "")


def test_saving_takes_as_many_queries_as_ever(client, user, django_assert_num_queries) -> None:
    with django_assert_num_queries(SAVING):
        client.post(PROFILE, details())
    UserFactory.create_batch(10)
    with django_assert_num_queries(SAVING):
        client.post(PROFILE, details())


# Session, person, the copy that the form works on, its roles; then a transaction that locks and writes.
SAVING = 8


def test_how_often_one_is_written_to_about_what_waits_is_chosen_by_who_manages_a_programme(
    client, user
) -> None:
    assert "digest" not in client.get(PROFILE).context["form"].fields
    client.post(PROFILE, details(digest="never"))
    user.refresh_from_db()
    assert user.digest == "daily"
    MembershipFactory(user=user)
    assert "Letters about what waits for you" in client.get(PROFILE).text
    assert client.post(PROFILE, details(digest="hourly")).status_code == 422
    client.post(PROFILE, details(digest="at_once"))
    user.refresh_from_db()
    assert user.digest == "at_once"


def test_an_administrator_who_manages_nothing_is_asked_for_no_digest(client) -> None:
    client.force_login(AdministratorFactory())
    assert "digest" not in client.get(PROFILE).context["form"].fields
