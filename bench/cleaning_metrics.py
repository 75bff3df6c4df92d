"""How a cleaned text is compared with the known article.

The measures are those of scrapinghub/article-extraction-benchmark (MIT): shingles of four words,
each article counting the same; and, for texts given as lines, precision and recall of the lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHINGLE_WORDS = 4
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean; `exact`: the share of equal articles."""

    precision: float
    recall: float
    f1: float
    exact: float = 0.0


@dataclass(frozen=True, slots=True)
class LineScore:
    """Of the lines: how well furniture is found, and the share of the article's lines kept."""

    dropped: Score
    keep_recall: float


def score_texts(pairs: Iterable[tuple[str, str]]) -> Score:
    """The score of (known, cleaned) texts."""
    precisions, recalls, exact, number = [], [], 0, 0
    for known, cleaned in pairs:
        wanted, found = _shingles(known), _shingles(cleaned)
        common = sum((wanted & found).values())
        if found:
            precisions.append(common / sum(found.values()))
        if wanted:
            recalls.append(common / sum(wanted.values()))
        exact += _TOKEN.findall(known) == _TOKEN.findall(cleaned)
        number += 1
    precision = sum(precisions) / max(1, len(precisions))
    recall = sum(recalls) / max(1, len(recalls))
    return Score(precision, recall, _harmonic(precision, recall), exact / max(1, number))


def score_lines(judged: Iterable[tuple[Sequence[bool], Sequence[bool]]]) -> LineScore:
    """The score of (belongs to the article, was kept) for the lines of each article."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for wanted, kept in judged:
        counts.update(zip(wanted, kept, strict=True))
    found = counts[False, False]
    precision = found / max(1, found + counts[True, False])
    recall = found / max(1, found + counts[False, True])
    keep_recall = counts[True, True] / max(1, counts[True, True] + counts[True, False])
    return LineScore(Score(precision, recall, _harmonic(precision, recall)), keep_recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1)) if words else range(0)
    return Counter(tuple(words[start : start + SHINGLE_WORDS]) for start in starts)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
