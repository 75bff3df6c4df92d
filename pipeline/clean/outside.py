"""The lines of a page outside its article: cut as they are, but what they state is kept."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.clean import shapes
from pipeline.clean.hints import FURNITURE, class_of
from pipeline.clean.judge import Finding
from pipeline.clean.ledger import Cut
from pipeline.clean.lines import Block, Line
from pipeline.clean.title import repeats_title
from schemas.clean import RemovalClass

CONFIDENCE = 0.9

# Title, names and date stand close above the article; further up they belong to others.
MAX_LINES_ABOVE = 25


def cut_outside(
    lines: Sequence[tuple[Line, Block]], first_inside: int, titles: Sequence[str]
) -> list[Finding]:
    """Findings that cover all of `lines`, neighbours of one class together. `first_inside` is the
    offset in the rendered text at which the article begins."""
    above = sum(1 for line, _ in lines if line.start < first_inside)
    found: list[Finding] = []
    for number, (line, block) in enumerate(lines):
        near = above - MAX_LINES_ABOVE <= number < above
        stated = _stated(line, block, titles) if near and not block.hints & FURNITURE else []
        if stated:
            found += stated
            continue
        class_ = class_of(block.hints, block.link_share)
        last = found[-1].cut if found else None
        if (
            last is not None
            and (last.class_, last.rule) == (class_, "outside")
            and last.end == lines[number - 1][0].end
            and not last.end <= first_inside <= line.start
        ):
            found[-1] = _plain(last.start, line.end, class_)
            continue
        found.append(_plain(line.start, line.end, class_))
    return found


def _plain(start: int, end: int, class_: RemovalClass) -> Finding:
    return Finding(Cut(start, end, class_, "page", "outside", CONFIDENCE), start, start, True)


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
