"""What a reader finds in the five seeds: `tests/golden/extract/`, written by reading them.

The lists are what must be found; they are not all that the articles say.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemas.extracted import ExtractedArticle, Reference
from tests.unit.pipeline.extract.articles import extracted

TESTS = Path(__file__).resolve().parents[3]
GOLDEN = sorted((TESTS / "golden" / "extract").glob("*.json"))

pytestmark = pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem[:3])


@cache
def _expected(golden: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads(golden.read_text("utf-8"))
    return expected


@cache
def _article(golden: Path) -> ExtractedArticle:
    """The seed's clean text, extracted."""
    cleaned = json.loads((TESTS / "golden" / "seeds" / golden.name).read_text("utf-8"))
    return extracted("\n".join(cleaned["text"]))


def _name(article: ExtractedArticle, reference: Reference | None) -> str | None:
    identity = reference.entity if reference else None
    return next((e.name for e in article.entities if e.id == identity), None)


def test_the_names_are_found_with_their_types(golden: Path) -> None:
    found = {(e.name, e.type) for e in _article(golden).entities}
    assert {(name, kind) for name, kind in _expected(golden)["entities"]} - found == set()


def test_places_have_their_geonames_ids(golden: Path) -> None:
    found = {e.name: e.geonames_id for e in _article(golden).entities if e.geonames_id}
    for name, number in _expected(golden)["geonames"].items():
        assert found.get(name.upper() if name.upper() in found else name) == number, name


def test_all_names_of_one_thing_are_its_mentions(golden: Path) -> None:
    found = {e.name: {m.text for m in e.mentions} for e in _article(golden).entities}
    for name, mentions in _expected(golden)["mentions"].items():
        assert set(mentions) <= found[name]


def test_quotes_have_their_words_cues_and_speakers(golden: Path) -> None:
    article = _article(golden)
    found = [
        {
            "text": quote.text,
            "kind": quote.kind,
            "cue": quote.cue.text if quote.cue else None,
            "speaker": quote.speaker.text if quote.speaker else None,
            "entity": _name(article, quote.speaker),
        }
        for quote in article.quotes
    ]
    assert [quote for quote in _expected(golden)["quotes"] if quote not in found] == []


def test_claims_have_their_numbers_and_their_sources(golden: Path) -> None:
    article = _article(golden)
    found = [
        {
            **claim.model_dump(include={"kind", "low", "high", "polarity", "certainty", "text"}),
            "where": claim.where.text if claim.where else None,
            "by": claim.attributed_to.text if claim.attributed_to else None,
        }
        for claim in article.claims
    ]
    missed = [
        expected
        for expected in _expected(golden)["claims"]
        if not any(expected.items() <= claim.items() for claim in found)
    ]
    assert missed == []


def test_the_dateline_is_found(golden: Path) -> None:
    dateline = _article(golden).dateline
    assert (dateline.place if dateline else None) == _expected(golden)["dateline"]
