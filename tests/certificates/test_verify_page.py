"""The check page: by code, by number with family name, by the file. Anybody may check, nobody may fish."""

import datetime as dt
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import html5lib
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from certificates.models import Certificate, SigningKey
from certificates.pdf.fact_limits import MAX_OUTCOMES, MAX_PARTNERS
from certificates.pdf.facts import CertificateFacts
from certificates.pdf.layout import lay_out
from certificates.pdf.printer import SheetPrinter
from certificates.services import ending, issuing, keys
from certificates.services.batches import run_batch
from certificates.signing.pades import Signer
from cohorts.models import Day
from cohorts.timetable.services import release_timetable
from config.settings import base
from foundation.files.storage import private_storage
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.factories.cohorts import DayFactory
from tests.factories.residencies import PartnerFactory
from tests.factories.timetable import SessionFactory

from .conftest import issue_to_all
from .signing_samples import certified, trial_material
from .test_office_completion import text_of

pytestmark = pytest.mark.django_db
VERIFY = "/en/verify/"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def _generous(settings: Any) -> None:
    """Let a test try as often as it needs; the limits themselves have tests of their own."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify_certificate": "100000/m/ip"}


def word(response: Any) -> str:
    """The verdict: the word that the page says large."""
    found = re.search(r'<p class="verdict-word">(.+?)</p>', response.content.decode())
    assert found, text_of(response)
    return found.group(1)


def by_number(number: str, surname: str, client: Client | None = None) -> Any:
    return (client or Client()).post(VERIFY, {"number": number, "surname": surname})


def by_file(content: bytes, name: str = "certificate.pdf") -> Any:
    upload = SimpleUploadedFile(name, content, "application/pdf")
    return Client().post(VERIFY, {"by_file": "1", "file": upload})


def content_of(certificate: Certificate) -> bytes:
    with certificate.delivered.file.open("rb") as file:
        return bytes(file.read())


def named(ended: EndedCohort, family_name: str) -> Certificate:
    """The signed certificate of somebody with this family name."""
    person = ended.add_person(family_name=family_name)
    return next(row for row in issue_to_all(ended) if row.participant == person)


# ---------------------------------------------------------------- by the code
def test_a_code_says_valid_with_the_facts(signed: list[Certificate]) -> None:
    row = signed[0]
    response = Client().get(f"{VERIFY}{row.code}/")
    assert (response.status_code, word(response)) == (200, "Valid")
    page = text_of(response)
    for expected in (
        row.number,
        row.facts["holder"]["printed_name"],
        "1 October 2025",
        "12 hours of 60 minutes",
    ):
        assert expected in page
    assert "By the QR code." in page


@pytest.mark.parametrize("why", ["it waits for the worker", "it cannot be printed"])
def test_one_without_a_delivered_file_is_issued_and_not_valid_by_code_and_by_number(
    ended: EndedCohort, why: str
) -> None:
    issuing.issue_rows(issuing.start_batch(actor=ended.manager, cohort=ended.cohort))
    row = Certificate.objects.earliest("pk")
    if why == "it cannot be printed":
        Certificate.objects.filter(pk=row.pk).update(problem="Таємна причина")
    family = row.facts["holder"]["family"]
    for response in (Client().get(f"{VERIFY}{row.code}/"), by_number(row.number, family)):
        assert (response.status_code, word(response)) == (200, "Not signed yet")
        page = text_of(response)
        assert "its signed sheet is being made" in page
        assert "has delivered no signed sheet" in page
        assert "Trial signature" not in page
        assert "Таємна причина" not in page
    assert word(by_number(row.number, "Інша")) == "Unknown"


@pytest.mark.parametrize("end", ["revoked", "replaced"])
def test_one_that_ended_before_it_was_signed_is_said_to_have_ended(ended: EndedCohort, end: str) -> None:
    issuing.issue_rows(issuing.start_batch(actor=ended.manager, cohort=ended.cohort))
    row = Certificate.objects.earliest("pk")
    if end == "revoked":
        ending.revoke(actor=ended.manager, certificate=row, reason="Помилка")
    else:
        ending.replace(actor=ended.manager, certificate=row, changes={"family": "Нова"}, reason="Описка")
    assert word(Client().get(f"{VERIFY}{row.code}/")) == end.capitalize()


def test_learning_outcomes_and_partners_are_shown_whole_however_many_there_are(ended: EndedCohort) -> None:
    outcomes = [f"Результат {number}: {'слово ' * 30}".strip() for number in range(MAX_OUTCOMES)]
    course = ended.cohort.course
    course.outcomes_uk = "\n".join(outcomes)
    course.save()
    partners = [
        PartnerFactory(
            programme=ended.cohort.residency.programme, organisation__name_uk=f"Партнер <{number}>"
        )
        for number in range(MAX_PARTNERS)
    ]
    row = issue_to_all(ended)[0]
    response = Client().get(f"{VERIFY}{row.code}/")
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    lines = [" ".join("".join(each.itertext()).split()) for each in page.findall(".//main//li")]
    assert lines == [*outcomes, *(partner.organisation.name_uk for partner in partners)]
    assert all(word in text_of(response) for word in ("Learning outcomes", "Partners"))


def test_a_certificate_of_one_day_lists_what_that_day_taught_on_the_sheet_and_on_the_page(
    ended: EndedCohort,
) -> None:
    """Not the outcomes of the whole course, and not a session that the person missed."""
    course, cohort = ended.cohort.course, ended.cohort
    course.outcomes_uk = "Результат усього курсу"
    course.save()
    later = DayFactory(cohort=cohort, date=ended.day.date + dt.timedelta(days=1))
    SessionFactory(day=later, starts=dt.time(9), ends=dt.time(10), title_uk="Заняття другого дня")
    release_timetable(actor=ended.manager, cohort=cohort, expected=1)
    Day.objects.update(hours=6)
    ended.rule.minimum_share = 50
    ended.rule.save()
    one = ended.add_person(attended=1)
    certificates = {row.participant: row for row in issue_to_all(ended)}
    both, some = (certificates[person] for person in (ended.people[0], one))
    assert (both.facts["outcomes"], both.facts["taught"]) == ([], ["Заняття о 10", "Заняття о 12"])
    assert (some.facts["outcomes"], some.facts["taught"]) == ([], ["Заняття о 10"])
    drawn = lay_out(CertificateFacts.from_json(some.facts), (0, 0, 0))
    sheet = [line.text.replace("\xa0", " ") for line in drawn.lines]
    assert "Теми занять" in sheet and "Заняття о 10" in sheet
    page = text_of(Client().get(f"/uk/verify/{some.code}/"))
    assert "Теми занять" in page and "Заняття о 10" in page
    for said in (page, " ".join(sheet)):
        for other in ("Результат усього курсу", "Заняття о 12", "Заняття другого дня"):
            assert other not in said


def test_a_certificate_without_outcomes_and_partners_has_no_empty_headings(signed: list[Certificate]) -> None:
    row = signed[0]
    row.facts = {**row.facts, "outcomes": [], "partners": []}
    row.save(update_fields=["facts"])
    page = text_of(Client().get(f"{VERIFY}{row.code}/"))
    assert "Learning outcomes" not in page
    assert "Partners" not in page


@pytest.mark.parametrize("code", ["0" * 32, "x", "a" * 400, "verify"])
def test_an_unknown_code_is_404_and_says_unknown_with_no_personal_data(
    signed: list[Certificate], code: str
) -> None:
    response = Client().get(f"{VERIFY}{code}/")
    assert (response.status_code, word(response)) == (404, "Unknown")
    assert "Прикладенко" not in text_of(response)


def test_capital_letters_in_a_code_are_forgiven(signed: list[Certificate]) -> None:
    assert word(Client().get(f"{VERIFY}{signed[0].code.upper()}/")) == "Valid"


def test_nothing_of_a_check_is_kept_or_indexed(signed: list[Certificate]) -> None:
    client = Client()
    answers = [
        client.get(f"{VERIFY}{signed[0].code}/"),
        client.get(f"{VERIFY}{'0' * 32}/"),
        client.get(f"/verify/{signed[0].code}/"),
        by_number(signed[0].number, "x"),
        by_number("", ""),
        by_file(content_of(signed[0])),
    ]
    for response in answers:
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in client.get(VERIFY)["Cache-Control"]


@pytest.mark.parametrize(
    ("header", "cookie", "language"),
    [("", "", "uk"), ("pl", "", "pl"), ("en-GB,en;q=0.8", "", "en"), ("de", "", "uk"), ("pl", "en", "en")],
)
def test_the_printed_address_leads_to_the_readers_language(
    signed: list[Certificate], header: str, cookie: str, language: str
) -> None:
    client = Client()
    if cookie:
        client.cookies["language"] = cookie
    response = client.get(f"/verify/{signed[0].code}/", headers={"Accept-Language": header})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/verify/{signed[0].code}/"


def test_the_address_on_the_sheet_is_the_printed_one(signed: list[Certificate]) -> None:
    assert signed[0].facts["verify_url"] == f"http://testserver/verify/{signed[0].code}/"


def test_a_check_takes_one_query_for_the_register(signed: list[Certificate]) -> None:
    for url in (f"{VERIFY}{signed[0].code}/", f"{VERIFY}{'0' * 32}/"):
        with CaptureQueriesContext(connection) as captured:
            Client().get(url)
        assert len([q for q in captured if "certificates_" in q["sql"]]) == 1


# ---------------------------------------------------------------- by the code, as JSON
def as_json(code: str, path: str = VERIFY, **headers: str) -> Any:
    return Client().get(f"{path}{code}/", headers={"Accept": "application/json", **headers})


@pytest.mark.parametrize("path", ["/en/verify/", "/uk/verify/", "/verify/"])
def test_a_personnel_system_gets_what_the_page_shows_as_json(signed: list[Certificate], path: str) -> None:
    row = signed[0]
    row.facts = {**row.facts, "outcomes": ["Уміє"], "ects": "0.4"}
    row.save(update_fields=["facts"])
    response = as_json(row.code, path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    facts = row.facts
    assert response.json() == {
        "verdict": "valid",
        "ended_on": None,
        "replaced_by": None,
        "trial_signature": True,
        "number": row.number,
        "name": facts["holder"]["printed_name"],
        "language": "uk",
        "title": facts["title"],
        "programme": facts["programme"]["name"],
        "residency": facts["topic"],
        "dates": facts["dates"],
        "hours": float(facts["hours"]),
        "minutes_per_hour": facts["minutes_per_hour"],
        "ects": 0.4,
        "issued_by": facts["issuer"]["name"],
        "issued_on": facts["issued_on"],
        "replaces": None,
        "outcomes": ["Уміє"],
        "taught": [],
        "partners": [],
    }


def test_json_says_that_one_was_revoked_or_replaced_and_by_which(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    new = ending.replace(
        actor=ended.manager, certificate=signed[0], changes={"family": "Нова"}, reason="Описка"
    )
    ending.revoke(actor=ended.manager, certificate=signed[1], reason="Таємна причина")
    replaced, revoked, pending = (as_json(row.code).json() for row in (signed[0], signed[1], new))
    today = signed[0].participant.cohort.zone
    on = datetime.now(today).date().isoformat()
    assert (replaced["verdict"], replaced["replaced_by"], replaced["ended_on"]) == (
        "replaced",
        new.number,
        on,
    )
    assert (revoked["verdict"], revoked["replaced_by"], revoked["ended_on"]) == ("revoked", None, on)
    assert "Таємна причина" not in as_json(signed[1].code).text
    assert (pending["verdict"], pending["trial_signature"], pending["replaces"]) == (
        "pending",
        False,
        signed[0].number,
    )


@pytest.mark.parametrize("path", ["/en/verify/", "/verify/"])
def test_an_unknown_code_is_404_in_json_and_says_nothing_else(signed: list[Certificate], path: str) -> None:
    response = as_json("0" * 32, path)
    assert (response.status_code, response.json()) == (404, {"verdict": "unknown"})


def test_json_is_neither_kept_nor_indexed_and_caches_tell_it_from_the_page(signed: list[Certificate]) -> None:
    page = Client().get(f"{VERIFY}{signed[0].code}/")
    for response in (as_json(signed[0].code), as_json("0" * 32), as_json(signed[0].code, "/verify/"), page):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert "Accept" in [name.strip() for name in response["Vary"].split(",")]


@pytest.mark.parametrize(
    "accept",
    [
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "*/*",
        "application/json;q=0.5,text/html",
    ],
)
def test_browsers_and_whoever_does_not_ask_for_json_get_the_page(
    signed: list[Certificate], accept: str
) -> None:
    response = Client().get(f"{VERIFY}{signed[0].code}/", headers={"Accept": accept})
    assert response["Content-Type"].startswith("text/html")


def test_json_is_throttled_with_the_pages(signed: list[Certificate], settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify_certificate": "2/m/ip"}
    Client().get(f"{VERIFY}{'0' * 32}/")
    as_json("0" * 32, "/verify/")
    refused = as_json(signed[0].code)
    assert (refused.status_code, refused.json()) == (429, {"error": "too_many_requests"})


# ---------------------------------------------------------------- by the number
@pytest.mark.parametrize(
    ("family_name", "typed"),
    [
        ("Дем’яненко", "Дем'яненко"),
        ("Дем’яненко", "ДЕМʼЯНЕНКО"),
        ("Дем’яненко", "демяненко"),
        ("Нечуй-Левицький", "нечуй левицький"),
        ("Łączyńska-Wzorcowa", "łączyńska – wzorcowa"),
        ("Йовженко", "Йовженко"),
        ("Ґудзь", "  ґудзь "),
    ],
)
def test_case_apostrophes_and_hyphens_of_a_family_name_are_forgiven(
    ended: EndedCohort, family_name: str, typed: str
) -> None:
    row = named(ended, family_name)
    response = by_number(row.number, typed)
    assert word(response) == "Valid"
    assert "By the number and the family name." in text_of(response)


@pytest.mark.parametrize("written", ["{0}", " {0} ", "№ {0}", "{spaced}", "{dashed}"])
def test_a_number_may_be_typed_with_spaces_other_dashes_or_its_sign(
    signed: list[Certificate], written: str
) -> None:
    number = signed[0].number
    typed = written.format(number, spaced=number.replace("-", " - "), dashed=number.replace("-", "–"))
    assert word(by_number(typed, signed[0].participant.user.family_name)) == "Valid"


@pytest.mark.parametrize(
    ("typed", "verdict"), [("Zhuravska", "Valid"), ("Журавська", "Valid"), ("Olha", "Unknown")]
)
def test_on_a_sheet_in_latin_letters_the_name_counts_as_printed_and_as_written(
    ended: EndedCohort, typed: str, verdict: str
) -> None:
    ended.rule.design.language = "en"
    ended.rule.design.save()
    person = ended.add_person(family_name="Журавська", given_name="Ольга", latin_name="Olha Zhuravska")
    row = next(row for row in issue_to_all(ended) if row.participant == person)
    assert word(by_number(row.number, typed)) == verdict


def test_a_passport_name_with_the_family_name_first_is_not_opened_by_the_given_name(
    ended: EndedCohort,
) -> None:
    ended.rule.design.language = "pl"
    ended.rule.design.save()
    person = ended.add_person(family_name="Журавська", given_name="Ольга", latin_name="ZHURAVSKA OLHA")
    row = next(row for row in issue_to_all(ended) if row.participant == person)
    assert word(by_number(row.number, "Olha")) == "Unknown"
    assert word(by_number(row.number, "Zhuravska")) == "Valid"


@pytest.mark.parametrize(("language", "latin"), [("en", "ZHURAVSKAYA OLGA"), ("pl", "Olga Zhuravskaya")])
def test_the_family_name_on_paper_opens_it_however_the_passport_spells_it(
    ended: EndedCohort, language: str, latin: str
) -> None:
    ended.rule.design.language = language
    ended.rule.design.save()
    person = ended.add_person(family_name="Журавська", given_name="Ольга", latin_name=latin)
    row = next(row for row in issue_to_all(ended) if row.participant == person)
    assert word(by_number(row.number, "Zhuravskaya")) == "Valid"
    assert word(by_number(row.number, "Olga")) == "Unknown"


def test_letters_of_another_alphabet_that_look_the_same_are_forgiven(ended: EndedCohort) -> None:
    row = named(ended, "Зразкoва")  # with a Latin o, as keyboards leave it
    assert word(by_number(row.number, "Зразкова")) == "Valid"


@pytest.mark.parametrize("between", [" ", "", "/", ".", "–", " - ", "_"])
def test_a_number_is_known_however_its_parts_are_set_apart(signed: list[Certificate], between: str) -> None:
    row = signed[0]
    typed = row.number.replace("-", between)
    assert word(by_number(typed, row.facts["holder"]["family"])) == "Valid"


@pytest.mark.parametrize("typed", ["№ {}", "No. {}", "nr {}", "  {}  "])
def test_a_number_is_known_with_what_stands_before_it(signed: list[Certificate], typed: str) -> None:
    row = signed[0]
    assert word(by_number(typed.format(row.number), row.facts["holder"]["family"])) == "Valid"


def test_letters_that_look_like_figures_are_forgiven_in_a_number(signed: list[Certificate]) -> None:
    row = signed[0]
    for letters in (str.maketrans("01", "OI"), str.maketrans("01", "оl")):
        assert word(by_number(row.number.translate(letters), row.facts["holder"]["family"])) == "Valid"


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("Ґудзь", "Гудзь"),
        ("Łącz-Żółkiewska", "Lacz Zolkiewska"),
        ("Журавська", "Жуpaвська"),  # with Latin p and a
        ("Kowalska", "Коwalska"),  # with Cyrillic К and о
    ],
)
def test_letters_that_a_keyboard_lacks_are_forgiven_in_a_family_name(
    ended: EndedCohort, registered: str, typed: str
) -> None:
    row = named(ended, registered)
    assert word(by_number(row.number, typed)) == "Valid"


@pytest.mark.parametrize("surname", ["Інша", "Прикладенк", "-", "'", "Прикладенко-Аx", "%", "_"])
def test_a_wrong_family_name_answers_byte_for_byte_as_an_unknown_number(
    signed: list[Certificate], surname: str, time_machine: Any
) -> None:
    time_machine.move_to(datetime(2026, 11, 12, 10, 0, tzinfo=UTC), tick=False)
    existing, free = signed[0].number, "99-2026-99999"
    wrong, unknown = by_number(existing, surname), by_number(free, surname)
    assert (wrong.status_code, word(wrong)) == (unknown.status_code, "Unknown")
    # Each page gives back what was typed, and no more.
    typed = wrong.content.replace(existing.encode(), free.encode())
    assert _TOKEN.sub(b"", typed) == _TOKEN.sub(b"", unknown.content)
    headers = ("Cache-Control", "X-Robots-Tag", "Content-Type", "Vary")
    assert [wrong.headers.get(name) for name in headers] == [unknown.headers.get(name) for name in headers]


def test_the_given_name_or_the_whole_name_opens_nothing(signed: list[Certificate]) -> None:
    user = signed[0].participant.user
    for surname in (user.given_name, user.official_name):
        assert word(by_number(signed[0].number, surname)) == "Unknown"


@pytest.mark.parametrize("bad", ["a\x00b", "\u202eb", "a\r\nb\r\nc", "x" * 5000, ""])
def test_hidden_characters_and_endless_texts_are_refused_and_break_nothing(
    signed: list[Certificate], bad: str
) -> None:
    for number, surname in ((bad, "Зразок"), (signed[0].number, bad)):
        response = by_number(number, surname)
        assert response.status_code == 422
        assert "verdict-word" not in text_of(response)


def test_what_was_typed_wrong_is_kept_in_the_form(signed: list[Certificate]) -> None:
    page = text_of(by_number("01-2026", ""))
    assert 'value="01-2026"' in page


@pytest.mark.parametrize("query", ["?number=%00", "?number=%3Cscript%3E", "?number=" + "9" * 5000])
def test_a_number_in_the_address_fills_the_form_and_can_do_no_harm(query: str) -> None:
    response = Client().get(VERIFY + query)
    assert response.status_code in (200, 400)
    assert "<script>" not in response.content.decode().replace('<script src="', "")


# ---------------------------------------------------------------- revoked and replaced
def test_a_revoked_certificate_says_so_with_the_date_and_without_the_reason(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    row = signed[0]
    content = content_of(row)
    ending.revoke(actor=ended.manager, certificate=row, reason="Таємна причина")
    Certificate.objects.filter(pk=row.pk).update(ended_at=datetime(2026, 11, 3, 22, 30, tzinfo=UTC))
    for response in (
        Client().get(f"{VERIFY}{row.code}/"),
        by_number(row.number, row.participant.user.family_name),
        by_file(content),
    ):
        assert word(response) == "Revoked"
        # Half past midnight of the next day, by the clock of the cohort.
        assert "This certificate was revoked on 4 November 2026." in text_of(response)
        assert "Таємна причина" not in text_of(response)


def test_a_replaced_certificate_names_its_successor_and_keeps_the_successors_code_secret(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    row = signed[0]
    content = content_of(row)
    new = ending.replace(actor=ended.manager, certificate=row, changes={"family": "Нова"}, reason="Описка")
    run_batch(new.batch_id)
    for response in (
        Client().get(f"{VERIFY}{row.code}/"),
        by_number(row.number, row.facts["holder"]["family"]),
        by_file(content),
    ):
        assert word(response) == "Replaced"
        page = text_of(response)
        assert new.number in page
        assert f'href="/en/verify/?number={new.number}"' in page
        assert new.code not in page
        assert str(new.public_id) not in page
    assert f'value="{new.number}"' in text_of(Client().get(f"{VERIFY}?number={new.number}"))
    assert word(Client().get(f"{VERIFY}{new.code}/")) == "Valid"


# ---------------------------------------------------------------- by the file
def test_the_file_as_delivered_is_valid(signed: list[Certificate]) -> None:
    response = by_file(content_of(signed[0]))
    assert (response.status_code, word(response)) == (200, "Valid")
    assert signed[0].number in text_of(response)
    assert "to the last byte" in text_of(response)


def test_one_byte_changed_anywhere_is_never_valid_and_shows_nothing_of_the_row(
    signed: list[Certificate],
) -> None:
    content = content_of(signed[0])
    name = signed[0].facts["holder"]["printed_name"]
    for place in range(0, len(content), max(1, len(content) // 60)):
        changed = bytearray(content)
        changed[place] ^= 0x01
        response = by_file(bytes(changed))
        if response.status_code == 422:  # no PDF any more
            continue
        assert word(response) in ("Changed", "Unknown"), place
        assert name not in text_of(response)
        assert signed[0].number not in text_of(response)


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF", b"1 0 obj\n<<>>\nendobj\n"])
def test_bytes_appended_are_a_change(signed: list[Certificate], tail: bytes) -> None:
    response = by_file(content_of(signed[0]) + tail)
    assert word(response) == "Changed"
    assert "Do not rely on it" in text_of(response)


def test_a_file_cut_short_is_not_valid(signed: list[Certificate]) -> None:
    content = content_of(signed[0])
    for length in (len(content) - 1, len(content) // 2, 20):
        assert word(by_file(content[:length])) in ("Changed", "Unknown")


def test_the_same_facts_signed_by_somebody_elses_key_are_unknown(signed: list[Certificate]) -> None:
    facts = CertificateFacts.from_json(signed[0].facts)
    forged = Signer(trial_material()).sign(SheetPrinter().draw(facts), at=datetime.now(UTC))
    response = by_file(forged)
    assert word(response) == "Unknown"
    assert facts.number not in text_of(response)


def test_the_unsigned_sheet_is_unknown(signed: list[Certificate]) -> None:
    sheet = SheetPrinter().draw(CertificateFacts.from_json(signed[0].facts))
    assert word(by_file(sheet)) == "Unknown"


def test_another_file_signed_by_the_registers_key_is_not_valid(signed: list[Certificate]) -> None:
    """A signature alone is not enough: the file was never delivered."""
    _key, signer = keys.signer_for(signed[0].issuer, is_trial=True)
    sheet = SheetPrinter().draw(CertificateFacts.from_json(signed[0].facts))
    assert word(by_file(signer.sign(sheet, at=datetime.now(UTC)))) == "Changed"


def test_a_delivered_file_whose_key_is_no_longer_of_the_register_is_not_valid(
    signed: list[Certificate],
) -> None:
    """A known hash alone is not enough either."""
    content = content_of(signed[0])
    foreign = keys.require_key(ended_cohort().rule.design.issuer)
    SigningKey.objects.update(certificate_pem=foreign.certificate_pem)
    assert word(by_file(content)) == "Changed"


def test_after_a_new_key_the_old_certificates_still_verify(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    content = content_of(signed[0])
    old = keys.require_key(signed[0].issuer)
    SigningKey.objects.filter(pk=old.pk).update(is_active=False)
    new = keys.make_trial_key(signed[0].issuer)
    assert new.key_id != old.key_id
    ended.add_person()
    later = issue_to_all(ended)[0]
    assert later.delivered.key == new
    assert word(by_file(content)) == "Valid"
    assert word(by_file(content_of(later))) == "Valid"


def test_a_certificate_renewed_for_the_same_key_verifies_what_was_signed_before_and_after() -> None:
    ended = ended_cohort(people=1, with_key=False)
    key = ec.generate_private_key(ec.SECP256R1())

    def renewed() -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"own", key, certified(key), None, serialization.BestAvailableEncryption(b"pw")
        )

    keys.add_key(ended.rule.design.issuer, renewed(), "pw")
    before = content_of(issue_to_all(ended)[0])
    keys.add_key(ended.rule.design.issuer, renewed(), "pw")
    ended.add_person()
    after = content_of(issue_to_all(ended)[0])
    assert SigningKey.objects.count() == 1
    assert [word(by_file(content)) for content in (before, after)] == ["Valid", "Valid"]


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<html>%PDF-</html>", b"GIF89a%PDF-1.7", b"PK\x03\x04", b"\x00" * 100],
)
def test_what_is_no_pdf_is_refused_with_a_word(content: bytes) -> None:
    response = by_file(content)
    assert response.status_code == 422
    assert "This is not a PDF file." in text_of(response)


@pytest.mark.parametrize(
    "content", [b"%PDF-", b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]" * 1000, b"%PDF-" + b"<" * 9999]
)
def test_a_strange_pdf_is_unknown_and_breaks_nothing(content: bytes) -> None:
    assert word(by_file(content)) == "Unknown"


def test_a_body_of_thirty_megabytes_is_refused(signed: list[Certificate]) -> None:
    response = by_file(b"%PDF-" + b"x" * (30 * 1024 * 1024))
    assert response.status_code == 422
    assert "larger than 10 MB" in text_of(response)


def test_a_body_larger_than_the_site_takes_is_413(settings: Any) -> None:
    settings.MAX_REQUEST_BYTES = 1024
    assert by_file(b"%PDF-" + b"x" * 4096).status_code == 413


def test_no_file_at_all_is_asked_for() -> None:
    assert Client().post(VERIFY, {"by_file": "1"}).status_code == 422


@pytest.mark.parametrize("name", ["x.exe", "..\\..\\a.pdf", "a" * 500 + ".pdf", "сертифікат \u202efdp.pdf"])
def test_the_name_of_the_file_says_nothing(signed: list[Certificate], name: str) -> None:
    assert word(by_file(content_of(signed[0]), name)) == "Valid"


def test_the_file_is_not_kept(signed: list[Certificate]) -> None:
    before = private_storage().listdir("certificates")
    by_file(content_of(signed[0]))
    assert private_storage().listdir("certificates") == before


# ---------------------------------------------------------------- trial keys
def test_a_trial_signature_is_named_by_all_three_ways(signed: list[Certificate]) -> None:
    row = signed[0]
    for response in (
        Client().get(f"{VERIFY}{row.code}/"),
        by_number(row.number, row.participant.user.family_name),
        by_file(content_of(row)),
    ):
        assert "Trial signature" in text_of(response)
        # Inside the box, so that nobody reads the green word alone.
        page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
        box = page.find(".//div[@class='verdict verdict--valid']")
        assert "Such a document proves nothing." in "".join(box.itertext())


def test_the_page_says_when_and_where_it_was_checked(
    signed: list[Certificate], time_machine: Any, settings: Any
) -> None:
    settings.SITE_URL = "https://svitlytsia.example"
    time_machine.move_to(datetime(2026, 11, 12, 10, 0, tzinfo=UTC), tick=False)
    when = "Checked: 12:00, 12 November 2026, Kyiv time, at https://svitlytsia.example"
    row = signed[0]
    assert f"{when}/en/verify/{row.code}/" in text_of(Client().get(f"{VERIFY}{row.code}/"))
    for response in (by_number(row.number, "Інша"), by_file(content_of(row))):
        assert f"{when}/en/verify/" in text_of(response)


@pytest.mark.parametrize(
    ("approved", "uk", "en"),
    [
        ("0.40", "0,4\xa0кредиту ЄКТС", "0.4\xa0ECTS credits"),
        ("1.00", "1\xa0кредит ЄКТС", "1\xa0ECTS credit"),
        ("10.00", "10\xa0кредитів ЄКТС", "10\xa0ECTS credits"),
    ],
)
def test_the_sheet_and_the_page_write_credits_alike_and_without_idle_zeros(
    ended: EndedCohort, approved: str, uk: str, en: str
) -> None:
    ended.cohort.course.ects = Decimal(approved)
    ended.cohort.course.save()
    row = issue_to_all(ended)[0]
    sheet = lay_out(CertificateFacts.from_json(row.facts), (0, 0, 0))
    assert uk in [line.text for line in sheet.lines]
    assert f"<dd>{uk}</dd>" in Client().get(f"/uk/verify/{row.code}/").text
    assert f"<dd>{en}</dd>" in Client().get(f"{VERIFY}{row.code}/").text


def test_credits_that_an_older_sheet_printed_with_a_zero_are_shown_so(signed: list[Certificate]) -> None:
    row = signed[0]
    row.facts = {**row.facts, "ects": "0.40"}
    row.save(update_fields=["facts"])
    assert "<dd>0,40\xa0кредиту ЄКТС</dd>" in Client().get(f"/uk/verify/{row.code}/").text


def test_only_where_there_is_no_form_below_does_a_button_lead_to_another_check(
    signed: list[Certificate],
) -> None:
    assert "Check another one" not in by_number(signed[0].number, "Інша").text
    assert "Check another one" in Client().get(f"{VERIFY}{signed[0].code}/").text
    assert "Check another one" in Client().get(f"{VERIFY}{'0' * 32}/").text


def test_a_certificate_signed_by_an_own_key_says_nothing_of_a_trial(ended: EndedCohort) -> None:
    SigningKey.objects.update(is_trial=False)
    row = issue_to_all(ended)[0]
    assert not row.facts["trial"]
    assert "Trial signature" not in text_of(Client().get(f"{VERIFY}{row.code}/"))


# ---------------------------------------------------------------- fishing
def test_guessing_is_throttled_and_the_refusal_holds_no_personal_data(
    signed: list[Certificate], settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify_certificate": "5/m/ip"}
    client = Client()
    tries = [client.get(f"{VERIFY}{number:032d}/").status_code for number in range(5)]
    assert tries == [404] * 5
    user = signed[0].participant.user
    refused = [
        client.get(f"{VERIFY}{signed[0].code}/"),
        by_number(signed[0].number, user.family_name, client),
        by_file(content_of(signed[0])),
    ]
    for response in refused:
        assert response.status_code == 429
        assert user.family_name not in text_of(response)
        assert signed[0].number not in text_of(response)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
    assert client.get(VERIFY).status_code == 200


def test_one_address_that_guesses_does_not_lock_out_another(signed: list[Certificate], settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify_certificate": "2/m/ip"}
    for _try in range(3):
        Client(REMOTE_ADDR="192.0.2.1").get(f"{VERIFY}{'0' * 32}/")
    other = Client(REMOTE_ADDR="192.0.2.2")
    assert word(other.get(f"{VERIFY}{signed[0].code}/")) == "Valid"


def test_the_limits_in_use_make_ten_thousand_guesses_take_more_than_a_day() -> None:
    limits = base.ACCOUNT_RATE_LIMITS["verify_certificate"].split(",")
    an_hour = next(int(limit.split("/")[0]) for limit in limits if "/h/" in limit)
    assert 10_000 / an_hour > 24


def test_checking_wants_the_token_of_its_form(signed: list[Certificate]) -> None:
    client = Client(enforce_csrf_checks=True)
    sent = {"number": signed[0].number, "surname": signed[0].participant.user.family_name}
    assert client.post(VERIFY, sent).status_code == 403


def test_the_page_speaks_three_languages(signed: list[Certificate]) -> None:
    words = set()
    for language in ("uk", "en", "pl"):
        response = Client().get(f"/{language}/verify/{signed[0].code}/")
        assert f'<html lang="{language}">' in text_of(response)
        with override(language):
            words.add(word(response))
    assert "Valid" in words


def test_a_name_with_markup_is_shown_as_it_is(ended: EndedCohort) -> None:
    row = named(ended, "<b Петренко")
    page = Client().get(f"{VERIFY}{row.code}/").content.decode()
    assert "&lt;b Петренко" in page
    assert "<b Петренко" not in page
    assert word(by_number(row.number, "<b Петренко")) == "Valid"
