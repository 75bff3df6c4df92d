"""Pages that are not one article: recognised, and said in the notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.clean.hints import Hint
from pipeline.clean.lines import Line
from pipeline.clean.page import is_prose, outermost
from pipeline.clean.render import Page
from pipeline.clean.title import repeats_title

# An index is links, with hardly a paragraph of its own.
MIN_INDEX_LINES = 20
MIN_INDEX_LINK_SHARE = 0.5
MAX_INDEX_PARAGRAPHS = 2

# Teasers have a paragraph or two; an article of its own has more.
MIN_ARTICLE_PARAGRAPHS = 4

MIN_WALL_SHARE = 0.5
_CONSENT = int(Hint.CONSENT)
_HEADINGS = frozenset(("h1", "h2"))


def describe_kind(page: Page, lines: Sequence[Line], kept: Sequence[Line]) -> list[str]:
    """Notes on a page of `lines`, of which `kept` are taken for the article."""
    notes = []
    characters = sum(len(line.text) for line in page.lines) or 1
    links = sum(line.link_characters for line in page.lines) / characters
    paragraphs = sum(line.is_paragraph for line in kept)
    crowded = len(page.lines) >= MIN_INDEX_LINES and links >= MIN_INDEX_LINK_SHARE
    if crowded and paragraphs <= MAX_INDEX_PARAGRAPHS:
        notes.append("index page: mostly links to other pages")
    articles = _count_articles(page)
    if articles > 1:
        notes.append(f"several articles on one page: {articles}")
    walls = sum(
        len(line.text) for line in lines if line.block is not None and line.block.hints & _CONSENT
    )
    others = sum(
        line.is_paragraph and not (line.block is not None and line.block.hints & _CONSENT)
        for line in kept
    )
    if walls >= MIN_WALL_SHARE * characters and others <= MAX_INDEX_PARAGRAPHS:
        notes.append("cookie wall: most of the page asks for consent")
    return notes


def following(page: Page, lines: Sequence[Line], titles: Sequence[str]) -> frozenset[int]:
    """Which of `lines`, by position, stand in articles that follow the page's own, as on pages that
    go on when one scrolls: below the one `<article>` with a heading that repeats one of `titles`,
    each with a heading of the same rank. Sections of the page's own have lower ones."""
    articles = _articles(page)
    ranks: dict[int, set[str]] = {}
    titled: dict[int, str] = {}
    for line, shown in zip(lines, page.lines, strict=False):
        article = articles[shown.element]
        if article >= 0 and shown.tag in _HEADINGS:
            ranks.setdefault(article, set()).add(shown.tag)
            if article not in titled and repeats_title(line, titles):
                titled[article] = shown.tag
    if len(titled) != 1 or len(ranks) == 1:
        return frozenset()
    ((own, rank),) = titled.items()
    paragraphs = sum(is_prose(line) for line in page.lines if articles[line.element] == own)
    if paragraphs < MIN_ARTICLE_PARAGRAPHS:
        return frozenset()
    others = {article for article, found in ranks.items() if article > own and rank in found}
    return frozenset(
        position
        for position, (_, shown) in enumerate(zip(lines, page.lines, strict=False))
        if articles[shown.element] in others
    )


def _count_articles(page: Page) -> int:
    """How many `<article>` elements, none inside another, hold an article's worth of paragraphs."""
    articles = _articles(page)
    counts = Counter(articles[line.element] for line in page.lines if is_prose(line))
    return sum(1 for element, n in counts.items() if element >= 0 and n >= MIN_ARTICLE_PARAGRAPHS)


def _articles(page: Page) -> list[int]:
    """For each element the number of the outermost `<article>` that it is or stands in, else -1."""
    return outermost(page, lambda element: page.tags[element] == "article")
