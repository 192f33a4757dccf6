"""Answers of applications move to rows of their own, and back."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.factories.admission import SentApplicationFactory
from tests.factories.needs import NeedFactory

BETWEEN = [("needs", "0001_needs_and_meals"), ("admission", "0005_late_doors")]


def test_answers_move_before_their_columns_leave() -> None:
    """Both ways: whatever is migrated, the columns are there when the rows are written from them and to them."""
    graph = MigrationLoader(None).graph
    plan = graph.forwards_plan(("admission", "0009_needs_are_asked_later"))
    assert ("needs", "0002_needs_of_applications") in plan
    back = graph.backwards_plan(("needs", "0002_needs_of_applications"))
    assert ("admission", "0009_needs_are_asked_later") in back


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_texts_become_answers_and_answers_texts() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    answered, typed, silent = (SentApplicationFactory() for _one in range(3))
    NeedFactory(participant=answered.participant, kind="vegan", text="без горіхів")
    executor.migrate(BETWEEN)
    try:
        old = executor.loader.project_state(BETWEEN).apps.get_model("admission", "Application")
        assert list(old.objects.filter(pk=answered.pk).values_list("diet", "access_needs")) == [
            ("веганське; без горіхів", "")
        ]
        old.objects.filter(pk=typed.pk).update(diet="без риби", access_needs="пандус")
    finally:
        MigrationExecutor(connection).migrate(newest)
    need = apps.get_model("needs", "Need")
    found = need.objects.filter(participant=typed.participant).values_list("question", "kind", "text")
    assert set(found) == {("diet", "other", "без риби"), ("access", "other", "пандус")}
    assert not need.objects.filter(participant=silent.participant).exists()


def test_every_kind_of_food_has_words_to_go_back_to() -> None:
    migration: Any = import_module("cohorts.needs.migrations.0002_needs_of_applications")
    assert set(migration.WORDS) == set(apps.get_model("needs", "Need").Kind.values)
