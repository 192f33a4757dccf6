"""Sendings of a paper: each is noted, and stays in the paper's history."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import Dispatch
from documents.services import voiding

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_each_sending_is_noted_with_its_date_to_whom_and_who_noted_it(house, manager_client):
    document = house.send(house.people[0])
    url = reverse("documents_dispatch", args=[document.public_id])
    assert manager_client.get(url).context["form"].initial["to_whom"] == "Зразкова рада"
    today = timezone.localdate()
    first = {"date": str(today - dt.timedelta(days=2)), "to_whom": "Канцелярія", "way": "post"}
    second = {"date": str(today), "to_whom": "Голові Зразкової ради", "way": "exchange"}
    for form in (first, second):
        assert manager_client.post(url, form).status_code == 302
    assert manager_client.post(url, second).status_code == 409
    page = manager_client.get(
        reverse("documents_person", args=[house.cohort.pk, house.people[0].public_id])
    ).text
    assert page.index("Канцелярія") < page.index("Голові Зразкової ради")
    assert page.count(house.manager.get_full_name()) >= 2
    noted = Dispatch.objects.values_list("way", "noted_by")
    assert list(noted) == [("post", house.manager.pk), ("exchange", house.manager.pk)]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"date": "2999-01-01", "to_whom": "Канцелярія", "way": "post"}, 422),
        ({"date": "", "to_whom": "", "way": "pigeon"}, 422),
        ({"date": "tomorrow", "to_whom": "Щ" * 300, "way": "post"}, 422),
    ],
)
def test_a_sending_that_makes_no_sense_is_refused_at_its_field(house, manager_client, form, status):
    document = house.send(house.people[0])
    answer = manager_client.post(reverse("documents_dispatch", args=[document.public_id]), form)
    assert answer.status_code == status and answer.context["form"].errors
    assert not Dispatch.objects.exists()


def test_a_sending_of_tomorrow_and_of_a_void_paper_is_refused(house, manager_client):
    document = house.send(house.people[0])
    url = reverse("documents_dispatch", args=[document.public_id])
    form = {"to_whom": "Канцелярія", "way": "email"}
    tomorrow = timezone.localdate() + dt.timedelta(days=2)
    assert manager_client.post(url, {**form, "date": str(tomorrow)}).status_code == 422
    voiding.void(actor=house.manager, document=document, reason="Заміна.")
    assert manager_client.post(url, {**form, "date": str(timezone.localdate())}).status_code == 409
