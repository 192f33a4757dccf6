"""What the sources say is in the rows, as they say it; what they do not say is marked."""

import datetime as dt
import re

import pytest
from django.apps import apps
from modeltranslation.translator import translator

from certificates.models import HOLDERS_LANGUAGE, Design
from cohorts.models import Cohort, Day
from cohorts.timetable.models import Session
from pages.models import ResidencyPage
from people.models import User
from residencies.models import FundingProject, Partner, Residency

pytestmark = pytest.mark.usefixtures("demo")

SAMPLE = re.compile("зразок|зразка|sample|przykład|przykładow", re.IGNORECASE)
LANGUAGES = ("uk", "en", "pl")


def roles(programme: str, residency: str | None = None) -> dict[str, list[str]]:
    """Names of partners by role, in Ukrainian."""
    found: dict[str, list[str]] = {}
    for partner in Partner.objects.filter(programme__slug=programme, residency__slug=residency):
        found.setdefault(partner.role, []).append(partner.organisation.name_uk)
    return found


def sessions(cohort: str, day: int) -> list[Session]:
    """The sessions of a day, 1 or 2."""
    days = list(Day.objects.filter(cohort__slug=cohort).order_by("date"))
    return list(Session.objects.filter(day=days[day - 1]).select_related("format", "track_group"))


def test_wow_has_its_three_residencies_of_two_days():
    names = set(Residency.objects.filter(programme__slug="wow-hromady").values_list("name_uk", flat=True))
    assert names == {
        "Комунікація. Бо без неї ніяк",
        "Бізнес. Інвестиції. Міжнародна співпраця",
        "Медицина в громаді",
    }
    for cohort in Cohort.objects.all():
        dates = list(cohort.days.values_list("date", flat=True))
        assert dates[1] - dates[0] == dt.timedelta(days=1)


def test_wow_is_implemented_by_two_and_supported_by_one_and_the_hospital_hosts_medicine():
    assert roles("wow-hromady") == {
        "implementer": [
            "Львівська комунальна установа «Інститут міста»",
            "Громадська організація «Інститут просвіти»",
        ],
        "supporter": ["Представництво Фонду Ганнса Зайделя в Україні"],
    }
    assert roles("wow-hromady", "medicine") == {"host": ["Лікарня швидкої медичної допомоги у Львові"]}


def test_the_summit_closes_registration_day_by_day_and_has_more_places_than_the_200_that_were_planned():
    days = Day.objects.filter(cohort__slug="syla-partnerstva-2023").select_related("pool", "cohort")
    first, second = days.order_by("date")
    assert (first.date, second.date) == (dt.date(2023, 4, 20), dt.date(2023, 4, 21))
    deadlines = [day.pool.deadline.astimezone(day.cohort.zone) for day in (first, second)]
    assert [f"{deadline:%d.%m %H:%M:%S}" for deadline in deadlines] == ["10.04 23:59:59", "14.04 23:59:59"]
    assert first.pool.capacity == second.pool.capacity == 260
    assert not first.pool.waiting.exists()


def test_the_summit_has_three_panels_an_exhibition_and_voting_then_eight_hubs_at_once():
    first, second = sessions("syla-partnerstva-2023", 1), sessions("syla-partnerstva-2023", 2)
    assert sorted(session.format.slug for session in first) == [
        "exhibition", "panel", "panel", "panel", "voting",
    ]  # fmt: skip
    assert not any(session.is_sample for session in first)
    assert len(second) == 8
    assert len({(session.starts, session.ends, session.track_group_id) for session in second}) == 1
    named = [session.title_uk for session in second if not session.is_sample]
    assert [name.split(", ")[1] for name in named] == [
        "Шевченківський район", "Голосіївський район", "Оболонський район",
    ]  # fmt: skip


def test_the_summit_s_supporters_stand_as_the_source_has_them_and_the_donor_s_sentence_is_there():
    assert roles("syla-partnerstva") == {
        "organiser": ["Департамент суспільних комунікацій КМДА"],
        "partner": ["ІСАР Єднання"],
        "consortium": [
            "Український незалежний центр політичних досліджень",
            "Центр демократії та верховенства права",
        ],
        "funder": ["Агентство США з міжнародного розвитку"],
        "supporter": ["Офіс Ради Європи в Україні", "Асоціація міст України"],
    }
    sentence = FundingProject.objects.get(programme__slug="syla-partnerstva").sentence_uk
    assert "завдяки щирій підтримці американського народу" in sentence


def test_the_conference_has_seven_visits_to_choose_from_with_their_hosts():
    first = sessions("miejsca-otwarte-2023", 1)
    to_choose = [session for session in first if session.track_group_id]
    assert len({(session.starts, session.track_group_id) for session in to_choose}) == 1
    hosts = {session.title_pl: [host.name_pl for host in session.hosts.all()] for session in to_choose}
    assert hosts == {
        "Miejsce Aktywności Mieszkańców na Kozłówce": ["Fundacja Biuro Inicjatyw Społecznych"],
        "Centra Aktywności Kulturalnej": ["Gmina Skawina"],
        "Nasza Ściana": ["Stowarzyszenie Zacięcie"],
        "Świetlica Dębniki": ["Fundacja Kocham Dębniki"],
        "Miejsce Otwarte – Centrum Integracji Międzykulturowej": ["Fundacja Internationaler Bund Polska"],
        "Program Aktywności Lokalnej „Nad Potokiem”": ["Miejski Ośrodek Pomocy Społecznej w Krakowie"],
        "Warsztat „People meet People”": ["Ośrodek wspierania Organizacji Pozarządowych"],
    }
    formats = [session.format.slug for session in first]
    assert (formats.count("inspiration-session"), formats.count("networking")) == (4, 1)


def test_the_conference_s_second_day_has_two_inspiration_sessions_and_nine_panels():
    formats = [session.format.slug for session in sessions("miejsca-otwarte-2023", 2)]
    counts = {kind: formats.count(kind) for kind in set(formats)}
    assert counts == {"opening": 1, "networking": 1, "inspiration-session": 2, "panel": 9}


def test_the_conference_s_organisers_and_funders_stand_in_their_roles():
    assert {role: len(names) for role, names in roles("miejsca-otwarte").items()} == {
        "organiser": 1,
        "co_organiser": 2,
        "funder": 2,
        "content_partner": 1,
    }
    cohort = Cohort.objects.get(slug="miejsca-otwarte-2023")
    assert (cohort.time_zone, cohort.working_language) == ("Europe/Warsaw", "pl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_networks_of_open_places_are_counted_as_the_source_counts_them(language):
    page = ResidencyPage.objects.get(residency__slug="miejsca-otwarte", locale__language_code=language)
    text = str(page.body)
    counts = re.findall(r"<li>\S+ [–—] (?:\D*?)(\d+)", text)
    assert counts == ["27", "7", "24", "5", "110", "25"]


def test_every_word_of_a_row_is_there_in_three_languages():
    missing = []
    for model in apps.get_models():
        if model not in translator.get_registered_models():
            continue
        for row in model._default_manager.all():
            if isinstance(row, Design) and row.language != HOLDERS_LANGUAGE:
                continue  # prints in its own language alone
            for name in translator.get_options_for_model(model).all_fields:
                said = [bool(getattr(row, f"{name}_{language}")) for language in LANGUAGES]
                if any(said) and not all(said):
                    missing.append((model.__name__, row.pk, name))
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_residency_has_a_page_of_its_own_in_every_language_that_says_what_is_a_sample(language):
    pages = ResidencyPage.objects.filter(locale__language_code=language, live=True, alias_of__isnull=True)
    assert pages.count() == Residency.objects.count()
    for page in pages:
        assert page.title == getattr(page.residency, f"name_{language}")
        assert SAMPLE.search(str(page.body)), page.title


def test_what_no_source_gives_says_that_it_is_a_sample():
    for cohort in Cohort.objects.all():
        assert SAMPLE.search(cohort.releases.get(number=1).note), cohort.slug
        for language in LANGUAGES:
            assert SAMPLE.search(getattr(cohort, f"cost_{language}"))
    for session in Session.objects.filter(day__cohort__residency__slug="investment"):
        assert session.is_sample


def test_everybody_is_fictional_and_lives_at_the_demo_s_address():
    assert User.objects.count() >= 24 + 4
    assert not User.objects.exclude(email__endswith="@demo.example").exists()
    families = set(User.objects.values_list("family_name", flat=True))
    assert any("’" in name for name in families | set(User.objects.values_list("given_name", flat=True)))
    assert max(map(len, families)) > 30
