"""An article that its page shows twice, for narrow screens and for wide ones, is read once."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.clean.lines import Line

# A copy repeats lines of so many words in their order. Shorter runs are an article's own: a table
# or a program shown again, the same note below each of its products. In 1,049 development pages no
# article repeats more.
MIN_COPY_WORDS = 150
# So many lines of the first one the copy may lack in a row, and still go on.
MAX_STEP = 3


def find_copies(lines: Sequence[Line], positions: Sequence[int]) -> frozenset[int]:
    """Which of `positions`, in order, hold what lines at earlier ones say in the same order."""
    places: dict[str, int] = {}
    copies: set[int] = set()
    run: list[int] = []
    behind = 0
    for place, position in enumerate(positions):
        first = places.setdefault(lines[position].key, place)
        if not (run and behind < first <= behind + MAX_STEP):
            copies.update(_if_long(lines, run))
            run = []
        if first < place:
            run.append(position)
            behind = first
    copies.update(_if_long(lines, run))
    return frozenset(copies)


def _if_long(lines: Sequence[Line], run: list[int]) -> list[int]:
    return run if sum(lines[position].words for position in run) >= MIN_COPY_WORDS else []
