"""The three stages in one process, without a broker: the same decisions on the same log.

Cleaning and dedup go one by one in input order, since they remember; extraction is pure, and the
caller may spread it over processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.clean.memory import SourceMemory, apply, decide
from pipeline.clean.stage import Cleaner
from pipeline.dedup.decide import decide as decide_version
from pipeline.dedup.state import DedupState
from pipeline.identity import identify
from pipeline.limits import DEFAULT_LIMITS, Limits, check_body, check_message
from pipeline.lineage import read_step
from pipeline.refusal import error_class
from pipeline.stage import Position
from schemas.article import Article, Duplicate
from schemas.clean import CleanArticle, Metadata, Mined
from schemas.codec import decode, encode
from schemas.extracted import ExtractedArticle
from schemas.headers import ErrorClass
from schemas.limits import check_size
from schemas.lineage import Lineage
from schemas.raw import RawArticle


@dataclass(frozen=True, slots=True)
class Refused:
    """What would be a dead letter: which stage refused the input, and why."""

    stage: str
    error_class: ErrorClass
    message: str


def refused(stage: str, error: Exception) -> Refused:
    """`error` of `stage` as a refusal."""
    return Refused(stage, error_class(error), str(error))


class CleanStep:
    """clean over one log; its sources' memory grows with it. `skip` passes texts through."""

    def __init__(self, *, skip: bool = False, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._cleaner = None if skip else Cleaner(limits=limits)
        self._memory = SourceMemory()

    def clean(self, value: bytes, at: Position) -> tuple[CleanArticle, str] | Refused:
        """The clean article of a raw record's value, and the text its removals are cut from."""
        try:
            check_message(value, self._limits)
            raw = decode(RawArticle, value)
            check_body(raw, self._limits)
            if self._cleaner is None:
                return untouched(raw, at), raw.body
            cleaned = self._cleaner.clean(raw, at, self._memory.profile(raw.source))
            check_size("clean", encode(cleaned.article))
            learned = decide(self._memory, cleaned.lesson, at)
        except Exception as error:  # one article's fault must not stop the others
            return refused("clean", error)
        for change in learned:
            apply(self._memory, change)
        self._memory.through = at.offset
        return cleaned.article, cleaned.rendered


def untouched(raw: RawArticle, at: Position) -> CleanArticle:
    """`raw` with its body as the text and nothing cut: what `--skip clean` hands on."""
    version = identify(raw)
    given = {
        field: (Mined(value=value, origin="given"),)
        for field, value in (
            ("title", raw.title), ("published", raw.published_at), ("language", raw.language),
        )
        if value is not None
    }  # fmt: skip
    return CleanArticle(
        article_id=version.article_id,
        content_hash=version.content_hash,
        lane=version.lane,
        source=raw.source,
        url=raw.url,
        collected_at=raw.collected_at or at.appended_at,
        appended_at=at.appended_at,
        content_type=raw.content_type or "text/plain",
        restrictions=raw.restrictions,
        text=raw.body,
        removals=(),
        metadata=Metadata.model_validate(given),
        lineage=Lineage(raw=read_step(at)),
    )


def unread(article: CleanArticle) -> ExtractedArticle:
    """`article` with its given title and no other findings: what `--skip extract` hands on."""
    nothing: dict[str, Any] = dict.fromkeys(
        (
            "deck", "section", "dateline", "canonical_url", "published_at", "updated_at",
            "language", "analysis",
        )
    )  # fmt: skip
    none: dict[str, Any] = dict.fromkeys(
        ("authors", "agencies", "contributors", "sentences", "entities", "quotes", "claims"), ()
    )
    title = article.metadata.title[0].value if article.metadata.title else None
    fields = article.__dict__ | nothing | none | {"title": title}
    return ExtractedArticle.model_construct(None, **fields)


class DedupStep:
    """dedup over one log."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._state = DedupState()

    def dedup(self, article: ExtractedArticle) -> Article | Duplicate | Refused | None:
        """The article or the withheld duplicate; None for a redelivery."""
        try:
            decided = decide_version(self._state, article, self._limits)
            if decided is None:
                return None
            check_size("articles", encode(decided.output))
        except Exception as error:  # one article's fault must not stop the others
            return refused("dedup", error)
        self._state.apply(decided.decision, decided.entry)
        return decided.output
