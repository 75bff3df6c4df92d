"""Where and when: the words of place and time that stand nearest to a claim in its sentence."""

from __future__ import annotations

import re

from pipeline.extract.attribution import TokenSpan
from pipeline.extract.lexicon import split
from pipeline.extract.tree import Tree

_DAY = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|overnight|tomorrow|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"jan\.?|feb\.?|mar\.|apr\.?|jun\.|jul\.|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?|(?:19|20)\d\d)$"
)
_WITH_DAY = frozenset(
    split("last this next late early on since morning afternoon evening night the week month year")
)
_AT = frozenset(
    split(
        "in at near on around outside across inside over including against within north south "
        "east west"
    )
)
_PREPOSITION_REACH = 6


def is_day(word: str) -> bool:
    """Whether the word, in small letters, names a day, a month or a year."""
    return _DAY.match(word) is not None


def place_of(tree: Tree, places: list[TokenSpan], first: int, end: int) -> TokenSpan | None:
    """Of the places named in a sentence, the nearest to the tokens `first` to `end` that something
    is said to be in, at or near."""
    located = [place for place in places if _is_where(tree, place[0])]
    return min(located, key=lambda p: min(abs(p[0] - first), abs(p[0] - end)), default=None)


def _is_where(tree: Tree, first: int) -> bool:
    """Whether a preposition of place stands before: "in the town of Homs", "including Homs"."""
    for token in range(first - 1, max(first - 1 - _PREPOSITION_REACH, -1), -1):
        if tree.lower[token] in _AT:
            return True
        if tree.pos[token] in ("VERB", "PUNCT", "AUX", "PART"):
            return False
    return False


def time_of(tree: Tree, token: int) -> TokenSpan | None:
    """The words of time nearest to `token` in its sentence."""
    first, end = tree.sentences[tree.sentence_of[token]]
    days = [t for t in range(first, end) if is_day(tree.lower[t])]
    if not days:
        return None
    start = min(days, key=lambda t: abs(t - token))
    stop = start + 1
    while start > first and (
        tree.lower[start - 1] in _WITH_DAY - {"on", "the", "since"}
        or _is_day_number(tree, start - 1)
    ):
        start -= 1
    while stop < end and (
        tree.lower[stop] in ("morning", "afternoon", "evening", "night")
        or _is_day_number(tree, stop)
        or is_day(tree.lower[stop])
    ):
        stop += 1
    return start, stop


def _is_day_number(tree: Tree, token: int) -> bool:
    word = tree.lower[token].rstrip("stndrh")
    return word.isdigit() and len(word) <= 4
