"""Lists and forms of courses, their units, and trainers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from office.choices import NO_PARENT, ChoicePanel
from office.forms import LanguagesPanel, section
from office.listing import FigureColumn, YesNoColumn, columns
from office.scope import Link
from office.viewsets import ScopedViewSet
from people.models import User
from residencies.picture_forms import picture_panels

from . import services
from .forms import TrainerForm
from .models import Course, Trainer, Unit


class TrainerViewSet(ScopedViewSet):
    """Trainers, as the public reads of them."""

    model = Trainer
    url_prefix = "trainers"
    icon = "user"
    menu_order = 220
    form_base = TrainerForm
    parent_field = "programme"
    related = ("programme", "organisation", "user")
    list_display = (
        "name",
        "role",
        "programme",
        YesNoColumn("user_id", label=gettext_lazy("Has an account")),
    )
    list_filter = ("programme",)
    search_fields = columns("name")
    panels = (
        section(
            gettext_lazy("As the public reads"),
            "programme",
            LanguagesPanel("name"),
            LanguagesPanel("role"),
            ChoicePanel(
                "organisation", add="organisation:add", right="organisations.change", under=NO_PARENT
            ),
            LanguagesPanel("about"),
        ),
        *picture_panels("picture"),
        section(
            gettext_lazy("Account"),
            FieldPanel("email"),
            help_text=gettext_lazy(
                "With an account, the trainer gives materials and marks presence at their own sessions. Leave it empty"
                " if you do that for them."
            ),
        ),
    )

    def save(self, form: Any, actor: User) -> Trainer:
        """Save the trainer with their account."""
        trainer = form.save(commit=False)
        return services.save_trainer(
            actor=actor,
            trainer=trainer,
            email=form.cleaned_data["email"],
            new_picture=form.new_picture,
        )

    def delete(self, row: Trainer, actor: User) -> None:
        """Delete the trainer and the role of their account."""
        services.delete_trainer(actor=actor, trainer=row)


class CourseViewSet(ScopedViewSet):
    model = Course
    url_prefix = "courses"
    icon = "list-ol"
    menu_order = 230
    service = staticmethod(services.save_course)
    service_argument = "course"
    parent_field = "residency"
    related = ("residency",)
    list_display = (
        "title",
        "residency",
        FigureColumn("hours", label=gettext_lazy("Hours"), sort_key="hours"),
        FigureColumn("ects", label=gettext_lazy("ECTS credits"), sort_key="ects"),
    )
    list_filter = ("residency",)
    search_fields = columns("title")
    panels = (
        section(
            gettext_lazy("What is taught"),
            "residency",
            LanguagesPanel("title"),
            LanguagesPanel("outcomes"),
        ),
        section(
            gettext_lazy("As approved"),
            ("hours", "minutes_per_hour", "ects"),
            ("content", "length", "form"),
            LanguagesPanel("approved_by"),
            help_text=gettext_lazy(
                "Certificates print these figures as they are; nothing is worked out from the timetable."
            ),
        ),
    )

    def links(self, row: Any) -> list[Link]:
        """To its units."""
        return [(_("Units"), units.list_under(row), "list-ul")]


class UnitViewSet(ScopedViewSet):
    model = Unit
    url_prefix = "units"
    icon = "list-ul"
    menu_hook = None
    service = staticmethod(services.save_unit)
    service_argument = "unit"
    parent_field = "course"
    related = ("course",)
    ordering = ("course__title", "position", "pk")
    list_display = ("title", "course", "minutes", "position")
    list_filter = ("course",)
    search_fields = columns("title")
    panels = (
        section(
            gettext_lazy("Unit"),
            "course",
            LanguagesPanel("title"),
            LanguagesPanel("summary"),
            FieldPanel("minutes"),
            FieldPanel("position", help_text=gettext_lazy("Smaller numbers come first.")),
        ),
    )

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the courses."""
        return [{"url": reverse("course:index"), "label": courses.menu_label}]

    def url_after(self, row: Any) -> str:
        """The units of the same course."""
        return self.list_under(row.course)


trainers = TrainerViewSet()
courses = CourseViewSet()
units = UnitViewSet()

VIEWSETS = (trainers, courses, units)
