"""Two programmes with everything in them: one where the roles are at home, one that is somebody else's."""

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import PurePosixPath
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.models import Collection, PageViewRestriction, Site, Task, Workflow

from certificates.models import Batch, Certificate
from certificates.services import issuing
from cohorts.admission.models import DayRequest
from cohorts.attendance.services.sheets import take_in_sheet
from cohorts.choices.models import ChoiceGroup
from cohorts.choices.services.settings import Settings, configure
from cohorts.learning.services import give_material
from cohorts.lists import services as lists
from cohorts.logistics.models import Run, VisitSite
from cohorts.logistics.papers import code_of
from cohorts.models import Participant
from cohorts.packs import services as packs
from cohorts.packs.models import Pack
from cohorts.replacing.models import Replacement
from cohorts.timetable.models import SessionFormat, TrackGroup
from cohorts.timetable.services import release_timetable
from courses.models import Trainer
from documents.keys import key_of
from documents.services import invitations
from documents.services.copies import take_in
from office.exports.services import begin_export, write_export
from office.middleware import is_wagtails
from office.models import ExportFile
from pages.models import ContentPage, HomePage, ResidencyPage
from pages.tree import prepare_tree
from people.models import User
from residencies.models import Membership, Theme, Venue
from residencies.services.roles import sync_admission
from tests.architecture.needs import need_everywhere
from tests.factories.admission import LateDoorFactory
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.factories.cohorts import (
    CohortFactory,
    DayFactory,
    OfferFactory,
    ParticipantFactory,
    PlaceFactory,
)
from tests.factories.courses import TrainerFactory, UnitFactory
from tests.factories.documents import draw
from tests.factories.lodging import NightFactory, bed
from tests.factories.logistics import RunFactory, VisitSiteFactory, captain_of, link_to
from tests.factories.messaging import LetterFactory
from tests.factories.needs import MealFactory
from tests.factories.people import AdministratorFactory, OrganisationFactory, UserFactory
from tests.factories.residencies import (
    CalendarDateFactory,
    FundingProjectFactory,
    MembershipFactory,
    PartnerFactory,
    PictureFactory,
    RoomFactory,
    VenueFactory,
    WayFactory,
    works_in_office,
)
from tests.factories.sheets import photograph, scan
from tests.factories.timetable import SessionFactory, SessionFormatFactory, TrackGroupFactory

ROLES = (
    "anyone",
    "signed in",
    "participant",
    "trainer",
    "viewer",
    "assistant",
    "manager",
    "administrator",
)


@dataclass
class Place:
    """A programme with a cohort, its people, a certificate, a material: one side of the world."""

    ended: EndedCohort
    trainer: User
    participant: User
    objects: dict[str, Any] = field(default_factory=dict)


def choice_of(parallel: TrackGroup, ended: EndedCohort) -> ChoiceGroup:
    """A group from which one chooses, with a session that asks nothing for a certificate, released."""
    networking = SessionFormatFactory(slug="networking", is_taught=False)
    session = SessionFactory(day=ended.day, track_group=parallel, format=networking)
    release_timetable(actor=ended.manager, cohort=ended.cohort, expected=1)
    settings = Settings(ChoiceGroup.Mode.FIRST_COME, capacities={session.pk: 9})
    made = configure(actor=ended.manager, group=parallel, settings=settings)
    assert made is not None
    return made


def make_place() -> Place:
    """Make one side of the world."""
    # A week ago: a coordinator's link to a paper ends a month after the days.
    ended = ended_cohort(on=timezone.localdate() - dt.timedelta(days=7))
    cohort, programme = ended.cohort, ended.cohort.residency.programme
    sync_admission(user=ended.manager)
    person = ended.add_person()
    trainer = UserFactory()
    profile = TrainerFactory(programme=programme, user=trainer)
    MembershipFactory(user=trainer, programme=programme, role=Membership.Role.TRAINER)
    session = ended.sessions[0]
    session.trainers.add(profile)
    venue = VenueFactory(programme=programme)
    publication = give_material(
        actor=trainer, session=session, title="Зразок", language="uk", link="https://materials.example/"
    )
    batch = issuing.start_batch(actor=ended.manager, cohort=cohort)
    issuing.issue_rows(batch)
    certificate = Certificate.objects.get(participant=person)
    application = person.application
    DayRequest.objects.create(application=application, day=ended.day, state=DayRequest.State.ACCEPTED)
    visit_site = make_visit(ended, person, profile, venue)
    parallel = TrackGroupFactory(cohort=cohort)
    choice = choice_of(parallel, ended)
    return Place(
        ended=ended,
        trainer=trainer,
        participant=person.user,
        objects={
            "cohort": cohort,
            "session": session,
            "publication": publication,
            "certificate": certificate,
            # Whose sheet can be looked at before it is issued.
            "ready": ended.add_person(),
            "batch": batch,
            **sent_paper(ended, person),
            "application": application,
            "token": person.user.calendar_token,
            "host": link_to(visit_site, by=ended.manager),
            "visit": visit_site.visit,
            "visit-site": visit_site,
            **make_bus(visit_site, person, ended.manager),
            "programme": programme,
            "residency": cohort.residency,
            "course": cohort.course,
            "day": ended.day,
            "venue": venue,
            "picture": PictureFactory(programme=programme),
            "room": RoomFactory(venue=venue),
            "way": WayFactory(from_venue=venue),
            "trainer": profile,
            "unit": UnitFactory(course=cohort.course),
            "parallel": parallel,
            "choice": choice,
            "role": Membership.objects.get(user=trainer),
            "project": FundingProjectFactory(programme=programme),
            "partner": PartnerFactory(programme=programme),
            "organisation": VenueFactory(programme=programme, host=OrganisationFactory()).host,
            "letter": LetterFactory(programme=programme),
            "design": ended.rule.design,
            "calendar-date": CalendarDateFactory(programme=programme),
            "export": written_export(ended),
            "pack": made_pack(ended),
            "meal": MealFactory(day=ended.day),
            "offer": OfferFactory(participant=person, pool__cohort=cohort),
            "late-door": LateDoorFactory(day=ended.day, opened_by=ended.manager),
            **make_nights(ended, person),
            **make_sheets(ended),
            "replacement": make_replacement(ended, person),
        },
    )


def make_replacement(ended: EndedCohort, person: Participant) -> Replacement:
    """The participant is named to come in the place of somebody; with the letter of an institution."""
    row = Replacement(
        leaver=ended.add_person(),
        name="Зразок",
        address=person.user.email,
        by_name="Зразок",
        by_institution="Зразкова рада",
        entered_by=ended.manager,
        letter_name="letter.pdf",
        letter_type="application/pdf",
    )
    row.letter.save("letter.pdf", SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter"), save=True)
    return row


def sent_paper(ended: EndedCohort, person: Participant) -> dict[str, Any]:
    """An invitation that was sent and drawn, with a signed copy of it."""
    document = invitations.send(actor=ended.manager, participant=person)
    draw(document)
    file = SimpleUploadedFile("copy.pdf", b"%PDF-1.7 copy")
    return {"document": document, "signed copy": take_in(actor=ended.manager, document=document, file=file)}


def written_export(ended: EndedCohort) -> ExportFile:
    """A workbook that the manager took out."""
    row = begin_export(
        actor=ended.manager,
        export="applications",
        subject=ended.cohort.pk,
        query="",
        columns=["name"],
        ending="xlsx",
        language="uk",
    )
    write_export(row.pk)
    row.refresh_from_db()
    return row


def made_pack(ended: EndedCohort) -> Pack:
    """Badges that the manager had made."""
    pack = packs.begin(actor=ended.manager, cohort=ended.cohort, pieces=["badges"], date=None)
    packs.make(pack.pk)
    pack.refresh_from_db()
    return pack


def make_visit(ended: EndedCohort, person: Participant, lead: Trainer, venue: Venue) -> VisitSite:
    """A visit that is to come, in another cohort of the programme: the first has ended, and links to it would have."""
    day = DayFactory(cohort=CohortFactory(residency=ended.cohort.residency))
    session = SessionFactory(day=day, trainers=[lead])
    PlaceFactory(pool=day.pool, participant=ParticipantFactory(cohort=day.cohort, user=person.user))
    site: VisitSite = VisitSiteFactory(visit__session=session, venue=venue)
    return site


def make_bus(site: VisitSite, person: Participant, by: User) -> dict[str, Any]:
    """A run of the visit's day in which the participant has a seat, and a captain's link to it."""
    day = site.visit.session.day
    run = RunFactory(day=day)
    rider = Participant.objects.get(cohort=day.cohort, user=person.user)
    PlaceFactory(pool=run.pool, participant=rider, to_call=2)
    return {
        "run": run,
        "stop": run.calls.first(),
        "carrier": run.vehicle.operator,
        "vehicle": run.vehicle,
        "captain": captain_of(run),
        **make_party_list(run, by),
        "travel": day.cohort,
    }


def make_party_list(run: Run, by: User) -> dict[str, Any]:
    """The list of the run's carrier, gone out as No. 1, and a link to it."""
    key = f"carrier:{run.vehicle.operator_id}"
    edition = lists.fix_list(actor=by, cohort=run.cohort, key=key, seen=0)
    token = lists.make_link(actor=by, cohort=run.cohort, key=key, send=False)
    return {"party-list": edition.party_list, "party": token}


def make_sheets(ended: EndedCohort) -> dict[str, Any]:
    """A signed sheet that is kept, and one whose pages are put in order."""
    day = {"actor": ended.manager, "day": ended.day, "session": None}
    kept, unkept = take_in_sheet(**day, files=[scan()]), take_in_sheet(**day, files=[photograph()])
    return {"kept sheet": kept, "sheet": unkept, "sheet page": unkept.photographs.get()}


def make_nights(ended: EndedCohort, person: Participant) -> dict[str, Any]:
    """A bed that the participant had on the night of the day."""
    night = NightFactory(cohort=ended.cohort, date=ended.day.date)
    bed(person, night, room=1)
    return {"sleeper": person, "hotel": night.room_type.hotel, "room-type": night.room_type}


@dataclass(frozen=True)
class Wagtails:
    """Rows of Wagtail's own and rows that all programmes share, as addresses name them."""

    parameters: dict[str, object]
    ids: dict[str, int]
    # Parameters that mean something else in some addresses.
    here: dict[str, dict[str, object]]


def make_wagtails() -> Wagtails:
    """Make a row of each kind; they belong to no programme."""
    prepare_tree()
    home = HomePage.objects.get(locale__language_code="uk")
    page = ContentPage.objects.get(slug="about", locale__language_code="uk")
    revision = page.save_revision()
    picture = io.BytesIO()
    Picture.new("RGB", (40, 30)).save(picture, "PNG")
    image = Image.objects.create(title="Лампа", file=ImageFile(picture, "lamp.png"))
    image.get_file_size()  # worked out once, when it is first asked for
    rendition = image.get_rendition("format-webp|width-20|upto-60")
    collection = Collection.get_first_root_node().add_child(name="Зразок")
    restriction = PageViewRestriction.objects.create(
        page=ContentPage.objects.get(slug="accessibility", locale__language_code="uk"), password="lamp"
    )
    workflow, task = Workflow.objects.get().pk, Task.objects.get().pk
    return Wagtails(
        parameters={
            "image_id": image.pk,
            "name": PurePosixPath(rendition.file.name).name,
            "page_id": page.pk,
            "page_pk": page.pk,
            "page_to_move_id": page.pk,
            "parent_page_id": home.pk,
            "destination_id": home.pk,
            "revision_id": revision.pk,
            "revision_id_a": revision.pk,
            "revision_id_b": page.save_revision().pk,
            "collection_id": collection.pk,
            "redirect_id": Redirect.objects.create(old_path="/old", redirect_page=page).pk,
            "page_view_restriction_id": restriction.pk,
            "workflow_pk": workflow,
            "task_id": task,
        },
        ids={
            "page": page.pk,
            "image": image.pk,
            "collection": collection.pk,
            "group": Group.objects.create(name="Зразок").pk,
            "locale": page.locale.pk,
            "site": Site.objects.get().pk,
            "workflow": workflow,
            "task": task,
            "account": UserFactory().pk,
            "user": UserFactory().pk,
            "format": SessionFormat.objects.get(slug="workshop").pk,
            "theme": Theme.objects.get(slug="medicine").pk,
            # There are none of these.
            "document": 1,
            "snippet": 1,
            "key": 1,
        },
        here={
            "/admin/bulk/": {"app_label": "wagtailcore", "model_name": "page"},
            "/admin/pages/create/": {"app_name": "pages", "app_label": "pages", "model_name": "contentpage"},
            "/admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
            "/admin/workflows/tasks/add/": {"app_label": "wagtailcore", "model_name": "groupapprovaltask"},
            "/convert_alias/": {"page_id": ResidencyPage.objects.exclude(alias_of=None)[0].pk},
        },
    )


def is_ours(address: str) -> bool:
    """Whether the address leads to a view of the project or of allauth, or nowhere."""
    try:
        return not is_wagtails(resolve(address.partition("?")[0]).func)
    except Resolver404:
        return True


@dataclass
class World:
    """Both sides, and who visits."""

    home: Place
    elsewhere: Place
    people: dict[str, User | None]
    wagtails: Wagtails

    def client(self, role: str) -> Client:
        """A browser of somebody in that role; an error is an answer, as in use."""
        client = Client(raise_request_exception=False)
        person = self.people[role]
        if person is not None:
            client.force_login(person)
        return client

    @contextmanager
    def undone(self, client: Client) -> Iterator[None]:
        """Whatever a visit does is taken back, signing out too."""
        cookies = SimpleCookie(client.cookies.output(header="", sep="; "))
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        client.cookies = cookies

    def address(self, route: str, *, own: bool) -> str:
        """The address of a route with the objects of one side of the world."""
        side = self.home if own else self.elsewhere
        return re.sub(r"<(\w+)>", lambda found: self._value(side, route, found.group(1)), route).replace(
            "\\", ""
        )

    def _value(self, side: Place, route: str, name: str) -> str:
        things = side.objects
        if name == "public_id":
            return str(things[_kind(route)].public_id)
        if name == "pk":
            return str(self._pk(side, route))
        if name == "name":
            return str(
                next(
                    (value for part, value in _NAMES.items() if part in route),
                    self.wagtails.parameters["name"],
                )
            )
        of_links = {"/host/": "host", "/party/": "party", "/captain/": "captain"}
        if name == "token" and (link := next((kind for part, kind in of_links.items() if part in route), "")):
            return str(things[link])
        if name == "code" and "/party-lists/" in route:
            return str(things["party-list"].paper_code)
        if name in {"code", "number"} and "/lists/" in route:
            return code_of(things["run"]) if name == "code" else "1"
        if name == "slug" and "/my/travel/" in route:
            return str(things["travel"].slug)
        known = {
            **_ELSE,
            **self.wagtails.parameters,
            **next((values for part, values in self.wagtails.here.items() if part in route), {}),
            "key": key_of(things["document"]) if "/papers/" in route else _ELSE["key"],
            "slug": things["cohort"].slug,
            "object_id": things["venue"].pk,
            "number": "1",
            "code": things["document" if "/check/" in route else "certificate"].code,
            "token": things["token"],
            "participant": things["ready"].public_id,
            "copy": things["signed copy"].public_id,
            **({"page_pk": things["sheet page"].pk} if "/signed-sheets/" in route else {}),
            "pool_pk": things["day"].pool_id,
            "door_pk": things["late-door"].pk,
            "row_pk": things["replacement"].pk,
            "hotel_pk": things["hotel"].pk,
            "kind_pk": things["room-type"].pk,
            "choice": things["choice"].public_id,
            "date": side.ended.day.date.isoformat(),
        }
        return str(known.get(name, "1"))

    def _pk(self, side: Place, route: str) -> int:
        """The id of the row that the last word before `<pk>` names."""
        for part in reversed(route.partition("<pk>")[0].strip("/").split("/")):
            kind = _SINGULAR.get(part, part.removesuffix("s"))
            if kind in side.objects:
                return int(side.objects[kind].pk)
            if kind in self.wagtails.ids:
                return self.wagtails.ids[kind]
        raise AssertionError(f"tests/architecture/world.py does not know what <pk> of {route} names")


_SINGULAR = {"residencies": "residency", "archive": "residency", "exports": "cohort"}

# What `<name>` stands for in our own addresses.
_NAMES = {
    "/exports/": "applications",
    "/papers/people/": "attest",
    "/cohorts/": "cancel",
    "/sessions/": "cancel",
    "/visit-sites/": "accept",
}

# Parameters that name a kind and no row.
_ELSE = {
    "app_name": "residencies",
    "app_label": "residencies",
    "model_name": "venue",
    "content_type_app_name": "pages",
    "content_type_model_name": "contentpage",
    "action": "delete",
    "action_name": "publish",
    "kind": "residency",
    "uidb36": "1",
    "key": "x",
    "uidb64": "MQ",
    "filter_spec": "width-100",
    "step": "days",
    "page": "",
}


def _kind(route: str) -> str:
    """Which thing a `public_id` in a route names."""
    for part, kind in (
        ("/lodging/people/", "sleeper"),
        ("/replacements/people/", "ready"),
        ("/my/replacements/", "replacement"),
        ("/applications/", "application"),
        ("/my/offers/", "offer"),
        ("/papers/", "document"),
        ("/signed-sheets/<public_id>/file/", "kept sheet"),
        ("/signed-sheets/", "sheet"),
        ("/my/certificates/", "certificate"),
        ("/admin/certificates/", "certificate"),
        ("/admin/exports/", "export"),
        ("/admin/packs/", "pack"),
        ("/admin/batches/", "batch"),
        ("/my/visits/", "visit"),
        ("/my/materials/", "publication"),
        ("/materials/", "publication"),
        ("/my/sessions/", "session"),
    ):
        if part in route:
            return kind
    raise AssertionError(f"tests/architecture/world.py does not know what <public_id> of {route} names")


def make_world() -> World:
    """Make both sides and everybody who visits."""
    SessionFormat.objects.get_or_create(slug="workshop", defaults={"name_uk": "майстерня"})
    home, elsewhere = make_place(), make_place()
    programme = home.ended.cohort.residency.programme
    viewer = works_in_office(programme, role=Membership.Role.VIEWER)
    assistant = works_in_office(programme, role=Membership.Role.ASSISTANT)
    Authenticator.objects.create(
        user=home.ended.manager, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    people: dict[str, User | None] = {
        "anyone": None,
        "signed in": UserFactory(),
        "participant": home.participant,
        "trainer": home.trainer,
        "viewer": viewer,
        "assistant": assistant,
        "manager": home.ended.manager,
        "administrator": AdministratorFactory(),
    }
    for user in people.values():
        if user is not None:
            user.refresh_from_db()
    assert Batch.objects.exists()
    need_everywhere(programme, home.participant)
    return World(home=home, elsewhere=elsewhere, people=people, wagtails=make_wagtails())
