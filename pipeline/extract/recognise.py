"""The name finder's decoder: which tokens are names, and of what.

The BILUO transition system of spaCy 3.8 (its `ner.pyx`), greedy. Outside a name a state shows one
token, whatever was decided before it: those scores are worked out for all tokens at once, and
only the words inside names take steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.extract.network import Bools, Floats, StateScorer

_FORBIDDEN = np.float32(-np.inf)


class NameDecoder:
    """A function of the vectors and the sentences alone."""

    def __init__(self, scorer: StateScorer, moves: Sequence[str]) -> None:
        self._scorer = scorer
        self._moves = [(move[0], move[2:]) for move in moves]
        kinds = np.array([kind for kind, _ in self._moves])
        # Inside a name only; and one move without a label, which the training alone knows.
        self._closed = np.isin(kinds, ["I", "L"]) | np.array([move == "U-" for move in moves])
        self._begins = kinds == "B"
        self._names = np.isin(kinds, ["B", "U"])
        numbers = {move: number for number, move in enumerate(moves)}
        self._ways = {
            label: (numbers[f"I-{label}"], numbers[f"L-{label}"])
            for kind, label in self._moves
            if kind == "B"
        }

    def names(self, vectors: Floats, ends: Bools, spaces: Bools) -> list[tuple[int, int, str]]:
        """(first, last + 1, label) in order. `ends` and `spaces` say of each token whether its
        sentence ends with it and whether it is white space."""
        parts = self._scorer.parts_of(vectors)
        none = parts[0]
        outside = self._scorer.scores(parts[1:, 0] + (none[1] + none[2]), self._scorer.move_bias)
        outside[:, self._closed] = _FORBIDDEN
        outside[np.ix_(ends, self._begins)] = _FORBIDDEN
        outside[np.ix_(spaces, self._names)] = _FORBIDDEN
        found = []
        free = 0
        best = outside.argmax(axis=1)
        for token in np.flatnonzero(self._names[best]).tolist():
            if token < free:
                continue
            kind, label = self._moves[best[token]]
            free = token + 1
            if kind == "B":
                free = self._end(parts, token, label, ends)
            found.append((token, free, label))
        return found

    def _end(self, parts: Floats, first: int, label: str, ends: Bools) -> int:
        """Where the name that begins with `first` ends."""
        goes_on, closes = self._ways[label]
        token = first + 1
        while not ends[token]:
            # The token, the name's first one, and the one before: rows count from 1.
            shown = parts[token + 1, 0] + parts[first + 1, 1] + parts[token, 2]
            scores = self._scorer.scores(shown[None], self._scorer.move_bias)[0]
            if scores[closes] > scores[goes_on]:
                break
            token += 1
        return token + 1
