"""What the back office keeps of who works there: their lists, settings and forms; all of it goes with them."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import APIToken, PageSubscription, UploadedFile

from people.models import User
from people.person import Held, HeldFile
from people.personal_data.files import delete_after_commit, held_file
from people.personal_data.words import described, in_words

from .exports.described import all_exports
from .models import ColumnChoice, ExportFile, SavedFilter
from .wagtail_private import EditingSession, FormState, UserProfile

_SETTINGS = ("preferred_language", "current_time_zone", "theme", "contrast", "density")


# ---------------------------------------------------------------- held
def held(user: User) -> Sequence[Held]:
    """Each kind under its own title; of lists that were taken out only that they were: they tell of other people."""
    titles = {name: str(export.title) for name, export in all_exports().items()}
    filters = SavedFilter.objects.filter(user=user)
    chosen = ColumnChoice.objects.filter(user=user).order_by("pk")
    taken = ExportFile.objects.filter(user=user).order_by("-pk")
    profile = UserProfile.objects.filter(user=user).first()
    return [
        Held(_("Your saved filters"), [_filter(row) for row in filters]),
        Held(_("Columns that you take out"), [_columns(row, titles) for row in chosen]),
        Held(_("Lists that you took out"), [_export(row, titles) for row in taken]),
        Held(_("Your settings of the back office"), _settings(profile), _avatar(profile)),
        Held(_("Forms that you have open"), [*_forms(user), *_edited(user)]),
        Held(_("Keys for programs"), [_token(row) for row in APIToken.objects.filter(user=user)]),
    ]


def _filter(row: SavedFilter) -> dict[str, str]:
    return {**described(row, "name"), _("List"): f"{row.address}?{row.query}".rstrip("?")}


def _columns(row: ColumnChoice, titles: dict[str, str]) -> dict[str, str]:
    return {_("List"): titles.get(row.export, row.export), _("Columns"): ", ".join(row.columns)}


def _export(row: ExportFile, titles: dict[str, str]) -> dict[str, str]:
    return {
        _("List"): titles.get(row.export, row.export),
        _("Taken out"): in_words(row.created_at),
        _("Format"): row.get_format_display(),
    }


def _settings(profile: UserProfile | None) -> list[dict[str, str]]:
    found = described(profile, *_SETTINGS) if profile is not None else {}
    return [found] if found else []


def _avatar(profile: UserProfile | None) -> list[HeldFile]:
    if profile is None or not profile.avatar:
        return []
    return [held_file(str(profile.avatar.name).rpartition("/")[2], profile.avatar)]


def _forms(user: User) -> list[dict[str, str]]:
    rows = FormState.objects.filter(user=user).select_related("content_type")
    return [{**_kind(row), _("Last changed"): in_words(row.last_updated_at)} for row in rows]


def _edited(user: User) -> list[dict[str, str]]:
    rows = EditingSession.objects.filter(user=user).select_related("content_type")
    return [{**_kind(row), _("Last seen"): in_words(row.last_seen_at)} for row in rows]


def _kind(row: Any) -> dict[str, str]:
    model = row.content_type.model_class()
    return {_("Form"): capfirst(str(model._meta.verbose_name)) if model is not None else ""}


def _token(row: APIToken) -> dict[str, str]:
    return described(row, "name", "created", "last_used_at", "revoked_at")


# ---------------------------------------------------------------- erased
def erase(user: User) -> None:
    """Delete all of it; files go after commit. That a list was taken out stays in the log, of the account’s number."""
    # Held, so that no worker stores a workbook meanwhile that nobody would find again.
    exports = list(ExportFile.objects.select_for_update().filter(user=user))
    profiles = list(UserProfile.objects.filter(user=user))
    uploads = list(UploadedFile.objects.filter(uploaded_by_user=user))
    files = [row.file for row in (*exports, *uploads)]
    delete_after_commit([*files, *(row.avatar for row in profiles)])
    ExportFile.objects.filter(pk__in=[row.pk for row in exports]).delete()
    UploadedFile.objects.filter(pk__in=[row.pk for row in uploads]).delete()
    for model in (
        SavedFilter,
        ColumnChoice,
        UserProfile,
        EditingSession,
        FormState,
        APIToken,
        PageSubscription,
    ):
        model.objects.filter(user=user).delete()
