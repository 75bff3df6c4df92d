"""How many findings of an article are listed."""

from __future__ import annotations

from pipeline.extract.caps import capped
from pipeline.extract.facts import TextFacts
from pipeline.extract.stage import Extractor
from pipeline.limits import Limits
from schemas.extracted import Entity, Quote, Reference, Span
from tests.unit.pipeline.extract.articles import clean_article, stated

TEXT = "Ann Lee said. Bob Ray said. Cid May said."


def entity(number: int, start: int) -> Entity:
    mention = Span(start=start, end=start + 7, text=TEXT[start : start + 7])
    return Entity(id=f"e{number}", name=mention.text, type="person", mentions=(mention,))


def quote(number: int, start: int) -> Quote:
    speaker = Reference(start=start, end=start + 7, text="Ann Lee", entity=f"e{number}")
    return Quote(start=start, end=start + 12, text="Ann Lee said", kind="indirect", speaker=speaker)


FACTS = TextFacts(
    entities=(entity(0, 0), entity(1, 14), entity(2, 28)),
    quotes=(quote(0, 0), quote(1, 14), quote(2, 28)),
    notes=("before",),
)


def test_what_is_within_the_caps_stays_as_it_is() -> None:
    assert capped(FACTS, Limits(entities=3, quotes=3)) is FACTS


def test_the_first_ones_are_listed_and_the_rest_counted() -> None:
    found = capped(FACTS, Limits(entities=2, quotes=1))
    assert [e.id for e in found.entities] == ["e0", "e1"]
    assert found.quotes == FACTS.quotes[:1]
    assert found.notes == (
        "before",
        "only the first 2 of 3 entities are listed",
        "only the first 1 of 3 quotes are listed",
    )


def test_a_speaker_that_is_not_listed_keeps_the_words_alone() -> None:
    speakers = [q.speaker for q in capped(FACTS, Limits(entities=1)).quotes]
    assert [s.entity for s in speakers if s] == ["e0", None, None]
    assert [s.text for s in speakers if s] == ["Ann Lee"] * 3


def test_the_stage_keeps_to_its_limits() -> None:
    text = "“We are ready,” Sergey Lavrov said in Moscow on Thursday. Turkey agreed with Lavrov."
    article = clean_article(text, language=(stated("en", "given"),))
    limits = Limits(entities=1, quotes=0, analysed_characters=60)
    found = Extractor(limits=limits).extract(article)
    assert (len(found.entities), found.quotes) == (1, ())
    assert found.notes[0] == f"analysed the first 57 of {len(text)} characters"
    assert "only the first 0 of 1 quotes are listed" in found.notes
