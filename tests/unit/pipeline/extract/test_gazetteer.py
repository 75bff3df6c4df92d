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
    ],
)
def test_all_spellings_of_a_place_have_its_number(name: str, geonames: int) -> None:
    place = gazetteer().meant(name, Counter())
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


def test_a_province_is_not_the_town_of_its_name() -> None:
    article = extracted("Rebels left Idlib on Monday. The war in Idlib province went on.")
    with_id = [e for e in article.entities if e.geonames_id == 169389]
    assert [len(e.mentions) for e in with_id] == [1]


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
