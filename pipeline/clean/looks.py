"""Lines that a page gives one look are of one kind: its template writes them with the same tags and
names, be they the summaries of a list or the comments. What the classifier says of one says
something of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import exp, log

from pipeline.clean.chances import LEAST_DOUBT
from pipeline.clean.hints import MAX_NAME_CHARACTERS
from pipeline.clean.lines import Line
from pipeline.clean.render import Page

# How much the lines of its look count beside a line's own form and place. Chosen by the F1 of pages
# of three folds by domain, and checked on the other two; from 0.4 to 0.7 it is nearly the same.
SHARE_OF_LOOK = 0.5

_DIGITS = re.compile(r"[0-9]+")


def number_looks(page: Page) -> list[int]:
    """For each element a number that those of one look share: of one tag and first name, in
    elements that have these in common too."""
    own = [
        f"{tag} {_first(names[:MAX_NAME_CHARACTERS])}"
        for tag, names in zip(page.tags, page.names, strict=True)
    ]
    numbers: dict[tuple[str, str], int] = {}
    return [
        numbers.setdefault((own[element], own[max(0, parent)]), len(numbers))
        for element, parent in enumerate(page.parents)
    ]


def join_looks(lines: Sequence[Line], chances: Sequence[float]) -> list[float]:
    """`chances`, those of the `lines` of a page, with those of the lines of the same look taken in,
    inside and outside the article's container by themselves: a mean of logits."""
    logits = [_logit(chance) for chance in chances]
    by_look: dict[tuple[int, bool], list[int]] = {}
    for position, line in enumerate(lines):
        if line.block is not None:
            by_look.setdefault((line.block.look, line.block.inside), []).append(position)
    joined = list(chances)
    for positions in by_look.values():
        mean = sum(logits[position] for position in positions) / len(positions)
        if len(positions) > 1:
            for position in positions:
                logit = logits[position] + SHARE_OF_LOOK * (mean - logits[position])
                joined[position] = 1.0 / (1.0 + exp(-logit))
    return joined


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
