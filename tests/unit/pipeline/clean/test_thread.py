"""Readers' comments are cut as one thread; an article that looks a little like one is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.clean.stage import Cleaned, Cleaner
from tests.unit.pipeline.clean.articles import AT, PARAGRAPHS, text_article

CLEANER = Cleaner()
OPINIONS = (
    "They should have closed the bridge ten years ago, when my father first wrote to them.",
    "And who is going to pay for the lanes at the ford? The same people as always, I suppose.",
    "I drove over it every day for thirty years and never saw a single crack in those piers.",
)


def clean(*lines: str) -> Cleaned:
    return CLEANER.clean(text_article("\n".join(lines)), AT, None)


def comments(cleaned: Cleaned) -> str:
    return "\n".join(r.text.strip() for r in cleaned.article.removals if r.class_ == "comments")


def thread(*around: str) -> list[str]:
    """The opinions, each between its `around`: lines with {n}, and one for the opinion."""
    return [
        line.replace("{n}", str(number)) if line != "opinion" else opinion
        for number, opinion in enumerate(OPINIONS, start=1)
        for line in around
    ]


@pytest.mark.parametrize(
    "around",
    [
        ("dorice", "{n} December 2011 10:45AM", "opinion", "Recommend? ({n})", "Report abuse"),
        ("Ann Example", "March {n}, 2012 at 4:15 pm", "opinion", "Reply"),
        ("Response to dorice, {n} December 2011 9:09PM", "opinion"),
        ("opinion", "- malc, essex, 1{n}/1/2012 11:32"),
        ("opinion", "Antworten"),
    ],
    ids=["recommended", "replied to", "in response", "signed", "in German"],
)
def test_a_thread_is_cut_from_its_first_mark_to_its_last(around: Sequence[str]) -> None:
    cleaned = clean(*PARAGRAPHS, "3 Comments", *thread(*around))
    assert cleaned.article.text.startswith("\n".join(PARAGRAPHS))
    assert OPINIONS[0] in comments(cleaned)
    assert OPINIONS[1] in comments(cleaned)


def test_names_and_times_in_a_thread_are_nobodys_byline_or_date() -> None:
    signed = thread("By Ann Example", "{n} December 2011", "opinion", "Reply")
    stated = clean(*PARAGRAPHS, "3 Comments", *signed).article.metadata
    assert not stated.byline
    assert not stated.date


def test_what_stands_below_the_head_of_the_comments_is_cut() -> None:
    cleaned = clean(*PARAGRAPHS, "12 Comments", *OPINIONS)
    assert cleaned.article.text == "\n".join(PARAGRAPHS)


def test_a_button_that_counts_no_comments_is_no_head() -> None:
    cleaned = clean(*PARAGRAPHS, "0 Comments", *PARAGRAPHS[::-1])
    assert cleaned.article.text == "\n".join((*PARAGRAPHS, *PARAGRAPHS[::-1]))


def threads(cleaned: Cleaned) -> list[str]:
    return [removal.text for removal in cleaned.article.removals if removal.rule == "thread"]


@pytest.mark.parametrize(
    "lines",
    [
        thread("opinion", "Reply")[:4],
        thread("{n} December 2011", "opinion"),
        thread("opinion", "- The Paper, 1{n}/1/2012"),
    ],
    ids=["two marks", "a chronicle", "sources with dates"],
)
def test_fewer_marks_or_others_are_no_thread(lines: Sequence[str]) -> None:
    assert not threads(clean(*PARAGRAPHS, *lines))


def test_marks_above_the_prose_are_no_thread() -> None:
    assert not threads(clean("Reply", "Reply", "Reply", *PARAGRAPHS))


def test_marks_further_apart_than_a_comment_is_long_are_no_thread() -> None:
    long = [f"{OPINIONS[0]} It was in the year {year}." for year in range(1950, 1990)]
    assert not threads(clean(*PARAGRAPHS, "Reply", *long, "Reply", *long, "Reply"))
