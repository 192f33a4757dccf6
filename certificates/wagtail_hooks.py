"""The register in the back office."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from office.exports import EXPORTS
from people.rights import may

from .exports import Completion, Register
from .screens import completion, designs, issuing, register

hooks.register(EXPORTS, Completion)
hooks.register(EXPORTS, Register)

certificate_menu = Menu(register_hook_name=designs.MENU)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return list(designs.VIEWSETS)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Screens of completion, batches and the register."""
    return [
        path("cohorts/<int:pk>/completion/", completion.completion, name="certificates_completion"),
        path("cohorts/<int:pk>/completion/rule/", completion.rule, name="certificates_rule"),
        path("cohorts/<int:pk>/certificates/issue/", issuing.issue, name="certificates_issue"),
        path(
            "cohorts/<int:pk>/certificates/issue/<uuid:participant>/",
            issuing.sheet,
            name="certificates_sheet",
        ),
        path("cohorts/<int:pk>/certificates.zip", completion.download_all, name="certificates_zip"),
        path("batches/<uuid:public_id>/", completion.batch, name="certificates_batch"),
        path("batches/<uuid:public_id>/resume/", completion.resume, name="certificates_resume"),
        path("certificates/", register.RegisterList.as_view(), name="certificates_register"),
        path(
            "certificates/results/",
            register.RegisterList.as_view(results_only=True),
            name="certificates_register_results",
        ),
        path("certificates/<uuid:public_id>/", register.detail, name="certificates_detail"),
        path("certificates/<uuid:public_id>/revoke/", register.revoke, name="certificates_revoke"),
        path("certificates/<uuid:public_id>/replace/", issuing.replace, name="certificates_replace"),
        path("certificates/<uuid:public_id>/again/", issuing.issue_again, name="certificates_again"),
        path(
            "certificates/<uuid:public_id>/again/sheet/",
            issuing.sheet_again,
            name="certificates_again_sheet",
        ),
        path("certificates/<uuid:public_id>/file/", register.download, name="certificates_file"),
    ]


@hooks.register("register_admin_menu_item")
def menu_group() -> SubmenuMenuItem:
    """The register and the designs."""
    return SubmenuMenuItem(
        _("Certificates"), certificate_menu, name="certificates", icon_name="doc-full", order=600
    )


class RegisterMenuItem(MenuItem):
    """Shown to those who may look at it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Editors of pages alone have no use for it."""
        return may(request.user, "certificates.view")


@hooks.register(designs.MENU)
def register_menu_item() -> MenuItem:
    """The way to the register."""
    return RegisterMenuItem(
        _("Register"), reverse("certificates_register"), name="register", icon_name="list-ul", order=100
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for name, label, message in (
        ("issue", _("Issue a certificate"), _("Issued the certificate")),
        ("start_batch", _("Start a batch"), _("Started issuing certificates")),
        ("resume_batch", _("Let a batch go on"), _("Let the batch go on")),
        ("revoke", _("Revoke a certificate"), _("Revoked the certificate")),
        ("replace", _("Replace a certificate"), _("Issued as a replacement")),
        (
            "rule",
            pgettext_lazy("audit, action", "Set the completion rule"),
            pgettext_lazy("audit, done", "Set the completion rule"),
        ),
        ("design", _("Change a design"), _("Changed the certificate design")),
    ):
        actions.register_action(f"certificates.{name}", label, message)
