"""An article that a page has only in the data of its scripts, from which a framework builds what a
reader sees: `{"contentHtml": "<p>…"}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
from selectolax.lexbor import LexborHTMLParser

from pipeline.clean.head import articles, is_free
from pipeline.clean.stated import MIN_BODY_CHARACTERS, text_lines

MAX_SCRIPT_CHARACTERS = 2_000_000

# Data are strings in strings where a server sends the tree of a page in pieces.
MAX_LEVELS = 2

# How scripts write the end of a paragraph: plain, for HTML's sake, for JSON's sake.
_PARAGRAPH_ENDS = ("</p>", "<\\/p>", "\\u003c/p", "\\u003C/p")
_STRING = re.compile(r'"([^"\\]*+(?:\\[\s\S]?[^"\\]*+)*+)"?')
_DATA = re.compile(r"\s*+(?:[0-9a-f]{1,6}:)?[\[{]")


def scripted_lines(tree: LexborHTMLParser) -> list[str]:
    """The lines of the longest piece of marked up paragraphs in the data of a page's scripts; none
    where the site calls its article closed to the public. For pages that show none themselves."""
    if not all(map(is_free, articles(tree))):
        return []
    longest: list[str] = []
    for script in tree.css("script:not([src])"):
        source = script.text() or ""
        if len(source) > MAX_SCRIPT_CHARACTERS:
            continue
        for body in _bodies(source, MAX_LEVELS):
            lines = text_lines(body)
            if sum(map(len, lines)) > sum(map(len, longest)):
                longest = lines
    return longest if sum(map(len, longest)) >= MIN_BODY_CHARACTERS else []


def _bodies(source: str, levels: int) -> Iterator[str]:
    """The strings of a script, or of data in one, that are marked up text. Linear: each pattern
    reads on where the last match ended, and there are two levels."""
    if not _has_paragraphs(source):
        return
    for found in _STRING.finditer(source):
        if len(found[1]) < MIN_BODY_CHARACTERS or not _has_paragraphs(found[1]):
            continue
        try:
            value = orjson.loads(f'"{found[1]}"')
        except orjson.JSONDecodeError:
            continue
        if not _DATA.match(value):
            yield value
        elif levels > 1:
            yield from _bodies(value, levels - 1)


def _has_paragraphs(source: str) -> bool:
    return any(end in source for end in _PARAGRAPH_ENDS)
