"""Who and where."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.extract.entities import entity_id
from pipeline.extract.spelling import sound
from tests.unit.pipeline.extract.articles import entity, extracted


def test_the_names_of_one_thing_are_one_entity() -> None:
    text = "ISIS fled Homs. The Islamic State said so. “Daesh is dangerous,” a man said. ISIL lost."
    article = extracted(text)
    state = entity(article, "Islamic State")
    assert state.type == "organization"
    assert [m.text for m in state.mentions] == ["ISIS", "Islamic State", "Daesh", "ISIL"]
    assert all(text[m.start : m.end] == m.text for m in state.mentions)


def test_russian_federation_is_russia() -> None:
    article = extracted("Russian Federation is an ally of Syria. Russia said so.")
    assert len(entity(article, "Russia").mentions) == 2


def test_a_surname_and_a_title_stand_for_the_full_name() -> None:
    article = extracted(
        "Sergey Lavrov, Russia’s foreign minister, spoke on Thursday. Foreign Minister Lavrov said "
        "no. Mr Lavrov left."
    )
    person = entity(article, "Sergei Lavrov")
    assert [m.text for m in person.mentions] == ["Sergey Lavrov", "Lavrov", "Lavrov"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shoigu", "Shoygu"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("al-Abadi", "Abadi"),
        ("Hizbollah", "Hizbolah"),
        ("Müller", "Muller"),
    ],
)
def test_transcriptions_of_one_name_have_one_id(one: str, other: str) -> None:
    assert sound(one) == sound(other)
    assert entity_id("person", one) == entity_id("person", other)


def test_ids_differ_by_type() -> None:
    assert entity_id("person", "Homs") != entity_id("place", "Homs")


def test_an_id_is_the_same_in_every_article() -> None:
    one = extracted("Haider al-Abadi visited Paris on Monday.")
    other = extracted("In Paris, a spokesman for Haider al-Abadi declined to comment.")
    assert entity(one, "Haider al-Abadi").id == entity(other, "Haider al-Abadi").id


def test_a_title_is_no_person() -> None:
    article = extracted("Spokeswoman Marzieh Afkham and Colonel Steve Warren met in Baghdad.")
    people = {e.name for e in article.entities if e.type == "person"}
    assert people == {"Marzieh Afkham", "Steve Warren"}


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Prince Faisal bin Farhan spoke in Riyadh.", "Faisal bin Farhan"),
        ("Minister Maryam bint Mohammed Almheiri spoke.", "Maryam bint Mohammed Almheiri"),
        ("Saudi Crown Prince Mohammed bin Salman met the envoy.", "Mohammed bin Salman"),
    ],
)
def test_sons_and_daughters_are_named_with_their_fathers(text: str, person: str) -> None:
    named = [e for e in extracted(text).entities if e.type in ("person", "organization")]
    assert [(e.type, e.name) for e in named] == [("person", person)]


def test_mentions_never_overlap() -> None:
    article = extracted("The U.N. Security Council met the Russian Defense Ministry in New York.")
    spans = sorted((m.start, m.end) for e in article.entities for m in e.mentions)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
