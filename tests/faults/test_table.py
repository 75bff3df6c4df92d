"""The table says what the runs found, and does not hide what failed or did not run."""

from tests.faults.table import PAUSE, Run, render


def _line(row: int, *runs: Run) -> str:
    (line,) = [line for line in render(runs) if line.startswith(f"| {row} |")]
    return line


def test_a_row_sums_its_runs_and_takes_their_longest_pause() -> None:
    line = _line(
        1,
        Run(1, True, False, {"lost": 0, "twice": 0, "wrong": 0, PAUSE: 2.4}),
        Run(1, False, False, {"lost": 2, "twice": 1, "wrong": 0, PAUSE: 6.6}),
        Run(2, True, False, {"lost": 9}),
    )
    assert line.endswith("| 2 (1 failed) | 2 | 1 | 0 | 7 s |")


def test_a_run_that_was_skipped_is_no_run() -> None:
    line = _line(5, Run(5, False, True, {}), Run(5, True, False, {}))
    assert line.endswith("| 1 (1 skipped) | 0 | 0 | 0 | – |")


def test_a_row_without_a_run_claims_nothing() -> None:
    assert _line(9).endswith("| 0 | – | – | – | – |")
