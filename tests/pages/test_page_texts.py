"""A manager writes the text of a residency's public page in its form; Wagtail's own screens stay closed to them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from pages.models import ResidencyPage
from pages.queries import page_texts
from pages.services import save_residency
from pages.tree import prepare_tree
from residencies.models import Programme, Residency
from tests.back_office import filled
from tests.factories.people import AdministratorFactory
from tests.factories.residencies import ResidencyFactory, ThemeFactory, manager_of

pytestmark = pytest.mark.django_db


def form_url(residency: Residency) -> str:
    return reverse("residency:edit", args=[residency.pk])


def page(residency: Residency, code: str) -> ResidencyPage:
    return residency.pages.get(locale__language_code=code)


def read(code: str, address: str = "?not-kept") -> str:
    """The public page, as somebody without an account gets it; with a query it never comes from the cache."""
    response = Client().get(f"/{code}/residencies/mova/{address}")
    assert response.status_code == 200
    return response.content.decode()


def save(office: Client, residency: Residency, **texts: str) -> Any:
    url = form_url(residency)
    return office.post(url, filled(office, url, **{f"text_{code}": text for code, text in texts.items()}))


def test_what_a_manager_writes_stands_on_the_page_at_once(
    office: Client, residency: Residency, django_capture_on_commit_callbacks: Any
) -> None:
    assert "Два дні" not in read("uk", address="")  # kept by the cache from now on
    with django_capture_on_commit_callbacks(execute=True):
        response = save(office, residency, uk="## Навіщо\n\nДва дні **слів**.\n- раз\n- два")
    assert response.status_code == 302
    html = read("uk", address="")
    assert "<h2>Навіщо</h2>" in html
    assert "<p>Два дні <b>слів</b>.</p><ul><li>раз</li><li>два</li></ul>" in html
    assert office.get(form_url(residency)).context["form"]["text_uk"].value() == (
        "## Навіщо\n\nДва дні **слів**.\n\n- раз\n- два"
    )


def test_each_language_has_words_of_its_own_or_shows_the_ukrainian_ones(
    office: Client, residency: Residency
) -> None:
    save(office, residency, uk="Українською", en="In English")
    assert "In English" in read("en") and "Українською" not in read("en")
    assert "Українською" in read("pl") and '<div class="prose" lang="uk">' in read("pl")
    assert page_texts(residency) == {"uk": "Українською", "en": "In English", "pl": ""}
    save(office, residency, uk="Інакше", en="")
    assert "Інакше" in read("en") and "In English" not in read("en")
    assert page(residency, "en").alias_of_id == page(residency, "uk").pk
    save(office, residency, en="Again")
    assert "Again" in read("en")


def test_text_that_says_the_same_makes_no_new_revision(office: Client, residency: Residency) -> None:
    save(office, residency, uk="Слова", en="Words")
    before = {each.pk: each.latest_revision_id for each in residency.pages.all()}
    assert save(office, residency, uk="Слова", en="Words").status_code == 302
    assert {each.pk: each.latest_revision_id for each in residency.pages.all()} == before


def test_pictures_that_an_administrator_put_in_stay_and_cannot_be_made_up(
    office: Client, residency: Residency
) -> None:
    image = Image.objects.create(title="Зала", file=get_test_image_file())
    source = page(residency, "uk")
    source.body = [("text", "<p>До</p>"), ("picture", image)]
    source.save_revision().publish()
    url = form_url(residency)
    assert office.get(url).context["form"]["text_uk"].value() == "До\n\n[[1]]"
    assert save(office, residency, uk="[[1]]\n\nПісля").status_code == 302
    assert [block.block_type for block in page(residency, "uk").body] == ["picture", "text"]
    assert page(residency, "uk").body[0].value == image
    refused = save(office, residency, uk="Своє\n\n[[2]]")
    assert refused.status_code == 422
    assert "text_uk" in refused.context["form"].errors
    assert "Своє" in refused.content.decode()
    assert page_texts(residency)["uk"] == "[[1]]\n\nПісля"


def test_text_is_written_before_the_residency_is_public_and_does_not_settle_its_address(
    office: Client, programme: Programme
) -> None:
    prepare_tree()
    sent = {
        "programme": programme.pk,
        "theme": ThemeFactory().pk,
        "name_uk": "Мова",
        "slug": "persha",
        "text_uk": "Ще готуємо",
        "text_en": "Being prepared",
    }
    assert office.post(reverse("residency:add"), sent).status_code == 302
    residency = Residency.objects.get(slug="persha")
    assert page_texts(residency) == {"uk": "Ще готуємо", "en": "Being prepared", "pl": ""}
    assert Client().get("/uk/residencies/persha/").status_code == 404
    url = form_url(residency)
    assert office.post(url, filled(office, url, slug="mova")).status_code == 302
    assert office.post(url, filled(office, url, is_public="on")).status_code == 302
    assert "Ще готуємо" in read("uk") and "Ще готуємо" in read("pl")
    assert "Being prepared" in read("en")
    assert "slug" in office.post(url, filled(office, url, slug="insha")).context["form"].errors


def test_a_form_that_shows_older_text_is_answered_with_409_and_keeps_the_input(
    office: Client, residency: Residency
) -> None:
    url = form_url(residency)
    sent = filled(office, url, text_uk="Моє")
    editor = page(residency, "uk")
    editor.body = [("text", "<p>Адміністраторове</p>")]
    editor.save_revision().publish()
    response = office.post(url, sent)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Моє" in html and "Адміністраторове" in html
    assert "Адміністраторове" in read("uk")
    again = filled_from(response)
    assert office.post(url, again).status_code == 302
    assert "Моє" in read("uk")


def filled_from(response: Any) -> dict[str, Any]:
    """What a browser sends from a form that was refused."""
    form = response.context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}


def test_a_page_that_an_administrator_has_locked_is_not_written(office: Client, residency: Residency) -> None:
    residency.pages.filter(locale__language_code="uk").update(locked=True)
    response = save(office, residency, uk="Нове")
    assert response.status_code == 422
    assert "text_uk" in response.context["form"].errors
    assert "Нове" not in read("uk")


@pytest.mark.parametrize("words", ["Невидиме\u202e слово", "а" * 20_001])
def test_text_that_cannot_be_kept_is_refused_with_the_input(
    office: Client, residency: Residency, words: str
) -> None:
    response = save(office, residency, uk=words)
    assert response.status_code == 422
    assert "text_uk" in response.context["form"].errors
    assert page_texts(residency)["uk"] == ""


def test_markup_in_the_text_is_inert(office: Client, residency: Residency) -> None:
    save(
        office,
        residency,
        uk='<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="alert(1)">',
    )
    html = read("uk")
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html and "<img src=x" not in html and 'href="javascript' not in html


def test_somebody_elses_residency_is_not_found_and_its_page_stays(
    office: Client, residency: Residency
) -> None:
    foreign = save_residency(
        actor=AdministratorFactory(), residency=ResidencyFactory(slug="chuzha"), texts={"uk": "Чуже"}
    )
    assert office.get(form_url(foreign)).status_code == 404
    assert office.post(form_url(foreign), {"text_uk": "Моє"}).status_code == 404
    assert page_texts(foreign)["uk"] == "Чуже"


def test_wagtails_own_editor_stays_closed_to_managers(office: Client, residency: Residency) -> None:
    for name in ("wagtailadmin_pages:edit", "wagtailadmin_pages:history", "wagtailadmin_pages:delete"):
        response = office.get(reverse(name, args=[page(residency, "uk").pk]))
        assert response.status_code == 403 or response.headers.get("Location") == "/admin/", name


def test_the_form_leads_to_the_public_page(office: Client, residency: Residency) -> None:
    html = office.get(form_url(residency)).content.decode()
    assert "/residencies/mova/" in html
    other = manager_of(residency.programme)
    Residency.objects.update(is_public=False)
    office.force_login(other)
    assert "/residencies/mova/" not in office.get(form_url(residency)).content.decode()
