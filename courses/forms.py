"""Forms of courses in the back office. They write nothing."""

from typing import Any

from django.db.models import Model

from residencies.forms import email_field
from residencies.picture_forms import BringsPicture

from .models import Trainer


class TrainerForm(BringsPicture):
    """A trainer, with their account by its address."""

    email = email_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.user:
            self.initial.setdefault("email", self.instance.user.email)

    @classmethod
    def state_values(cls, row: Model) -> dict[str, Any]:
        """The account is changed by this form too, by its address."""
        assert isinstance(row, Trainer)  # noqa: S101 — for the type checker
        return {**super().state_values(row), "email": row.user.email if row.user else ""}
