"""`news.decisions` and `news.sketches`: dedup's memory, as a log that is folded at start.

One record of each a batch, written in the batch's own transaction, on the partition of the
extracted record. Their partition number is that of `news.extracted`.
"""

from __future__ import annotations

from typing import Literal

from schemas.message import Message

# What was decided about a version, in the order in which dedup asks. A redelivery is the fifth:
# it is found by its version being in the log, so it has no record.
Outcome = Literal["superseded", "unchanged", "revision", "copy", "new"]


class Decision(Message):
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
    """All decisions of one transaction, in order. A rebuild of the comparison window may begin at
    `sketches_from`, an offset of the same partition of `news.sketches`."""

    decisions: tuple[Decision, ...]
    sketches_from: int


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
