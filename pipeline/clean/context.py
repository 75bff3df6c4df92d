"""What a line is by where it stands: the head above the body, the tail below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.clean import shapes
from pipeline.clean.hints import Hint, class_of
from pipeline.clean.lines import Line
from schemas.clean import RemovalClass

SECTION_CONFIDENCE = 0.8
DECK_CONFIDENCE = 0.75
NAME_CONFIDENCE = 0.75
LIST_CONFIDENCE = 0.8

MAX_SECTION_WORDS = 8
MIN_DECK_WORDS = 3
MAX_HEAD_LINES = 12

# Headlines of other articles below a "Related posts:"; longer lines are prose again.
MAX_HEADLINE_WORDS = 20


@dataclass(frozen=True, slots=True)
class Body:
    """Where the article's prose begins and ends: positions in the list of lines, both included.

    `found` is False where no line reads like prose: then nothing is called an edge.
    """

    first: int
    last: int
    found: bool

    def is_edge(self, position: int) -> bool:
        return self.found and not self.first <= position <= self.last


@dataclass(frozen=True, slots=True)
class Verdict:
    """Line number `position` is `class_`."""

    position: int
    class_: RemovalClass
    rule: str
    confidence: float


def find_body(lines: Sequence[Line], is_furniture: Callable[[int], bool]) -> Body:
    """The span from the first to the last line of prose that is not furniture by its words."""
    prose = [
        position
        for position, line in enumerate(lines)
        if line.is_paragraph and not is_furniture(position)
    ]
    if not prose:
        return Body(0, max(0, len(lines) - 1), False)
    return Body(prose[0], prose[-1], True)


def judge_head(lines: Sequence[Line], free: Sequence[int], title: int | None) -> list[Verdict]:
    """Section, deck and name among the lines `free` (positions, in order) above the body.

    With no title among them nothing is known of their order, and they stay in the text.
    """
    if title is None or len(free) > MAX_HEAD_LINES:
        return []
    verdicts: list[Verdict] = []
    below = [position for position in free if position > title]
    for position in free:
        line = lines[position]
        if position < title and line.words <= MAX_SECTION_WORDS and not line.ends_sentence:
            verdicts.append(Verdict(position, "section", "above-title", SECTION_CONFIDENCE))
    if below and shapes.bare_name(lines[below[-1]]):
        verdicts.append(Verdict(below.pop(), "byline", "bare-name", NAME_CONFIDENCE))
    if (
        below
        and below[0] <= title + 2
        and lines[below[0]].words >= MIN_DECK_WORDS
        and len(below) == 1
    ):
        verdicts.append(Verdict(below[0], "deck", "below-title", DECK_CONFIDENCE))
    return verdicts


def judge_tail(
    lines: Sequence[Line], body: Body, class_of: Callable[[int], RemovalClass | None]
) -> list[Verdict]:
    """Headlines below a label of related articles, and what follows it, up to the end."""
    verdicts: list[Verdict] = []
    label: RemovalClass | None = None
    for position in range(body.last + 1, len(lines)):
        known = class_of(position)
        if known is not None:
            label = known if known == "related" else label
        elif label is not None and lines[position].words <= MAX_HEADLINE_WORDS:
            verdicts.append(Verdict(position, label, "below-related", LIST_CONFIDENCE))
    return verdicts


# Classes that come in rows: what follows one of them is more of it.
_ROWS: frozenset[RemovalClass] = frozenset(("related", "comments", "share", "newsletter"))


def guess_class(line: Line, before: RemovalClass | None) -> RemovalClass:
    """The class of a line that the classifier calls furniture: what the page claims of it, else
    that of the row it stands in."""
    if line.block is not None:
        if line.block.hints & Hint.CAPTION:
            return "caption"
        claimed = class_of(line.block.hints, line.block.link_share)
        if claimed != "other":
            return claimed
    return before if before is not None and before in _ROWS else "other"
