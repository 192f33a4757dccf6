"""Rooms stand on those below them only: no circle of imports, no relation of a higher room followed by its name.

That imports point down is held by import-linter (pyproject.toml). What rooms above answer to those below goes through
protocols, and an answer to a question that nobody asks would never be heard.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings

from cohorts.wing import Wing
from foundation.protocols import implementations
from people.person import PersonPart
from tools.rooms import with_those_inside

ROOT = Path(settings.BASE_DIR)
# From the lowest to the highest, as in pyproject.toml; `config` puts them together and holds no rules.
ROOMS = tuple(reversed(with_those_inside()))
PROTOCOLS = ((PersonPart, "PERSON_PARTS"), (Wing, "COHORT_WINGS"))


# ---------------------------------------------------------------- circles
@cache
def imported() -> dict[str, frozenset[str]]:
    """What each module imports of ours, for types and inside functions too."""
    packages = sorted({room.partition(".")[0] for room in ROOMS})
    graph = grimp.build_graph("config", *packages, cache_dir=None)
    return {
        module: frozenset(graph.find_modules_directly_imported_by(module) - {module})
        for module in graph.modules
    }


def reached(imports: dict[str, frozenset[str]], start: str) -> set[str]:
    """All modules that one leads to by its imports."""
    found: set[str] = set()
    ahead = list(imports[start])
    while ahead:
        if (module := ahead.pop()) not in found:
            found.add(module)
            ahead += imports[module]
    return found


def in_circles(imports: dict[str, frozenset[str]]) -> list[str]:
    """Modules that lead back to themselves."""
    return sorted(module for module in imports if module in reached(imports, module))


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert len(imported()) > 200
    assert in_circles(imported()) == []


def test_a_circle_is_noticed() -> None:
    imports = {name: frozenset(to) for name, to in {"a": "b", "b": "c", "c": "bd", "d": ""}.items()}
    assert in_circles(imports) == ["b", "c"]


# ---------------------------------------------------------------- relations
def room_of(module: str) -> str:
    """The innermost room that a module stands in; empty for none of ours."""
    rooms = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    return max(rooms, key=len, default="")


@cache
def relations() -> dict[str, frozenset[str]]:
    """Names by which rows of a lower room lead to rows of higher ones: of what rooms these are."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or not field.is_relation or not target or field.remote_field.hidden:
                continue
            if is_above(of := room_of(model.__module__), room_of(target.__module__)):
                for name in (field.remote_field.get_accessor_name(), field.related_query_name()):
                    found.setdefault(name, set()).add(of)
    return {name: frozenset(rooms) for name, rooms in found.items()}


def is_above(room: str, other: str) -> bool:
    """Whether both are rooms of ours, and the first stands on the second."""
    return bool(room and other) and ROOMS.index(room) > ROOMS.index(other)


# The same words for other things: caches, pages of a file, letters of the alphabet, sessions that are plain values,
# certificates of a key, operators of a PDF.
OTHER_THINGS = {
    ("cohorts/admission/screens/batch.py", "replaces"),
    ("cohorts/attendance/scans.py", "pages"),
    ("cohorts/attendance/screens.py", "pages"),
    ("cohorts/attendance/services/sheets.py", "pages"),
    ("cohorts/attendance/wagtail_hooks.py", "pages"),
    ("cohorts/packs/pdf/papers.py", "pages"),
    ("cohorts/programme.py", "sessions"),
    ("documents/containers.py", "certificates"),
    ("foundation/cache/built.py", "pages"),
    ("foundation/cache/pages.py", "pages"),
    ("foundation/doctor.py", "pages"),
    ("foundation/health/views.py", "pages"),
    ("foundation/print/drawing.py", "operators"),
    ("foundation/words/fields.py", "letters"),
    ("people/backup/databases.py", "pages"),
    ("people/backup/services.py", "pages"),
    ("certificates/signing/pades.py", "pages"),
}


def names_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Attributes, and the parts of keywords and of texts that may be lookups."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield from ((node.lineno, part) for part in node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.removeprefix("-")
            yield from ((node.lineno, part) for part in text.split("__") if text.isidentifier())


def followed(path: str, text: str) -> list[str]:
    """Where a module follows a relation of a room above its own."""
    room = room_of(path.removesuffix(".py").replace("/", "."))
    return [
        f"{path}:{line} {name}"
        for line, name in names_in(ast.parse(text))
        if any(is_above(above, room) for above in relations().get(name, ()))
        and (path, name) not in OTHER_THINGS
    ]


def our_modules() -> Iterator[tuple[str, str]]:
    """Each module of the rooms, with its text; migrations are written by a machine."""
    for room in {room.partition(".")[0] for room in ROOMS}:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_no_relation_of_a_higher_room_is_followed_by_its_name() -> None:
    assert [each for path, text in our_modules() for each in followed(path, text)] == []


def test_what_means_another_thing_is_still_there() -> None:
    words = {(path, name) for path, text in our_modules() for _line, name in names_in(ast.parse(text))}
    assert words >= OTHER_THINGS


@pytest.mark.parametrize(
    "text",
    [
        "rows.filter(sessions__day__cohort=1)",
        "rows.filter(day__sessions=1)",
        "rows.prefetch_related('days__sessions')",
        "day.sessions.all()",
        "rows.order_by('-sessions__starts')",
    ],
)
def test_a_relation_that_is_followed_is_noticed(text: str) -> None:
    assert followed("cohorts/queries.py", text) == ["cohorts/queries.py:1 sessions"]
    assert followed("cohorts/timetable/queries.py", text) == []


# ---------------------------------------------------------------- protocols
def public(of: type) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


@pytest.mark.parametrize(("protocol", "setting"), PROTOCOLS)
def test_rooms_answer_only_what_is_asked(protocol: type, setting: str) -> None:
    listed = implementations(protocol, getattr(settings, setting))
    assert listed
    for each in listed:
        assert public(type(each)) <= public(protocol), type(each)
        assert public(type(each)), f"{type(each)} says nothing"


@pytest.mark.parametrize(("protocol", "setting"), PROTOCOLS)
def test_every_answer_is_listed_in_the_settings(protocol: type, setting: str) -> None:
    listed = {type(each) for each in implementations(protocol, getattr(settings, setting))}
    ours = {each for each in protocol.__subclasses__() if room_of(each.__module__)}
    assert listed == ours


@pytest.mark.parametrize(("protocol", "setting"), PROTOCOLS)
def test_every_question_is_asked_and_answered(protocol: type, setting: str) -> None:
    listed = implementations(protocol, getattr(settings, setting))
    unanswered = {name for name in public(protocol) if not any(name in public(type(each)) for each in listed)}
    assert unanswered == set()
