"""How many."""

from __future__ import annotations

import pytest

from pipeline.extract.numbers import number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("36", 36),
        ("1,200", 1200),
        ("250,000", 250_000),
        ("2.5 million", 2_500_000),
        ("thirty-two", 32),
        ("thirteen thousand", 13_000),
        ("two hundred and five", 205),
        ("three dozen", 36),
        ("a few", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_a_number_is_read_in_figures_and_words(written: str, value: int | None) -> None:
    assert number(written.split()) == value
