"""Reads of programmes and of what they share."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from people.models import Organisation

from .models import Membership, Residency, ResidencyPage, ScopedModel
from .plain_text import Part, as_text
from .rules import is_administrator


def editable_organisations(user: Any) -> QuerySet[Organisation]:
    """The organisations that this person may change: all for an administrator; else those that nobody's programme uses
    but their own.

    Organisations are shared. A programme uses one that any of its rows points at, of whatever room: as an organiser, a
    partner, a host, a trainer's employer. One with rows that are no programme's, as a signing key, is the
    installation's.
    """
    rows = Organisation.objects.all()
    if is_administrator(user):
        return rows
    managed = Membership.objects.filter(user_id=user.pk, role=Membership.Role.MANAGER).values("programme_id")
    for relation in Organisation._meta.related_objects:
        model: Any = relation.related_model
        users = model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        if issubclass(model, ScopedModel):
            users = users.exclude(**{f"{model.programme_path}__in": managed})
        rows = rows.exclude(Exists(users))
    return rows


def body_of(page: ResidencyPage) -> list[Part]:
    """The parts of a page's body as they are stored."""
    return list(page.body.raw_data)


def text_of(page: ResidencyPage) -> str:
    """A page's own body as plain writing; nothing for one that shows another language's words."""
    return "" if page.alias_of_id else as_text(body_of(page))


def page_texts(residency: Residency) -> dict[str, str]:
    """What the residency's public page says in each language that has words of its own; one query."""
    if residency._state.adding:
        return {}
    pages = residency.pages.select_related("locale")
    return {page.locale.language_code: text_of(page) for page in pages}
