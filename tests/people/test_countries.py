"""Countries: those that there are, in the reader's language and in the order of its letters."""

import pytest
from django.test import Client
from django.utils import translation

from people.countries import NAMES, country_choices
from people.models import Organisation
from tests.factories.people import AdministratorFactory, OrganisationFactory


@pytest.mark.parametrize(
    ("language", "first", "in_order"),
    [
        (
            "uk",
            ["Україна", "Польща"],
            ["Габон", "Гаїті", "Греція", "Естонія", "Ефіопія", "Індія", "Ірландія", "Ямайка"],
        ),
        (
            "pl",
            ["Ukraina", "Polska"],
            ["Litwa", "Luksemburg", "Łotwa", "Macedonia Północna", "Święty Bartłomiej"],
        ),
        ("en", ["Ukraine", "Poland"], ["Åland Islands", "Albania", "Lithuania", "Zambia"]),
    ],
)
def test_the_near_ones_come_first_and_the_others_by_the_readers_alphabet(
    language: str, first: list[str], in_order: list[str]
) -> None:
    with translation.override(language):
        names = [name for _code, name in country_choices()]
    assert names[:2] == first and len(names) == len(NAMES) == len(set(names))
    at = [names.index(name) for name in in_order if name in names]
    assert at == sorted(at) and len(at) >= len(in_order) - 1


@pytest.mark.django_db
def test_the_country_of_an_organisation_is_chosen_from_the_list_and_shown_by_name(client: Client) -> None:
    client.force_login(AdministratorFactory(language="uk"))
    OrganisationFactory(country="PL")
    page = client.get("/admin/organisations/new/").content.decode()
    assert '<option value="DE">Німеччина</option>' in page
    typed = {
        "name_uk": "Рада",
        "name_en": "",
        "name_pl": "",
        "short_name_uk": "",
        "short_name_en": "",
        "short_name_pl": "",
        "kind": "council",
        "identifier": "",
        "website": "",
    }
    for none in ("QQ", "ua", ""):
        client.post("/admin/organisations/new/", {**typed, "country": none})
    assert not Organisation.objects.filter(name_uk="Рада").exists()
    client.post("/admin/organisations/new/", {**typed, "country": "DE"})
    assert Organisation.objects.get(name_uk="Рада").country == "DE"
    page = client.get("/admin/organisations/?country=PL")
    assert [row.country for row in page.context["object_list"]] == ["PL"]
    assert "Польща" in page.content.decode()
