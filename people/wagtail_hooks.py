"""Words of the audit for what is done with the data of a person."""

from typing import Any

from django.utils.translation import pgettext_lazy
from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(
        "people.take_out",
        pgettext_lazy("audit, action", "Take out personal data"),
        pgettext_lazy("audit, done", "Personal data taken out"),
    )
    actions.register_action(
        "people.erase",
        pgettext_lazy("audit, action", "Erase a person"),
        pgettext_lazy("audit, done", "Person erased"),
    )
