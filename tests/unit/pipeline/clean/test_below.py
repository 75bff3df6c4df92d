"""Parts of a page below the core of its article."""

from __future__ import annotations

from pipeline.clean.below import below_core
from pipeline.clean.lines import split_lines
from pipeline.clean.markup import parse
from pipeline.clean.render import render
from tests.unit.pipeline.clean.articles import PARAGRAPHS

PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2)
NUMBER = 2 * len(PARAGRAPHS)
ABOVE = "<p>Only those who know the river well had ever asked how long it would hold, he said.</p>"
REVIEW = "<p>“They came on the day they promised and left the place cleaner than it was.”</p>"
CORE = f'<div class="text">{PROSE}</div>'
# The last of three lines reads like an article's.
CHANCES = [0.9, 0.6, 0.01]


def below(markup: str, chances: list[float]) -> list[int]:
    shown = render(parse(f"<body><main>{markup}</main></body>").tree)
    return sorted(below_core(shown, split_lines(shown.text), chances))


def test_a_part_below_the_core_is_no_article_where_its_lines_are_furniture_on_the_whole() -> None:
    reviews = f'<div class="reviews"><h2>Our customers</h2><p>Ann</p>{REVIEW}</div>'
    assert below(CORE + reviews, [0.01] * NUMBER + CHANCES) == [NUMBER, NUMBER + 1, NUMBER + 2]


def test_a_part_that_reads_like_the_article_belongs_to_it() -> None:
    more = f'<div class="more"><h2>What comes next</h2><p>Spring</p>{REVIEW}</div>'
    assert below(CORE + more, [0.01] * NUMBER + [0.2, 0.3, 0.01]) == []


def test_each_part_is_judged_by_itself() -> None:
    parts = f'<div class="more">{REVIEW}</div><div class="reviews"><p>Ann</p>{REVIEW}</div>'
    assert below(CORE + parts, [0.01] * NUMBER + [0.01, 0.9, 0.01]) == [NUMBER + 1, NUMBER + 2]


def test_a_part_that_looks_like_that_of_the_core_goes_on_with_the_article() -> None:
    second = f'<div class="text"><p>Advertisement</p><p>Read more</p>{REVIEW}</div>'
    assert below(CORE + second, [0.01] * NUMBER + CHANCES) == []


def test_what_stands_above_the_core_is_left_to_the_other_layers() -> None:
    assert below(f'<div class="deck">{ABOVE}</div>{CORE}', [0.9] + [0.01] * NUMBER) == []


def test_a_few_words_are_no_core() -> None:
    markup = f'<div class="text">{ABOVE}</div><div class="reviews">{REVIEW}{REVIEW}</div>'
    assert below(markup, [0.01, 0.4, 0.4]) == []


def test_an_article_whose_prose_no_part_holds_has_no_core() -> None:
    sections = "".join(f"<section>{PROSE}</section>" for _ in range(3))
    assert below(sections, [0.01] * (2 * NUMBER) + [0.4] * NUMBER) == []


def test_a_second_showing_of_the_article_adds_nothing_to_the_core() -> None:
    shown = render(
        parse(f"<main>{CORE}<div>{PROSE}</div><div><p>Ann</p>{REVIEW}</div></main>").tree
    )
    lines = split_lines(shown.text)
    chances = [0.01] * (2 * NUMBER) + [0.9, 0.01]
    assert below_core(shown, lines, chances) == set()
    second = frozenset(range(NUMBER, 2 * NUMBER))
    assert {2 * NUMBER, 2 * NUMBER + 1} <= below_core(shown, lines, chances, second)
