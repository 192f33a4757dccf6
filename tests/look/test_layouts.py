"""Layouts and error pages stand without a user, a session or a database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
ERRORS = ["400.html", "403.html", "404.html", "413.html", "429.html", "500.html"]


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_neither_request_nor_database(name: str, language: str) -> None:
    with translation.override(language):
        html = render_to_string(name)
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert f'href="/{language}/my/"' in html
    assert "sign-in" not in html, "who reads it may be signed in"


def test_an_expired_form_has_words_of_its_own() -> None:
    with translation.override("en"):
        assert "open too long" in render_to_string("403.html", {"form_expired": True})
        assert "open too long" not in render_to_string("403.html")


def test_a_public_page_touches_neither_session_nor_user_nor_token() -> None:
    request = RequestFactory().get("/uk/")  # has no `session` and no `user`: using them would fail or show
    html = render_to_string("layouts/public.html", request=request)
    assert "csrfmiddlewaretoken" not in html
    assert "CSRF_COOKIE" not in request.META
    for path in (ROOT / "templates" / "layouts" / name for name in ("base.html", "public.html")):
        assert not re.search(
            r"request\.(user|session)|csrf_token|{% url|messages",
            re.sub(
                r"{% comment %}.*?{% endcomment %}|{% block messages %}",
                "",
                path.read_text(),
                flags=re.DOTALL,
            ),
        )


def test_no_template_of_the_look_has_an_inline_style_or_script() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        # Letters, and the page of an archive, are read where there are no style sheets of ours.
        if "emails" in path.parts or path.name == "archive.html":
            continue
        source = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]+src=)", source), path
