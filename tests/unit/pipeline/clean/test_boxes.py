"""Boxes between the paragraphs of an article."""

from __future__ import annotations

import pytest

from pipeline.clean import page
from pipeline.clean.boxes import find_boxes
from pipeline.clean.judge import Judge
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.lines import split_lines
from pipeline.clean.markup import parse
from pipeline.clean.outside import find_others
from pipeline.clean.render import render
from tests.unit.pipeline.clean.articles import PARAGRAPHS

PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2)
NUMBER = 2 * len(PARAGRAPHS)
# Of the three lines of a box the last reads like the article's.
OFFER = "<p>Offer</p><p>Only today</p><p>Our readers walk the river with a guide.</p>"
CHANCES = [0.8, 0.55, 0.02]
BOX = [NUMBER, NUMBER + 1, NUMBER + 2]


def boxes(markup: str, chances: list[float]) -> list[int]:
    """Those in an article that goes on below `markup`."""
    shown = render(parse(f"<main>{PROSE}{markup}{PROSE}</main>").tree)
    lines = split_lines(shown.text, page.blocks(shown))
    return sorted(find_boxes(shown, lines, [0.01] * NUMBER + chances + [0.01] * NUMBER, set()))


@pytest.mark.parametrize("tag", ["div", "section", "aside", "figure", "details"])
def test_a_box_among_the_paragraphs_is_furniture_where_its_lines_are_on_the_whole(tag: str) -> None:
    assert boxes(f"<{tag}>{OFFER}</{tag}>", CHANCES) == BOX
    assert boxes(f"<{tag}><div>{OFFER}</div></{tag}>", CHANCES) == BOX


def test_a_box_that_reads_like_the_article_is_its_own() -> None:
    assert boxes(f"<div>{OFFER}</div>", [0.3, 0.3, 0.02]) == []


@pytest.mark.parametrize("tag", ["ul", "blockquote", "pre"])
def test_lists_quotes_and_programs_are_no_boxes(tag: str) -> None:
    assert boxes(f"<{tag}>{OFFER}</{tag}>", CHANCES) == []


def test_boxes_that_hold_much_of_the_words_are_what_the_article_consists_of() -> None:
    entries = f"<div><h3>A bridge</h3><p>{'</p><p>'.join(PARAGRAPHS[:2])}</p></div>" * 3
    assert boxes(entries, [0.9, 0.2, 0.1] * 3) == []


def test_a_box_says_nothing_where_no_paragraphs_stand_side_by_side() -> None:
    columns = "".join(f"<div><div>{PROSE}</div></div>" for _ in range(3))
    shown = render(parse(f"<main>{columns}<div>{OFFER}</div></main>").tree)
    lines = split_lines(shown.text, page.blocks(shown))
    assert not find_boxes(shown, lines, [0.01] * (3 * NUMBER) + CHANCES, set())


def test_what_is_known_by_its_words_in_a_box_is_left_to_state_it() -> None:
    picture = "<figure><p>The bridge</p><p>Photo: Ann Bell</p></figure>"
    shown = render(parse(f"<main>{PROSE}{picture}{PROSE}</main>").tree)
    lines = split_lines(shown.text, page.blocks(shown))
    judge = Judge(Lexicon())
    chances = [0.01] * NUMBER + [0.4, 0.5] + [0.01] * NUMBER
    readings = [judge.read(line) for line in lines]
    others = find_others(shown, lines, readings, chances, ())
    assert {i: others[i] for i in BOX if i in others} == {NUMBER: "box"}
