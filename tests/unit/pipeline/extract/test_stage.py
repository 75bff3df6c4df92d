"""The stage as a whole."""

from __future__ import annotations

import pytest

from pipeline.extract.stage import Extractor
from schemas.clean import CleanArticle
from schemas.extracted import ExtractedArticle
from tests.unit.pipeline.extract.articles import clean_article, extracted, extractor, stated

TEXT = (
    "MOSCOW, Oct 1 (Reuters) - Russia said on Thursday that its airstrikes in Homs killed 36 "
    "people. “We are ready,” Vladimir Putin said."
)


def test_metadata_is_judged() -> None:
    article = extractor().extract(
        clean_article(
            TEXT,
            url="https://paper.example/2015/10/01/raids?utm_source=x",
            title=(stated("Raids go on | The Paper", "opengraph"),),
            site_name=(stated("The Paper", "opengraph"),),
            deck=(stated("A second  day"),),
            byline=(stated("By Jane Doe"),),
            author=(stated("Jane Doe", "json-ld"),),
            section=(stated("World"),),
            credit=(stated("Li Wei reported from Beirut."),),
            published=(stated("2015-10-01T10:30:00Z", "json-ld"),),
        )
    )
    assert article.title == "Raids go on"
    assert article.deck == "A second day"
    assert article.authors == ("Jane Doe",)
    assert article.agencies == ("Reuters",)
    assert article.contributors == ("Li Wei",)
    assert article.section == "World"
    assert article.canonical_url == "https://paper.example/2015/10/01/raids"
    assert article.dateline is not None
    assert article.dateline.place == "MOSCOW"
    assert article.published_at is not None
    assert article.published_at.value == "2015-10-01T10:30:00Z"
    assert article.language == "en"
    assert article.analysis == extractor().analysis
    assert article.sentences


def test_what_clean_found_stays() -> None:
    before = clean_article(TEXT, url="https://paper.example/a", notes=("an index page",))
    after = extractor().extract(before)
    for field in CleanArticle.model_fields:
        assert getattr(after, field) == getattr(before, field)


def test_a_language_without_a_model_passes_through_with_its_metadata() -> None:
    article = extractor().extract(
        clean_article(
            "Russland hat am Mittwoch erste Luftangriffe in Syrien geflogen, teilte Moskau mit.",
            byline=(stated("Von Max Muster"),),
        )
    )
    assert article.language == "de"
    assert article.analysis is None
    assert article.authors == ("Max Muster",)
    assert article.entities == ()
    assert article.sentences == ()


def test_a_text_without_words_passes_through() -> None:
    for text in ("", "\n\n", "…"):
        assert extracted(text).entities == ()


def test_many_are_extracted_as_each_is() -> None:
    articles = [
        clean_article(text, language=(stated("en", "given"),))
        for text in (TEXT, "", "Paris is in France.", TEXT, "“Odd, Lavrov said.")
    ]
    assert extractor().extract_many(articles) == [extractor().extract(a) for a in articles]


def test_a_fault_at_one_article_is_told_in_its_place_and_the_others_are_extracted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    extract = Extractor.extract

    def faulty(self: Extractor, article: CleanArticle) -> ExtractedArticle:
        if article.text == "faulty":
            raise KeyError("a bug")
        return extract(self, article)

    monkeypatch.setattr(Extractor, "extract", faulty)
    before, fault, after = extractor().extract_many(
        [clean_article("Before."), clean_article("faulty"), clean_article("After.")]
    )
    assert isinstance(before, ExtractedArticle)
    assert isinstance(fault, KeyError)
    assert isinstance(after, ExtractedArticle)


def test_the_parts_that_are_remembered_do_not_leak_between_articles() -> None:
    first = extractor().extract(clean_article(TEXT, title=(stated("One"),)))
    second = extractor().extract(clean_article(TEXT, title=(stated("Two"),)))
    assert (first.title, second.title) == ("One", "Two")
    assert first.entities == second.entities


def test_the_model_keeps_no_new_words() -> None:
    stage = extractor()
    stage.extract(clean_article(TEXT))
    before = stage.strings
    for number in range(20):
        words = " ".join(f"Zq{number}x{k} met Wv{number}y{k}." for k in range(10))
        stage.extract(clean_article(words, language=(stated("en", "given"),)))
    assert stage.strings == before


def test_all_offsets_are_those_of_the_text() -> None:
    article: ExtractedArticle = extracted(TEXT)
    spans = [*article.quotes, *article.claims]
    spans_of_parts = [
        part
        for item in spans
        for part in (
            getattr(item, "speaker", None),
            getattr(item, "cue", None),
            getattr(item, "who", None),
            getattr(item, "where", None),
        )
        if part is not None
    ]
    for span in (*spans, *spans_of_parts):
        assert article.text[span.start : span.end] == span.text
