"""Lists and forms of sessions, of parallel sessions, and of formats."""

from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column

from cohorts.models import Cohort
from cohorts.screens.base import overview_url, way_to
from cohorts.timetable import services
from cohorts.timetable.forms import SessionForm
from cohorts.timetable.models import Session, SessionFormat, TrackGroup
from office.choices import ChoicePanel
from office.forms import LanguagesPanel, section, time_input
from office.listing import YesNoColumn, columns
from office.scope import Link
from office.screens import confirm
from office.viewsets import ScopedViewSet
from people.models import User
from people.signed_in import signed_in_user


def _asked(request: HttpRequest, name: str, rows: Any) -> Any:
    """The one of these rows whose id the address gives by that name; none for anything else."""
    wanted = request.GET.get(name, "")
    return rows.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) <= 18 else None


def day_url(session: Session) -> str:
    """The sessions of its day, on the cohort's page."""
    return f"{overview_url(session.day.cohort_id)}#day-{session.day_id}"


class SessionViewSet(ScopedViewSet):
    """Sessions of the working copy. People see them with the next release."""

    model = Session
    url_prefix = "sessions"
    icon = "time"
    menu_hook = None
    form_base = SessionForm
    parent_field = "cohort"
    needs_parent = True
    related = ("day__cohort__residency", "format")
    list_display = ("title", Column("day"), "starts", "ends", "format", "state")
    search_fields = columns("title")
    panels = (
        section(
            gettext_lazy("When"),
            FieldPanel("day"),
            FieldRowPanel(
                [
                    FieldPanel("starts", widget=time_input()),
                    FieldPanel(
                        "ends",
                        widget=time_input(),
                        help_text=gettext_lazy(
                            "An end that is earlier than the beginning is on the next day."
                        ),
                    ),
                ]
            ),
            FieldPanel(
                "track_group",
                help_text=gettext_lazy(
                    "Choose a group if people attend one of several sessions at this time."
                ),
            ),
            help_text=gettext_lazy(
                "Hours on the clock of the place. People see changes with the next release."
            ),
        ),
        section(
            gettext_lazy("What"),
            LanguagesPanel("title"),
            LanguagesPanel("summary"),
            "format",
            ChoicePanel("unit", add="unit:add", right="courses.change", under=("course", "course_id")),
            FieldPanel(
                "is_required",
                help_text=gettext_lazy(
                    "Nobody gets a certificate for this day without having been at this session."
                ),
            ),
            "is_sample",
        ),
        section(
            gettext_lazy("Where"),
            ChoicePanel("venue", add="venue:add", right="venues.change"),
            "room",
            help_text=gettext_lazy(
                "A room names its venue by itself; a site without rooms is chosen as a venue."
            ),
        ),
        section(
            gettext_lazy("Who"),
            ChoicePanel(
                "trainers", add="trainer:add", right="trainers.change", widget=CheckboxSelectMultiple
            ),
            ChoicePanel(
                "hosts",
                add="partner:add",
                right="programmes.change",
                widget=CheckboxSelectMultiple,
                help_text=gettext_lazy("Organisations of the programme: partners and hosts of its venues."),
            ),
        ),
    )

    def parents_for(self, user: Any) -> QuerySet[Any]:
        """Sessions are made under a cohort."""
        return Cohort.objects.visible_to(user, "timetable.change").select_related(
            "residency__programme", "course"
        )

    def parent_of_row(self, row: Session) -> Cohort:
        """The cohort of its day."""
        return row.day.cohort

    def new_row(self, parent: Any) -> Session:
        """A session that has no day yet."""
        return Session()

    def initial(self, request: HttpRequest, parent: Any) -> dict[str, Any]:
        """The day from whose table one came; beside parallel sessions, what they have in common."""
        if parent is None:
            return {}
        day = _asked(request, "day", parent.days)
        group = _asked(request, "group", parent.track_groups)
        if group is None:
            return {"day": day.pk} if day else {}
        like = group.sessions.order_by("-pk").first()
        if like is None:
            return {"track_group": group.pk, "day": parent.days.order_by("date").first()}
        alike = {"day": like.day_id, "format": like.format_id, "starts": like.starts, "ends": like.ends}
        return {"track_group": group.pk, **alike}

    def save(self, form: Any, actor: User) -> Session:
        """Save the session with its trainers and hosts."""
        return services.save_session(
            actor=actor,
            session=form.save(commit=False),
            trainers=form.cleaned_data["trainers"],
            hosts=form.cleaned_data["hosts"],
        )

    def delete(self, row: Session, actor: User) -> None:
        """Delete a session that nobody has seen."""
        services.delete_session(actor=actor, session=row)

    def parents_url(self) -> str:
        return reverse("cohort:index")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the cohort's page."""
        return way_to(parent) if parent is not None else []

    def links(self, row: Session) -> list[Link]:
        """To cancelling it, or bringing it back; in a cancelled cohort sessions stay as they are."""
        if row.day.cohort.state == Cohort.State.CANCELLED:
            return []
        if row.state == Session.State.CANCELLED:
            return [(_("Bring it back"), reverse("timetable_session", args=[row.pk, "restore"]), "rotate")]
        return [(_("Cancel it"), reverse("timetable_session", args=[row.pk, "cancel"]), "circle-xmark")]

    def success_message(self, row: Session) -> str:
        """Say that people do not see it yet."""
        return _("Saved: %(row)s. People see it with the next release.") % {"row": row}

    def kept_for_another(self, row: Session) -> dict[str, Any]:
        """The day; beside parallel sessions, their group."""
        return {"day": row.day_id, **({"group": row.track_group_id} if row.track_group_id else {})}

    def url_after(self, row: Session) -> str:
        """The day's sessions on the cohort's page."""
        return day_url(row)


class TrackGroupViewSet(ScopedViewSet):
    """Parallel sessions, of which a participant attends one."""

    model = TrackGroup
    url_prefix = "parallel"
    icon = "list-ul"
    menu_hook = None
    service = staticmethod(services.save_track_group)
    service_argument = "track_group"
    parent_field = "cohort"
    needs_parent = True
    related = ("cohort__residency",)
    list_display = ("title", "cohort")
    list_filter = ("cohort",)
    search_fields = columns("title")
    panels = (
        section(
            gettext_lazy("Parallel sessions"),
            LanguagesPanel("title"),
            help_text=gettext_lazy(
                "Give the group a title, for example “Field visits”, then choose it in each of its sessions."
            ),
        ),
    )

    def parents_url(self) -> str:
        return reverse("cohort:index")

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the cohort's page."""
        return way_to(parent) if parent is not None else []

    def delete(self, row: TrackGroup, actor: User) -> None:
        """Delete a group at whose sessions nobody was."""
        services.delete_track_group(actor=actor, track_group=row)

    def url_after(self, row: TrackGroup) -> str:
        """The cohort's page."""
        return overview_url(row.cohort_id)


class SessionFormatViewSet(ScopedViewSet):
    """Formats of sessions, shared by all programmes."""

    model = SessionFormat
    url_prefix = "formats"
    icon = "form"
    menu_order = 910
    for_administrators = True
    service = staticmethod(services.save_format)
    service_argument = "session_format"
    list_display = ("name", "slug", YesNoColumn("is_taught", label=gettext_lazy("Counts as training")))
    search_fields = (*columns("name"), "slug")
    panels = (section(gettext_lazy("Format"), LanguagesPanel("name"), "slug", "is_taught"),)


def session_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Cancel a session of the working copy, or bring it back: asked about first."""
    rows = Session.objects.visible_to(request.user, "timetable.change").select_related(
        "day__cohort__residency"
    )
    session = get_object_or_404(rows, pk=pk)
    url = day_url(session)
    if name == "cancel":
        return confirm(
            request,
            title=_("Cancel the session"),
            subtitle=str(session),
            question=_(
                "People hear of it with the next release; their calendars take it away. You can bring it back."
            ),
            button=_("Cancel the session"),
            act=lambda: services.cancel_session(actor=signed_in_user(request), session=session),
            done=_("Cancelled: %(row)s. People hear of it with the next release.") % {"row": session},
            url=url,
            icon="circle-xmark",
            is_serious=True,
            way=way_to(session.day.cohort),
        )
    if name == "restore":
        return confirm(
            request,
            title=_("Bring the session back"),
            subtitle=str(session),
            question=_("It stands in the timetable again with the next release."),
            button=_("Bring the session back"),
            act=lambda: services.restore_session(actor=signed_in_user(request), session=session),
            done=_("Back in the working copy: %(row)s.") % {"row": session},
            url=url,
            icon="rotate",
            way=way_to(session.day.cohort),
        )
    raise Http404


sessions = SessionViewSet()
track_groups = TrackGroupViewSet()
formats = SessionFormatViewSet()

VIEWSETS = (sessions, track_groups, formats)
