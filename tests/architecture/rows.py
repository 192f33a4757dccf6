"""What a request did to the database: whether it wrote at all, and whether any row is another than before."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "EXPLAIN", "PRAGMA")


@dataclass
class Writes:
    """Statements that may have changed rows."""

    statements: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Note the statement and go on."""
        if not sql.lstrip("( \n").upper().startswith(_READS):
            self.statements.append(sql)
        return execute(sql, *rest)

    def __bool__(self) -> bool:
        return bool(self.statements)


@contextmanager
def watched() -> Iterator[Writes]:
    """Note what is written meanwhile. Reading every table after each of a thousand requests would take an hour."""
    writes = Writes()
    with connection.execute_wrapper(writes):
        yield writes


def all_rows() -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a digest of them. Who is signed in where is no row of ours."""
    found = {}
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }
    with connection.cursor() as cursor:
        for table in tables - {Session._meta.db_table}:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def changed(before: dict[str, tuple[int, str]]) -> list[str]:
    """The tables that are not as they were."""
    now = all_rows()
    return sorted(table for table in before if before[table] != now[table])
