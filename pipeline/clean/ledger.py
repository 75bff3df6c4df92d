"""The ledger: what was cut, where and why, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.clean import Layer, Removal, RemovalClass


@dataclass(frozen=True, slots=True)
class Cut:
    """A decision to remove `rendered[start:end]` (end exclusive)."""

    start: int
    end: int
    class_: RemovalClass
    layer: Layer
    rule: str
    confidence: float


def restore(text: str, removals: Sequence[Removal]) -> str:
    """The rendered text that `text` was cut from, to the character.

    `removals` must be in order and not overlap, as `settle` gives them.
    """
    pieces: list[str] = []
    restored = taken = 0
    for removal in removals:
        kept = removal.start - restored
        pieces.append(text[taken : taken + kept])
        pieces.append(removal.text)
        taken += kept
        restored = removal.end
    pieces.append(text[taken:])
    return "".join(pieces)


def settle(rendered: str, cuts: Iterable[Cut]) -> tuple[str, tuple[Removal, ...]]:
    """What remains of `rendered` without `cuts`, and the receipts.

    A cut takes the white space that follows it, at the end of the text also that before it, so
    that paragraphs stay one line break apart as they were; a cut at the end of a kept line leaves
    the line break. White space at the edges of the text with no cut beside it is a cut of its own
    (layer `layout`). Overlapping cuts are joined in favour of the earlier one.
    """
    spans = _disjoint(rendered, cuts)
    lead = len(rendered) - len(rendered.lstrip())
    tail = len(rendered.rstrip())
    if lead and lead <= tail and not (spans and spans[0].start <= lead):
        spans.insert(0, Cut(0, lead, "other", "layout", "blank-edge", 1.0))
    if tail < len(rendered) and lead <= tail and not (spans and spans[-1].end >= tail):
        spans.append(Cut(tail, len(rendered), "other", "layout", "blank-edge", 1.0))
    closing = _closing(rendered, spans)
    pieces: list[str] = []
    removals: list[Removal] = []
    position = 0
    for number, cut in enumerate(spans):
        limit = spans[number + 1].start if number + 1 < len(spans) else len(rendered)
        start, end = _grow(rendered, cut, position, limit, closes=number >= closing)
        pieces.append(rendered[position:start])
        removals.append(
            Removal(
                start=start,
                end=end,
                text=rendered[start:end],
                class_=cut.class_,
                layer=cut.layer,
                rule=cut.rule,
                confidence=cut.confidence,
            )
        )
        position = end
    pieces.append(rendered[position:])
    return "".join(pieces), tuple(removals)


def _disjoint(rendered: str, cuts: Iterable[Cut]) -> list[Cut]:
    spans: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.start, -cut.end)):
        start = max(cut.start, spans[-1].end) if spans else cut.start
        if start < cut.end and rendered[start : cut.end].strip():
            spans.append(
                Cut(start, cut.end, cut.class_, cut.layer, cut.rule, cut.confidence)
                if start != cut.start
                else cut
            )
    return spans


def _closing(rendered: str, spans: Sequence[Cut]) -> int:
    """The number of the first of the cuts behind which nothing is kept; all of them close."""
    number, end = len(spans), len(rendered)
    while number and not rendered[spans[number - 1].end : end].strip():
        number -= 1
        end = spans[number].start
    return number


def _grow(rendered: str, cut: Cut, floor: int, limit: int, *, closes: bool) -> tuple[int, int]:
    """`cut` with the white space around it that would else be left over."""
    start, end = cut.start, cut.end
    while end < limit and rendered[end].isspace():
        end += 1
    before = start
    while before > floor and rendered[before - 1].isspace():
        before -= 1
    # Right behind another cut the break is gone already, taken by that one.
    opens_line = before == floor or _breaks(rendered[before:start])
    if before == 0:
        start = 0
    if closes:
        return before, end
    if not opens_line and _breaks(rendered[cut.end : end]):
        return before, cut.end  # the end of a kept line: its break stays
    return start, end


def _breaks(space: str) -> bool:
    return space != "" and space.splitlines() != [space]
