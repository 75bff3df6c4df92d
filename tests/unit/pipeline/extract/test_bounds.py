"""What the model is spared."""

from __future__ import annotations

from pipeline.extract.bounds import MAX_CHARACTERS, MAX_WORD_CHARACTERS, bounded
from tests.unit.pipeline.extract.articles import clean_article, extractor, stated


def test_an_article_is_read_whole() -> None:
    text = "The council voted. " * 100
    assert bounded(text).text == text
    assert bounded(text).notes == ()


def test_a_long_text_is_cut_at_a_word_and_the_note_says_where() -> None:
    text = "council " * MAX_CHARACTERS
    readable = bounded(text)
    assert len(readable.text) <= MAX_CHARACTERS
    assert readable.text.endswith("council")
    assert readable.notes == (f"analysed the first {len(readable.text)} of {len(text)} characters",)


def test_a_run_without_white_space_is_hidden_and_offsets_stay() -> None:
    text = "before " + "😀" * (MAX_WORD_CHARACTERS + 1) + " after"
    readable = bounded(text)
    assert len(readable.text) == len(text)
    assert readable.text.split() == ["before", "after"]
    assert readable.text.index("after") == text.index("after")
    assert len(readable.notes) == 1


def test_a_lone_surrogate_is_hidden() -> None:
    assert bounded("a \ud800 b").text == "a ? b"


def test_what_is_hidden_inside_a_quote_is_still_part_of_its_words() -> None:
    marks = '"' * 200
    text = (
        f"The council voted to rebuild the bridge, mayor Otto Ardensen said.{marks}"
        "airstrikes in Iraq as soon as next week, the minister said on Thursday."
    )
    article = clean_article(text, language=(stated("en", "given"),))
    quotes = extractor().extract(article).quotes
    assert any(marks in quote.text for quote in quotes)
    assert [text[quote.start : quote.end] for quote in quotes] == [q.text for q in quotes]
