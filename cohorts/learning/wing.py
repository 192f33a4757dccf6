"""What learning has of a cohort: the materials that were published to its sessions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.facts import Panel, SessionExtra
from cohorts.models import Cohort
from cohorts.wing import Wing

from . import queries
from .person import kind_in_words


class LearningWing(Wing):
    """The materials of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel:
        """How many there are; one query. The page itself lets in managers only."""
        published = queries.materials_of(cohort).count()
        words = ngettext("%(count)s material is published.", "%(count)s materials are published.", published)
        return Panel(
            title=_("Materials"),
            url=reverse("learning_overview", args=[cohort.pk]),
            facts=(words % {"count": published},),
        )

    def beside(self, user: Any, cohort: Cohort) -> Mapping[str, Sequence[SessionExtra]]:
        """Materials beside the sessions of a personal programme."""
        return {
            session_id: [
                SessionExtra(
                    label=row.version.material.title,
                    url=reverse("learning:material", args=[row.public_id]),
                    note=kind_in_words(row),
                    lang=row.version.material.language,
                )
                for row in rows
            ]
            for session_id, rows in queries.of_cohort(user, cohort).items()
        }
