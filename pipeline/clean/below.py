"""What follows the article inside its container: boxes on the author and the site, teasers, reviews
of customers, questions. A container that holds nearly all prose of a page holds these too; each is
known by what its lines are on the whole, where one line of it reads like an article's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from pipeline.clean.lines import Line
from pipeline.clean.page import find_container, outermost, sum_inside
from pipeline.clean.render import Page

# The core of the article: the deepest element with this part of the prose, each line of it counted
# by the chance that it is the article's. Less prose than a short note's makes no core. Chosen, as
# is the next, by the F1 of pages of three folds by domain, and checked on the other two; from 0.6
# to 0.7 and from 0.15 to 0.3 it is nearly the same.
CORE_SHARE = 0.65
MIN_CORE_CHARACTERS = 500

# A part of which the lines are furniture with this chance, on average, is furniture.
MIN_MEAN_CHANCE = 0.2

# A line that is more likely furniture than not is none of the article's prose.
_LIKELY = 0.5


def below_core(
    page: Page, lines: Sequence[Line], chances: Sequence[float], others: Set[int] = frozenset()
) -> frozenset[int]:
    """Which of `lines`, by position, stand in parts of the page that begin below the core of its
    article and are furniture on the whole. A part that looks, by tag and names, like the one beside
    it that holds the core goes on with the article. Lines of `others` are none of it."""
    elements = [shown.element for shown in page.lines[: len(lines)]]
    prose = sum_inside(page, weigh_prose(page, lines, chances, others))
    core = find_container(page, prose, CORE_SHARE)
    if prose[core] < MIN_CORE_CHARACTERS:
        return frozenset()
    toward = _toward(page, core)
    parts = outermost(page, lambda element: element not in toward)
    last = max(i for i, element in enumerate(elements) if parts[element] == core)
    below: dict[int, list[int]] = {}
    for position in range(last + 1, len(lines)):
        below.setdefault(parts[elements[position]], []).append(position)
    apart = [
        positions
        for part, positions in below.items()
        if part >= 0 and not _look_alike(page, part, toward[page.parents[part]])
    ]
    return furniture_of(apart, chances, MIN_MEAN_CHANCE)


def furniture_of(
    parts: Iterable[Sequence[int]], chances: Sequence[float], least: float
) -> frozenset[int]:
    """The positions in those of `parts` that are furniture with a mean chance of `least`."""
    return frozenset(
        position
        for positions in parts
        if sum(chances[i] for i in positions) >= least * len(positions)
        for position in positions
    )


def weigh_prose(
    page: Page, lines: Sequence[Line], chances: Sequence[float], others: Set[int]
) -> list[float]:
    """For each element its own prose, in characters, each line by the chance that it is the
    article's; that of `others` and of elements inside it left out."""
    prose = [0.0] * len(page.parents)
    for position, line in enumerate(lines):
        chance = chances[position]
        if line.is_paragraph and chance < _LIKELY and position not in others:
            prose[page.lines[position].element] += len(line.text) * (1.0 - chance)
    return prose


def _toward(page: Page, core: int) -> dict[int, int]:
    """For each element around the core the one in it that leads there."""
    toward = {}
    while core > 0:
        toward[page.parents[core]] = core
        core = page.parents[core]
    return toward


def _look_alike(page: Page, one: int, other: int) -> bool:
    return page.tags[one] == page.tags[other] and page.names[one] == page.names[other]
