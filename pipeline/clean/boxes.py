"""Boxes between the paragraphs of an article: facts, offers, prices, links to other articles."""

from __future__ import annotations

from collections.abc import Sequence, Set

from pipeline.clean.below import furniture_of, weigh_prose
from pipeline.clean.chances import needed_chance
from pipeline.clean.lines import Line
from pipeline.clean.page import outermost
from pipeline.clean.render import Page

# What can be a box; lists, tables, quotes and programs are the article's more often.
_BOXES = frozenset(("div", "section", "aside", "figure", "details", "form", "article"))

# An article's paragraphs stand side by side: this part of its prose in one element.
MIN_SHARE_OF_PROSE = 0.5
# A box of which the lines are furniture with this chance, on average, is furniture.
MIN_MEAN_CHANCE = 0.35
# Boxes that hold more of the words are what the article consists of: entries of a list, steps,
# products. These three were chosen by the F1 of pages of three folds by domain, and checked on the
# other two; with 0.3 or 0.4 and with 0.1 or 0.2 it is nearly the same.
MAX_SHARE_OF_WORDS = 0.15


def find_boxes(
    page: Page, lines: Sequence[Line], chances: Sequence[float], others: Set[int]
) -> frozenset[int]:
    """Which of `lines`, by position, stand in boxes beside the article's paragraphs that are
    furniture on the whole; none where these hold much of the article. Lines of `others` are none
    of it."""
    around = [0.0] * len(page.parents)
    for element, prose in enumerate(weigh_prose(page, lines, chances, others)):
        around[max(0, page.parents[element])] += prose
    most = max(range(len(around)), key=around.__getitem__)
    if around[most] < MIN_SHARE_OF_PROSE * sum(around):
        return frozenset()
    boxes: dict[int, list[int]] = {}
    inside = outermost(page, lambda element: page.parents[element] == most)
    for position in range(len(lines)):
        box = inside[page.lines[position].element]
        if box >= 0 and page.tags[box] in _BOXES:
            boxes.setdefault(box, []).append(position)
    found = furniture_of(boxes.values(), chances, MIN_MEAN_CHANCE)
    kept = [
        line.words if position not in others and chances[position] < needed_chance(line) else 0
        for position, line in enumerate(lines)
    ]
    large = sum(kept[position] for position in found) > MAX_SHARE_OF_WORDS * sum(kept)
    return frozenset() if large else found
