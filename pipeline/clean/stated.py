"""An article that a page only states in its data: a script would have put it in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from pipeline.clean.fold import fold
from pipeline.clean.head import articles, is_free

# A shorter body is a summary.
MIN_BODY_CHARACTERS = 300
MAX_BODY_CHARACTERS = 500_000
# Each is looked for in the whole page; a page of several articles states a few.
MAX_BODIES = 8

# The body is shown where half of these many samples of it are on the page.
SAMPLES = 16
SAMPLE_CHARACTERS = 32

_LINE_TAG = re.compile(r"(?=</?(?:p|br|div|h[1-6]|li|ul|ol|table|tr|blockquote|figure)\b)", re.I)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
_SCRIPT = re.compile(r"<(?:script|style)\b", re.I)
_SCRIPT_END = re.compile(r"</(?:script|style)\s{0,20}>", re.I)


def stated_lines(tree: LexborHTMLParser, shown: Callable[[], str]) -> list[str]:
    """The lines of the body that the JSON-LD of a page states for its article, where the text that
    the page shows lacks it; none where the site calls it closed to the public. Few pages state any:
    only for these the text is asked for, once."""
    page: str | None = None
    for lines in islice(_bodies(tree), MAX_BODIES):
        if sum(map(len, lines)) < MIN_BODY_CHARACTERS:
            continue
        if page is None:
            page = fold(shown())
        if not _is_shown(fold(" ".join(lines)), page):
            return lines
    return []


def text_lines(markup: str) -> list[str]:
    """The text of a piece of markup, each of its blocks a line. Linear, as no parser of markup is:
    tags are taken out, not matched."""
    first, *others = _SCRIPT.split(markup)
    parts = [first, *(other[end.end() :] for other in others if (end := _SCRIPT_END.search(other)))]
    return _lines(unescape(_TAG.sub("", _LINE_TAG.sub("\n", "".join(parts)))))


def _lines(text: str) -> list[str]:
    return [line for part in text.splitlines() if (line := " ".join(part.split()))]


def _bodies(tree: LexborHTMLParser) -> Iterator[list[str]]:
    for article in articles(tree):
        body = article.get("articleBody")
        if is_free(article) and isinstance(body, str) and len(body) >= MIN_BODY_CHARACTERS:
            # Some sites escape what is escaped already.
            body = unescape(unescape(body[:MAX_BODY_CHARACTERS]))
            yield text_lines(body) if "</" in body else _lines(body)


def _is_shown(body: str, page: str) -> bool:
    """Whether most samples of `body` stand in `page`, both folded."""
    step = max(1, (len(body) - SAMPLE_CHARACTERS) // SAMPLES)
    samples = [body[start : start + SAMPLE_CHARACTERS] for start in range(0, len(body), step)]
    return 2 * sum(sample in page for sample in samples[:SAMPLES]) >= min(SAMPLES, len(samples))
