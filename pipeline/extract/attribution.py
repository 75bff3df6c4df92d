"""Reported words while they are put together: tokens, not yet characters."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.extracted import QuoteKind

TokenSpan = tuple[int, int]


@dataclass(slots=True)
class Attribution:
    """What is reported, by which words, and whose it is. Spans are (first, last + 1); an
    interrupted quotation has several contents, in order."""

    kind: QuoteKind
    contents: list[TokenSpan]
    cue: TokenSpan | None
    source: TokenSpan | None

    def covers(self, token: int) -> bool:
        return any(first <= token < end for first, end in self.contents)
