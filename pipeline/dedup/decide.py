"""What happens to a version: the five questions of the design, in their order.

Reads state and never changes it; `DedupState.apply` does, once the outcome is sure to be written.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.dedup.normalise import body_hash, text_hash
from pipeline.dedup.passages import changes
from pipeline.dedup.sketch import MAX_WORDS, Sketch, pack, sketch
from pipeline.dedup.state import ArticleState, DedupState, LaneState
from pipeline.dedup.window import Entry, Match
from pipeline.limits import DEFAULT_LIMITS, Limits
from schemas.article import Article, Change, Duplicate, Link, Substitution
from schemas.decision import Decision, Outcome, SketchEntry
from schemas.extracted import ExtractedArticle
from schemas.message import epoch_milliseconds

M = TypeVar("M", Article, Duplicate)

_WITHHELD_RELATIONS = frozenset({"same-text", "edited"})


@dataclass(frozen=True, slots=True)
class Decided:
    """One version's outcome: what goes out, and what is remembered of it.

    `entry` is None where nothing was compared (`unchanged`, `superseded`).
    """

    output: Article | Duplicate
    decision: Decision
    entry: Entry | None

    def sketch_entry(self) -> SketchEntry | None:
        """`entry` as it is logged."""
        if self.entry is None:
            return None
        return SketchEntry(
            lane=self.decision.lane,
            article_id=self.entry.article_id,
            revision=self.entry.revision,
            source=self.entry.source,
            window_ms=self.entry.window_ms,
            packed=b64encode(pack(self.entry.sketch)).decode("ascii"),
        )


def decide(
    state: DedupState, article: ExtractedArticle, limits: Limits = DEFAULT_LIMITS
) -> Decided | None:
    """The outcome of `article`, or None for a redelivery: this very version is in the log. What is
    decided does not depend on `limits`, only how much of it is listed."""
    lane = state.lane(article.lane)
    if lane.knows(article.article_id, article.content_hash):
        return None
    known = lane.articles.get(article.article_id)
    digest = body_hash(article.text)
    newest_hash = text_hash(article.title, digest)
    if known is not None:
        if epoch_milliseconds(article.collected_at) < known.newest_ms:
            return _own(article, known, "superseded")
        if newest_hash == known.newest_hash:
            return _own(article, known, "unchanged")
    return _compare(lane, article, known, sketch(article.text, digest), newest_hash, limits.links)


def _own(article: ExtractedArticle, known: ArticleState, outcome: Outcome) -> Decided:
    """A version that says nothing new about its own article. A superseded one leaves the newest
    as it is; an unchanged one is the newest from now on."""
    assert outcome in ("unchanged", "superseded")
    newest_ms = max(known.newest_ms, epoch_milliseconds(article.collected_at))
    output = _duplicate(
        article,
        revision=None,
        originality=0.0,
        links=(),
        duplicate_of=article.article_id,
        duplicate_of_revision=known.out_revision or None,
        relation=outcome,
        score=1.0,
        passages=(),
        substitutions=(),
    )
    decision = _decision(article, outcome, newest_ms, known.newest_hash, known.out_revision)
    return Decided(output, decision, None)


def _compare(
    lane: LaneState,
    article: ExtractedArticle,
    known: ArticleState | None,
    own: Sketch,
    newest_hash: bytes,
    most_links: int,
) -> Decided:
    """A version with its own words: published as new or as a revision, or withheld as a copy."""
    collected_ms = epoch_milliseconds(article.collected_at)
    findings = lane.window.examine(own, article.source, exclude=article.article_id)
    matches, originality = findings.matches, findings.originality
    out_revision = known.out_revision if known is not None else 0
    copied = None if out_revision else _withholding(matches)
    revision = None if copied is not None else out_revision + 1
    entry = Entry(
        article_id=article.article_id,
        revision=revision,
        source=article.source,
        window_ms=lane.next_window_ms(collected_ms, epoch_milliseconds(article.appended_at)),
        sketch=own,
    )
    links = tuple(_link(article.text, match) for match in matches[:most_links])
    article = _noted(article, len(own), len(matches), most_links)
    output: Article | Duplicate
    if copied is not None:
        outcome: Outcome = "copy"
        output = _duplicate(
            article,
            revision=None,
            originality=originality,
            links=links,
            duplicate_of=copied.article_id,
            duplicate_of_revision=copied.revision,
            relation=copied.relation,
            score=copied.score,
            passages=copied.passages,
            substitutions=_substitutions(article.text, copied),
        )
    else:
        assert revision is not None
        outcome = "revision" if out_revision else "new"
        output = _with(
            Article,
            article,
            revision=revision,
            originality=originality,
            links=links,
            changes=_changes(lane, article.article_id, own) if out_revision else None,
        )
    decision = _decision(article, outcome, collected_ms, newest_hash, revision or out_revision)
    return Decided(output, decision, entry)


def _noted(article: ExtractedArticle, words: int, matches: int, most: int) -> ExtractedArticle:
    """`article` with what the caps left out of its comparison."""
    notes: list[str] = []
    if words >= MAX_WORDS:
        notes.append(f"only the first {MAX_WORDS} words were compared with other articles")
    if matches > most:
        notes.append(f"only the closest {most} of {matches} related articles are listed")
    if not notes:
        return article
    return article.model_copy(update={"notes": (*article.notes, *notes)})


def _withholding(matches: Sequence[Match]) -> Match | None:
    return next((match for match in matches if match.relation in _WITHHELD_RELATIONS), None)


def _link(text: str, match: Match) -> Link:
    return Link(
        article_id=match.article_id,
        revision=match.revision,
        relation=match.relation,
        score=match.score,
        passages=match.passages,
        substitutions=_substitutions(text, match),
    )


def _substitutions(text: str, match: Match) -> tuple[Substitution, ...]:
    return tuple(
        Substitution(
            start=place.start,
            end=place.end,
            text=text[place.start : place.end],
            other_start=place.other_start,
            other_end=place.other_end,
        )
        for place in match.substitutions
    )


def _changes(lane: LaneState, article_id: str, own: Sketch) -> tuple[Change, ...] | None:
    before = lane.window.latest(article_id)
    return None if before is None else changes(before.sketch, own)


def _decision(
    article: ExtractedArticle, outcome: Outcome, newest_ms: int, newest_hash: bytes, out: int
) -> Decision:
    return Decision(
        lane=article.lane,
        article_id=article.article_id,
        content_hash=article.content_hash,
        outcome=outcome,
        appended_ms=epoch_milliseconds(article.appended_at),
        newest_ms=newest_ms,
        newest_hash=newest_hash.hex(),
        out_revision=out,
    )


def _duplicate(article: ExtractedArticle, **fields: Any) -> Duplicate:
    return _with(Duplicate, article, changes=None, **fields)


def _with(model: type[M], article: ExtractedArticle, **fields: Any) -> M:
    """`article` with more fields, as a `model`. Its own fields were validated when it was read."""
    fields |= article.__dict__
    return model.model_construct(None, **fields)
