"""Markup to a tree, in time and memory that grow with its length and no faster.

The parser follows the HTML standard. It walks all open elements at each tag and all attributes of
a tag at each attribute, and it opens again, in each paragraph, all that is bold or italic and was
never closed: its work grows with the square of each. Real pages have a hundred levels, a dozen
attributes and nothing of the kind; what goes far beyond is taken out before.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from pipeline.clean.words import words
from pipeline.limits import DEFAULT_LIMITS

# Only a page with so many tags can be nested thousands deep.
MANY_TAGS = 10_000
# Only a text of this length can hold a tag whose attributes take long.
LONG_MARKUP_CHARACTERS = 10_000
MAX_ATTRIBUTES = 250

# Elements (of about 90 bytes) that formatting opened again may add to a page, and the number of
# formatting tags open at once that every page may have.
MAX_REOPENED = 200_000
MIN_OPEN_FORMATTING = 4
# The standard keeps at most so many equal ones in its list of what to open again.
_EQUAL_KEPT = 3
# How far above its own end tag a formatting element is looked for.
_NEAR = 8

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,40})")
_TAG_END = re.compile(r"[^<>]{0,2000}>")
_SPACE = r"[\t\n\f\r ]*+"
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]{0,2000}+)"""
_ATTRIBUTE = (
    r"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+"
    rf"(?:{_SPACE}={_SPACE}{_VALUE}?+)?+"
)
# As the tokenizer of the standard reads a tag, and possessive: no part is read twice.
_CROWDED_TAG = re.compile(
    rf"(<[a-zA-Z][^\t\n\f\r />]{{0,40}}+)(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES},}}+"
)
_NEVER_NEST = words("markup", "never_nest")
_FORMATTING = words("markup", "formatting")
_BLOCKS = words("render", "blocks")
# What keeps the words on both sides of a block apart without being one.
_BREAK = "<br>"
_FORMATTING_TAG = re.compile(
    rf"<(?:{'|'.join(sorted(_FORMATTING))})[\s/][^<>]{{0,2000}}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Markup:
    """A parsed page. `flattened`: tags, or attributes of some, had to be taken out of it first;
    never a word."""

    tree: LexborHTMLParser
    flattened: bool


def parse(markup: str, nesting: int = DEFAULT_LIMITS.html_nesting) -> Markup:
    """`markup` as a tree, by the HTML standard's own rules for broken input. In a page of very many
    tags those that open below `nesting` levels are left out."""
    markup = markup.replace("\x00", "\ufffd")
    crowded = 0
    if len(markup) > LONG_MARKUP_CHARACTERS:
        markup, crowded = _CROWDED_TAG.subn(r"\1", markup)
    tags = markup.count("<")
    flattened = False
    if tags > MANY_TAGS or _may_reopen(markup, tags):
        markup, flattened = _Flattener(nesting, tags).flatten(markup)
    return Markup(LexborHTMLParser(markup), flattened or crowded > 0)


def _may_reopen(markup: str, tags: int) -> bool:
    """Whether what formatting opens again could be more than MAX_REOPENED elements. Of equal tags
    three are kept at most, so it is the different ones that count."""
    different = {tag.lower() for tag in _FORMATTING_TAG.findall(markup)}
    return _EQUAL_KEPT * (len(different) + len(_FORMATTING)) * tags > MAX_REOPENED


class _Flattener:
    """One pass over the tags of a page: which elements are open, and which tags to leave out.

    Tags in comments and scripts count too: where those end depends on more than a pass can know.
    """

    def __init__(self, nesting: int, tags: int) -> None:
        self._nesting = nesting
        self._most_formatting = max(MIN_OPEN_FORMATTING, MAX_REOPENED // tags)
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        # What the parser may open again: names and whole tags, in order.
        self._formatting: list[tuple[str, str]] = []

    def flatten(self, markup: str) -> tuple[str, bool]:
        """The markup without the tags that open too deep and those that would close them, and
        whether there were any."""
        pieces: list[str] = []
        position = 0
        for tag in _TAG.finditer(markup):
            name = tag[2].lower()
            if name in _NEVER_NEST:
                continue
            end = _TAG_END.match(markup, tag.end())
            attributes = end[0].lower() if end else ""
            instead = self._close(name) if tag[1] else self._begin(name, attributes)
            if instead is not None:
                pieces += (markup[position : tag.start()], instead)
                position = max(position, end.end() if end else tag.end())
        pieces.append(markup[position:])
        return "".join(pieces), bool(self._dropped)

    def _begin(self, name: str, attributes: str) -> str | None:
        """What stands for a start tag that is left out; None where it stays."""
        own = (name, attributes)
        kept = name in _FORMATTING and self._formatting.count(own) < _EQUAL_KEPT
        if len(self._open) >= self._nesting or (
            kept and len(self._formatting) >= self._most_formatting
        ):
            self._dropped[name] += 1
            return _BREAK if name in _BLOCKS else ""
        if kept:
            self._formatting.append(own)
        self._open.append(name)
        self._count[name] += 1
        return None

    def _close(self, name: str) -> str | None:
        """What stands for an end tag that closes nothing, or what was left out; None where it
        stays."""
        if self._dropped[name] > 0:
            self._dropped[name] -= 1
            return _BREAK if name in _BLOCKS else ""
        if name in _FORMATTING:
            self._close_formatting(name)
            return None
        if not self._count[name]:
            return ""
        while (last := self._open.pop()) != name:
            self._count[last] -= 1
        self._count[name] -= 1
        return None

    def _close_formatting(self, name: str) -> None:
        """Closed with other elements open in it, a formatting element may be opened again in these:
        it stays in the list then."""
        near = self._open[-_NEAR:]
        if name in near:
            place = len(self._open) - 1 - near[::-1].index(name)
            if any(inner not in _FORMATTING for inner in self._open[place:]):
                return
            del self._open[place]
            self._count[name] -= 1
        elif self._count[name]:
            return
        for place in range(len(self._formatting) - 1, -1, -1):
            if self._formatting[place][0] == name:
                del self._formatting[place]
                return
