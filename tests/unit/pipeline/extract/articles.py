"""Clean articles to extract from, made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from pipeline.extract.stage import Extractor
from schemas.clean import CleanArticle, Metadata, MetadataOrigin, Mined
from schemas.extracted import Claim, Entity, ExtractedArticle, Quote
from schemas.lineage import Lineage, Step

COLLECTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def clean_article(
    text: str,
    *,
    url: str | None = None,
    collected_at: datetime = COLLECTED,
    notes: tuple[str, ...] = (),
    stated_as: Mapping[str, tuple[Mined, ...]] | None = None,
    **statements: tuple[Mined, ...],
) -> CleanArticle:
    """A clean article of `text` with the given metadata (`byline=(line("By ..."),)`)."""
    return CleanArticle(
        article_id="a",
        content_hash="h",
        lane="default",
        source="paper",
        url=url,
        collected_at=collected_at,
        appended_at=collected_at,
        content_type="text/plain",
        text=text,
        removals=(),
        metadata=Metadata.model_validate({**statements, **(stated_as or {})}),
        notes=notes,
        lineage=Lineage(raw=Step(partition=0, offset=0, appended_at=collected_at, app_version="0")),
    )


def stated(value: str, origin: MetadataOrigin = "line") -> Mined:
    return Mined(value=value, origin=origin)


@cache
def extractor() -> Extractor:
    """One loaded model for all tests."""
    return Extractor()


def extracted(text: str, **fields: tuple[Mined, ...]) -> ExtractedArticle:
    """What is found in English `text`."""
    language = (stated("en", "given"),)
    return extractor().extract(clean_article(text, language=language, stated_as=fields))


def entity(article: ExtractedArticle, name: str) -> Entity:
    (found,) = [e for e in article.entities if e.name == name]
    return found


def quote(article: ExtractedArticle, words: str) -> Quote:
    (found,) = [q for q in article.quotes if words in q.text]
    return found


def claims(article: ExtractedArticle, kind: str) -> list[Claim]:
    return [claim for claim in article.claims if claim.kind == kind]


def speaker_name(article: ExtractedArticle, said: Quote) -> str | None:
    """The name of the entity that the speaker of a quote stands for."""
    if said.speaker is None or said.speaker.entity is None:
        return None
    return next(e.name for e in article.entities if e.id == said.speaker.entity)


def cue_text(said: Quote) -> str | None:
    """The words that report a quote."""
    return None if said.cue is None else said.cue.text
