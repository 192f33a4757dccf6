"""The audit line of a row that is saved."""

from wagtail.log_actions import log

from people.models import Organisation, User

from .models import ScopedModel, Theme


def log_saving(row: ScopedModel | Organisation | Theme, actor: User, *, is_new: bool) -> None:
    log(row, "wagtail.create" if is_new else "wagtail.edit", user=actor)
