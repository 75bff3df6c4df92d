"""Every topic has an example that outside programs may rely on."""

from __future__ import annotations

import orjson
import pytest

from pipeline.clean.ledger import restore
from schemas.article import Article, Duplicate
from schemas.clean import CleanArticle
from schemas.codec import decode, encode
from schemas.extracted import ExtractedArticle
from schemas.message import Message
from schemas.raw import RawArticle
from schemas.registry import TOPICS
from tests.unit.schemas.examples import (
    VALUES,
    example,
    example_bytes,
    example_object,
)


@pytest.mark.parametrize("name", VALUES)
def test_an_example_decodes_and_encodes_to_the_same_bytes_with_sorted_keys(name: str) -> None:
    written = orjson.dumps(example_object(name), option=orjson.OPT_SORT_KEYS)
    assert encode(decode(VALUES[name], example_bytes(name))) == written


@pytest.mark.parametrize("name", VALUES)
def test_an_example_shows_every_field_of_its_message(name: str) -> None:
    fields = {field.alias or key for key, field in VALUES[name].model_fields.items()}
    assert set(example_object(name)) == fields


def test_every_topic_has_an_example() -> None:
    assert {topic.name for topic in TOPICS} <= VALUES.keys() | {"dead-letters"}


def test_a_reader_survives_a_newer_writer() -> None:
    newer = example("articles.newer-writer", Article)
    assert newer == example("articles", Article)
    assert example_object("articles.newer-writer") != example_object("articles")


def test_the_cuts_of_the_example_restore_its_raw_body() -> None:
    clean = example("clean", CleanArticle)
    assert restore(clean.text, clean.removals) == example("raw", RawArticle).body


@pytest.mark.parametrize(
    ("name", "model"),
    [("extracted", ExtractedArticle), ("articles", Article), ("duplicates", Duplicate)],
)
def test_offsets_of_the_examples_point_at_their_words(
    name: str, model: type[ExtractedArticle]
) -> None:
    article = example(name, model)
    quote, claim = article.quotes[0], article.claims[0]
    spans = [quote, quote.speaker, quote.cue, claim, claim.who, *article.entities[0].mentions]
    for span in spans:
        assert span is not None
        assert article.text[span.start : span.end] == span.text
    ((start, end),) = article.sentences
    assert article.text[start:end] == "Two miners were killed, police said on Friday."


def test_a_message_cannot_be_changed() -> None:
    article: Message = example("articles", Article)
    with pytest.raises(ValueError, match="frozen"):
        article.text = "other"  # type: ignore[attr-defined]
