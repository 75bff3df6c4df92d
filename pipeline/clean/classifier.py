"""The trained judgement of lines: weights from a file, arithmetic in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.clean import features
from pipeline.clean.features import LARGEST_LOGIT
from pipeline.clean.form import Matrix
from pipeline.clean.lines import Line
from pipeline.clean.ngrams import buckets

MODEL_DIR = Path(__file__).parents[2] / "models" / "clean_lines"

# Standardised columns beyond this many deviations are cut: odd lines must not drive a layer.
MAX_DEVIATION = 5.0
LARGEST_EXPONENT = 30.0

# OpenBLAS starts threads from so many multiplications on: these cost more than they give here, and
# the workers share their cores. So few rows at a time stay below.
MAX_MULTIPLICATIONS = 1 << 18


class LineClassifier:
    """How likely each line of an article is furniture.

    Words are scored by a linear model, lines by networks over their features (the mean of a few,
    trained from different seeds). Raises ValueError for weights that were trained for other
    features.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as file:
            if int(file["version"]) != features.VERSION:
                raise ValueError(f"{path.name} is for other features: train it anew")
            self._words: NDArray[np.float32] = (
                file["words"].astype(np.float32) * file["words_scale"]
            )
            self._bias = float(file["words_bias"])
            self._mean: Matrix = file["mean"]
            self._scale: Matrix = file["scale"]
            self._rows = MAX_MULTIPLICATIONS // file["weight_0_0"].size
            numbers = range(int(file["networks"]))
            self._layers = [
                (
                    np.stack([file[f"weight_{number}_{layer}"] for number in numbers]).astype("f4"),
                    np.stack([file[f"bias_{number}_{layer}"] for number in numbers])[:, None, :],
                )
                for layer in range(int(file["layers"]))
            ]

    def judge(
        self, lines: Sequence[Line], hits: Sequence[int], title: frozenset[str]
    ) -> NDArray[np.float32]:
        """The probability, one a line, that it is no part of the article. `hits` and `title` as in
        `features.describe`."""
        described = features.describe(lines, self._scores(lines), hits, title)
        columns = _clipped((described - self._mean) / self._scale, MAX_DEVIATION)
        parts = range(0, len(lines), self._rows)
        return np.concatenate([self._run(columns[start : start + self._rows]) for start in parts])

    def _run(self, columns: Matrix) -> Matrix:
        """All networks side by side: perceptrons with rectified layers over standardised columns,
        whose outputs are the logits of a line being kept."""
        *hidden, (weights, biases) = self._layers
        values = columns
        for weight, bias in hidden:
            values = np.maximum(values @ weight + bias, 0.0)
        logits = _clipped((values @ weights + biases)[:, :, 0], LARGEST_EXPONENT)
        chances = 1.0 / (1.0 + np.exp(-logits))
        return np.asarray(chances.sum(axis=0) / len(chances))

    def _scores(self, lines: Sequence[Line]) -> Matrix:
        found = [buckets(line.key) for line in lines]
        sizes = np.array([len(numbers) for numbers in found])
        flat = np.fromiter(chain.from_iterable(found), np.intp, int(sizes.sum()))
        sums: Matrix = np.add.reduceat(self._words[flat], sizes.cumsum() - sizes)
        scores = sums + self._bias
        return _clipped(scores, LARGEST_LOGIT)


def _clipped(values: Matrix, most: float) -> Matrix:
    """`values` between -`most` and `most`: np.clip takes twice as long for as few."""
    clipped: Matrix = np.maximum(np.minimum(values, most), -most)
    return clipped
