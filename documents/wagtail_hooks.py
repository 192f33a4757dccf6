"""Invitations and attestations in the back office."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from office.exports import EXPORTS

from .exports import Invitations
from .screens import desk, person

hooks.register(EXPORTS, Invitations)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The desk of a cohort, one person's papers, one paper."""
    of_person = "cohorts/<int:pk>/papers/people/<uuid:participant>/"
    return [
        path("cohorts/<int:pk>/papers/", desk.desk, name="documents_desk"),
        path("cohorts/<int:pk>/papers/settings/", desk.settings, name="documents_settings"),
        path("cohorts/<int:pk>/papers/send/", desk.send_all, name="documents_send_all"),
        path(of_person, person.person, name="documents_person"),
        path(f"{of_person}draft/", person.draft, name="documents_draft"),
        path(f"{of_person}<slug:name>/", person.step, name="documents_step"),
        path("papers/<uuid:public_id>/file/", person.file, name="documents_file"),
        path("papers/<uuid:public_id>/void/", person.void, name="documents_void"),
        path("papers/<uuid:public_id>/order/", person.order, name="documents_order"),
        path("papers/<uuid:public_id>/dispatch/", person.dispatch, name="documents_dispatch"),
        path("papers/<uuid:public_id>/copy/", person.take_in, name="documents_copy"),
        path("papers/<uuid:public_id>/copies/<uuid:copy>/", person.signed, name="documents_signed"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for name, label, message in (
        ("settings", _("Set what invitations say"), _("Set what invitations say")),
        ("draft", _("Write a draft"), _("Wrote a draft")),
        ("send", _("Send an invitation"), _("Sent the invitation")),
        ("attest", _("Make an attestation"), _("Made the attestation")),
        ("copy", _("Take a signed copy in"), _("Took a signed copy in")),
        ("open_copy", _("Open a signed copy"), _("Opened a signed copy")),
        ("dispatch", _("Record a dispatch"), _("Recorded that the paper went out")),
        ("order", _("Note an order"), _("Noted the order")),
        ("void", _("Void a paper"), _("Voided the paper")),
    ):
        actions.register_action(f"documents.{name}", label, message)
