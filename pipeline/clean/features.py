"""A line in numbers: its form, its place, its neighbours, and what the page claims of it.

The order of the columns is part of a trained model: a change here needs a new one (`VERSION`).
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.hints import FURNITURE, Hint
from pipeline.clean.lines import Block, Line
from pipeline.clean.words import words as word_list

VERSION = 1

Matrix = NDArray[np.float32]

# A line's form shows in its beginning; the rest of a long one is left unread.
FORM_CHARACTERS = 160
FORM_WORDS = 12
MIN_ASCII_SHARE = 0.8

# Lines that the document's own vocabulary is taken from, and the shortest word that counts.
PROSE_WORDS = 12
MIN_WORD_CHARACTERS = 5

# How far around a line its surroundings are averaged.
WINDOWS = (5, 12)

# A judgement surer than this says nothing more.
LARGEST_LOGIT = 6.0

_FUNCTION_WORDS = word_list("features", "function_words")
_TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "tr", "section", "article", "figcaption", "td")
_TAG_COLUMN = {tag: column for column, tag in enumerate(_TAGS)}
_QUOTES = frozenset("\"'“‘„«»")
_BARS = frozenset("|©→›»")
_CAPITALS = string.ascii_uppercase.encode()
_SMALL = string.ascii_lowercase.encode()
_DIGITS = string.digits.encode()
_BULLETS = frozenset("•*-–—·►▶■▪→»>|")


def describe(
    lines: Sequence[Line],
    scores: Matrix,
    hits: Sequence[int],
    title: frozenset[str],
) -> Matrix:
    """One row a line. `scores` are those of the lines' words (see `ngrams`), `hits` 1 where the
    lexicon knows the line, 2 where a shape does, `title` the words of a title that was given."""
    counts = Counter(line.key for line in lines)
    prose = {
        word[:MIN_WORD_CHARACTERS]
        for line in lines
        if line.words >= PROSE_WORDS
        for word in line.tokens
        if len(word) >= MIN_WORD_CHARACTERS
    }
    own = np.array(
        [
            (
                *_form(line),
                *_vocabulary(line, prose, title),
                score,
                hit,
                min(4, counts[line.key]),
            )
            for line, score, hit in zip(lines, scores.tolist(), hits, strict=True)
        ],
        np.float32,
    )
    parts = [own, _place(own), _neighbours(own)]
    if lines[0].block is not None:
        parts.append(_of_page([line.block for line in lines if line.block is not None], own))
    return np.hstack(parts)


_WORDS, _ENDS, _SCORE, _HIT = 0, 2, 17, 18


def _form(line: Line) -> tuple[float, ...]:
    text = line.text
    head = text[:FORM_CHARACTERS]
    words = head.split(None, FORM_WORDS)[:FORM_WORDS]
    letters, capitals, digits = _count_characters(head)
    start = line.tokens[:FORM_WORDS]
    first = text[0]
    return (
        log1p(line.words),
        log1p(len(text)),
        line.ends_sentence,
        text[-1] in ":,",
        text[-1] in "?!",
        sum([word[0].isupper() for word in words]) / len(words),
        capitals / max(1, letters),
        digits / len(head),
        sum([word in _FUNCTION_WORDS for word in start]) / len(start),
        first.islower(),
        first in _QUOTES,
        first in _BULLETS,
        first.isdigit(),
        "http" in head or "www." in head or "@" in head,
        not _BARS.isdisjoint(head),
    )


def _count_characters(text: str) -> tuple[int, int, int]:
    """Letters, capitals and digits: those of ASCII alone where these are nearly all, as in most
    texts of western languages."""
    plain = text.encode("ascii", "ignore")
    if len(plain) >= MIN_ASCII_SHARE * len(text):
        capitals = len(plain) - len(plain.translate(None, _CAPITALS))
        small = len(plain) - len(plain.translate(None, _SMALL))
        return capitals + small, capitals, len(plain) - len(plain.translate(None, _DIGITS))
    capitals = sum(map(str.isupper, text))
    return sum(map(str.isalpha, text)), capitals, sum(map(str.isdigit, text))


def _vocabulary(line: Line, prose: set[str], title: frozenset[str]) -> tuple[float, float]:
    """How much of a short line the prose also says, and how much of it the title says."""
    words = line.tokens
    if line.words >= PROSE_WORDS:
        return -1.0, (sum([word in title for word in words]) / len(words) if title else -1.0)
    longer = [word[:MIN_WORD_CHARACTERS] for word in words if len(word) >= MIN_WORD_CHARACTERS]
    related = sum([word in prose for word in longer]) / len(longer) if longer else -1.0
    return related, sum([word in title for word in words]) / len(words) if title else -1.0


def _place(own: Matrix) -> Matrix:
    """Where each line stands, by lines and by the prose before and after it."""
    number = len(own)
    rows = np.arange(number, dtype=np.float32)
    weight = np.where((own[:, _WORDS] > 2.0) & (own[:, _ENDS] > 0), np.expm1(own[:, _WORDS]), 0.0)
    total = float(weight.sum()) + 1e-6
    before = np.concatenate(([0.0], np.cumsum(weight)[:-1]))
    long = np.flatnonzero(own[:, _WORDS] >= 2.8)
    first, last = (long[0], long[-1]) if len(long) else (0, number - 1)
    columns = [
        rows / max(1, number - 1),
        np.log1p(rows),
        np.log1p(number - 1 - rows),
        np.full(number, np.log1p(number)),
        before / total,
        (total - before - weight) / total,
        np.full(number, np.log1p(total)),
        np.clip(rows - first, -8, 8),
        np.clip(last - rows, -8, 8),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _neighbours(own: Matrix) -> Matrix:
    """Length, ending, score and knownness of the lines around, and their means over windows."""
    seen = own[:, [_WORDS, _ENDS, _SCORE, _HIT]]
    return np.hstack((_shifted(seen, 3), _windows(seen))).astype(np.float32)


def _of_page(blocks: Sequence[Block], own: Matrix) -> Matrix:
    """What the markup claims, and how the elements around a line look as a whole."""
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
    seen = np.stack((stated[:, 0], inside, furniture, tags[:, 0]), axis=1)
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
    look = np.hstack((own[:, [_WORDS, _ENDS, _SCORE, _HIT]], seen))
    around = [_of_elements(ids, look) for ids in elements(blocks)]
    return np.hstack((claimed, tags, stated, place, _shifted(seen, 2), *around)).astype(np.float32)


def elements(blocks: Sequence[Block]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers of the elements around each line: parent and grandparent of its block."""
    ids = np.array([(block.parent, block.grandparent) for block in blocks], np.int64)
    return ids[:, 0], ids[:, 1]


def _of_elements(ids: NDArray[np.int64], values: Matrix) -> Matrix:
    """For each line the means of `values` over the lines of the same element, and their number."""
    _, inverse, counts = np.unique(ids, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(inverse, weights=column) / counts for column in values.T], axis=1)
    return np.hstack((means[inverse], np.log1p(counts)[inverse, None])).astype(np.float32)


def _shifted(values: Matrix, reach: int) -> Matrix:
    """The values of the lines before and after, up to `reach` away; -1 beyond the ends."""
    number = len(values)
    edge = np.full((reach, values.shape[1]), -1.0, np.float32)
    padded = np.vstack((edge, values, edge))
    steps = [step for step in range(-reach, reach + 1) if step]
    return np.hstack([padded[reach + step : reach + step + number] for step in steps])


def _windows(values: Matrix) -> Matrix:
    """Means of `values` over the lines before and after, near and wide."""
    number, width = values.shape
    sums = np.vstack((np.zeros((1, width), np.float32), np.cumsum(values, axis=0)))
    rows = np.arange(number)
    means = []
    for reach in WINDOWS:
        low, high = np.maximum(rows - reach, 0), np.minimum(rows + reach + 1, number)
        means.append((sums[rows] - sums[low]) / np.maximum(rows - low, 1)[:, None])
        means.append((sums[high] - sums[rows + 1]) / np.maximum(high - rows - 1, 1)[:, None])
    return np.hstack(means)
