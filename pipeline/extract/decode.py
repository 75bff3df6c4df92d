"""The parser's decoder: which word depends on which, paragraph beside paragraph.

The arc-eager transition system of spaCy 3.8 (Honnibal and Johnson 2015; its `arc_eager.pyx`): a
stack, a buffer, and five moves. All paragraphs take their step together, so that a step costs one
small matrix product for all of them; no step depends on another paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.extract.arcs import Arcs, planted
from pipeline.extract.network import Floats, StateScorer

SHIFT, REDUCE, LEFT, RIGHT, BREAK = range(5)
_KINDS = {"S": SHIFT, "D": REDUCE, "L": LEFT, "R": RIGHT, "B": BREAK}
_MAY_SHIFT, _MAY_REDUCE, _MAY_BREAK = 1 << SHIFT, 1 << REDUCE, 1 << BREAK
_MAY_LINK = 1 << LEFT | 1 << RIGHT
_FEATURES = 8


@dataclass(slots=True)
class _State:
    """One paragraph: tokens `at` to `end` wait, before them those that were put back."""

    at: int
    end: int
    stack: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)


class ParseDecoder:
    """Greedy; a function of the vectors and the paragraphs alone."""

    def __init__(self, scorer: StateScorer, moves: Sequence[str]) -> None:
        self._scorer = scorer
        self._moves = [(_KINDS[m.partition("-")[0]], m.partition("-")[2]) for m in moves]
        # What is added to the scores, by the kinds of moves that a state allows, a bit each.
        kinds = np.array([kind for kind, _ in self._moves])
        allowed = (np.arange(1 << len(_KINDS))[:, None] >> kinds[None, :]) & 1
        self._bias = np.where(allowed, scorer.move_bias, -np.inf).astype(np.float32)

    def parse(self, vectors: Floats, paragraphs: Sequence[tuple[int, int]]) -> Arcs:
        """`paragraphs` are spans of tokens (first, last + 1) that cover all tokens in order."""
        count = len(vectors)
        work = _Work(count, {first for first, _ in paragraphs})
        parts = self._scorer.parts_of(vectors).reshape((count + 1) * _FEATURES, -1)
        places = np.arange(_FEATURES)
        states = [_State(first, end) for first, end in paragraphs if end > first]
        while states:
            shown: list[int] = []
            flags = [work.show(state, shown) for state in states]
            rows = np.array(shown).reshape(-1, _FEATURES)
            rows *= _FEATURES
            rows += places
            summed = np.add.reduce(parts.take(rows, axis=0), axis=1)
            scores = self._scorer.scores(summed, self._bias.take(flags, axis=0))
            ended = False
            for state, move in zip(states, scores.argmax(axis=1).tolist(), strict=True):
                ended |= work.take(state, *self._moves[move])
            if ended:
                states = [s for s in states if s.stack or s.back or s.at < s.end]
        return planted(work.heads, work.labels)


class _Work:
    """What the paragraphs' states write: by token of the whole text."""

    def __init__(self, count: int, begins: set[int]) -> None:
        self.heads = [-1] * count
        self.labels = [""] * count
        # The last token that hangs on each from its left and from its right, counted from 1.
        self.left = [0] * (count + 1)
        self.right: list[list[int]] = [[0] for _ in range(count + 1)]
        self.returned = [False] * count
        self.begins = begins

    def show(self, state: _State, shown: list[int]) -> int:
        """Adds the tokens that the state shows, counted from 1 (0: none); returns which kinds of
        moves it allows, a bit each."""
        stack, back, at = state.stack, state.back, state.at
        depth = len(stack)
        waiting = len(back) + state.end - at
        first = second = 0
        if back:
            first = back[-1] + 1
            if waiting > 1:
                second = back[-2] + 1 if len(back) > 1 else at + 1
        elif waiting:
            first = at + 1
            if waiting > 1:
                second = at + 2
        top = stack[-1] + 1 if depth else 0
        shown += (
            first,
            second,
            top,
            stack[-2] + 1 if depth > 1 else 0,
            stack[-3] + 1 if depth > 2 else 0,
            self.left[first],
            self.left[top],
            self.right[top][-1],
        )
        if not depth:
            flags = _MAY_SHIFT
        else:
            flags = _MAY_REDUCE
            if waiting and first - 1 not in self.begins:
                flags = _MAY_REDUCE | _MAY_LINK
                if waiting > 1 and not self.returned[first - 1]:
                    flags |= _MAY_SHIFT
        if second == first + 1 and first and first not in self.begins:
            flags |= _MAY_BREAK
        return flags

    def take(self, state: _State, kind: int, label: str) -> bool:
        """Takes the move; whether the paragraph may be done with it."""
        stack, back = state.stack, state.back
        if kind == REDUCE:
            top = stack.pop()
            if self.heads[top] < 0 and stack:
                self.returned[top] = True
                back.append(top)
            return not stack
        first = back[-1] if back else state.at
        if kind == BREAK:
            self.begins.add(first + 1)
            return False
        if kind == LEFT:
            top = stack.pop()
            if self.heads[top] >= 0:
                self.right[self.heads[top] + 1].remove(top + 1)
            self.left[first + 1] = top + 1
            self.heads[top], self.labels[top] = first, label
            self.returned[first] = False
            return False
        if kind == RIGHT:
            top = stack[-1]
            self.right[top + 1].append(first + 1)
            self.heads[first], self.labels[first] = top, label
        stack.append(first)
        if back:
            back.pop()
        else:
            state.at += 1
        return False
