"""Extracted articles for dedup, made in one line; times are in milliseconds."""

from __future__ import annotations

from pipeline.dedup.decide import Decided, decide
from pipeline.dedup.state import DedupState
from pipeline.run import unread, untouched
from pipeline.stage import Position
from schemas.extracted import ExtractedArticle
from schemas.message import from_epoch_milliseconds
from schemas.raw import RawArticle

SECOND = 1000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
START = 1_795_000_000_000


def version(
    text: str,
    article_id: str | None = None,
    *,
    title: str | None = None,
    source: str = "wire",
    lane: str | None = None,
    appended: int = START,
    collected: int | None = None,
) -> ExtractedArticle:
    """A version that says `text`, appended to the raw topic at `appended`, collected then or at
    `collected`."""
    raw = RawArticle(
        source=source,
        body=text,
        article_id=article_id,
        title=title,
        lane=lane,
        collected_at=None if collected is None else from_epoch_milliseconds(collected),
    )
    return unread(untouched(raw, Position(0, 0, from_epoch_milliseconds(appended))))


def take(state: DedupState, article: ExtractedArticle) -> Decided | None:
    """Decides about `article` and applies the decision, as a worker does."""
    decided = decide(state, article)
    if decided is not None:
        state.apply(decided.decision, decided.entry)
    return decided


def outcomes(*articles: ExtractedArticle) -> list[str]:
    """What is decided about `articles`, one after the other, by a worker that knows nothing."""
    state = DedupState()
    decided = [take(state, article) for article in articles]
    return ["redelivery" if made is None else made.decision.outcome for made in decided]
