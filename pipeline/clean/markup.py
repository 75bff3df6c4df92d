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
from sys import maxsize

from selectolax.lexbor import LexborHTMLParser

from pipeline.clean.attributes import comparisons
from pipeline.clean.words import words
from pipeline.limits import DEFAULT_LIMITS
from pipeline.stage import RejectedError

# Steps of the parser from one tag to all that are open, and from one attribute of a tag to all
# before it, that a page may cost: half a second to a second. In 258 pages of news the scripts,
# which are taken for markup here, come to 60,000,000 of the latter.
MAX_STEPS = 50_000_000
MAX_COMPARISONS = 500_000_000
# Only so many tags can be nested so deep, and only a text of this length hold so many attributes.
MANY_TAGS = 10_000
LONG_MARKUP_CHARACTERS = 10_000

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
_NEVER_NEST = words("markup", "never_nest")
_FORMATTING = words("markup", "formatting")
_BLOCKS = words("render", "blocks")
# What keeps the words on both sides of a block apart without being one.
_BREAK = "<br>"
_FORMATTING_TAG = re.compile(
    rf"<(?:{'|'.join(sorted(_FORMATTING))})(?=[\s/>])[^<>]{{0,2000}}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Markup:
    """A parsed page. `flattened`: tags had to be taken out of it first; never a word."""

    tree: LexborHTMLParser
    flattened: bool


def parse(markup: str, nesting: int = DEFAULT_LIMITS.html_nesting) -> Markup:
    """`markup` as a tree, by the HTML standard's own rules for broken input. Where it would cost
    too much, tags that open below `nesting` levels are left out. Raises RejectedError for a tag
    of tens of thousands of attributes."""
    markup = markup.replace("\x00", "\ufffd")
    if len(markup) > LONG_MARKUP_CHARACTERS and comparisons(markup) > MAX_COMPARISONS:
        raise RejectedError("a tag of the page has tens of thousands of attributes")
    flattened = False
    tags = markup.count("<")
    if (tags > MANY_TAGS or _may_reopen(markup, tags)) and _Tags().are_costly(markup):
        markup, flattened = _Tags(nesting, _most_formatting(tags)).flatten(markup), True
    return Markup(LexborHTMLParser(markup), flattened)


def _may_reopen(markup: str, tags: int) -> bool:
    """Whether what formatting opens again could be more than MAX_REOPENED elements. Of equal tags
    three are kept at most, so it is the different ones that count."""
    different = {tag.lower() for tag in _FORMATTING_TAG.findall(markup)}
    return _EQUAL_KEPT * len(different) * tags > MAX_REOPENED


def _most_formatting(tags: int) -> int:
    return max(MIN_OPEN_FORMATTING, MAX_REOPENED // tags)


class _Tags:
    """One pass over the tags of a page: which elements are open, and which tags to leave out.

    Tags in comments and scripts count too: where those end depends on more than a pass can know.
    """

    def __init__(self, nesting: int = maxsize, most_formatting: int = maxsize) -> None:
        self._nesting = nesting
        self._most_formatting = most_formatting
        self._open: list[str] = []
        self._count: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        # What the parser may open again: names and whole tags, in order.
        self._formatting: list[tuple[str, str]] = []

    def are_costly(self, markup: str) -> bool:
        """Whether the parser would take too many steps, or add too many elements."""
        steps = reopened = 0
        for tag in _TAG.finditer(markup):
            self._follow(markup, tag)
            steps += len(self._open)
            reopened += len(self._formatting)
            if steps > MAX_STEPS or reopened > MAX_REOPENED:
                return True
        return False

    def flatten(self, markup: str) -> str:
        """The markup without the tags that open too deep and those that would close them."""
        pieces: list[str] = []
        position = 0
        for tag in _TAG.finditer(markup):
            instead = self._follow(markup, tag)
            if instead is not None:
                pieces += (markup[position : tag.start()], instead)
                end = _TAG_END.match(markup, tag.end())
                position = max(position, end.end() if end else tag.end())
        pieces.append(markup[position:])
        return "".join(pieces)

    def _follow(self, markup: str, tag: re.Match[str]) -> str | None:
        """What stands for a tag that is left out; None where it stays."""
        name = tag[2].lower()
        if name in _NEVER_NEST:
            return None
        if tag[1]:
            return self._close(name)
        attributes = _TAG_END.match(markup, tag.end()) if name in _FORMATTING else None
        return self._begin(name, attributes[0].lower() if attributes else "")

    def _begin(self, name: str, attributes: str) -> str | None:
        """For a start tag."""
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
        """For an end tag: it goes where it closes nothing, or what was left out."""
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
