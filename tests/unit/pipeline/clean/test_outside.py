"""Which lines around the article's container are its own."""

from __future__ import annotations

from pipeline.clean import page
from pipeline.clean.lines import split_lines
from pipeline.clean.markup import parse
from pipeline.clean.outside import find_own
from pipeline.clean.render import render
from tests.unit.pipeline.clean.articles import PARAGRAPHS

SHOWN = render(
    parse(
        f"<body><div>A head that stands above</div><main><p>{'</p><p>'.join(PARAGRAPHS)}</p></main>"
        "<div>A remark that stands below</div></body>"
    ).tree
)
LINES = split_lines(SHOWN.text, page.blocks(SHOWN))
INSIDE = [1, 2, 3, 4]


def test_what_stands_in_the_container_is_the_article_s_whatever_the_classifier_says() -> None:
    assert find_own(LINES, [0.99] * len(LINES)) == INSIDE


def test_below_the_container_a_line_needs_to_be_surer_than_above_it() -> None:
    assert find_own(LINES, [0.5, 0.9, 0.9, 0.9, 0.9, 0.5]) == [0, *INSIDE]
    assert find_own(LINES, [0.5, 0.9, 0.9, 0.9, 0.9, 0.1]) == [0, *INSIDE, 5]


def test_lines_of_other_articles_are_none_of_it_as_long_as_any_are_left() -> None:
    chances = [0.99] * len(LINES)
    assert find_own(LINES, chances, others={3, 4}) == [1, 2]
    assert find_own(LINES, chances, others=set(INSIDE)) == INSIDE
