"""What browsers and other programs ask a site for without having read a page of it."""

import datetime as dt
import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone


def test_the_sign_of_the_site_is_found_where_programs_look(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find("img/touch-icon.png") and "touch-icon" in answer["Location"]


def test_the_manifest_names_the_site_and_its_icons(client: Client) -> None:
    answer = client.get("/site.webmanifest")
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert said["name"] and said["start_url"] == "/"
    assert {icon["sizes"] for icon in said["icons"]} == {"180x180", "any"}


def test_whoever_finds_a_weakness_is_told_whom_to_write_to(client: Client, settings) -> None:
    lines = client.get("/.well-known/security.txt").text.splitlines()
    said = dict(line.split(": ", 1) for line in lines)
    assert said["Contact"] == "mailto:svitlytsia@demo.example"
    expires = dt.datetime.fromisoformat(said["Expires"])
    assert dt.timedelta(days=150) < expires - timezone.now() < dt.timedelta(days=365)
    assert said["Canonical"] == "http://testserver/.well-known/security.txt"
    settings.SECURITY_CONTACT = "security@residencies.example"
    assert "mailto:security@residencies.example" in client.get("/.well-known/security.txt").text


@pytest.mark.django_db
def test_password_managers_are_led_to_where_a_password_is_changed(client: Client) -> None:
    assert client.get("/.well-known/change-password")["Location"].endswith("/accounts/password/change/")


@pytest.mark.django_db
def test_pages_name_the_manifest(client: Client) -> None:
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/uk/verify/").text
