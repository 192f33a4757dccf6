"""The house rules that can be counted: sizes, names of modules, and what each kind of module may do."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tools.rooms import ROOMS

ROOT = Path(settings.BASE_DIR)
MOST_LINES_OF_A_MODULE = 350
MOST_LINES_OF_A_FUNCTION = 40
JUNK_DRAWERS = {"common", "core", "utils", "util", "helpers", "misc", "lib", "shared"}
LEFTOVERS = ("TODO", "FIXME", "XXX", "coming soon", "lorem ipsum", "not implemented yet")
WRITES = {
    "save",
    "create",
    "bulk_create",
    "update_or_create",
    "get_or_create",
    "bulk_update",
    "delete",
    "update",
}
# A dictionary and a cache have such methods too; what a form may call them on.
NOT_ROWS = {"cleaned_data", "attrs", "kwargs", "context", "data", "errors", "initial", "choices", "fields"}


@cache
def project_files() -> list[Path]:
    """Files that git knows or would add, without what others wrote."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    outside = ("assets/node_modules/", "static/vendor/")
    names = sorted({name for name in listed.stdout.split("\0") if name and not name.startswith(outside)})
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def modules() -> list[Path]:
    """Python modules of the product, its tools and its benchmarks; no tests, no migrations."""
    return [
        path
        for path in project_files()
        if path.suffix == ".py" and not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
    ]


def named(*names: str) -> list[Path]:
    """The rooms' modules of these names, and modules inside folders of these names."""
    return [
        path
        for path in modules()
        if path.relative_to(ROOT).parts[0] in ROOMS
        and (path.stem in names or set(names) & set(path.relative_to(ROOT).parts[:-1]))
    ]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, at any depth."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_there_is_something_to_look_at() -> None:
    """The other tests here would pass on nothing."""
    assert len(modules()) > 50
    assert named("services") and named("queries") and named("forms")


def test_no_module_is_too_long() -> None:
    """A module that grows past this wants a folder with a door."""
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_MODULE} == {}


def test_no_function_is_too_long() -> None:
    """Counted from `def` to its last line."""
    too_long = {}
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MOST_LINES_OF_A_FUNCTION:
                    too_long[f"{place(path, node.lineno)} {node.name}"] = lines
    assert too_long == {}


def test_there_is_no_junk_drawer() -> None:
    """A module has the name of what it is about."""
    found = {
        place(path) for path in modules() if {path.stem, *path.relative_to(ROOT).parts[:-1]} & JUNK_DRAWERS
    }
    assert found == set()


def test_nothing_is_left_for_later() -> None:
    found = []
    for path in project_files():
        if path.suffix in {".py", ".html", ".txt", ".css", ".js", ".sh"} and path != Path(__file__).resolve():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                found += [f"{place(path, number)} {word}" for word in LEFTOVERS if word in line]
    assert found == []


@pytest.mark.parametrize("module", modules(), ids=place)
def test_a_module_says_what_it_is_for(module: Path) -> None:
    """Every module with code in it opens with a docstring."""
    tree = parsed(module)
    assert not tree.body or ast.get_docstring(tree), f"{place(module)} has no docstring"


def test_services_queries_and_leaves_know_no_request() -> None:
    """HTTP ends at the views: what is below takes people, rows and values. A Wagtail page is its own view."""
    forbidden = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages", "ninja")
    broken = {
        place(path): sorted(bad)
        for path in named("services", "queries", "models", "rights", "states", "tasks", "pdf")
        if place(path).partition(":")[0] != "pages/models.py"
        and (bad := {name for name in imports(path) if name.startswith(forbidden)} - {"django.http.Http404"})
    }
    assert broken == {}


def test_screens_of_the_back_office_stand_in_screens_and_pages_of_the_site_in_views() -> None:
    """Who looks for a page knows the folder; the frame of the back office itself is `office`."""
    private = {f"office.wagtail_private.{name}" for name in ("BaseListingView", "WagtailAdminTemplateMixin")}
    frame = {"office.screens", "office.viewsets", "office.row_views", *private}
    screens = set(named("screens"))
    elsewhere = {
        place(path)
        for path in set(modules()) - screens
        if path.relative_to(ROOT).parts[0] in {*ROOMS} - {"office"} and imports(path) & frame
    }
    assert elsewhere == set()
    assert {
        place(path) for path in named("views") if any(".screens" in name for name in imports(path))
    } == set()


def test_tasks_are_thin() -> None:
    """A task takes ids and calls one service: it holds no query of its own."""
    broken = {place(path): sorted(bad) for path in named("tasks") if (bad := manager_calls(path))}
    assert broken == {}


def manager_calls(path: Path) -> set[str]:
    """Where a module asks a model's manager."""
    return {
        f"line {node.lineno}"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    }


def test_forms_write_nothing() -> None:
    """A form reads and checks input; services write."""
    broken = []
    for path in named("forms"):
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
            ):
                target = node.func.value
                name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
                if (name not in NOT_ROWS and "objects" in ast.unparse(target)) or node.func.attr == "save":
                    broken.append(place(path, node.lineno))
    assert broken == []


def test_the_name_of_no_person_is_in_a_repr() -> None:
    """`__str__` of a row about a person is its number: logs outlive erasure."""
    from django.apps import apps

    personal = {"User", "Participant", "Application", "DayRequest", "Presence", "Certificate", "Letter"}
    found = []
    for model in apps.get_models():
        if model.__module__.split(".")[0] in ROOMS and model.__name__ in personal:
            row = model()
            for name in (
                "email",
                "given_name",
                "family_name",
                "patronymic",
                "latin_name",
                "recipient",
                "address",
            ):
                if any(field.attname == name for field in model._meta.concrete_fields):
                    setattr(row, name, "Відоме-Імʼя")
            if "Відоме-Імʼя" in str(row):
                found.append(model.__name__)
    assert found == []


def test_the_picture_of_the_rooms_shows_the_code() -> None:
    done = subprocess.run(
        [sys.executable, "tools/picture.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_on_the_layout_names_files_that_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## Where do I find")[2].partition("\n\nHow ")[0]
    named = [name for name in re.findall(r"`([\w/.]+)`", table) if "/" in name]
    assert len(named) >= 20
    assert [name for name in named if not (ROOT / name).exists()] == []
