"""A manager of one programme in front of the back office, and a hand that fills in forms.

A folder's `conftest.py` takes the fixtures in by importing them.
"""

from typing import Any

import pytest
from django.test import Client

from people.models import User
from residencies.models import Programme
from tests.factories.residencies import ProgrammeFactory, manager_of


@pytest.fixture
def programme(db: None) -> Programme:
    """The programme that the manager manages."""
    return ProgrammeFactory()


@pytest.fixture
def manager(programme: Programme) -> User:
    """Its manager, who may enter the back office."""
    return manager_of(programme)


@pytest.fixture
def office(client: Client, manager: User) -> Client:
    """The manager's browser, in English."""
    client.force_login(manager)
    client.cookies["language"] = "en"
    return client


def filled(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send from the form at this address, with some fields typed anew."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    form = response.context["form"]
    data: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value is None or value is False:
            continue
        data[name] = [getattr(each, "pk", each) for each in value] if isinstance(value, list) else value
    return {**data, **changes}
