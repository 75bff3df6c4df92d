"""Articles that their page shows twice."""

from __future__ import annotations

from pipeline.clean.copies import MIN_COPY_WORDS, find_copies
from pipeline.clean.lines import split_lines
from tests.unit.pipeline.clean.articles import PARAGRAPHS

# Twelve paragraphs, each with words of its own.
ARTICLE = [f"{paragraph} So says part {'abc'[n]}." for n in range(3) for paragraph in PARAGRAPHS]
NOTE = "Prices were right when we wrote this and may have changed since then."


def copies(texts: list[str]) -> list[int]:
    lines = split_lines("\n".join(texts))
    return sorted(find_copies(lines, range(len(lines))))


def test_what_a_page_shows_a_second_time_is_no_part_of_the_article() -> None:
    assert copies([*ARTICLE, *ARTICLE]) == list(range(12, 24))
    assert copies([*ARTICLE, *ARTICLE, *ARTICLE]) == list(range(12, 36))


def test_the_second_showing_may_lack_a_line() -> None:
    assert copies([*ARTICLE, *ARTICLE[:5], *ARTICLE[6:]]) == list(range(12, 23))


def test_its_own_lines_among_the_repeated_ones_stay() -> None:
    found = copies([*ARTICLE, "The bridge from above", *ARTICLE])
    assert found == list(range(13, 25))


def test_a_note_below_each_part_of_an_article_stays() -> None:
    assert copies([text for paragraph in ARTICLE for text in (paragraph, NOTE)]) == []


def test_an_article_that_quotes_its_own_beginning_stays_whole() -> None:
    quoted = ARTICLE[:4]
    assert sum(line.words for line in split_lines("\n".join(quoted))) < MIN_COPY_WORDS
    assert copies([*ARTICLE, "As we wrote above:", *quoted]) == []


def test_only_lines_that_are_read_count() -> None:
    lines = split_lines("\n".join([*ARTICLE, *ARTICLE]))
    assert not find_copies(lines, range(12, 24))
