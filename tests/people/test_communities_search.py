"""Finding a community by a few letters, and what it is called in three languages."""

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from foundation.words.folding import folded_words, unmixed
from people.communities import polish
from people.communities.labels import choice_label, detail, label
from people.communities.register import Entry
from people.communities.romanise import romanise
from people.communities.search import find, search_key
from people.communities.services import load_shipped_communities
from people.communities.shipped import hromadas, polish_gminy
from people.models import Community
from tests.made_once import taken_back

pytestmark = pytest.mark.both_databases
APOSTROPHES = "’'ʼ`´‘ʹ′″"
UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"

# The examples that stand in the table of resolution 55.
RESOLUTION_55 = {
    "Алушта": "Alushta", "Андрій": "Andrii", "Борщагівка": "Borshchahivka", "Борисенко": "Borysenko",
    "Вінниця": "Vinnytsia", "Володимир": "Volodymyr", "Гадяч": "Hadiach", "Богдан": "Bohdan",
    "Згурський": "Zghurskyi", "Ґалаґан": "Galagan", "Ґорґани": "Gorgany", "Донецьк": "Donetsk",
    "Дмитро": "Dmytro", "Рівне": "Rivne", "Олег": "Oleh", "Есмань": "Esman", "Єнакієве": "Yenakiieve",
    "Гаєвич": "Haievych", "Короп’є": "Koropie", "Житомир": "Zhytomyr", "Жанна": "Zhanna",
    "Жежелів": "Zhezheliv", "Закарпаття": "Zakarpattia", "Казимирчук": "Kazymyrchuk", "Медвин": "Medvyn",
    "Михайленко": "Mykhailenko", "Іванків": "Ivankiv", "Іващенко": "Ivashchenko",
    "Їжакевич": "Yizhakevych", "Кадиївка": "Kadyivka", "Мар’їне": "Marine", "Йосипівка": "Yosypivka",
    "Стрий": "Stryi", "Олексій": "Oleksii", "Київ": "Kyiv", "Коваленко": "Kovalenko",
    "Лебедин": "Lebedyn", "Леонід": "Leonid", "Миколаїв": "Mykolaiv", "Маринич": "Marynych",
    "Ніжин": "Nizhyn", "Наталія": "Nataliia", "Одеса": "Odesa", "Онищенко": "Onyshchenko",
    "Полтава": "Poltava", "Петро": "Petro", "Решетилівка": "Reshetylivka", "Рибчинський": "Rybchynskyi",
    "Суми": "Sumy", "Соломія": "Solomiia", "Тернопіль": "Ternopil", "Троць": "Trots",
    "Ужгород": "Uzhhorod", "Уляна": "Uliana", "Фастів": "Fastiv", "Філіпчук": "Filipchuk",
    "Харків": "Kharkiv", "Христина": "Khrystyna", "Біла Церква": "Bila Tserkva", "Стеценко": "Stetsenko",
    "Чернівці": "Chernivtsi", "Шевченко": "Shevchenko", "Шостка": "Shostka", "Кишеньки": "Kyshenky",
    "Щербухи": "Shcherbukhy", "Гоща": "Hoshcha", "Гаращенко": "Harashchenko", "Юрій": "Yurii",
    "Корюківка": "Koriukivka", "Яготин": "Yahotyn", "Ярошенко": "Yaroshenko",
    "Костянтин": "Kostiantyn", "Знам’янка": "Znamianka", "Феодосія": "Feodosiia",
    "Згорани": "Zghorany", "Розгон": "Rozghon",
}  # fmt: skip


@pytest.mark.parametrize(("ukrainian", "latin"), RESOLUTION_55.items())
def test_the_examples_of_resolution_55_are_romanised_as_it_says(ukrainian: str, latin: str) -> None:
    assert romanise(ukrainian) == latin


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("ЩЕРБУХИ", "SHCHERBUKHY"),
        ("ЗГУРСЬКИЙ ЮРІЙ", "ZGHURSKYI YURII"),
        ("Ю. Щерба", "Yu. Shcherba"),
        ("Нью-Йорк", "Niu-York"),
        ("Олена Скоропадська-Яценко", "Olena Skoropadska-Yatsenko"),
        ("Anna Kowalska", "Anna Kowalska"),
        ("Лук’янець, кв. 5", "Lukianets, kv. 5"),
        ("“Їжа”", "“Yizha”"),
        ("", ""),
    ],
)
def test_capitals_initials_hyphens_and_other_alphabets_are_kept(ukrainian: str, latin: str) -> None:
    assert romanise(ukrainian) == latin


def test_a_decomposed_letter_is_romanised_like_a_composed_one() -> None:
    assert romanise("Ки\u0456\u0308в, \u0418\u0306осипівка") == "Kyiv, Yosypivka"


@given(st.text(alphabet=UKRAINIAN + UKRAINIAN.upper() + " -" + APOSTROPHES))
def test_a_ukrainian_name_leaves_no_cyrillic_letter_in_its_latin_form(name: str) -> None:
    latin = romanise(name)
    assert not set(latin) & set(UKRAINIAN + UKRAINIAN.upper())
    assert romanise(latin) == latin


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = " ".join(folded_words(text))
    assert " ".join(folded_words(once)) == once


@given(st.text(alphabet=UKRAINIAN, min_size=1), st.sampled_from(APOSTROPHES), st.integers(0, 40))
def test_an_apostrophe_of_any_kind_makes_no_difference(name: str, apostrophe: str, place: int) -> None:
    with_one = name[:place] + apostrophe + name[place:]
    assert search_key(with_one, "", "") == search_key(name, "", "")


@given(st.text(alphabet=UKRAINIAN + "abcłóżź -’", max_size=60))
def test_case_makes_no_difference(name: str) -> None:
    assert folded_words(name.upper()) == folded_words(name)


@given(st.text(), st.text(), st.text(), st.text())
def test_a_search_key_fits_its_column_and_holds_no_sign_of_a_pattern(
    name: str, region: str, district: str, seat: str
) -> None:
    key = search_key(name, region, district, seat)
    assert len(key) <= Community._meta.get_field("search_key").max_length
    assert not set(key) & set("%_\\\0")


@pytest.mark.parametrize(
    ("mixed", "clean"),
    [
        ("Львiв", "Львів"),
        ("Kиїв", "Київ"),
        ("Krakоw", "Krakow"),
        ("HIКОПОЛЬ", "НІКОПОЛЬ"),
        ("Lviv Львів", "Lviv Львів"),
    ],
)
def test_a_letter_of_the_wrong_alphabet_goes_the_way_of_its_word(mixed: str, clean: str) -> None:
    assert unmixed(mixed) == clean


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with taken_back(django_db_blocker):
        load_shipped_communities()
        yield


@pytest.fixture
def communities(register: None, db: None) -> None:
    """The register as it is shipped."""


def found(query: str, **options: object) -> list[str]:
    return [choice_label(each, "uk") for each in find(query, **options)]


YAVORIV = "Яворівська громада, Львівська область (Яворівський район, місто Яворів)"
KAMIANSKE = "Кам’янська громада, Дніпропетровська область (Кам’янський район, місто Кам’янське)"
BILA_TSERKVA = "Білоцерківська громада, Київська область (Білоцерківський район, місто Біла Церква)"
KAMIANETS = (
    "Кам’янець-Подільська громада, Хмельницька область"
    " (Кам’янець-Подільський район, місто Кам’янець-Подільський)"
)
HNIVAN = "Гніванська громада, Вінницька область (Вінницький район, місто Гнівань)"


@pytest.mark.usefixtures("communities")
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("яворі", YAVORIV),
        ("ЯВОРІВ", YAVORIV),
        ("Яворівська", YAVORIV),
        ("Явoрiв", YAVORIV),
        ("  м. Яворів ", YAVORIV),
        ("Яворівська міська територіальна громада", YAVORIV),
        ("Yavoriv", YAVORIV),
        ("кам'янське", KAMIANSKE),
        ("Кам’янське", KAMIANSKE),
        ("камʼянське", KAMIANSKE),
        ("кам`янське", KAMIANSKE),
        ("камянське", KAMIANSKE),
        ("Біла Церква", BILA_TSERKVA),
        ("біла-церк", BILA_TSERKVA),
        ("білацерква", BILA_TSERKVA),
        ("церква", BILA_TSERKVA),
        ("камянець", KAMIANETS),
        ("kamianets", KAMIANETS),
        ("Ґнівань", HNIVAN),
        ("Київ", "місто Київ"),
        ("Київська міська рада", "місто Київ"),
        ("kyiv", "місто Київ"),
        ("krakow", "Gmina Kraków, małopolskie"),
        ("KRAKÓW", "Gmina Kraków, małopolskie"),
        ("lodz", "Gmina Łódź, łódzkie"),
        ("gmina sk", "Gmina Skawina, małopolskie (powiat krakowski)"),
    ],
)
def test_what_people_type_finds_their_community_first(query: str, first: str) -> None:
    assert found(query)[0] == first


@pytest.mark.usefixtures("communities")
def test_a_town_that_is_called_otherwise_than_its_hromada_finds_it() -> None:
    assert find("Шептицький")[0].name == "Червоноградська"
    assert find("Самар")[0].name == "Новомосковська"


@pytest.mark.usefixtures("communities")
def test_communities_of_one_name_are_told_apart_by_region_raion_and_settlement() -> None:
    assert found("миколаївська сумська") == [
        "Миколаївська громада, Сумська область (Сумський район, селище Миколаївка)",
        "Миколаївська громада, Сумська область (Сумський район, село Миколаївка)",
    ]


@pytest.mark.usefixtures("communities")
def test_the_name_itself_goes_before_its_beginning_and_both_before_a_region() -> None:
    names = [each.name for each in find("львівська", limit=3)]
    assert names[0] == "Львівська"
    assert {each.region for each in find("львівська", limit=12)[1:]} == {"Львівська"}
    beginnings = [each.name for each in find("нов", limit=12)]
    assert all(name.startswith("Нов") for name in beginnings)


@pytest.mark.usefixtures("communities")
def test_the_same_names_come_in_the_order_of_their_regions() -> None:
    regions = [each.region for each in find("миколаївська") if each.name == "Миколаївська"]
    assert regions == [
        "Дніпропетровська", "Дніпропетровська", "Донецька", "Львівська", "Миколаївська", "Одеська",
        "Сумська", "Сумська",
    ]  # fmt: skip


@pytest.mark.usefixtures("communities")
def test_a_row_calls_itself_by_its_ukrainian_label() -> None:
    assert str(find("Яворів")[0]) == "Яворівська громада, Львівська область"
    assert str(find("Kraków")[0]) == "Gmina Kraków, małopolskie"


@pytest.mark.usefixtures("communities")
def test_a_country_narrows_the_search() -> None:
    assert {each.country for each in find("о", country="PL", limit=50)} <= {"PL"}
    assert found("gdynia", country="PL") == ["Gmina Gdynia, pomorskie"]
    assert found("gdynia", country="UA") == []


@pytest.mark.usefixtures("communities")
@pytest.mark.parametrize(
    "query", ["", "   ", "%", "_", "%%", "\\", "|", "~/|", "\0", "’", "я" * 5000, "\ud800"]
)
def test_a_query_of_signs_finds_nothing(query: str) -> None:
    assert find(query) == []


@pytest.mark.usefixtures("communities")
def test_signs_of_a_pattern_around_a_name_are_left_out() -> None:
    assert found("%яворів_")[0] == YAVORIV
    assert found("г%ань") == found("г ань")
    assert found("г_івань") == found("г івань")


@pytest.mark.usefixtures("communities")
def test_only_as_many_are_given_as_were_asked_for_and_never_more_than_fifty() -> None:
    assert len(find("а", limit=3)) == 3
    assert len(find("а", limit=1000)) == 50
    assert find("а", limit=-1) == []


@pytest.mark.usefixtures("communities")
@pytest.mark.parametrize("query", ["яворівська львівська область", "а"])
def test_a_search_is_one_query_whether_it_finds_one_or_many(query: str, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert find(query)


@pytest.mark.usefixtures("communities")
@pytest.mark.parametrize("field", [{"is_hidden": True}, {"is_current": False}])
def test_a_community_that_is_hidden_or_gone_is_not_offered(field: dict[str, bool]) -> None:
    Community.objects.filter(name="Яворівська").update(**field)
    assert YAVORIV not in found("Яворівська")


@pytest.mark.usefixtures("communities")
def test_every_community_is_found_by_the_name_of_its_central_settlement() -> None:
    lost = []
    for entry in hromadas().entries:
        town = entry.seat.split(", ")[0].partition(" ")[2] or entry.name
        if entry.code not in {each.code for each in find(town, limit=30)}:
            lost.append((entry.name, town))
    assert lost == []


def test_no_two_communities_to_choose_from_look_the_same_in_any_language() -> None:
    entries = [*hromadas().entries, *polish_gminy().entries]
    for language in ("uk", "en", "pl"):
        labels = [choice_label(entry, language) for entry in entries]
        assert len(set(labels)) == len(labels)


SKAWINA = Entry("teryt", "1206113", "PL", "gmina", "Skawina", "małopolskie", "krakowski")
YAVORIVSKA = Entry(
    "katotth",
    "UA46140110000063568",
    "UA",
    "hromada",
    "Яворівська",
    "Львівська",
    "Яворівський",
    "місто Яворів",
)
KYIV = Entry("katotth", "UA80000000000093317", "UA", "hromada", "Київ", "Київ")
CRIMEAN = dataclasses.replace(
    YAVORIVSKA, name="Ялтинська", region="Автономна Республіка Крим", district="Ялтинський"
)


@pytest.mark.parametrize(
    ("entry", "uk", "en", "pl"),
    [
        (
            YAVORIVSKA,
            "Яворівська громада, Львівська область",
            "Yavorivska hromada, Lvivska oblast",
            "hromada jaworiwska, obwód lwowski",
        ),
        (KYIV, "місто Київ", "City of Kyiv", "miasto Kijów"),
        (
            dataclasses.replace(YAVORIVSKA, name="Львівська", district="Львівський"),
            "Львівська громада, Львівська область",
            "Lvivska hromada, Lvivska oblast",
            "hromada lwowska, obwód lwowski",
        ),
        (SKAWINA, *["Gmina Skawina, małopolskie"] * 3),
        (
            CRIMEAN,
            "Ялтинська громада, Автономна Республіка Крим",
            "Yaltynska hromada, Autonomous Republic of Crimea",
            "hromada jałtynska, Autonomiczna Republika Krymu",
        ),
    ],
)
def test_a_community_is_named_in_each_language(entry: Entry, uk: str, en: str, pl: str) -> None:
    assert (label(entry, "uk"), label(entry, "en"), label(entry, "pl")) == (uk, en, pl)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Миколаївка", "Mykołajiwka"),
        ("Кам’янець", "Kamjaneć"),
        ("Щирець", "Szczyreć"),
        ("Люботин", "Lubotyn"),
        ("Єланець", "Jełaneć"),
        ("Новий Яричів", "Nowy Jarycziw"),
        ("Льовчин", "Lowczyn"),
        ("Корюківка", "Koriukiwka"),
        ("Kraków", "Kraków"),
    ],
)
def test_polish_pages_spell_ukrainian_names_by_polish_rules(name: str, spelt: str) -> None:
    assert polish.spell(name) == spelt


def test_every_oblast_of_the_register_has_its_polish_name() -> None:
    oblasts = {each.region for each in hromadas().entries if not each.region.startswith("Автономна")}
    assert oblasts - {"Київ", "Севастополь"} == set(polish.OBLASTS)


def test_the_detail_names_raion_and_settlement_in_each_language() -> None:
    assert detail(YAVORIVSKA, "uk") == "Яворівський район, місто Яворів"
    assert detail(YAVORIVSKA, "en") == "Yavorivskyi raion, town Yavoriv"
    assert detail(YAVORIVSKA, "pl") == "rejon jaworiwski, miasto Jaworiw"
    assert detail(SKAWINA, "uk") == "powiat krakowski"
    assert detail(KYIV, "en") == ""
    assert choice_label(KYIV, "uk") == "місто Київ"
