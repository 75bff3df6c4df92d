"""What tags and class names claim about the role of a part of a page: a bit mask."""

from __future__ import annotations

import re
from enum import IntFlag, auto
from functools import lru_cache

from pipeline.clean.words import by_word
from schemas.clean import RemovalClass


class Hint(IntFlag):
    """A role that the markup around a line claims."""

    ARTICLE = auto()
    NAVIGATION = auto()
    FOOTER = auto()
    ASIDE = auto()
    COMMENTS = auto()
    RELATED = auto()
    SHARE = auto()
    ADVERTISEMENT = auto()
    CAPTION = auto()
    BYLINE = auto()
    DATE = auto()
    TITLE = auto()
    DECK = auto()
    NEWSLETTER = auto()
    CONSENT = auto()
    PAYWALL = auto()
    TAGS = auto()
    HEADER = auto()
    FORM = auto()
    QUOTE = auto()
    LIST = auto()
    TABLE = auto()


# Parts that hold no words of an article, whatever they look like.
FURNITURE = int(
    Hint.NAVIGATION
    | Hint.FOOTER
    | Hint.COMMENTS
    | Hint.RELATED
    | Hint.SHARE
    | Hint.ADVERTISEMENT
    | Hint.NEWSLETTER
    | Hint.CONSENT
    | Hint.FORM
)

_BY_TAG = {word: int(Hint[name.upper()]) for word, name in by_word("hint_tags").items()}

_BY_WORD = {word: int(Hint[name.upper()]) for word, name in by_word("hint_names").items()}

# Roots of page and story: their class names list everything that the page has (`has-sidebar`).
_ROOTS = frozenset(("html", "body", "main"))
_BOUNDARY = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"([a-z0-9])([A-Z])")
# Of an element's names no more is read: what is remembered of them stays small.
MAX_NAME_CHARACTERS = 300


def of_element(tag: str, names: str) -> int:
    """The roles that an element claims: `names` is its id, classes, role and itemprop."""
    bits = _BY_TAG.get(tag, 0)
    return bits if tag in _ROOTS or not names else bits | of_names(names[:MAX_NAME_CHARACTERS])


# Elements of one kind recur on a page.
@lru_cache(maxsize=16_384)
def of_names(names: str) -> int:
    bits = 0
    for name in names.split():
        bits |= _of_name(name)
    return bits


# Class names recur on a page and between the pages of a site.
@lru_cache(maxsize=65_536)
def _of_name(name: str) -> int:
    bits = 0
    for part in _CAMEL.sub(r"\1 \2", name).split():
        words = [word for word in _BOUNDARY.split(part.lower()) if word]
        bits |= _BY_WORD.get("".join(words), 0)
        for word in words:
            bits |= _BY_WORD.get(word, 0)
    return bits


_CLASSES: tuple[tuple[int, RemovalClass], ...] = (
    (int(Hint.CONSENT), "consent"),
    (int(Hint.COMMENTS), "comments"),
    (int(Hint.NEWSLETTER), "newsletter"),
    (int(Hint.ADVERTISEMENT), "advertisement"),
    (int(Hint.RELATED), "related"),
    (int(Hint.SHARE), "share"),
    (int(Hint.FOOTER), "legal"),
    (int(Hint.NAVIGATION), "navigation"),
    (int(Hint.PAYWALL), "paywall"),
)


def class_of(hints: int, link_share: float) -> RemovalClass:
    """The class of a line outside the article, from what its surroundings claim."""
    for bit, class_ in _CLASSES:
        if hints & bit:
            return class_
    return "navigation" if link_share > 0.5 else "other"
