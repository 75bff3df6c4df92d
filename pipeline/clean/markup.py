"""Markup to a tree, in time that grows with its length and no faster.

The parser follows the HTML standard. It walks all open elements at each tag and all attributes of
a tag at each attribute, so its time grows with the square of either. Real pages have a hundred
levels and a dozen attributes; what goes far beyond is taken out before.
"""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

from pipeline.clean.words import words

# Only a page with so many tags can be nested thousands deep.
MANY_TAGS = 10_000
MAX_NESTING = 512
LONG_TAG_CHARACTERS = 10_000
MAX_ATTRIBUTES = 500

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,40})")
_TAG_END = re.compile(r"[^<>]{0,2000}>")
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{LONG_TAG_CHARACTERS},}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NEVER_NEST = words("markup", "never_nest")


def parse(markup: str) -> LexborHTMLParser:
    """`markup` as a tree, by the HTML standard's own rules for broken input."""
    markup = markup.replace("\x00", "\ufffd")
    if len(markup) > LONG_TAG_CHARACTERS:
        markup = _LONG_TAG.sub(_shorten, markup)
    if markup.count("<") > MANY_TAGS:
        markup = _flatten(markup)
    return LexborHTMLParser(markup)


def _shorten(tag: re.Match[str]) -> str:
    """A long tag as it is where one value is long, its name alone where it has hundreds of them."""
    if len(_QUOTED.sub("", tag[0]).split()) <= MAX_ATTRIBUTES:
        return tag[0]
    return tag[0].split(maxsplit=1)[0]


def _flatten(markup: str) -> str:
    """`markup` without the tags that open below MAX_NESTING and those that would close them."""
    pieces: list[str] = []
    open_: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    position = depth = 0
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if name in _NEVER_NEST:
            continue
        if tag[1]:
            drop = dropped[name] > 0 or not open_[name]
            if dropped[name]:
                dropped[name] -= 1
            elif open_[name]:
                open_[name] -= 1
                depth -= 1
        else:
            drop = depth >= MAX_NESTING
            (dropped if drop else open_)[name] += 1
            depth += not drop
        if drop:
            pieces.append(markup[position : tag.start()])
            end = _TAG_END.match(markup, tag.end())
            position = max(position, end.end() if end else tag.end())
    pieces.append(markup[position:])
    return "".join(pieces)
