"""A row of a set of texts through the stage, and which of its lines are left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.clean import memory
from pipeline.clean.memory import SourceMemory
from pipeline.clean.stage import Cleaner
from pipeline.stage import Position
from schemas.clean import CleanArticle, Removal
from schemas.profile import Profile
from schemas.raw import RawArticle


def at(offset: int) -> Position:
    return Position(0, offset, datetime(2026, 1, 1, tzinfo=UTC))


def texts(row: dict[str, Any]) -> list[str]:
    return [line["text"] for line in row["lines"]]


def kept_lines(cleaner: Cleaner, row: dict[str, Any], *, titled: bool) -> list[bool]:
    """Which lines of `row` the stage keeps."""
    return uncut(cleaned(cleaner, row, titled=titled).removals, texts(row))


def cleaned(
    cleaner: Cleaner,
    row: dict[str, Any],
    *,
    titled: bool,
    known: SourceMemory | None = None,
    offset: int = 0,
) -> CleanArticle:
    """`row` as the stage cleans it; `known` is used and taught where it is given."""
    raw = RawArticle(
        source=row["domain"] or row["id"],
        body="\n".join(texts(row)),
        title=(row["title"] or None) if titled else None,
        content_type="text/plain",
    )
    profile: Profile | None = known.profile(raw.source) if known is not None else None
    result = cleaner.clean(raw, at(offset), profile)
    if known is not None:
        for change in memory.decide(known, result.lesson, at(offset)):
            memory.apply(known, change)
        known.through = offset
    return result.article


def uncut(removals: Iterable[Removal], lines: Sequence[str]) -> list[bool]:
    """Which of the lines are left: less than half of them cut."""
    cut = bytearray(sum(map(len, lines)) + len(lines))
    for removal in removals:
        cut[removal.start : removal.end] = b"\x01" * (removal.end - removal.start)
    kept, position = [], 0
    for line in lines:
        kept.append(2 * sum(cut[position : position + len(line)]) < len(line))
        position += len(line) + 1
    return kept
