"""What a line is by the lines around it."""

from __future__ import annotations

import pytest

from pipeline.clean import chances, page
from pipeline.clean.lines import split_lines
from pipeline.clean.markup import parse
from pipeline.clean.render import render


def smooth(values: list[float]) -> list[float]:
    return chances.smooth(split_lines("line\n" * len(values)), values)


def test_an_unsure_line_is_what_its_neighbours_are() -> None:
    assert smooth([0.99, 0.99, 0.6, 0.99, 0.99])[2] > 0.75
    assert smooth([0.01, 0.01, 0.6, 0.01, 0.01])[2] < 0.5


def test_a_sure_line_is_what_it_is_whatever_stands_around_it() -> None:
    assert smooth([0.01, 0.01, 0.99, 0.01, 0.01])[2] > 0.9
    assert smooth([0.99, 0.99, 0.01, 0.99, 0.99])[2] < 0.1


def test_what_is_before_a_line_counts_as_much_as_what_is_behind_it() -> None:
    values = [0.2, 0.9, 0.5, 0.7, 0.1]
    assert smooth(values[::-1]) == pytest.approx(smooth(values)[::-1])


def test_what_stands_outside_the_article_says_nothing_of_its_lines() -> None:
    paragraphs = "".join(f"<p>{'Words of a paragraph that goes on for long. ' * 3}</p>" * 3)
    shown = render(parse(f"<body><main>{paragraphs}</main><footer>Help</footer></body>").tree)
    lines = split_lines(shown.text, page.blocks(shown))
    assert [line.block is not None and line.block.inside for line in lines] == [True] * 3 + [False]
    last = [chances.smooth(lines, [0.1, 0.1, 0.6, chance])[2] for chance in (0.01, 0.99)]
    assert last[0] == last[1] < 0.6


@pytest.mark.parametrize("values", [[], [0.0], [1.0], [0.0] * 1000, [1.0] * 1000])
def test_chances_stay_chances(values: list[float]) -> None:
    smoothed = smooth(values)
    assert len(smoothed) == len(values)
    assert all(0.0 < chance < 1.0 for chance in smoothed)
