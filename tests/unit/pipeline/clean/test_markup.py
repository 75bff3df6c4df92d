"""Hostile markup costs no more than its length, and loses no word."""

from __future__ import annotations

import resource
from itertools import chain
from time import process_time

import pytest

from pipeline.clean.markup import parse
from pipeline.clean.render import render
from pipeline.stage import RejectedError

WORDS = "The bridge over the river was closed on Monday after a long inspection."


def lines(markup: str) -> list[str]:
    return [line.text for line in render(parse(markup).tree).lines]


@pytest.mark.parametrize("levels", [250, 399, 400, 401, 600, 20_000])
@pytest.mark.parametrize("tag", ["div", "b", "span", "ul><li", "div><b", "blockquote class=x"])
@pytest.mark.parametrize("closed", [True, False])
def test_words_are_shown_however_deep_they_stand(levels: int, tag: str, closed: bool) -> None:
    opened = f"<{tag}>" * levels
    names = [part.split()[0] for part in tag.split("><")]
    end = "".join(f"</{name}>" for name in reversed(names)) * levels if closed else ""
    assert lines(f"<body>{opened}<p>{WORDS}</p>{end}<p>After.") == [WORDS, "After."]


def test_blocks_below_the_deepest_level_are_still_lines_of_their_own() -> None:
    assert lines("<div>" * 900 + "<p>one<p>two<div>three</div>four") == [
        "one", "two", "three", "four",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unit",
    [
        '<p><b id="{}">x',
        '<p><font color="{}">x</p>',
        '<p><b id="{}"><div></b>',
        '<p><i id="{}"><div><div><div><div><div><div><div><div><div></i>',
        "<table><td><em id={}>x",
        "<a id={}><b id={}>x</a>",
        "<b><i><u><s><em><tt><big><code><font><small><strong><strike>",
    ],
)
def test_formatting_that_is_never_closed_does_not_fill_the_memory(unit: str) -> None:
    """Each paragraph opens it all again: 3,000 of them made 9,000,000 elements of 50 KB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = process_time()
    page = "".join(unit.replace("{}", str(n)) for n in range(3000)) + "<p>y" * 3000
    parsed = parse(page)
    assert process_time() - begin < 3
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 400_000
    assert sum(line.text.count("y") for line in render(parsed.tree).lines) == 3000


@pytest.mark.parametrize(
    "attribute", ["a{}=1 ", "a{}='>' ", "a{}='<b' ", "a{}='x'", "a{}/", 'a{}="', "a{} = '"]
)
def test_a_tag_of_a_hundred_thousand_attributes_is_refused_at_once(attribute: str) -> None:
    """The parser would compare each with all before it: 80,000 of them took 24 s."""
    crowded = "".join(attribute.replace("{}", str(n)) for n in range(100_000))
    begin = process_time()
    with pytest.raises(RejectedError, match="tens of thousands of attributes"):
        parse(f"<p>one</p><p {crowded}>two</p>")
    assert process_time() - begin < 3


@pytest.mark.parametrize(
    "markup",
    [
        "<p class=a><b>x</b><i>y</i></p>" * 3000,
        "<p><font color=red>x<p><font color=blue>y" * 40,
        "<div>" * 300 + "x",
        f"<p data-x='{'x' * 50_000}'>x",
        "<p " + " ".join(f"a{n}='<p>'" for n in range(200)) + ">x",
    ],
)
def test_pages_as_there_are_keep_all_their_tags(markup: str) -> None:
    assert not parse(markup).flattened


def test_what_is_flattened_keeps_its_words_in_order() -> None:
    words = [f"w{number}" for number in range(12_000)]
    page = "".join(f"<div><b x={word}>{word}" for word in words)
    assert list(chain.from_iterable(line.split() for line in lines(page))) == words
