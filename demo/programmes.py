"""Carries a programme with everything undated below it into rows, as its manager would."""

from dataclasses import dataclass, field
from pathlib import Path

from certificates.models import Design
from certificates.services.rules_and_designs import save_design
from courses.models import Course, Trainer, Unit
from courses.services import save_course, save_trainer, save_unit
from foundation.words.translated import LANGUAGES
from pages.services import save_residency
from people.models import Organisation, User
from residencies.models import FundingProject, Partner, Programme, Residency, Room, Theme, Venue
from residencies.services.programmes import save_partner, save_plain, save_programme

from .content import shapes

PAGES = Path(__file__).parent / "content" / "pages"


@dataclass
class Rows:
    """The rows of one programme, by the keys of its content."""

    manager: User
    programme: Programme
    organisations: dict[str, Organisation] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    trainers: dict[str, Trainer] = field(default_factory=dict)
    residencies: dict[str, Residency] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    project: FundingProject | None = None
    design: Design | None = None


def make_programme(content: shapes.Programme, people: dict[str, User]) -> Rows:
    """Everything of a programme that has no date. Side effects: those of the services."""
    manager = people[content.manager]
    organisations = {
        key: save_plain(actor=manager, row=_organisation(each)) for key, each in content.organisations.items()
    }
    programme = save_programme(
        actor=manager,
        programme=Programme(
            slug=content.slug,
            organiser=organisations[content.organiser],
            contact_email=content.contact_email,
            contact_phone=content.contact_phone,
            time_zone=content.time_zone,
            is_public=True,
            **content.name.columns("name"),
            **content.summary.columns("summary"),
        ),
    )
    rows = Rows(manager=manager, programme=programme, organisations=organisations)
    rows.project = _make_project(rows, content.project)
    _make_venues(rows, content)
    _make_trainers(rows, content, people)
    for residency in content.residencies:
        _make_residency(rows, residency)
    _make_partners(rows, content)
    if content.design:
        rows.design = _make_design(rows, content.design)
    return rows


def _organisation(content: shapes.Organisation) -> Organisation:
    return Organisation(
        kind=content.kind,
        country=content.country,
        website=content.website,
        **content.name.columns("name"),
        **content.short.columns("short_name"),
    )


def _make_project(rows: Rows, content: shapes.Project) -> FundingProject:
    project = FundingProject(
        programme=rows.programme, **content.title.columns("title"), **content.sentence.columns("sentence")
    )
    return save_plain(actor=rows.manager, row=project)


def _make_venues(rows: Rows, content: shapes.Programme) -> None:
    for key, each in content.venues.items():
        venue = Venue(
            programme=rows.programme,
            host=rows.organisations.get(each.host),
            is_host_site=each.is_host_site,
            contact=each.contact,
            **each.name.columns("name"),
            **each.town.columns("town"),
            **each.address.columns("address"),
            **each.entry.columns("entry_rules"),
            **each.shelter.columns("shelter"),
            **each.dossier.columns(),
        )
        rows.venues[key] = save_plain(actor=rows.manager, row=venue)
        for name, room in each.rooms.items():
            row = Room(venue=venue, capacity=room.seats, **room.name.columns("name"))
            rows.rooms[f"{key}/{name}"] = save_plain(actor=rows.manager, row=row)


def _make_trainers(rows: Rows, content: shapes.Programme, people: dict[str, User]) -> None:
    for key, each in content.trainers.items():
        trainer = Trainer(
            programme=rows.programme,
            user=people.get(each.account),
            organisation=rows.organisations.get(each.organisation),
            **each.name.columns("name"),
            **each.role.columns("role"),
            **each.about.columns("about"),
        )
        rows.trainers[key] = save_trainer(actor=rows.manager, trainer=trainer)


def _make_residency(rows: Rows, content: shapes.Residency) -> None:
    residency = save_residency(
        actor=rows.manager,
        residency=Residency(
            programme=rows.programme,
            theme=Theme.objects.get(slug=content.theme),
            slug=content.slug,
            is_public=True,
            **content.name.columns("name"),
            **content.summary.columns("summary"),
            **content.audience.columns("audience"),
        ),
        texts=_page_texts(content.slug),
    )
    rows.residencies[content.slug] = residency
    _make_course(rows, residency, content.course)


def _page_texts(slug: str) -> dict[str, str]:
    """The text of a residency's page in each language; the files begin with its title, which the row has."""
    files = {language: PAGES / f"{slug}.{language}.txt" for language in LANGUAGES}
    return {
        language: file.read_text(encoding="utf-8").partition("\n")[2].strip()
        for language, file in files.items()
    }


def _make_course(rows: Rows, residency: Residency, content: shapes.Course) -> None:
    course = save_course(
        actor=rows.manager,
        course=Course(
            residency=residency,
            hours=content.hours,
            ects=content.ects,
            **content.title.columns("title"),
            **content.outcomes.columns("outcomes"),
            **content.approved_by.columns("approved_by"),
        ),
    )
    rows.courses[residency.slug] = course
    for position, (key, title) in enumerate(content.units.items(), start=1):
        unit = Unit(course=course, position=position, **title.columns("title"))
        rows.units[residency.slug, key] = save_unit(actor=rows.manager, unit=unit)


def _make_partners(rows: Rows, content: shapes.Programme) -> None:
    for position, each in enumerate(content.partners, start=1):
        partner = Partner(
            programme=rows.programme,
            residency=rows.residencies[each.residency] if each.residency else None,
            organisation=rows.organisations[each.organisation],
            role=each.role,
            position=position,
        )
        save_partner(actor=rows.manager, partner=partner)


def _make_design(rows: Rows, content: shapes.Design) -> Design:
    design = Design(
        programme=rows.programme,
        name=getattr(content.name, content.language),
        kind=content.kind,
        language=content.language,
        issuer=rows.organisations[content.issuer],
        **{
            f"legal_basis_{content.language}": content.legal_basis,
            f"signatories_{content.language}": content.signatories,
        },
    )
    return save_design(actor=rows.manager, design=design)
