"""Lists and forms of programmes and of what belongs to them, in the order in which a manager works."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from office.choices import NO_PARENT, ChoicePanel
from office.forms import LanguagesPanel, date_input, section
from office.listing import YesNoColumn, columns
from office.scope import Link, parent_parameter
from office.viewsets import ScopedViewSet
from people.models import User
from residencies.forms import MembershipForm
from residencies.models import (
    CalendarDate,
    FundingProject,
    Membership,
    Partner,
    Programme,
    Residency,
)
from residencies.picture_forms import BringsLogos, picture_panels
from residencies.services.programmes import save_partner, save_plain, save_programme, save_project
from residencies.services.roles import add_member, delete_membership


def _roles_in_words() -> str:
    said = _(
        "Managers see and change everything in the programme, applications included. Assistants work on the"
        " timetable and on venues, mark presence and see contacts; they decide, issue, release and send"
        " nothing. Viewers read, without contacts and needs. Trainers give materials and mark presence at their"
        " own sessions."
    )
    if not settings.STAFF_SECOND_FACTOR:
        return said
    return " ".join((said, _("Managers, assistants and viewers sign in with a second factor.")))


class ProgrammeViewSet(ScopedViewSet):
    model = Programme
    url_prefix = "programmes"
    icon = "folder-open-inverse"
    menu_order = 100
    service = staticmethod(save_programme)
    service_argument = "programme"
    related = ("organiser",)
    list_display = (
        "name",
        "organiser",
        YesNoColumn("is_public", label=gettext_lazy("Public")),
        "archived_at",
    )
    search_fields = columns("name")
    offers = frozenset({"add", "edit"})
    panels = (
        section(
            gettext_lazy("What it is"),
            LanguagesPanel("name"),
            LanguagesPanel("summary"),
            ChoicePanel("organiser", add="organisation:add", right="organisations.change", under=NO_PARENT),
        ),
        section(
            gettext_lazy("On the site"),
            FieldPanel(
                "slug",
                help_text=gettext_lazy(
                    "Small Latin letters, digits and hyphens. Left empty at first, it is made of the name. It never"
                    " changes once it is public."
                ),
            ),
            "is_public",
            ("contact_email", "contact_phone"),
            FieldPanel(
                "time_zone",
                help_text=gettext_lazy(
                    "New cohorts start with this time zone, for example Europe/Kyiv or Europe/Warsaw."
                ),
            ),
        ),
    )

    def links(self, row: Any) -> list[Link]:
        """To its people, and into the archive."""
        return [
            (_("Roles"), roles.list_under(row), "group"),
            (_("Working days and days off"), calendar_dates.list_under(row), "calendar"),
            (_("Residencies"), parent_parameter(reverse("residency:index"), "programme", row.pk), "folder"),
            archive_link(row),
        ]


class FundingProjectViewSet(ScopedViewSet):
    model = FundingProject
    url_prefix = "projects"
    icon = "tag"
    menu_order = 110
    form_base = BringsLogos
    parent_field = "programme"
    related = ("programme",)
    list_display = ("title", "programme", "agreement_number")
    list_filter = ("programme",)
    search_fields = (*columns("title"), "agreement_number")
    panels = (
        section(
            gettext_lazy("The donor’s project"),
            "programme",
            LanguagesPanel("title"),
            "agreement_number",
            FieldPanel("keep_until", widget=date_input()),
            LanguagesPanel(
                "sentence",
                help_text=gettext_lazy("The sentence is printed on public pages and on certificates."),
            ),
        ),
        *picture_panels("logos"),
    )

    def save(self, form: Any, actor: User) -> FundingProject:
        """Save the project with the picture that the form brings."""
        return save_project(actor=actor, project=form.save(commit=False), new_picture=form.new_picture)


class CalendarDateViewSet(ScopedViewSet):
    """Dates on which a programme works, or rests, otherwise than Monday to Friday."""

    model = CalendarDate
    url_prefix = "calendar-dates"
    icon = "calendar"
    menu_hook = None
    service = staticmethod(save_plain)
    parent_field = "programme"
    related = ("programme",)
    list_display = ("date", YesNoColumn("is_working", label=gettext_lazy("Working day")), "note", "programme")
    list_filter = ("programme",)
    panels = (
        section(
            gettext_lazy("Date"),
            "programme",
            FieldPanel("date", widget=date_input()),
            "is_working",
            "note",
            help_text=gettext_lazy(
                "Freed places are offered from Monday to Friday, 8:00 to 20:00. Name the days off that fall into the"
                " week, and the days at the weekend on which you work."
            ),
        ),
    )


class PartnerViewSet(ScopedViewSet):
    """Partners in their roles."""

    model = Partner
    url_prefix = "partners"
    icon = "link"
    menu_order = 130
    service = staticmethod(save_partner)
    service_argument = "partner"
    parent_field = "programme"
    related = ("programme", "residency", "organisation")
    list_display = ("organisation", "role", "programme", "residency", "position")
    list_filter = ("programme", "residency", "role")
    search_fields = tuple(f"organisation__{name}" for name in columns("name"))
    panels = (
        section(
            gettext_lazy("Who and in which role"),
            ChoicePanel(
                "organisation", add="organisation:add", right="organisations.change", under=NO_PARENT
            ),
            "role",
            ("programme", "residency"),
            FieldPanel("position", help_text=gettext_lazy("Smaller numbers come first.")),
        ),
    )


class MembershipViewSet(ScopedViewSet):
    """Who works in a programme. A role is given and taken away, never changed."""

    model = Membership
    url_prefix = "roles"
    icon = "group"
    menu_order = 140
    menu_label = gettext_lazy("Roles")
    form_base = MembershipForm
    parent_field = "programme"
    related = ("programme", "user")
    title_label = gettext_lazy("E-mail")
    list_display = ("user__email", "role", "programme")
    list_filter = ("programme", "role")
    search_fields = ("user__email",)
    searched_people = ("user__",)
    offers = frozenset({"add", "delete"})
    panels = (
        section(
            gettext_lazy("Who and in which role"),
            FieldPanel("programme"),
            FieldPanel("email"),
            FieldPanel(
                "role",
                help_text=lazy(_roles_in_words, str)(),
            ),
            FieldPanel("sees_needs"),
        ),
    )

    def save(self, form: Any, actor: User) -> Membership:
        data = form.cleaned_data
        return add_member(
            actor=actor,
            programme=data["programme"],
            email=data["email"],
            role=data["role"],
            sees_needs=data["sees_needs"],
        )

    def delete(self, row: Membership, actor: User) -> None:
        """Take the role away."""
        delete_membership(actor=actor, membership=row)

    def row_name(self, row: Membership) -> str:
        """The address and the role."""
        return f"{row.user.email} ({row.get_role_display()})"


def archive_link(row: Programme | Residency) -> Link:
    """The way into the archive, or out of it."""
    words = _("Take out of the archive") if row.archived_at else _("Put into the archive")
    return words, reverse("residencies_archive", args=[row._meta.model_name, row.pk]), "folder-inverse"


programmes = ProgrammeViewSet()
projects = FundingProjectViewSet()
calendar_dates = CalendarDateViewSet()
partners = PartnerViewSet()
roles = MembershipViewSet()

VIEWSETS = (
    programmes,
    projects,
    calendar_dates,
    partners,
    roles,
)
