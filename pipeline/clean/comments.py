"""What readers write below a text: what stands below its head, and threads without one."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.clean.findings import Finding, of_line
from pipeline.clean.lines import Line
from pipeline.clean.thread import CONFIDENCE, find_threads
from pipeline.clean.words import phrases
from schemas.clean import RemovalClass

# Paragraphs of an article before what heads its comments.
MIN_COMMENTED_PARAGRAPHS = 4
HEAD_CONFIDENCE = 0.95

_HEADS = phrases("comments", "heads")


def judge_comments(
    lines: Sequence[Line],
    classes: Sequence[RemovalClass | None],
    dropped: Sequence[bool],
    first_prose: int,
) -> dict[int, Finding]:
    """By position, the finding of each of `lines` that is a comment. `classes` are those of the
    lines by their words, `dropped` tells which are furniture; nothing above the line `first_prose`
    is a comment."""
    found = {}
    for position in range(_find_head(lines, dropped), len(lines)):
        line = lines[position]
        found[position] = of_line(line, "comments", "context", "below-head", HEAD_CONFIDENCE)
    for thread in find_threads(lines, lambda i: classes[i] == "comments", first_prose):
        for position in thread:
            found[position] = of_line(lines[position], "comments", "context", "thread", CONFIDENCE)
    return {position: finding.unstated() for position, finding in found.items()}


def _find_head(lines: Sequence[Line], dropped: Sequence[bool]) -> int:
    """The position of the head below which readers comment on a text, behind an article's worth of
    paragraphs (a link to the comments stands above the article); the number of lines where there is
    none. Of 62 development texts with one none goes on below it. On a page, where such words
    also stand on buttons, the markup says more."""
    if not lines or lines[0].block is not None:
        return len(lines)
    paragraphs = 0
    for position, line in enumerate(lines):
        begins = line.key in _HEADS and not _counts_none(line)
        if begins and paragraphs >= MIN_COMMENTED_PARAGRAPHS:
            return position
        paragraphs += line.is_paragraph and not dropped[position]
    return len(lines)


def _counts_none(line: Line) -> bool:
    """Whether it says that there are 0 comments: a button, which may stand anywhere."""
    digits = [character for character in line.text if character.isdigit()]
    return bool(digits) and set(digits) == {"0"}
