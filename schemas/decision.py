"""`news.decisions` and `news.sketches`: dedup's memory, as a log that is folded at start.

One record of each a batch, written in the batch's own transaction, on the partition of the
extracted record. Their partition number is that of `news.extracted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from schemas.message import Message

# What was decided about a version, in the order in which dedup asks. A redelivery is the fifth:
# it is found by its version being in the log, so it has no record.
Outcome = Literal["superseded", "unchanged", "revision", "copy", "new"]


class Decision(NamedTuple):
    """The outcome of one version, and the state of its article after it.

    `newest_*` and `out_revision` are the article's state: the newest version's `collected_at`
    (milliseconds) and normalised hash of title and text (hex), and the number of revisions that are
    out (0: only withheld so far). They stand in every decision, so that a fold which begins after
    the article's earlier versions were deleted ends in the same state.
    `appended_ms` is the raw record's append time, which drives eviction from identity.
    """

    lane: str
    article_id: str
    content_hash: str
    outcome: Outcome
    appended_ms: int
    newest_ms: int
    newest_hash: str
    out_revision: int


class DecisionBatch(Message):
    """All decisions of one transaction, in order, as columns: what stands at one place in each list
    is one decision. A rebuild of the comparison window may begin at `sketches_from`, an offset of
    the same partition of `news.sketches`.

    `newest_*` and `out_revision` are the article's state after it: the newest version's
    `collected_at` (milliseconds) and normalised hash of title and text (hex), and the number of
    revisions that are out (0: only withheld so far). `appended_ms` is the raw record's append time.
    """

    # Columns, since a restart reads 35 days of them: decoding takes .7 µs a decision, of a list of
    # objects 6.8 µs (measured).
    lane: tuple[str, ...]
    article_id: tuple[str, ...]
    content_hash: tuple[str, ...]
    outcome: tuple[Outcome, ...]
    appended_ms: tuple[int, ...]
    newest_ms: tuple[int, ...]
    newest_hash: tuple[str, ...]
    out_revision: tuple[int, ...]
    sketches_from: int

    @classmethod
    def of(cls, decisions: Iterable[Decision], sketches_from: int) -> Self:
        """The batch of `decisions`."""
        rows = list(decisions)
        columns = {name: tuple(getattr(row, name) for row in rows) for name in Decision._fields}
        return cls.model_validate(columns | {"sketches_from": sketches_from})

    def decisions(self) -> Iterator[Decision]:
        """The decisions, in order."""
        return map(Decision._make, zip(*self._columns(), strict=True))

    def _columns(self) -> list[tuple[object, ...]]:
        return [getattr(self, name) for name in Decision._fields]

    @model_validator(mode="after")
    def _refuse_ragged_columns(self) -> Self:
        if len(set(map(len, self._columns()))) > 1:
            raise ValueError("the columns are of different lengths")
        return self


class SketchEntry(Message):
    """The fingerprint of one version that was compared. `packed` is base64 of
    `pipeline.dedup.sketch.pack`; `revision` is null for a withheld copy. `window_ms` is window
    time: `collected_at`, never later than the append time, made monotone within the lane."""

    lane: str
    article_id: str
    revision: int | None
    source: str
    window_ms: int
    packed: str


class SketchBatch(Message):
    """The sketches of one transaction, in the order of its decisions."""

    sketches: tuple[SketchEntry, ...]
