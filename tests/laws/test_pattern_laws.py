"""Every regular expression of the pipeline takes time that grows with its input and no faster."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

import pytest

from pipeline.extract.dateline import MAX_DATELINE_CHARACTERS
from tests.laws.patterns import compiled_elsewhere, hostile, imports_of_re, methods, patterns

PATTERNS = patterns()

# Sizes at which a pattern is tried, in characters. What is quadratic takes 0.1 s and more at the
# largest; whatever is faster than ENOUGH there is linear, or as good as.
SIZES = (24, 300, 8_000)
ENOUGH_SECONDS = 0.01
# Four times the input takes four times the time, sixteen times where it is quadratic.
MAX_RATIO = 8.0
HOPELESS_SECONDS = 2.0

# Patterns that see no more than so many characters, by who runs them; no part of a line is longer.
BOUNDED = {"extract/dateline.py:__init__": MAX_DATELINE_CHARACTERS}


def test_all_patterns_are_known() -> None:
    assert not compiled_elsewhere()
    assert not imports_of_re()
    assert len(PATTERNS) > 60


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_linear(name: str) -> None:
    pattern = PATTERNS[name]
    bound = BOUNDED.get(name.partition("[")[0], SIZES[-1])
    runs = list(_runs(pattern, methods(name)))
    for prefix, unit in hostile(pattern):
        for run in runs:
            for size in SIZES:
                seconds = _seconds(run, _input(pattern, prefix, unit, min(size, bound)))
                assert seconds < HOPELESS_SECONDS, (name, prefix, unit, size)
            if seconds > ENOUGH_SECONDS and bound == SIZES[-1]:
                ratio = _ratio(pattern, run, prefix, unit)
                assert ratio < MAX_RATIO, (name, prefix, unit, ratio)


def _runs(pattern: re.Pattern[Any], used: frozenset[str]) -> Iterator[Callable[[Any], object]]:
    if used - {"match", "fullmatch"}:
        yield lambda text: sum(1 for _ in pattern.finditer(text))
    if "match" in used:
        yield pattern.match
    if "fullmatch" in used:
        yield pattern.fullmatch


def _input(pattern: re.Pattern[Any], prefix: str, unit: str, size: int) -> Any:
    """The prefix, many units, and what no pattern goes on with."""
    text = prefix + (unit * (size // len(unit) + 1))[:size] + "\x00\ue000"
    return text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text


def _seconds(run: Callable[[Any], object], text: Any) -> float:
    begin = process_time()
    run(text)
    return process_time() - begin


def _ratio(pattern: re.Pattern[Any], run: Callable[[Any], object], prefix: str, unit: str) -> float:
    """The smaller of several measurements each: another process can only make one longer."""
    sizes = (SIZES[-1] // 2, 2 * SIZES[-1])
    quarter, whole = (_input(pattern, prefix, unit, size) for size in sizes)
    small = min(_seconds(run, quarter) for _ in range(4))
    large = min(_seconds(run, whole) for _ in range(4))
    return large / max(small, 1e-9)


@pytest.mark.parametrize(
    ("source", "slow"),
    [(r"\s+x", True), (r"a+b", True), (r"(?<!\s)\s++x", False), (r"a+", False)],
)
def test_a_slow_pattern_would_be_found_out(source: str, slow: bool) -> None:
    pattern = re.compile(source)
    run = next(iter(_runs(pattern, frozenset(("search",)))))
    slowest = max(_seconds(run, _input(pattern, *pair, SIZES[-1])) for pair in hostile(pattern))
    assert (slowest > ENOUGH_SECONDS) == slow
