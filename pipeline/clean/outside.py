"""The lines of a page outside its article: cut as they are, but what they state is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from pipeline.clean import shapes
from pipeline.clean.below import below_core
from pipeline.clean.boxes import find_boxes
from pipeline.clean.chances import needed_chance
from pipeline.clean.copies import find_copies
from pipeline.clean.findings import Finding
from pipeline.clean.hints import FURNITURE, class_of
from pipeline.clean.kind import following
from pipeline.clean.ledger import Cut
from pipeline.clean.lines import Block, Line
from pipeline.clean.render import Page
from pipeline.clean.title import repeats_title
from schemas.clean import RemovalClass

CONFIDENCE = 0.9

# A title may stand above the article's container; what is below it is rarely the article's. Chosen
# by the F1 of pages over folds by domain.
MAX_CHANCE_BELOW = 0.3

# Title, names and date stand close above the article; further up they belong to others.
MAX_LINES_ABOVE = 25


def find_others(
    page: Page,
    lines: Sequence[Line],
    readings: Sequence[tuple[Finding, ...]],
    chances: Sequence[float],
    titles: Sequence[str],
) -> dict[int, str]:
    """The positions of those of `lines` that are of another article than the page's own or of none,
    whatever their own form, each with the rule that says so. In parts that are furniture on the
    whole, lines that are known by themselves (`readings`, `chances`) are left to the other layers:
    they state captions, names and dates."""
    others = dict.fromkeys(following(page, lines, titles), "other-article")
    own = find_own(lines, chances, others.keys())
    read = [i for i in own if chances[i] < needed_chance(lines[i])]
    others |= dict.fromkeys(find_copies(lines, read), "copy")
    below = below_core(page, lines, chances, others.keys())
    boxes = find_boxes(page, lines, chances, others.keys() | below)
    parts = dict.fromkeys(boxes, "box") | dict.fromkeys(below, "below-core")
    return {i: parts[i] for i in read if i in parts and not readings[i]} | others


def find_own(
    lines: Sequence[Line], chances: Sequence[float], others: Set[int] = frozenset()
) -> list[int]:
    """The positions of the lines of the article: those in its container, and around it those that
    the classifier takes for its own. Lines of `others` are none of its.
    Never empty: where that would leave nothing, all lines are. So they are in a text."""
    if not lines or lines[0].block is None:
        return list(range(len(lines)))
    last = max((i for i, line in enumerate(lines) if _is_inside(line)), default=len(lines))
    own = [
        i
        for i, line in enumerate(lines)
        if _is_inside(line) or chances[i] < (needed_chance(line) if i < last else MAX_CHANCE_BELOW)
    ]
    return [i for i in own if i not in others] or own or list(range(len(lines)))


def _is_inside(line: Line) -> bool:
    return line.block is None or line.block.inside


def cut_outside(
    lines: Sequence[Line], own: Set[int], titles: Sequence[str], others: Mapping[int, str]
) -> list[Finding]:
    """Findings that cover all of `lines` but those whose positions are `own`, by the rule that
    `others` names, else for standing outside the article's container; neighbours of one class and
    rule are cut together."""
    first_own = min(own)
    above = [position for position in range(first_own) if position not in own]
    near = set(above[-MAX_LINES_ABOVE:])
    found: list[Finding] = []
    joinable = False
    for position, line in enumerate(lines):
        block = line.block
        if position in own or block is None:
            joinable = False
            continue
        stating = position in near and not block.hints & FURNITURE
        stated = _stated(line, block, titles) if stating else []
        if stated:
            found += stated
            joinable = False
            continue
        class_ = class_of(block.hints, block.link_share)
        rule = others.get(position, "outside")
        last = found[-1].cut if joinable else None
        if last is not None and (last.class_, last.rule) == (class_, rule):
            found[-1] = _plain(last.start, line.end, class_, rule)
        else:
            found.append(_plain(line.start, line.end, class_, rule))
        joinable = True
    return found


def _plain(start: int, end: int, class_: RemovalClass, rule: str) -> Finding:
    return Finding(Cut(start, end, class_, "page", rule, CONFIDENCE), start, start, True)


def _stated(line: Line, block: Block, titles: Sequence[str]) -> list[Finding]:
    """Findings that state something of the article: title, names, date."""
    if block.tag == "h1" or repeats_title(line, titles):
        cut = Cut(line.start, line.end, "title", "title", "heading", CONFIDENCE)
        return [Finding(cut, line.start, line.end, True)]
    findings = []
    for part in shapes.byline(line) or shapes.date(line):
        start, end = line.start + part.start, line.start + part.end
        cut = Cut(start, end, part.class_, "page", part.rule, CONFIDENCE)
        values = line.start + part.value_start, line.start + part.value_end
        findings.append(Finding(cut, *values, True))
    return findings
