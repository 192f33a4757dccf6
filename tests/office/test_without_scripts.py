"""What the back office says where no scripts run: Wagtail's sentence, in the reader's language."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.residencies import ProgrammeFactory, works_in_office


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "JavaScript is required"), ("uk", "потрібен JavaScript"), ("pl", "potrzebuje JavaScriptu")],
)
def test_who_has_no_scripts_reads_so_in_their_language(language: str, words: str) -> None:
    reader = Client()
    reader.force_login(works_in_office(ProgrammeFactory(), role="viewer"))
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = reader.get("/admin/").text
    assert words in page
    assert ("JavaScript is required" in page) == (language == "en")
