"""The table that `make faults` prints: each row with its runs and what they lost or doubled.

A test belongs to a row by its mark, `@pytest.mark.faults(row=4)`, wherever it lies. What its runs
found comes as properties of its report (`Trial.settle` records them); a test that checks its few
records one by one has none, and counts as a run that lost nothing when it passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

TITLES: Final[Mapping[int, str]] = {
    1: "`kill -9` with a backlog, each stage",
    2: "workers join, others get `kill -9`: churn of three",
    3: "a worker joins, another is told to terminate",
    4: "a worker sleeps past its session and wakes up, each stage",
    5: "the broker: terminated, killed, away at the start, its disk full",
    6: "poison, and a burst of it",
    7: "writes that fail or time out",
    8: "terminated in mid-batch: nothing is done again",
    9: "a call that holds the interpreter for longer than the session",
    10: "a process of the extractor killed, hung, out of memory",
    11: "the data or cache folder deleted, corrupted",
    12: "redelivery: reordered, after a restart, after the window, from offset 0, newer release",
    13: "two releases at once, rolling restart",
    14: "retention moved past the committed offset",
    15: "topics that are not as they must be",
    16: "a slow reader, a slow stage",
    17: "aborted transactions on `news.raw`",
    18: "clocks that jump, times in 1970 and 2099",
}
COUNTS: Final = ("lost", "twice", "wrong")
PAUSE: Final = "longest pause"


@dataclass(frozen=True, slots=True)
class Run:
    """One test of a row. `found` has the counts and the pause in seconds that it recorded."""

    row: int
    passed: bool
    skipped: bool
    found: Mapping[str, float]


def render(runs: Iterable[Run]) -> list[str]:
    """The table in Markdown, a line each; rows without a run say so."""
    known = list(runs)
    lines = [
        "| row | what happens | runs | lost | twice | wrong | longest pause |",
        "|---|---|---|---|---|---|---|",
    ]
    for row, title in TITLES.items():
        of_row = [run for run in known if run.row == row]
        lines.append(f"| {row} | {title} | {' | '.join(_cells(of_row))} |")
    return lines


def _cells(runs: list[Run]) -> list[str]:
    ran = [run for run in runs if not run.skipped]
    failed = sum(not run.passed for run in ran)
    skipped = len(runs) - len(ran)
    notes = [f"{failed} failed"] * bool(failed) + [f"{skipped} skipped"] * bool(skipped)
    count = f"{len(ran)} ({', '.join(notes)})" if notes else str(len(ran))
    if not ran:
        return [count, "–", "–", "–", "–"]
    sums = [str(int(sum(run.found.get(name, 0) for run in ran))) for name in COUNTS]
    pauses = [run.found[PAUSE] for run in ran if PAUSE in run.found]
    return [count, *sums, f"{max(pauses):.0f} s" if pauses else "–"]
