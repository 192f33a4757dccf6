"""One cohort, from the manager's first form to a checked certificate, in the browser and in the order of things.

The steps are those of a programme's life; each function is one of them. What a step has made, the next one finds.
"""

import datetime as dt
import io
import re
import subprocess
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import icalendar
import pikepdf
import pytest
import time_machine
from django.core import mail
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from certificates.models import Certificate
from certificates.services import keys
from cohorts.admission.models import Application as ApplicationRow
from cohorts.models import Cohort
from cohorts.timetable.models import Session, SessionFormat
from messaging.models import Letter
from people.models import Organisation, User
from residencies.models import Programme
from residencies.services.roles import sync_admission
from tests.factories.admission import sent_for
from tests.factories.people import CommunityFactory, UserFactory
from tests.factories.residencies import MembershipFactory, ProgrammeFactory, VenueFactory
from tests.letters import letters
from tests.tools import need

from .applicant import Application, lamp, sign_in_by_code, sign_up
from .conftest import PHONE, Site
from .office import Office, in_languages

TODAY = timezone.localdate()
FIRST, SECOND = TODAY + dt.timedelta(days=40), TODAY + dt.timedelta(days=41)
LAST_EVENING = dt.datetime.combine(SECOND, dt.time(18), dt.UTC)
DEADLINE = f"{TODAY + dt.timedelta(days=30)}T18:00"
SLUG = "slova-demo"
ADDRESS = "вул. Вигадана, 7"
WORKSHOP, VISIT = "Майстерня: слова, які чують", "Виїзд до центру послуг"
DISCUSSION, EVENING = "Публічне обговорення", "Вечірня прогулянка"
OLENA = "olena@demo.example"


@dataclass
class Story:
    """Who takes part, and what the steps have made."""

    site: Site
    manager: User
    trainer: User
    stranger: User
    office: Office
    olena: Page | None = None
    material: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def cohort(self) -> Cohort:
        """The cohort that the manager made."""
        return Cohort.objects.get(slug=SLUG)

    def session(self, title: str) -> Session:
        """A session by its title."""
        return Session.objects.get(title_uk=title)

    def letters_to(self, address: str) -> list[Letter]:
        """What was written to somebody, the oldest first."""
        return letters(address=address, is_private=False)


@pytest.fixture
def story(site: Site) -> Story:
    """A manager who runs another programme already, on a site that knows themes, formats and communities."""
    somebody_elses = ProgrammeFactory(name_uk="Чужа програма")
    VenueFactory(programme=somebody_elses, name_uk="Чуже приміщення")
    manager = UserFactory()
    MembershipFactory(user=manager, programme__name_uk="Попередня програма")
    sync_admission(user=manager)
    office = Office(site.sign_in(manager, to="/admin/"))
    return Story(site, manager, UserFactory(), UserFactory(), office)


def test_a_cohort_goes_from_an_empty_form_to_a_checked_certificate(story: Story, tmp_path: Path) -> None:
    the_manager_makes_a_programme_and_what_is_taught(story)
    the_manager_makes_a_cohort_of_two_days(story)
    the_manager_plans_four_sessions_and_releases_them(story)
    one_session_moves_and_another_is_cancelled_by_a_second_release(story)
    the_manager_publishes_the_cohort(story)
    a_visitor_reads_it_and_takes_the_calendar(story)
    an_applicant_signs_up_saves_a_draft_and_comes_back_to_send_it(story)
    the_applicant_changes_the_answers(story)
    the_manager_decides_day_by_day(story)
    a_trainer_gives_a_file_that_only_accepted_people_open(story)
    nobody_is_marked_before_the_day(story)
    with time_machine.travel(LAST_EVENING):
        everybody_comes_back(story)
        presence_is_marked(story)
        the_manager_sees_who_gets_a_certificate_and_why_not(story)
        a_batch_is_issued_and_taken_as_one_archive(story)
        the_participant_takes_the_certificate(story, tmp_path)
        anybody_checks_it(story)
        one_certificate_is_revoked_and_one_replaced(story)


# ---------------------------------------------------------------- what the manager makes
def the_manager_makes_a_programme_and_what_is_taught(story: Story) -> None:
    office = story.office
    office.make(
        "organisations/new/", **in_languages("name", "Інститут слова (зразок)", "Institute"), country="UA"
    )
    office.make(
        "programmes/new/",
        **in_languages("name", "Слово громаді", "A word to the community", "Słowo dla gminy"),
        organiser="Інститут слова",
        slug="slovo-demo",
        is_public=True,
    )
    office.make(
        "residencies/new/",
        programme="Слово громаді",
        theme="Комунікація",
        **in_languages("name", "Мова, яку чують", "Words that are heard", "Słowa, które słychać"),
        **in_languages("summary", "Два дні про те, як говорити з людьми.", "Two days on talking to people."),
        slug="mova-demo",
        is_public=True,
    )
    office.make("partners/new/", organisation="Інститут слова", role="organiser", programme="Слово громаді")
    office.make(
        "courses/new/",
        residency="Мова, яку чують",
        **in_languages("title", "Комунікація громади", "Community communication"),
        **in_languages("outcomes", "Пише оголошення, яке дочитують"),
        hours="12",
        ects="0.4",
    )
    office.follow("/admin/courses/edit/")
    office.follow("/admin/units/")
    office.follow("/admin/units/new/")
    office.give(**in_languages("title", "Слово"), minutes="90", course="Комунікація громади")
    office.send_with_success()
    office.make(
        "venues/new/",
        programme="Слово громаді",
        **in_languages("name", "Будинок слова", "House of words"),
        **in_languages("town", "Бровари", "Brovary", "Browary"),
        address_uk=ADDRESS,
        contact="Черговий, +380 00 000 00 07",
        shelter_uk="Підвал, 60 місць",
    )
    office.follow("/admin/venues/edit/")
    office.follow("/admin/rooms/")
    office.follow("/admin/rooms/new/")
    office.give(**in_languages("name", "Синя зала"), capacity="30", venue="Будинок слова")
    office.send_with_success()
    office.make(
        "trainers/new/",
        programme="Слово громаді",
        **in_languages("name", "Ірина Зразкова"),
        email=story.trainer.email,
    )
    nothing_of_others_is_there(story)


def nothing_of_others_is_there(story: Story) -> None:
    office, foreign = story.office, Programme.objects.get(name_uk="Чужа програма")
    office.open("programmes/")
    office.reads("Слово громаді")
    expect(office.main).not_to_contain_text("Чужа програма")
    assert office.page.request.get(f"/admin/programmes/edit/{foreign.pk}/").status == 404
    office.open("venues/new/")
    assert "Чужа програма" not in office.main.locator("select[name=programme]").inner_text()


def the_manager_makes_a_cohort_of_two_days(story: Story) -> None:
    office = story.office
    office.open("cohorts/")
    office.follow("/admin/cohorts/new/") if office.main.locator(
        "a[href*='/admin/cohorts/new/']"
    ).count() else None
    office.open("cohorts/new/")
    office.give(
        course="Комунікація громади",
        **in_languages("town", "Бровари", "Brovary", "Browary"),
        venue="Будинок слова",
        slug=SLUG,
        **in_languages("cost", "Безкоштовно", "Free"),
        **in_languages("notes", "Збираємося біля входу о 9:45."),
    )
    office.send_with_success()
    for date, title in ((FIRST, "Слова"), (SECOND, "Люди")):
        office.follow("/admin/days/new/")
        office.give(date=date, **in_languages("title", title), capacity="20", deadline=DEADLINE, hours="6")
        office.send_with_success()
    assert list(story.cohort.days.values_list("date", flat=True)) == [FIRST, SECOND]


def the_manager_plans_four_sessions_and_releases_them(story: Story) -> None:
    taught, evening = (str(SessionFormat.objects.get(slug=slug).pk) for slug in ("workshop", "networking"))
    plan = (
        (0, WORKSHOP, "10:00", "11:30", {"format": taught, "is_required": True, "room": "Синя зала"}),
        (0, VISIT, "12:00", "13:30", {"format": taught, "venue": "Будинок слова"}),
        (1, DISCUSSION, "10:00", "11:30", {"format": taught, "trainers": ["Ірина Зразкова"]}),
        (1, EVENING, "18:00", "19:00", {"format": evening}),
    )
    office = story.office
    days = list(story.cohort.days.all())
    for number, title, starts, ends, more in plan:
        office.follow(f"/admin/sessions/new/?cohort={story.cohort.pk}&day={days[number].pk}")
        office.give(**in_languages("title", title), starts=starts, ends=ends, **more)
        if title == WORKSHOP:
            office.give(trainers=["Ірина Зразкова"], unit="Слово")
        office.send_with_success()
    office.follow(f"/admin/cohorts/{story.cohort.pk}/release/")
    office.reads(WORKSHOP)
    office.send_with_success()


def one_session_moves_and_another_is_cancelled_by_a_second_release(story: Story) -> None:
    office = story.office
    visit, evening = story.session(VISIT), story.session(EVENING)
    office.follow(f"/admin/sessions/edit/{visit.pk}/")
    office.give(starts="14:00", ends="15:30")
    office.send_with_success()
    office.follow(f"/admin/sessions/{evening.pk}/step/cancel/")
    office.send_with_success()
    office.follow(f"/admin/cohorts/{story.cohort.pk}/release/")
    office.reads("14:00–15:30")
    office.reads(EVENING)
    office.give(**in_languages("note", "Виїзд пізніше, прогулянки не буде.", "The visit is later; no walk."))
    office.send_with_success()
    office.follow(f"/admin/cohorts/{story.cohort.pk}/releases/")
    expect(office.main.locator("tbody tr")).to_have_count(2)


def the_manager_publishes_the_cohort(story: Story) -> None:
    office = story.office
    assert office.page.request.get(f"/uk/cohorts/{SLUG}/").status == 404
    office.open(f"cohorts/overview/{story.cohort.pk}/")
    office.page.locator(f"a[href*='/admin/cohorts/{story.cohort.pk}/step/publish/']").first.click()
    office.send_with_success()


# ---------------------------------------------------------------- what a visitor sees
def a_visitor_reads_it_and_takes_the_calendar(story: Story) -> None:
    page = story.site.open("/uk/", size=PHONE)
    page.locator("main a[href='/uk/residencies/mova-demo/']").first.click()
    expect(page.locator("h1")).to_have_text("Мова, яку чують")
    page.locator(f"main a[href*='/uk/cohorts/{SLUG}/']").first.click()
    expect(page.locator("main")).to_contain_text("Бровари")
    page.locator(f"main a[href='/uk/cohorts/{SLUG}/programme/']").first.click()
    expect(page.locator("main")).to_contain_text(VISIT)
    expect(page.locator(".timetable-session--cancelled")).to_contain_text(EVENING)
    expect(page.locator("main")).to_contain_text("прогулянки не буде")
    expect(story.site.open(f"/en/cohorts/{SLUG}/programme/").locator("main")).to_contain_text("no walk")
    calendar = page.request.get(f"/cohorts/{SLUG}/programme.ics")
    events = {
        str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(calendar.body()).walk("VEVENT")
    }
    evening = next(event for title, event in events.items() if EVENING in title)
    visit = next(event for title, event in events.items() if VISIT in title)
    assert (str(evening["STATUS"]), evening["SEQUENCE"]) == ("CANCELLED", 1)
    assert visit["SEQUENCE"] == 1 and visit.decoded("DTSTART").hour == 14
    again = page.request.get(
        f"/cohorts/{SLUG}/programme.ics", headers={"If-None-Match": calendar.headers["etag"]}
    )
    assert again.status == 304
    for path in (f"/uk/cohorts/{SLUG}/", f"/uk/cohorts/{SLUG}/programme/", f"/cohorts/{SLUG}/programme.ics"):
        text = page.request.get(path).text()
        assert "Вигадана" not in text and "000 00 07" not in text, path


# ---------------------------------------------------------------- applying
def an_applicant_signs_up_saves_a_draft_and_comes_back_to_send_it(story: Story) -> None:
    page = story.site.open(f"/uk/cohorts/{SLUG}/", size=PHONE)
    lamp(page)
    sign_up(page, email=OLENA, given="Олена", family="Прикладна")
    form = Application(page)
    form.say_who(patronymic="Іванівна")
    # An apostrophe left out, small letters: the register forgives both.
    form.say_where_from("камянец", "Кам’янець-Подільська")
    form.press("later")
    page.wait_for_url("**/uk/my/")
    page.context.clear_cookies()

    page = story.olena = story.site.open(f"/uk/cohorts/{SLUG}/apply/", size=PHONE)
    sign_in_by_code(page, OLENA)
    form = Application(page)
    form.choose_days(0, 1)
    page.fill("textarea[name=motivation]", "Щоб оголошення ради дочитували до кінця.")
    form.press("next")
    page.wait_for_url("**/check/")
    expect(page.locator("main")).to_contain_text("Кам’янець-Подільська")
    expect(page.locator("main")).to_contain_text("Прикладна Олена Іванівна")
    lamp(page)
    page.wait_for_url("**/receipt/")
    row = ApplicationRow.objects.get(participant__user__email=OLENA)
    expect(page.locator("main")).to_contain_text(row.receipt)
    assert row.receipt in story.letters_to(OLENA)[-1].subject
    assert any(row.receipt in letter.subject for letter in mail.outbox)


def the_applicant_changes_the_answers(story: Story) -> None:
    page = story.olena
    assert page is not None
    row = ApplicationRow.objects.get(participant__user__email=OLENA)
    page.goto("/uk/my/")
    page.locator(f"main a[href='/uk/my/applications/{row.public_id}/']").first.click()
    page.locator("main a[href$='/change/community/']").click()
    page.fill("input[name=position]", "начальниця відділу")
    Application(page).press("next")
    page.wait_for_url(f"**/my/applications/{row.public_id}/")
    expect(page.locator("main")).to_contain_text("начальниця відділу")
    assert story.letters_to(OLENA)[-1].kind == "application_changed"


def the_manager_decides_day_by_day(story: Story) -> None:
    """Two others have applied as well: one reads Polish, one will miss the required session."""
    community = CommunityFactory()
    days = list(story.cohort.days.all())
    for email, family, language in (
        ("marek@demo.example", "Przykładowy", "pl"),
        ("taras@demo.example", "Відсутній", "uk"),
    ):
        user = UserFactory(email=email, given_name="Марек", family_name=family, language=language)
        sent_for(*days, user=user, community=community)
    decide(story, 0, ("Прикладна", "Przykładowy", "Відсутній"), "accept", "")
    decide(story, 1, ("Прикладна",), "decline", "Другий день для тих, хто веде соціальні мережі.")
    decide(story, 1, ("Przykładowy",), "accept", "Do zobaczenia!")
    assert story.letters_to(OLENA)[-1].kind == "application_changed"
    send_decisions(story)
    accepted, declined = story.letters_to(OLENA)[-2:]
    assert (accepted.kind, declined.kind) == ("day_accepted", "day_declined")
    assert "Другий день для тих" in declined.text
    polish = story.letters_to("marek@demo.example")[-1]
    with translation.override("pl"):
        assert date_format(SECOND, "j E") in polish.text
    assert polish.language == "pl" and 'lang="pl"' in polish.html and "Do zobaczenia!" in polish.text
    assert [letter.subject for letter in mail.outbox].count(polish.subject) >= 1
    page = story.olena
    assert page is not None
    page.reload()
    expect(page.locator("main")).to_contain_text("Другий день для тих")


def decide(story: Story, day: int, names: tuple[str, ...], decision: str, reason: str) -> None:
    """Choose people in the list and decide; nothing goes out yet."""
    office = story.office
    office.open(f"cohorts/overview/{story.cohort.pk}/")
    office.follow(f"/admin/cohorts/{story.cohort.pk}/applications/")
    for name in names:
        office.row(name).locator("input[name=application]").check()
    office.main.locator("select#decide-day").select_option(index=day + 1)  # after “every day”
    office.main.locator("#decide textarea[name=reason]").fill(reason)
    office.main.locator(f"button[name=decision][value={decision}]").click()
    expect(office.page.locator(".messages .success").first).to_be_visible()


def send_decisions(story: Story) -> None:
    """Look at all that is decided, and send the letters."""
    office = story.office
    office.follow("/applications/decide/batch/")
    for name in ("Прикладна", "Przykładowy", "Відсутній"):
        office.reads(name)
    office.main.locator("button[name=send]").click()
    expect(office.page.locator(".messages .success").first).to_be_visible()


# ---------------------------------------------------------------- the days themselves
def a_trainer_gives_a_file_that_only_accepted_people_open(story: Story) -> None:
    page = story.site.sign_in(story.trainer)
    page.locator(f"main a[href*='/my/sessions/{story.session(WORKSHOP).public_id}/']").first.click()
    page.fill("input[name=title]", "Пам’ятка про просту мову")
    handout = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(handout)
    upload: Any = {"name": "handout.pdf", "mimeType": "application/pdf", "buffer": handout.getvalue()}
    page.set_input_files("input[name=file]", upload)
    lamp(page)
    link = page.locator("main a[href*='/materials/']").first
    story.material = str(link.get_attribute("href"))

    participant = story.olena
    assert participant is not None
    participant.goto("/uk/my/")
    with participant.expect_download() as taken:
        participant.locator(f"main a[href='{story.material}']").click()
    assert Path(taken.value.path()).read_bytes() == handout.getvalue()
    stranger = story.site.sign_in(story.stranger)
    assert stranger.request.get(story.material).status == 404
    stranger.goto("/uk/my/")
    assert stranger.locator(f"a[href='{story.material}']").count() == 0
    assert "/accounts/login/" in story.site.open(story.material).url


def nobody_is_marked_before_the_day(story: Story) -> None:
    page = story.site.sign_in(story.trainer)
    page.goto(f"/uk/my/sessions/{story.session(WORKSHOP).public_id}/presence/")
    expect(page.locator("main .notice")).to_be_visible()
    assert page.locator("main button[name=all_present]").count() == 0


def everybody_comes_back(story: Story) -> None:
    """Weeks have passed: whoever was signed in signs in again."""
    story.office = Office(story.site.sign_in(story.manager, to="/admin/"))
    story.olena = story.site.open("/uk/my/", size=PHONE)
    sign_in_by_code(story.olena, OLENA)


def presence_is_marked(story: Story) -> None:
    """The trainer marks the workshop, the manager the rest; one person was at nothing that counts."""
    page = story.site.sign_in(story.trainer)
    page.goto(f"/uk/my/sessions/{story.session(WORKSHOP).public_id}/presence/")
    absent = page.locator("main li, main fieldset").filter(has_text="Відсутній").last
    absent.locator("input[type=radio]").nth(1).check()
    expect(page.locator("[data-count=absent]")).to_have_text("1")
    page.fill("#sheet-search", "хтось інший")
    expect(absent).to_be_hidden()
    page.fill("#sheet-search", "")
    page.locator("main button[name=all_present]").click()
    page.wait_for_load_state()
    office = story.office
    for title in (VISIT, DISCUSSION):
        office.open(f"cohorts/overview/{story.cohort.pk}/")
        office.follow(f"/admin/cohorts/{story.cohort.pk}/presence/")
        office.follow(f"/my/sessions/{story.session(title).public_id}/presence/")
        office.main.locator("button[name=all_present]").click()
        office.page.wait_for_load_state()
    assert story.session(DISCUSSION).presences.filter(was_present=True).count() == 1


def the_manager_sees_who_gets_a_certificate_and_why_not(story: Story) -> None:
    office = story.office
    keys.make_trial_key(Organisation.objects.get(name_uk__startswith="Інститут слова"))
    office.make(
        "designs/new/",
        programme="Слово громаді",
        name="Сертифікат",
        kind="qualification",
        language="uk",
        issuer="Інститут слова",
        signatories_uk="Керівниця Зразкова | директорка",
    )
    office.open(f"cohorts/{story.cohort.pk}/completion/")
    office.follow(f"/admin/cohorts/{story.cohort.pk}/completion/rule/")
    office.give(design="Сертифікат", minimum_share="80")
    office.send_with_success()
    expect(office.row("Прикладна")).to_contain_text("100")
    expect(office.row("Відсутній")).to_contain_text(WORKSHOP)
    assert not Certificate.objects.exists()


# ---------------------------------------------------------------- certificates
def a_batch_is_issued_and_taken_as_one_archive(story: Story) -> None:
    office = story.office
    office.follow(f"/admin/cohorts/{story.cohort.pk}/certificates/issue/")
    office.send()
    office.page.wait_for_url("**/admin/batches/**")
    batch = office.page.url
    archive = office.main.locator("a[href$='certificates.zip']")
    expect(archive).to_be_visible()
    office.open("")
    office.page.goto(batch)
    with office.page.expect_download() as taken:
        archive.click()
    with zipfile.ZipFile(taken.value.path()) as bundle:
        story.files = {name: bundle.read(name) for name in bundle.namelist()}
    assert sorted(name.split()[-1] for name in story.files) == [
        "Przykładowy.pdf",
        "certificates.csv",
        "Прикладна.pdf",
    ]


def the_participant_takes_the_certificate(story: Story, tmp_path: Path) -> None:
    page = story.olena
    assert page is not None
    page.goto("/uk/my/")
    with page.expect_download() as taken:
        page.locator("main a[href*='/my/certificates/']").click()
    sheet = tmp_path / "certificate.pdf"
    taken.value.save_as(sheet)
    assert sheet.read_bytes() == certificate_of(story, OLENA)[1]
    assert story.letters_to(OLENA)[-1].kind == "certificate_issued"
    said = subprocess.run(
        [need("pdfsig"), "-nocert", str(sheet)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said, said


def certificate_of(story: Story, email: str) -> tuple[Certificate, bytes]:
    """The first certificate of somebody, and its file from the archive."""
    row = Certificate.objects.filter(participant__user__email=email).earliest("pk")
    return row, next(content for name, content in story.files.items() if row.number in name)


def verdict(page: Page) -> str:
    """What the check page says, as the kind of its mark."""
    classes = str(page.locator("main .verdict").get_attribute("class"))
    found = re.search(r"verdict--(\w+)", classes)
    assert found, classes
    return found[1]


def check_by_number(story: Story, number: str, surname: str) -> Page:
    """Type the number and the family name."""
    page = story.site.open("/uk/verify/", size=PHONE)
    page.fill("input[name=number]", number)
    page.fill("input[name=surname]", surname)
    lamp(page)
    return page


def check_by_file(story: Story, content: bytes) -> Page:
    """Give the file."""
    page = story.site.open("/uk/verify/")
    page.set_input_files(
        "input[name=file]", {"name": "c.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.locator("main button[name=by_file]").click()
    page.wait_for_load_state()
    return page


def anybody_checks_it(story: Story) -> None:
    row, content = certificate_of(story, OLENA)
    page = story.site.open(f"/verify/{row.code}/", locale="uk-UA")
    assert verdict(page) == "valid"
    expect(page.locator("main")).to_contain_text(row.number)
    assert verdict(check_by_number(story, row.number, "прикладна")) == "valid"
    refused = check_by_number(story, row.number, "Інша")
    assert verdict(refused) == "unknown"
    expect(refused.locator("main")).not_to_contain_text("Олена")
    assert verdict(check_by_file(story, content)) == "valid"
    assert verdict(check_by_file(story, content + b"\n")) == "changed"


def one_certificate_is_revoked_and_one_replaced(story: Story) -> None:
    office = story.office
    row, content = certificate_of(story, OLENA)
    office.open("certificates/")
    office.follow(f"/admin/certificates/{row.public_id}/")
    office.page.locator(f"a[href$='/admin/certificates/{row.public_id}/revoke/']").first.click()
    office.give(reason="Присутність записано помилково.")
    office.send_with_success()
    assert verdict(check_by_file(story, content)) == "revoked"
    assert verdict(story.site.open(f"/uk/verify/{row.code}/")) == "revoked"

    first, content = certificate_of(story, "marek@demo.example")
    office.open(f"certificates/{first.public_id}/")
    office.page.locator(f"a[href$='/admin/certificates/{first.public_id}/replace/']").first.click()
    office.give(family="Пшикладовий", given="Марек", reason="Ім’я набрано не тією мовою.")
    office.send()
    assert not Certificate.objects.filter(replaces=first).exists()
    office.main.locator("button[name=issue]").click()
    expect(office.page.locator(".messages .success").first).to_be_visible()
    page = check_by_number(story, first.number, "Przykładowy")
    assert verdict(page) == "replaced"
    second = Certificate.objects.get(replaces=first)
    expect(page.locator("main")).to_contain_text(second.number)
    page = story.site.open(f"/uk/verify/{second.code}/")
    assert verdict(page) == "valid"
    expect(page.locator("main")).to_contain_text("Пшикладовий Марек")
    assert verdict(check_by_file(story, content)) == "replaced"
