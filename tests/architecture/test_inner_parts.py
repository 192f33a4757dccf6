"""Inner parts of Wagtail and allauth are reached in one module each, and looked at again with each version.

What the two do not document may change with any release. `office/wagtail_private.py` and `people/allauth_private.py`
take it from them for everybody, and name the version that they were read with.
"""

import ast
import inspect
from importlib.metadata import version
from pathlib import Path

import pytest
import wagtail.admin
import wagtail.admin.ui.tables
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.images.fields import WagtailImageField

from office import wagtail_private
from people import allauth_private

from .test_house import ROOMS, ROOT, modules, place

# Modules whose content the documentation names. What stands in another is reached through the one module of ours.
DOCUMENTED = {
    "wagtail": {
        "wagtail.admin.filters",
        "wagtail.admin.forms",
        "wagtail.admin.forms.models",
        "wagtail.admin.menu",
        "wagtail.admin.messages",
        "wagtail.admin.panels",
        "wagtail.admin.ui.components",
        "wagtail.admin.ui.tables",
        "wagtail.admin.views.generic",  # the views of a viewset
        "wagtail.admin.viewsets.model",
        "wagtail.admin.widgets",
        "wagtail.blocks",
        "wagtail.contrib.redirects.models",
        "wagtail.fields",
        "wagtail.hooks",
        "wagtail.images.blocks",
        "wagtail.images.forms",
        "wagtail.images.image_operations",
        "wagtail.images.models",
        "wagtail.log_actions",
        "wagtail.models",
        "wagtail.permission_policies.base",
        "wagtail.permissions",
        "wagtail.rich_text",
        "wagtail.signals",
    },
    "allauth": {
        "allauth.account.adapter",
        "allauth.account.forms",
        "allauth.account.models",
        "allauth.account.signals",
        "allauth.account.views",
        "allauth.mfa.adapter",
        "allauth.mfa.base.forms",
        "allauth.mfa.models",
        "allauth.mfa.totp.forms",
        "allauth.mfa.webauthn.forms",
    },
}
# Names in those modules that the documentation leaves out.
UNDOCUMENTED = {"wagtail.log_actions.get_active_log_context", "wagtail.log_actions.registry"}
PRIVATE = {"wagtail": "office/wagtail_private.py", "allauth": "people/allauth_private.py"}


@pytest.mark.parametrize(
    ("package", "module"), [("wagtail", wagtail_private), ("django-allauth", allauth_private)]
)
def test_the_inner_parts_were_read_with_the_version_that_is_installed(package: str, module: object) -> None:
    """A new version may have renamed or changed them without a word."""
    installed, read_with = version(package), module.READ_WITH
    assert installed == read_with, (
        f"{package} {installed} is installed, and {Path(module.__file__).relative_to(ROOT)} was last read through"
        f" against {read_with}. Look whether what it takes still does what it says, then name {installed} there."
    )


def reached(package: str) -> set[str]:
    """Where rooms import from parts of a package that it does not document, as “place: what”."""
    found = set()
    for path in modules():
        if path.relative_to(ROOT).parts[0] not in ROOMS or place(path).startswith(PRIVATE[package]):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for whole, module in names_of(node):
                if whole.partition(".")[0] == package and (
                    whole in UNDOCUMENTED or not {module, whole} & DOCUMENTED[package]
                ):
                    found.add(f"{place(path, node.lineno)}: {whole}")
    return found


def names_of(node: ast.AST) -> list[tuple[str, str]]:
    """What a statement imports: the whole name, and that of the module it stands in."""
    if isinstance(node, ast.Import):
        return [(name.name, name.name) for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [(f"{node.module}.{name.name}", node.module) for name in node.names]
    return []


@pytest.mark.parametrize("package", PRIVATE)
def test_inner_parts_are_reached_in_one_module(package: str) -> None:
    assert reached(package) == set()


def test_what_django_hides_behind_an_underscore_is_reached_in_one_place() -> None:
    """The one is what a form's token was made of; `tests/people/test_kept_forms.py` says what it must do."""
    found = {
        f"{place(path)[:-2]}: {whole}"
        for path in modules()
        if path.relative_to(ROOT).parts[0] in ROOMS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for whole, _module in names_of(node)
        if whole.startswith("django.") and whole.rpartition(".")[2].startswith("_")
        if not whole.endswith("._StrPromise")  # a type of django-stubs, which no process imports
    }
    assert found == {"people/kept_forms.py: django.middleware.csrf._unmask_cipher_token"}


def test_there_are_inner_parts_to_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above would pass on nothing."""
    monkeypatch.setitem(PRIVATE, "allauth", "nowhere")
    assert any("allauth.account.internal" in line for line in reached("allauth"))


# What our lists and forms override of Wagtail's views: under another name there, ours would never be asked.
OVERRIDDEN = {
    generic.IndexView: """
        _get_custom_column _get_title_column _get_title_column_class add_item_label base_filterset_class get_add_url
        get_base_queryset get_breadcrumbs_items get_delete_url get_edit_url get_search_form is_export is_filtering
        is_searching paginator_class search_fields search_query search_queryset show_export_buttons table_class
        user_has_permission
        """,
    generic.CreateView: """
        error_message expects_json_response get_add_url get_breadcrumbs_items get_error_message
        get_initial_form_instance get_page_subtitle get_page_title get_success_buttons get_success_message
        produced_error_message save_action submit_button_active_label submit_button_label
        """,
    generic.EditView: """
        error_message expects_json_response get_breadcrumbs_items get_error_message get_page_subtitle
        get_success_buttons get_success_message header_buttons hydrate_create_view produced_error_message save_action
        """,
    generic.DeleteView: "breadcrumbs_items get_breadcrumbs_items index_url_name template_name",
    ModelViewSet: """
        add_to_reference_index add_view_class copy_view_enabled delete_view_class edit_view_class
        get_common_view_kwargs get_edit_handler get_urlpatterns index_view_class inspect_view_enabled list_per_page
        menu_hook register_admin_url_finder register_permissions search_backend_name
        """,
    WagtailPaginator: "items_count_label",
    wagtail.admin.ui.tables.Table: "rows",
    WagtailImageField: "max_image_pixels to_python",
}


@pytest.mark.parametrize("base", OVERRIDDEN, ids=lambda base: base.__name__)
def test_what_is_overridden_is_there(base: type) -> None:
    """As an attribute of the class, or as one that it gives to itself."""
    files = {inspect.getfile(each) for each in base.__mro__[:-1]}
    source = "".join(Path(file).read_text(encoding="utf-8") for file in files)
    names = OVERRIDDEN[base].split()
    assert {name for name in names if not hasattr(base, name) and f"self.{name}" not in source} == set()


def test_each_template_of_ours_stands_in_place_of_one_of_wagtails() -> None:
    """Under a name that Wagtail has given up it would never be shown."""
    ours = ROOT / "templates"
    theirs = Path(wagtail.admin.__path__[0], "templates")
    names = {str(path.relative_to(ours)) for path in (ours / "wagtailadmin").rglob("*.html")}
    assert names
    assert {name for name in names if not (theirs / name).is_file()} == set()
