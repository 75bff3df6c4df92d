"""The trained judgement of lines: weights from a file, arithmetic in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.clean import features
from pipeline.clean.features import LARGEST_LOGIT, Matrix
from pipeline.clean.lines import Line
from pipeline.clean.ngrams import buckets

MODEL_DIR = Path(__file__).parents[2] / "models" / "clean_lines"

# Standardised columns beyond this many deviations are cut: odd lines must not drive a layer.
MAX_DEVIATION = 5.0
LARGEST_EXPONENT = 30.0

# OpenBLAS starts threads from so many multiplications on: these cost more than they give here, and
# the workers share their cores. So few rows at a time stay below.
MAX_MULTIPLICATIONS = 1 << 18


@dataclass(frozen=True, slots=True)
class _Network:
    """A perceptron with rectified layers over standardised columns; its output is the
    logit of a line being kept."""

    weights: tuple[Matrix, ...]
    biases: tuple[Matrix, ...]

    def __call__(self, columns: Matrix) -> Matrix:
        values = columns
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            values = np.maximum(values @ weight + bias, 0.0)
        logits = np.asarray(values @ self.weights[-1] + self.biases[-1])[:, 0]
        return -np.clip(logits, -LARGEST_EXPONENT, LARGEST_EXPONENT)


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
            self._networks = [_network(file, number) for number in range(int(file["networks"]))]

    def judge(
        self, lines: Sequence[Line], hits: Sequence[int], title: frozenset[str]
    ) -> NDArray[np.float32]:
        """The probability, one a line, that it is no part of the article. `hits` and `title` as in
        `features.describe`."""
        described = features.describe(lines, self._scores(lines), hits, title)
        deviations = (described - self._mean) / self._scale
        columns = np.clip(deviations, -MAX_DEVIATION, MAX_DEVIATION)
        chances = np.zeros(len(lines), np.float32)
        for start in range(0, len(lines), self._rows):
            rows = columns[start : start + self._rows]
            logits = [network(rows) for network in self._networks]
            chances[start : start + self._rows] = np.mean(1.0 / (1.0 + np.exp(logits)), axis=0)
        return chances

    def _scores(self, lines: Sequence[Line]) -> Matrix:
        found = [buckets(line.key) for line in lines]
        starts = np.cumsum([0, *map(len, found[:-1])])
        weights = self._words[list(chain.from_iterable(found))]
        scores = np.add.reduceat(weights, starts) + self._bias
        return np.clip(scores, -LARGEST_LOGIT, LARGEST_LOGIT)


def _network(file: np.lib.npyio.NpzFile, number: int) -> _Network:
    layers = range(int(file["layers"]))
    return _Network(
        weights=tuple(file[f"weight_{number}_{i}"].astype(np.float32) for i in layers),
        biases=tuple(file[f"bias_{number}_{i}"].astype(np.float32) for i in layers),
    )
