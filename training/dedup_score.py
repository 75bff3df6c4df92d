"""Fits the weights of pipeline/dedup/score.py: `python -m training.dedup_score FOLDER`.

FOLDER holds neardup.jsonl.gz and neardup_ignore.jsonl.gz. One pass in file order gives the pairs
that dedup reads; to the copies among them come reworded ones cut to pieces, which is as near to a
report rewritten by people as made-up texts get. Prints the weights in the order of `FEATURES`, and
what they find in five-fold cross-validation by family of texts. About two minutes on one core.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.neardup import NearDuplicates, pair, read
from pipeline.dedup.features import Features, Reading
from pipeline.dedup.runs import shared_runs
from pipeline.dedup.score import LINKED, counted
from pipeline.dedup.sketch import sketch
from pipeline.dedup.verify import Comparison
from pipeline.dedup.window import ComparisonWindow, Entry

FEATURES = ("cover", "both covers", "passage", "longest", "in order", "numbers", "names", "share")
# Below these no weight falls, for texts that the set does not have: shares must count for what
# people rewrote, and the cover of both for briefs, which have no long run and few names.
FLOORS = np.array([0, 8.0, 0, 0, 0, 0, 0, 2.0])
# A made-up pair counts so much. More finds more of them (at 0.3 two points) and links 4 more wrong
# pairs of the set.
WEIGHT_OF_PIECES = 0.1
DROPPED = (0.2, 0.4, 0.5, 0.6)
LEAST_SPIN = 0.5
LEAST_SENTENCES = 3
TIMES = 2

FOLDS = 5
PENALTY = 0.02
STEPS = 40_000

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """One row a pair: features, whether it is one, what it weighs, the fold of its family."""

    features: Matrix
    truth: Matrix
    weights: Matrix
    folds: NDArray[np.int64]

    def those(self, chosen: NDArray[np.bool_]) -> Pairs:
        return Pairs(
            self.features[chosen], self.truth[chosen], self.weights[chosen], self.folds[chosen]
        )


class _Recording(ComparisonWindow):
    """A window that keeps what it counted of each article that it read."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: list[tuple[str, tuple[float, ...]]] = []

    def _compare(self, reading: Reading, number: int) -> Comparison:
        other = self._reading(self._articles.sketch(number))
        runs = shared_runs(reading.words, reading.grams, other.words, other.grams)
        features = counted(Features(reading, other, runs))
        self.counted.append((self._articles[number].article_id, features))
        return super()._compare(reading, number)


def main() -> int:
    """Prints the weights and the cross-validation; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    gold = read(parser.parse_args().folder)
    pairs = _pairs(gold)
    held = np.empty(len(pairs.truth))
    for fold in range(FOLDS):
        outside = pairs.folds == fold
        bias, weights = fit(pairs.those(~outside))
        held[outside] = bias + pairs.features[outside] @ weights
    found, of_set = held >= np.log(LINKED / (1 - LINKED)), pairs.weights == 1
    right = int((found & of_set & (pairs.truth == 1)).sum())
    wrong = int((found & of_set & (pairs.truth == 0)).sum())
    pieces = found[~of_set & (pairs.truth == 1)]
    print(f"cross-validated: precision {right / (right + wrong):.4f}, {wrong} wrong,")
    print(f"recall {right / len(gold.positive):.4f}, of reworded pieces {pieces.mean():.3f}")
    bias, weights = fit(pairs)
    print(f"bias {bias:.2f}")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"{name} {weight:.2f}")
    return 0


def fit(pairs: Pairs) -> tuple[float, Matrix]:
    """Bias and weights, none below its floor: logistic regression by accelerated projected gradient
    descent (Beck & Teboulle 2009)."""
    inputs = np.column_stack((np.ones(len(pairs.truth)), pairs.features))
    floors = np.concatenate(([-np.inf], FLOORS))
    penalty = np.concatenate(([0.0], np.full(len(FLOORS), 2 * PENALTY)))
    slope = (inputs.T * pairs.weights) @ inputs / 4
    step = 1.0 / (np.linalg.eigvalsh(slope).max() + penalty.max())
    weights = ahead = np.concatenate(([0.0], FLOORS))
    pace = 1.0
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-(inputs @ ahead)))
        gradient = inputs.T @ (pairs.weights * (chance - pairs.truth)) + penalty * ahead
        moved = np.maximum(ahead - step * gradient, floors)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, faster
    return float(weights[0]), weights[1:]


def _pairs(gold: NearDuplicates) -> Pairs:
    rng = random.Random(6)
    numbers = {document["id"]: n for n, document in enumerate(gold.documents)}
    window, bases, rows = _Recording(), _Recording(), []
    for number, document in enumerate(gold.documents):
        own = sketch(document["text"])
        matches = window.find(own, document["outlet"], exclude=document["id"])
        for other, features in window.counted:
            label = gold.label(pair(number, numbers[other]))
            if label in ("positive", "unrelated"):
                rows.append((features, label == "positive", 1.0, other))
        window.counted.clear()
        copied = any(match.relation in ("same-text", "edited") for match in matches)
        revision = None if copied else 1
        window.add(Entry(document["id"], revision, document["outlet"], number, own))
        if document["role"] == "base":
            bases.add(Entry(document["id"], 1, document["outlet"], number, own))
    for document in gold.documents:
        if document.get("cls") != "spin" or float(document["strength"]) < LEAST_SPIN:
            continue
        sentences = _SENTENCE_END.split(document["text"])
        for dropped in DROPPED * TIMES:
            kept = [sentence for sentence in sentences if rng.random() >= dropped]
            if len(kept) < LEAST_SENTENCES:
                continue
            bases.find(sketch(" ".join(kept)), "", exclude="")
            for other, features in bases.counted:
                rows.append((features, other == document["source"], WEIGHT_OF_PIECES, other))
            bases.counted.clear()
    families = [gold.documents[numbers[other]].get("source") or other for *_, other in rows]
    fold = {family: n % FOLDS for n, family in enumerate(sorted(set(families)))}
    return Pairs(
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows], np.float64),
        np.array([row[2] for row in rows]),
        np.array([fold[family] for family in families]),
    )


if __name__ == "__main__":
    sys.exit(main())
