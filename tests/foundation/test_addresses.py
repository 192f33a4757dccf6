"""E-mail addresses: one mailbox, one spelling."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import EmailField

from foundation.words.addresses import EmailAddressField, EmailFormField, email_address

KEPT = "olena@xn--80aahf2bln.xn--j1amh"


@pytest.mark.parametrize(
    "typed",
    [
        "olena@громада.укр",
        "Olena@ГРОМАДА.укр",
        KEPT,
        "OLENA@XN--80AAHF2BLN.XN--J1AMH",
        " olena@громада.укр\u00a0",
        "\u202aolena@громада.укр\u202c",
        "\u2066olena@гро\u200bмада.укр\u2069",
        "olena\u00a0@громада.укр",
    ],
)
def test_one_mailbox_has_one_spelling(typed: str) -> None:
    assert EmailFormField().clean(typed) == email_address(typed) == KEPT


@pytest.mark.parametrize(
    "typed", ["олена", "a@b", "a b", "@громада.укр", "a@громада..укр", f"a@{'ю' * 70}.укр"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        EmailFormField().clean(typed)


def test_every_column_that_people_type_an_address_into_is_of_this_kind() -> None:
    typed_into = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if not model.__module__.startswith(("allauth", "wagtail", "django"))
        for field in model._meta.fields
        if isinstance(field, EmailField) and not isinstance(field, EmailAddressField)
    }
    assert typed_into == {"Letter.address"}  # written by programs
