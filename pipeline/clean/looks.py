"""Lines that a page gives one look are of one kind: its template writes them with the same tags and
names, be they the summaries of a list or the comments. What the classifier says of one says
something of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import exp, log

from pipeline.clean.chances import LEAST_DOUBT
from pipeline.clean.lines import Line
from pipeline.clean.render import Page

# How much the lines of its look count beside a line's own form and place. Chosen by the F1 of pages
# of three folds by domain, and checked on the other two; from 0.4 to 0.7 it is nearly the same.
SHARE_OF_LOOK = 0.5

_DIGITS = re.compile(r"[0-9]+")


def join_looks(page: Page, lines: Sequence[Line], chances: Sequence[float]) -> list[float]:
    """`chances`, those of the `lines` of `page`, with those of the lines of the same look taken in,
    inside and outside the article's container by themselves: a mean of logits."""
    logits = [_logit(chance) for chance in chances]
    by_look: dict[tuple[str, ...], list[int]] = {}
    for position, line in enumerate(lines):
        inside = "" if line.block is not None and line.block.inside else "outside"
        look = (*_look(page, page.lines[position].element), inside)
        by_look.setdefault(look, []).append(position)
    joined = list(chances)
    for positions in by_look.values():
        mean = sum(logits[position] for position in positions) / len(positions)
        if len(positions) > 1:
            for position in positions:
                logit = logits[position] + SHARE_OF_LOOK * (mean - logits[position])
                joined[position] = 1.0 / (1.0 + exp(-logit))
    return joined


def _look(page: Page, element: int) -> tuple[str, ...]:
    """Tag and first name of an element and the one around it."""
    parent = max(0, page.parents[element])
    return (
        page.tags[element],
        _first(page.names[element]),
        page.tags[parent],
        _first(page.names[parent]),
    )


# Names recur on a page.
@lru_cache(maxsize=16_384)
def _first(names: str) -> str:
    """The first of `names`, which tells most: those behind it say what differs (`odd`, `is-wide`).
    Its numbers count the elements."""
    first = names.split(None, 1)[:1]
    return _DIGITS.sub("0", first[0]) if first else ""


def _logit(chance: float) -> float:
    bounded = min(max(chance, LEAST_DOUBT), 1.0 - LEAST_DOUBT)
    return log(bounded / (1.0 - bounded))
