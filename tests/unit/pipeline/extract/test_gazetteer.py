"""Places by name."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from pipeline.extract.gazetteer import Gazetteer
from tests.unit.pipeline.extract.articles import entity, extracted


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.mark.parametrize(
    ("name", "geonames"),
    [
        ("Talbiseh", 163779),
        ("Talbisah", 163779),
        ("Tallbisah", 163779),
        ("Deir ez-Zor", 170794),
        ("Deir al-Zour", 170794),
        ("Raqqa", 172955),
        ("Ar Raqqah", 172955),
        ("Mosul", 99072),
        ("Kobani", 172256),
        ("Syria", 163843),
        ("RUSSIA", 2017370),
        ("Alaska", 5879092),
        ("Sahel", 2425938),  # the region, not the province of Burkina Faso
        ("Sea of Japan", 2038684),
        ("Pacific", 2363254),  # the ocean, not a town in Missouri
        ("Micronesia", 2081918),  # the country
    ],
)
def test_all_spellings_of_a_place_have_its_number(name: str, geonames: int) -> None:
    place = gazetteer().meant(name, Counter({"SY": 1}))
    assert place is not None
    assert place.geonames == geonames


def test_what_is_no_place_is_unknown() -> None:
    known = gazetteer().known("Zzyzxqv")
    assert known.places == ()
    assert not known.findable


def test_a_common_word_is_not_found_where_the_model_sees_no_name() -> None:
    assert not gazetteer().known("Nice").findable
    assert not gazetteer().known("Reading").findable


def test_the_country_of_the_article_decides_between_towns_of_one_name() -> None:
    alone = gazetteer().meant("Tripoli", Counter())
    lebanese = gazetteer().meant("Tripoli", Counter({"LB": 3}))
    assert alone is not None
    assert lebanese is not None
    assert (alone.country, lebanese.country) == ("LY", "LB")


def test_a_small_town_is_meant_only_where_its_country_is_named() -> None:
    assert gazetteer().meant("Mandy", Counter()) is None
    abroad = gazetteer().meant("Dayton", Counter({"GB": 1}))
    assert abroad is not None
    assert abroad.size > 4  # the large one


@pytest.mark.parametrize(
    ("name", "named", "geonames"),
    [
        ("Georgia", [], 614540),
        ("Georgia", ["US"], 4197000),
        ("Georgia", ["US", "GE"], 614540),
        ("Luxembourg", ["BE"], 2960313),
        ("El Salvador", ["BR"], 3585968),
        ("Punjab", ["IN"], 1259223),
        ("Punjab", ["PK"], 1167710),
        ("New York", ["US"], 5128581),
        ("Quebec", ["CA"], 6115047),
        ("Mexico City", ["MX"], 3530597),
        ("Gaza", [], 281133),
        ("Middle East", [], 6269133),
        ("State of Qatar", [], 289688),
    ],
)
def test_of_a_country_a_province_and_a_city_the_likeliest_is_meant(
    name: str, named: list[str], geonames: int
) -> None:
    place = gazetteer().meant(name, Counter(named))
    assert place is not None
    assert place.geonames == geonames


def test_a_people_names_its_country() -> None:
    assert gazetteer().context(["Syrians", "Saudi"]) == Counter({"SY": 1, "SA": 1})


def test_a_province_is_not_the_town_of_its_name() -> None:
    article = extracted("Rebels left Idlib on Monday. The war in Idlib province went on.")
    found = {e.geonames_id: [m.start for m in e.mentions] for e in article.entities}
    assert found == {169389: [12], 169387: [40]}  # the town; the province


@pytest.mark.parametrize(
    ("text", "geonames"),
    [
        ("Syrian troops entered the province of Homs on Monday.", 169575),
        ("Syrian troops entered Homs on Monday.", 169577),
        ("Troops of Syria were seen in Homs Governorate on Monday.", 169575),
        ("Clashes went on in Nineveh province in Iraq.", 92877),
    ],
)
def test_words_beside_a_name_tell_the_province_from_the_city(text: str, geonames: int) -> None:
    assert geonames in {e.geonames_id for e in extracted(text).entities}


def test_a_district_of_a_citys_name_has_no_number() -> None:
    article = extracted("Syrian troops entered the Homs countryside on Monday.")
    assert {e.name: e.geonames_id for e in article.entities}["Homs"] is None


def test_a_list_of_villages_holds_places() -> None:
    article = extracted(
        "Syrian forces struck the villages of al-Ridwaniyeh, Arbid and Tal Istabl near Aleppo."
    )
    assert {e.name for e in article.entities if e.type == "place"} >= {
        "al-Ridwaniyeh",
        "Arbid",
        "Tal Istabl",
        "Aleppo",
    }
    assert entity(article, "Aleppo").geonames_id == 170063


def test_a_region_of_several_words_is_a_place_wherever_it_stands() -> None:
    article = extracted("Ships left the West Bank settlement alone. Latin America had no say.")
    assert entity(article, "West Bank").geonames_id == 285153
    assert entity(article, "Latin America").geonames_id == 7730009


def test_a_state_of_may_be_a_country() -> None:
    article = extracted("The State of Qatar has been at the forefront of the talks.")
    assert {e.geonames_id for e in article.entities} == {289688}


def test_a_region_is_not_the_province_of_its_name() -> None:
    article = extracted("Droughts are frequent in the Sahel region, and so are wars.")
    assert entity(article, "Sahel").geonames_id == 2425938
