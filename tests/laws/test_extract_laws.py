"""What holds for extraction whatever the input is."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.stage import Extractor
from schemas.clean import CleanArticle
from schemas.codec import decode, encode
from schemas.extracted import ExtractedArticle
from tests.unit.pipeline.extract.articles import clean_article, extractor, stated

# The longest that one article may take, in seconds of one core.
MAX_SECONDS = 2.0

SENTENCES = (
    "“We are ready,” Lavrov said on Thursday.",
    "'Not planning to expand'",
    "Russian airstrikes in Homs killed at least 36 people, including five children.",
    "MOSCOW, Oct 1 (Reuters) - Russia will not agree to cooperate with ISIS, Putin said.",
    "He denied that any civilians were killed.",
    "According to the Pentagon, 26 strikes hit 11 targets",
    "The officials' talks didn't end; 'it's over,\" she said.''",
)
ODD = tuple("\n \x00\u2028“”'\"’`😀\u0301\u200b—")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(SENTENCES),
        st.sampled_from(ODD),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    ),
    max_size=12,
).map("".join)
STATEMENTS = ("byline", "date", "credit", "title", "published", "source_url", "language")
LANGUAGE = (stated("en", "given"),)


def english(text: str) -> CleanArticle:
    return clean_article(text, language=LANGUAGE)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_text_is_extracted_and_every_value_is_its_words(text: str) -> None:
    article = extractor().extract(english(text))
    mentions = [mention for entity in article.entities for mention in entity.mentions]
    parts = [
        part
        for item in (*article.quotes, *article.claims)
        for name in ("speaker", "cue", "who", "where", "when", "attributed_to")
        if (part := getattr(item, name, None)) is not None
    ]
    for span in (*mentions, *article.quotes, *article.claims, *parts):
        assert text[span.start : span.end] == span.text
        assert span.text.strip() == span.text != ""
    for before, after in pairwise(sorted((m.start, m.end) for m in mentions)):
        assert before[1] <= after[0]
    for before, after in pairwise(article.sentences):
        assert before[1] <= after[0]
    known = {entity.id for entity in article.entities}
    for part in parts:
        assert getattr(part, "entity", None) in {None, *known}
    assert decode(ExtractedArticle, encode(article)) == article


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=15, deadline=None)
def test_many_are_extracted_as_each_is_alone(texts: list[str]) -> None:
    articles = [english(text) for text in texts]
    assert extractor().extract_many(articles) == [extractor().extract(a) for a in articles]


@given(st.dictionaries(st.sampled_from(STATEMENTS), WORDS, max_size=7))
@settings(max_examples=200, deadline=None)
def test_any_metadata_is_judged(statements: dict[str, str]) -> None:
    article = clean_article("", stated_as={k: (stated(v),) for k, v in statements.items()})
    extractor().extract(article)


def test_what_was_extracted_before_changes_nothing() -> None:
    fresh, used = Extractor(), extractor()
    for sentence in SENTENCES:
        used.extract(english(sentence))
    text = "\n".join(SENTENCES)
    assert fresh.extract(english(text)) == used.extract(english(text))


PATHOLOGICAL = {
    "a megabyte of quotation marks": '"' * 1_000_000,
    "a megabyte of spaced quotation marks": "' " * 500_000,
    "emoji without a space": "😀" * 20_000,
    "emoji with spaces": "😀 " * 20_000,
    "a sentence of 20,000 words": "the man and " * 7_000,
    "a sentence of 20,000 commas and names": "Ali, " * 20_000,
    "nested quotation marks": "“he said " * 2_000 + "”" * 2_000,
    "quoted quotations": "'“he said ‘I " * 1_000,
    "a chain of said": "he said that " * 5_000,
    "casualties without end": "killed 36 people, including five children, and wounded 20 and "
    * 2_000,
    "according to": "according to " * 10_000,
    "white space": " " * 1_000_000,
    "line breaks": "\n" * 500_000,
    "lines of one word": "killed\n" * 20_000,
    "numbers": "1 2 3 " * 20_000,
    "a byline without end": "By " + "John Smith and " * 20_000,
    "no letters": "!?%&" * 100_000,
    "combining marks": "e\u0301" * 100_000,
    "prefixes": "(" * 100_000 + "a" + ")" * 100_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_text_takes_long(name: str) -> None:
    article = english(PATHOLOGICAL[name])
    stage = extractor()
    start = process_time()
    result = stage.extract(article)
    assert process_time() - start < MAX_SECONDS
    assert result.text == article.text


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_metadata_takes_long(name: str) -> None:
    value = (stated(PATHOLOGICAL[name]),)
    article = clean_article(
        "Text.", title=value, deck=value, byline=value, credit=value, date=value, section=value,
        author=value, published=value, source_url=value, canonical_url=value, language=value,
    )  # fmt: skip
    start = process_time()
    extractor().extract(article)
    assert process_time() - start < MAX_SECONDS


def test_what_a_cap_left_out_is_noted() -> None:
    assert any(
        "analysed the first" in n for n in extractor().extract(english("word " * 50_000)).notes
    )
    assert any("overlong" in n for n in extractor().extract(english("the man and " * 500)).notes)
