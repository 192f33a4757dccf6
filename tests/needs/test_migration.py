"""Answers of applications move to rows of their own, and back."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.factories.admission import SentApplicationFactory

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
    row = SentApplicationFactory()
    silent = SentApplicationFactory()
    executor.migrate(BETWEEN)
    old = executor.loader.project_state(BETWEEN).apps.get_model("admission", "Application")
    old.objects.filter(pk=row.pk).update(diet="без риби", access_needs="пандус")
    try:
        MigrationExecutor(connection).migrate(newest)
        need = apps.get_model("needs", "Need")
        found = set(need.objects.values_list("participant", "question", "kind", "text"))
        assert found == {
            (row.participant_id, "diet", "other", "без риби"),
            (row.participant_id, "access", "other", "пандус"),
        }
        assert not need.objects.filter(participant=silent.participant).exists()
        need.objects.filter(question="diet").update(kind="vegan", text="без горіхів")
        MigrationExecutor(connection).migrate(BETWEEN)
        assert list(old.objects.filter(pk=row.pk).values_list("diet", "access_needs")) == [
            ("веганське; без горіхів", "пандус")
        ]
    finally:
        MigrationExecutor(connection).migrate(newest)


def test_every_kind_of_food_has_words_to_go_back_to() -> None:
    migration: Any = import_module("cohorts.needs.migrations.0002_needs_of_applications")
    assert set(migration.WORDS) == set(apps.get_model("needs", "Need").Kind.values)
