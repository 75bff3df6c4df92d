"""Lines that a page gives one look."""

from __future__ import annotations

import pytest

from pipeline.clean import page
from pipeline.clean.lines import split_lines
from pipeline.clean.looks import join_looks
from pipeline.clean.markup import parse
from pipeline.clean.render import render
from tests.unit.pipeline.clean.articles import PARAGRAPHS

PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 3)
NUMBER = 3 * len(PARAGRAPHS)


def item(names: str, text: str) -> str:
    return f'<div class="{names}"><p>{text}</p></div>'


def joined(boxes: str, chances: list[float]) -> list[float]:
    """The chances of the lines of `boxes`, which stand below an article's prose."""
    shown = render(parse(f'<main><div class="text">{PROSE}</div>{boxes}</main>').tree)
    lines = split_lines(shown.text, page.blocks(shown))
    return join_looks(lines, [0.1] * NUMBER + chances)[NUMBER:]


def test_a_line_is_taken_for_what_the_lines_of_its_look_are() -> None:
    comments = "".join(item("comment", f"I saw {what} too.") for what in ("it", "her", "you"))
    assert min(joined(comments, [0.9, 0.3, 0.9])) > 0.5
    entries = "".join(item("entry", f"The {what} hotel is old.") for what in ("first", "next"))
    assert max(joined(entries, [0.6, 0.05])) < 0.5


def test_the_number_of_an_element_and_its_further_names_are_no_part_of_the_look() -> None:
    boxes = item("card-1 odd", "The first of three.") + item("card-2 even", "The second of three.")
    first, second = joined(boxes, [0.6, 0.05])
    assert 0.05 < second < first < 0.6


@pytest.mark.parametrize("names", ["card", "box"])
def test_lines_of_other_looks_say_nothing(names: str) -> None:
    boxes = f"<p>A remark</p>{item(names, 'One card')}<section><p>A note</p></section>"
    assert joined(boxes, [0.9, 0.2, 0.6]) == [0.9, 0.2, 0.6]


def test_lines_inside_and_outside_the_container_say_nothing_of_each_other() -> None:
    markup = f"<body><main>{item('a', 'x') * 2}{PROSE}</main>{item('a', 'y') * 2}</body>"
    shown = render(parse(markup).tree)
    lines = split_lines(shown.text, page.blocks(shown))
    chances = [0.2, 0.2] + [0.1] * NUMBER + [0.9, 0.9]
    found = join_looks(lines, chances)
    assert found == pytest.approx(chances)
