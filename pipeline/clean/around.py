"""Where a line stands in its article, and what the lines around it are like."""

from __future__ import annotations

import numpy as np

from pipeline.clean.form import ENDS, WORDS, Matrix

# How far around a line its surroundings are averaged.
WINDOWS = (5, 12)

# From which logarithm of its words on a line is prose: for its place among the sentences, and as
# the border of the article.
_SENTENCE_LOG_WORDS = 2.0
_PROSE_LOG_WORDS = 2.8


def describe_place(form: Matrix) -> Matrix:
    """Where each line stands, by lines and by the prose before and after it."""
    number = len(form)
    rows = np.arange(number, dtype=np.float32)
    words = form[:, WORDS]
    sentences = (words > _SENTENCE_LOG_WORDS) & (form[:, ENDS] > 0)
    weight = np.where(sentences, np.expm1(words), 0.0)
    total = float(weight.sum()) + 1e-6
    before = np.zeros(number)
    before[1:] = weight.cumsum()[:-1]
    (long,) = (words >= _PROSE_LOG_WORDS).nonzero()
    first, last = (long[0], long[-1]) if len(long) else (0, number - 1)
    place = np.empty((number, 9), np.float32)
    place[:, 0] = rows / max(1, number - 1)
    place[:, 1] = np.log1p(rows)
    place[:, 2] = place[::-1, 1]
    place[:, 3] = np.log1p(number)
    place[:, 4] = before / total
    place[:, 5] = (total - before - weight) / total
    place[:, 6] = np.log1p(total)
    place[:, 7] = rows - first
    place[:, 8] = last - rows
    # Not np.clip, which takes longer than the rest for as few numbers.
    np.maximum(np.minimum(place[:, 7:], 8.0, out=place[:, 7:]), -8.0, out=place[:, 7:])
    return place


def shifted(values: Matrix, reach: int) -> Matrix:
    """The values of the lines before and after, up to `reach` away; -1 beyond the ends."""
    number, width = values.shape
    padded = np.full((reach + number + reach, width), -1.0, np.float32)
    padded[reach : reach + number] = values
    steps = [step for step in range(2 * reach + 1) if step != reach]
    return np.concatenate([padded[step : step + number] for step in steps], axis=1)


def window_means(values: Matrix) -> Matrix:
    """Means of `values` over the lines before and after, near and wide; 0 where there are none."""
    number, width = values.shape
    furthest = max(WINDOWS)
    # The sums up to each line, with those of the ends repeated beyond them: the sum over a window
    # is a difference of two, wherever it is cut off.
    sums = np.zeros((furthest + number + 1 + furthest, width), np.float32)
    np.cumsum(values, axis=0, out=sums[furthest + 1 : furthest + 1 + number])
    sums[furthest + 1 + number :] = sums[furthest + number]
    here, next_ = sums[furthest : furthest + number], sums[furthest + 1 : furthest + 1 + number]
    means = np.empty((number, 2 * len(WINDOWS), width), np.float32)
    rows = np.arange(number, dtype=np.float32)
    for column, reach in enumerate(WINDOWS):
        lines = np.maximum(np.minimum(rows, reach), 1)[:, None]
        low = sums[furthest - reach :][:number]
        high = sums[furthest + 1 + reach :][:number]
        means[:, 2 * column] = (here - low) / lines
        means[:, 2 * column + 1] = (high - next_) / lines[::-1]
    return means.reshape(number, -1)
