"""One table of rights: every route, every role, own objects and somebody else's (docs/permissions.md).

The same walk looks at the headers of each answer, and whether it tells what somebody needs: going twice would cost as
much again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.headers import faults_of_headers
from tests.architecture.needs import READ_AT, SECRET, faults_of_needs
from tests.architecture.rows import all_rows, changed, watched
from tests.architecture.world import ROLES, World, is_ours

# Wagtail leaves the file in which it draws a thumbnail to the collector.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")]
DOCS = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
# Where somebody with the right is answered otherwise, by method and address: the word, and why.
ELSEWISE: dict[str, tuple[str, str]] = {
    "GET /admin/.*/": ("no", "stands for every address that there is not"),
    "POST /admin/.*/": ("no", "stands for every address that there is not"),
    "GET /admin/api/main/documents/<pk>/": ("no", "there are no documents"),
    "GET /admin/api/main/documents/find/": ("no", "there are no documents"),
    "GET /admin/block-preview/": ("no", "asks for a kind of block that has a preview"),
    "GET /admin/forms/submissions/<page_id>/": ("no", "there are no pages with forms"),
    "POST /admin/forms/submissions/<page_id>/": ("no", "there are no pages with forms"),
    "GET /admin/forms/submissions/<page_id>/delete/": ("no", "there are no pages with forms"),
    "POST /admin/forms/submissions/<page_id>/delete/": ("no", "there are no pages with forms"),
    "GET /admin/forms/submissions/<page_id>/results/": ("no", "there are no pages with forms"),
    "POST /admin/forms/submissions/<page_id>/results/": ("no", "there are no pages with forms"),
    "GET /admin/images/<image_id>/generate_url/": ("no", "no picture is drawn on demand"),
    "GET /admin/images/<image_id>/generate_url/output/": ("no", "no picture is drawn on demand"),
    "POST /admin/images/multiple/add/": ("no", "only a script sends there"),
    "POST /admin/images/multiple/create_from_uploaded_image/<uploaded_file_id>/": (
        "no",
        "nothing waits there",
    ),
    "POST /admin/images/multiple/delete_upload/<uploaded_file_id>/": ("no", "nothing waits there"),
    "GET /admin/locales/new/": ("no", "all three languages are there"),
    "POST /admin/locales/new/": ("no", "all three languages are there"),
    "GET /admin/pages/<page_id>/workflow_history/detail/<workflow_state_id>/": ("no", "workflows are off"),
    "GET /admin/pages/workflow/action/<page_id>/<action_name>/<task_state_id>/": ("no", "workflows are off"),
    "POST /admin/pages/workflow/action/<page_id>/<action_name>/<task_state_id>/": ("no", "workflows are off"),
    "GET /admin/pages/workflow/collect_action_data/<page_id>/<action_name>/<task_state_id>/": (
        "no",
        "workflows are off",
    ),
    "POST /admin/pages/workflow/collect_action_data/<page_id>/<action_name>/<task_state_id>/": (
        "no",
        "workflows are off",
    ),
    "GET /admin/pages/workflow/preview/<page_id>/<task_id>/": ("no", "workflows are off"),
    "POST /admin/redirects/import/process/": ("no", "Wagtail takes a form only that it signed"),
    "POST /admin/saved-filters/": ("no", "leads back to the list that one came from, and here it was none"),
    "GET /admin/snippets/": ("no", "there are no snippets"),
    "POST /admin/snippets/": ("no", "there are no snippets"),
    "GET /admin/translation/submit/snippet/<app_label>/<model_name>/<pk>/": ("no", "there are no snippets"),
    "POST /admin/translation/submit/snippet/<app_label>/<model_name>/<pk>/": ("no", "there are no snippets"),
}
# What Wagtail notes down for itself when a page of its own is opened.
NOTES = {
    "wagtailimages_rendition",
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    "wagtailusers_userprofile",
}
# What Wagtail cannot do without: fields of a form, the query of an address.
FIELDS = {
    "/admin/choose-external-link/": {"external-link-chooser-url": ""},
    "/admin/pages/<page_id>/copy/": {"new_parent_page": "<parent_page_id>"},
    "/admin/pages/<page_id>/edit/": {"body-count": "0"},
    "/admin/pages/<page_id>/revisions/<revision_id>/revert/": {"body-count": "0"},
    "/admin/pages/add/<content_type_app_name>/<content_type_model_name>/<parent_page_id>/": {
        "body-count": "0"
    },
}
QUERIES = {
    "/admin/api/main/images/find/": "?id=<image_id>",
    "/admin/api/main/pages/find/": "?id=<page_id>",
    "/admin/bulk/<app_label>/<model_name>/<action>/": "?id=<page_id>",
}
ANSWERS = {"yes", "no", "own", "sign in"}
_ROW = re.compile(r"^\| `(/[^`]*)` \|(.+)\|$", re.M)


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    address: str
    answers: dict[str, str]

    def fits(self, route: str) -> bool:
        """Whether the row speaks of this route."""
        if self.address.endswith("**"):
            return route.startswith(self.address.removesuffix("**"))
        return route == self.address


@cache
def table() -> tuple[Rule, ...]:
    """The rows of the document, the longest address first."""
    rules = []
    for address, cells in _ROW.findall(DOCS.read_text(encoding="utf-8")):
        answers = dict(zip(ROLES, (cell.strip() for cell in cells.split("|")), strict=True))
        rules.append(Rule(address, answers))
    return tuple(
        sorted(rules, key=lambda rule: (not rule.address.endswith("**"), len(rule.address)), reverse=True)
    )


def _plain(pattern: str) -> str:
    """A route as the table writes it: `<slug:slug>` and named groups become `<slug>`."""
    pattern = re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)
    pattern = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    return pattern.replace("^", "").replace("$", "")


def routes(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Every route of the site, in Ukrainian where it carries a language."""
    for each in (resolver or get_resolver()).url_patterns:
        pattern = before + _plain(str(each.pattern))
        if isinstance(each, URLResolver):
            yield from routes(each, pattern)
        elif isinstance(each, URLPattern):
            yield "/uk/<page>" if pattern == "/uk/((?:[\\w\\-]+/)*)" else pattern


def rule_for(route: str) -> Rule | None:
    """The row that counts for a route."""
    return next((rule for rule in table() if rule.fits(route)), None)


ALL = sorted(set(routes()))


def test_every_route_stands_in_the_table() -> None:
    assert [route for route in ALL if rule_for(route) is None] == []


def test_every_row_of_the_table_speaks_of_a_route() -> None:
    assert [rule.address for rule in table() if not any(rule_for(route) is rule for route in ALL)] == []


def test_the_table_knows_its_own_words() -> None:
    assert {answer for rule in table() for answer in rule.answers.values()} <= ANSWERS


def word_for(answer: HttpResponse) -> str:
    """The answer in the table's words; `only sent to` where there is nothing to open."""
    status, to = answer.status_code, answer.get("Location", "")
    if status >= 500:
        return "broken"
    if status in {301, 302} and re.match(r"(/\w\w)?/accounts/login/|/admin/login/", to):
        return "sign in"
    if status == 405:
        return "only sent to"
    if status in {400, 403, 404, 406, 410, 501} or (status == 302 and to == "/admin/"):
        return "no"
    return "yes"


def visit(client: Client, address: str, method: str, form: dict[str, str] | None = None) -> HttpResponse:
    """Open an address, ask for its headers alone, or send a form to it."""
    answer: HttpResponse = getattr(client, method.lower())(address, form)
    if answer.streaming:
        b"".join(answer)  # reads the file to its end, which closes it
    return answer


def _wanted(rule: Rule, role: str, *, is_own: bool) -> str:
    """What the table says of one side of the world."""
    said = rule.answers[role]
    return {True: "yes", False: "no"}[is_own] if said == "own" else said


def _judge(answer: HttpResponse, wanted: str, elsewise: str | None) -> str:
    """What is wrong with an answer; empty if nothing is."""
    if elsewise and wanted == "yes":
        wanted = elsewise
    word = word_for(answer)
    if word == wanted or (word == "only sent to" and not elsewise):
        return ""
    return f"{word} ({answer.status_code} {answer.get('Location', '')}), should be: {wanted}"


def head_of(world: World, client: Client, address: str, role: str) -> HttpResponse | None:
    """The answer to who asks for headers alone, in three of the roles: it costs as much as the page."""
    if role not in {"anyone", "participant", "manager"}:
        return None
    with world.undone(client):
        return visit(client, address, "HEAD")


def walk(world: World, role: str, method: str) -> list[str]:
    """Go to every address of both sides in a role; return what is wrong."""
    wrong = []
    client, before = world.client(role), all_rows()
    for route in ALL:
        rule = rule_for(route)
        assert rule
        sides = {world.address(route + QUERIES.get(route, ""), own=own): own for own in (False, True)}
        fields = FIELDS.get(route, {}).items()
        form = {name: world.address(value, own=True) for name, value in fields} if method == "POST" else None
        elsewise, _reason = ELSEWISE.get(f"{method} {route}", (None, ""))
        for address, is_own in sides.items():
            wanted = _wanted(rule, role, is_own=is_own)
            with world.undone(client):
                with watched() as writes:
                    answer = visit(client, address, method, form)
                said = _judge(answer, wanted, elsewise)
                if writes and (method == "GET" or wanted != "yes"):
                    said += "".join(f" changed {table}" for table in changed(before) if table not in NOTES)
            if method == "GET" and is_own and is_ours(address):
                said += "".join(faults_of_headers(route, answer, head_of(world, client, address, role)))
                said += "".join(faults_of_needs(route, role, answer))
            if said:
                wrong.append(f"{role} {method} {address}: {said}")
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_the_table_says_and_nothing_changes(
    world: World, role: str
) -> None:
    wrong = walk(world, role, "GET")
    assert not wrong, "\n".join(wrong)


@pytest.mark.postgres
def test_a_manager_reads_every_page_of_their_own_on_postgresql(world: World) -> None:
    """A manager's lists and forms ask the database most. Who may what does not depend on it."""
    client, wrong = world.client("manager"), []
    for route in ALL:
        address, rule = world.address(route + QUERIES.get(route, ""), own=True), rule_for(route)
        assert rule
        # The first screen has what waits in every room.
        if is_ours(address) or route in {"/admin/", "/admin/account/"}:
            with world.undone(client):
                said = _judge(visit(client, address, "GET"), _wanted(rule, "manager", is_own=True), None)
            wrong += [f"{address}: {said}"] if said else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_a_form_is_taken_where_the_page_opens_and_changes_nothing_where_it_does_not(
    world: World, role: str
) -> None:
    wrong = walk(world, role, "POST")
    assert not wrong, "\n".join(wrong)


def test_what_somebody_needs_is_noticed_where_it_stands() -> None:
    """The walk above would pass if it did not read."""
    assert set(ALL) >= READ_AT
    page = HttpResponse(f"<p>{SECRET}</p>")
    assert list(faults_of_needs("/admin/cohorts/<pk>/", "manager", page))
    assert list(faults_of_needs("/admin/cohorts/<pk>/needs/", "assistant", page))
    assert list(faults_of_needs("/admin/cohorts/<pk>/needs/", "manager", HttpResponse()))
    assert not list(faults_of_needs("/admin/cohorts/<pk>/needs/", "manager", page))


def test_a_changed_row_is_noticed(world: World) -> None:
    """The walk above would pass if it did not look."""
    before = all_rows()
    assert changed(before) == []
    venue = world.home.objects["venue"]
    with world.undone(Client()):
        with watched() as writes:
            type(venue).objects.filter(pk=venue.pk).update(name_uk="Інша назва")
        assert writes
        assert changed(before) == [venue._meta.db_table]
    assert changed(before) == []
