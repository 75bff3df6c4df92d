"""A line in numbers: its form, its place, its neighbours, and what the page claims of it.

The order of the columns is part of a trained model: a change here needs a new one (`VERSION`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from itertools import chain
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from pipeline.clean import form
from pipeline.clean.around import describe_place, shifted, window_means
from pipeline.clean.form import ENDS, WORDS, Matrix, describe_form
from pipeline.clean.hints import FURNITURE, Hint
from pipeline.clean.lines import Block, Line

VERSION = 2

# Lines that the document's own vocabulary is taken from, and the shortest word that counts.
PROSE_WORDS = 12
MIN_WORD_CHARACTERS = 5
_BEGINNING = itemgetter(slice(MIN_WORD_CHARACTERS))

# A judgement surer than this says nothing more.
LARGEST_LOGIT = 6.0

_RELATED, _TITLE, _SCORE, _HIT, _COUNT = range(form.COLUMNS, form.COLUMNS + 5)
_MAX_COUNT = 4

_TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "tr", "section", "article", "figcaption", "td")
_TAG_COLUMN = {tag: column for column, tag in enumerate(_TAGS)}


def describe(
    lines: Sequence[Line],
    scores: Matrix,
    hits: Sequence[int],
    title: frozenset[str],
) -> Matrix:
    """One row a line. `scores` are those of the lines' words (see `ngrams`), `hits` 1 where the
    lexicon knows the line, 2 where a shape does, `title` the words of a title that was given."""
    counts = Counter([line.key for line in lines])
    own = np.empty((len(lines), _COUNT + 1), np.float32)
    own[:, : form.COLUMNS] = describe_form(lines)
    own[:, _RELATED] = _related(lines)
    own[:, _TITLE] = [_share(line.tokens, title) for line in lines] if title else -1.0
    own[:, _SCORE] = scores
    own[:, _HIT] = hits
    own[:, _COUNT] = [min(_MAX_COUNT, counts[line.key]) for line in lines]
    seen = own[:, [WORDS, ENDS, _SCORE, _HIT]]
    parts = [own, describe_place(own), shifted(seen, 3), window_means(seen)]
    if lines[0].block is not None:
        parts.append(_of_page([line.block for line in lines if line.block is not None], seen))
    return np.concatenate(parts, axis=1)


def _related(lines: Sequence[Line]) -> list[float]:
    """How much of the longer words of each short line the prose of the article also says; -1 for
    prose itself, and where there are none."""
    long = [line.tokens for line in lines if line.words >= PROSE_WORDS]
    prose = set(map(_BEGINNING, set(chain.from_iterable(long))))
    related = []
    for line in lines:
        longer = [] if line.words >= PROSE_WORDS else _longer(line.tokens)
        related.append(_share(list(map(_BEGINNING, longer)), prose) if longer else -1.0)
    return related


def _longer(words: Sequence[str]) -> list[str]:
    return [word for word in words if len(word) >= MIN_WORD_CHARACTERS]


def _share(words: Sequence[str], known: Set[str]) -> float:
    """The part of `words` that is known."""
    return sum(map(known.__contains__, words)) / len(words)


def _of_page(blocks: Sequence[Block], seen: Matrix) -> Matrix:
    """What the markup claims, and how the elements around a line look as a whole, by what it claims
    and by what is `seen` of the lines."""
    number = len(blocks)
    bits = np.array([(block.hints, block.own_hints) for block in blocks], np.int64)
    claimed = ((bits[:, :, None] >> np.arange(len(Hint))) & 1).reshape(number, -1)
    tags = np.zeros((number, len(_TAGS)), np.float32)
    for row, block in enumerate(blocks):
        column = _TAG_COLUMN.get(block.tag)
        if column is not None:
            tags[row, column] = 1.0
    inside = np.array([block.inside for block in blocks], np.float32)
    stated = np.array(
        [
            (block.link_share, block.inside, block.parent_prose, block.grandparent_prose)
            for block in blocks
        ],
        np.float32,
    )
    furniture = (bits[:, 0] & FURNITURE > 0).astype(np.float32)
    claims = np.stack((stated[:, 0], inside, furniture, tags[:, 0]), axis=1)
    where = np.flatnonzero(inside)
    first, last = (where[0], where[-1]) if len(where) else (0, number - 1)
    rows = np.arange(number)
    place = np.stack(
        (
            np.clip(rows - first, -20, 20),
            np.clip(last - rows, -20, 20),
            (rows - first) / max(1, last - first),
        ),
        axis=1,
    )
    values = np.hstack((seen, claims))
    around = [_of_groups(numbers, values) for numbers in _groups(blocks)]
    return np.hstack((claimed, tags, stated, place, shifted(claims, 2), *around)).astype(np.float32)


def _groups(blocks: Sequence[Block]) -> list[NDArray[np.int64]]:
    """The lines that each line stands with, as numbers that those of one group share: of the parent
    of its block, of the grandparent, and of its look, inside the container and outside it."""
    numbers = [(block.parent, block.grandparent, 2 * block.look + block.inside) for block in blocks]
    return list(np.array(numbers, np.int64).T)


def _of_groups(numbers: NDArray[np.int64], values: Matrix) -> Matrix:
    """For each line the means of `values` over the lines of the same group, and their number."""
    _, inverse, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(inverse, weights=column) / counts for column in values.T], axis=1)
    return np.hstack((means[inverse], np.log1p(counts)[inverse, None])).astype(np.float32)
