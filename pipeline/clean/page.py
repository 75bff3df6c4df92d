"""Which part of a page is the article: the element that holds its prose."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.clean import hints
from pipeline.clean.lines import Block
from pipeline.clean.looks import number_looks
from pipeline.clean.render import Page, RenderedLine

# A line counts as prose from this many characters on, unless it is mostly links.
MIN_PROSE_CHARACTERS = 60
MAX_PROSE_LINK_SHARE = 0.4

# The container is the deepest element that still holds this part of the page's prose.
CONTAINER_SHARE = 0.82


def blocks(page: Page) -> list[Block]:
    """What each line's surroundings say, with the lines of the article's container marked."""
    prose = weigh(page)
    container = find_container(page, prose)
    inside = outermost(page, lambda element: element == container)
    total = prose[0] or 1.0
    programs = outermost(page, lambda element: page.tags[element] == "pre")
    looks = number_looks(page)
    described = []
    for line in page.lines:
        parent = max(0, page.parents[line.element])
        grandparent = max(0, page.parents[parent])
        described.append(
            Block(
                tag=line.tag,
                hints=line.hints,
                link_share=line.link_characters / len(line.text),
                inside=inside[line.element] >= 0,
                own_hints=page.own_hints[line.element],
                parent=parent,
                grandparent=grandparent,
                parent_prose=prose[parent] / total,
                grandparent_prose=prose[grandparent] / total,
                program=programs[line.element],
                look=looks[line.element],
            )
        )
    return described


def weigh(page: Page, but: int = 0) -> list[float]:
    """The characters of the prose that each element holds; `but` as in `is_prose`."""
    prose = [0.0] * len(page.parents)
    for line in page.lines:
        if is_prose(line, but):
            prose[line.element] += len(line.text)
    return sum_inside(page, prose)


def sum_inside(page: Page, own: list[float]) -> list[float]:
    """For each element what it and the elements inside it have of their `own`, which is used up."""
    for element in range(len(page.parents) - 1, 0, -1):
        own[page.parents[element]] += own[element]
    return own


def find_container(page: Page, mass: Sequence[float], share: float = CONTAINER_SHARE) -> int:
    """The number of the deepest element that holds `share` of the prose; 0, the root, where none
    stands out. `mass` is the prose in each element."""
    if not mass[0]:
        return 0
    children: list[list[int]] = [[] for _ in page.parents]
    for element in range(1, len(page.parents)):
        children[page.parents[element]].append(element)
    container = 0
    while True:
        deeper = max(children[container], key=lambda child: mass[child], default=None)
        if deeper is None or mass[deeper] < share * mass[0] or page.tags[deeper] == "p":
            return container
        container = deeper


def is_prose(line: RenderedLine, but: int = 0) -> bool:
    """Of some length, not mostly links, and in no part of the page that holds furniture (by hints
    other than those of `but`)."""
    length = len(line.text)
    return (
        length >= MIN_PROSE_CHARACTERS
        and line.link_characters <= MAX_PROSE_LINK_SHARE * length
        and not line.hints & hints.FURNITURE & ~but
    )


def outermost(page: Page, opens: Callable[[int], bool]) -> list[int]:
    """For each element the number of the outermost of which `opens` is true that it is or stands
    in; -1: none."""
    found: list[int] = []
    for element, parent in enumerate(page.parents):
        above = found[parent] if parent >= 0 else -1
        found.append(element if above < 0 and opens(element) else above)
    return found
