"""The title: a line that repeats the given one, or the line above the body that reads like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.clean.fold import fold
from pipeline.clean.lines import SENTENCE_BREAK, Line

# A headline is a handful of words; longer first lines are sentences (a lead without its full stop).
MIN_TITLE_WORDS = 3
MAX_TITLE_WORDS = 24
MAX_TITLE_CHARACTERS = 170

# How much of a line's words must be the title's, and the other way round, to be a repeat of it.
MIN_SHARED_WORDS = 0.8

# A headline is about its article: this part of its longer words occurs in the body.
MIN_BODY_OVERLAP = 0.4

REPEAT_CONFIDENCE = 0.99
READ_CONFIDENCE = 0.9

_SITE_SEPARATOR = re.compile(r"\s[|\-–—:»·•]\s")


def title_keys(titles: Iterable[str]) -> tuple[str, ...]:
    """Folded forms of the given titles, each also without a site's name before or behind it."""
    forms: dict[str, None] = {}
    for title in titles:
        title = title[:1000]
        forms[title] = None
        parts = _SITE_SEPARATOR.split(title)
        for part in (" - ".join(parts[:-1]), " - ".join(parts[1:]), parts[0]):
            if part.count(" ") >= MIN_TITLE_WORDS - 1:
                forms[part] = None
    keys = dict.fromkeys(map(fold, forms))
    keys.pop("", None)
    return tuple(keys)


def repeats_title(line: Line, keys: Sequence[str]) -> bool:
    """`line` says what a given title says, but for punctuation, case and a word or two."""
    if line.key in keys:
        return True
    if line.words < 4 or line.words > 2 * MAX_TITLE_WORDS:
        return False
    for key in keys:
        title = _words_of(key)
        shared = len(title.intersection(line.tokens))
        # Few lines have so many of the title's words that their own need to be counted.
        if shared >= MIN_SHARED_WORDS * len(title) and (
            shared >= MIN_SHARED_WORDS * len(set(line.tokens))
        ):
            return True
    return False


# A title is compared with each line of its article.
@lru_cache(maxsize=64)
def _words_of(key: str) -> frozenset[str]:
    return frozenset(key.split(" "))


def read_title(head: Sequence[Line], body: Sequence[Line]) -> Line | None:
    """The line of `head` (what stands above the body and is nothing else) that is the title.

    The first one that has the length of a headline and shares its words with the body; else the
    longest that has the length. A line that ends like a sentence, a question apart, is none.
    """
    candidates = [line for line in head if _has_form(line)]
    if not candidates:
        return None
    words = {word for line in body for word in line.tokens}
    stems = {word[:5] for word in words}
    for line in candidates:
        if _overlap(line, stems) >= MIN_BODY_OVERLAP:
            return line
    return max(candidates, key=lambda line: line.words)


def _has_form(line: Line) -> bool:
    return (
        MIN_TITLE_WORDS <= line.words <= MAX_TITLE_WORDS
        and len(line.text) <= MAX_TITLE_CHARACTERS
        and (not line.ends_sentence or line.text.rstrip("\"'”’ ").endswith(("?", "!")))
        and line.text[-1] not in ":,"
        and SENTENCE_BREAK.search(line.text) is None
    )


def _overlap(line: Line, stems: set[str]) -> float:
    """The part of the words of four letters or more whose first five letters occur in the body."""
    longer = [word for word in line.tokens if len(word) >= 4]
    if not longer:
        return 0.0
    return sum(word[:5] in stems for word in longer) / len(longer)
