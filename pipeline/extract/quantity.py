"""How many: numbers with their bounds, ranges and vague amounts as (low, high)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.lexicon import split
from pipeline.extract.numbers import (
    RANGE,
    SCALES,
    is_number,
    number,
    range_end,
    range_start,
)
from pipeline.extract.tree import Tree

# What a vague word promises at least; none of them has an upper bound.
_VAGUE = {
    "several": 3, "many": 3, "multiple": 2, "numerous": 3,
    "tens": 20, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000,
    "millions": 2_000_000,
}  # fmt: skip
_EXACT_WORDS = {"couple": 2, "pair": 2}
_DETERMINERS = frozenset({"the", "these", "those", "its", "their", "his", "her"})
_COLLECTIVES = frozenset({"total", "group", "number", "handful", "string", "series", "majority"})
_NONE = frozenset({"no", "none", "nobody"})
_ONE = frozenset({"a", "an", "another"})

_AT_LEAST = (
    "at least",
    "more than",
    "over",
    "no fewer than",
    "no less than",
    "upwards of",
    "not less than",
    "a minimum of",
    "in excess of",
)
_AT_MOST = ("up to", "as many as", "fewer than", "less than", "at most", "no more than", "under")
# A person of 30 years is no 30 persons, and a share of them neither.
_MEASURES = frozenset(
    split(
        "year years month months day days hour hours minute minutes week weeks km kilometre "
        "kilometres kilometer kilometers metre metres meter meters mile miles percent per % "
        "pound pounds kg ton tons tonnes feet foot old"
    )
)
_AGE = re.compile(r"^\d+-(?:year|month|week|day)s?(?:-old)?$")
_CURRENCY = frozenset({"$", "€", "£", "us$", "rs", "rs."})
_REACH = 8
_INSIDE = frozenset({"-", '"', "'", "(", ")", "“", "”", "‘", "’"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """`low` and `high` bound the number, both included; None is no bound. `first`, `end` are the
    tokens that say it, with "at least" and the like."""

    low: int | None
    high: int | None
    first: int
    end: int


def counted(tree: Tree, noun: int) -> Quantity | None:
    """How many of `noun` the words before it (or it itself) say, or None where they do not."""
    if tree.lower[noun] in ("nobody", "none") or (
        tree.lower[noun] == "one" and noun and tree.lower[noun - 1] == "no"
    ):
        return Quantity(0, 0, noun, noun + 1)
    if tree.lower[noun] == "another":
        return Quantity(1, 1, noun, noun + 1)
    if tree.lower[noun] in _COLLECTIVES:
        return _of_collective(tree, noun)
    if tree.lower[noun] in _VAGUE:
        return _bounded(tree, _VAGUE[tree.lower[noun]], None, noun, noun + 1)
    if is_number(tree, noun):
        return _at(tree, noun)
    floor = max(noun - _REACH, tree.sentences[tree.sentence_of[noun]][0])
    for token in range(noun - 1, floor - 1, -1):
        word = tree.lower[token]
        if is_number(tree, token):
            if _measures(tree, token + 1):
                return _single(tree, noun)
            return _at(tree, token)
        if _AGE.match(word):
            return _single(tree, noun)
        if word in _VAGUE:
            return _bounded(tree, _VAGUE[word], None, token, token + 1)
        if word in _EXACT_WORDS:
            return Quantity(_EXACT_WORDS[word], _EXACT_WORDS[word], token, token + 1)
        if word in _NONE:
            return Quantity(0, 0, token, token + 1)
        if word in _ONE and tree.tags[noun] not in ("NNS", "NNPS"):
            return Quantity(1, 1, token, token + 1)
        if word == "of" and token - 1 >= floor and _counts(tree, token - 1):
            continue
        if word in _DETERMINERS and token >= floor + 2 and tree.lower[token - 1] == "of":
            if _counts(tree, token - 2):  # "four of the assailants"
                continue
            return None
        if word in ("other", "others", "more"):
            continue
        if tree.pos[token] not in ("ADJ", "NOUN", "PROPN", "ADV") and word not in _INSIDE:
            break
    return None


def _of_collective(tree: Tree, noun: int) -> Quantity | None:
    """ "a total of 10 sailors": the ten; "a number of sailors" is no number."""
    for child in tree.children[noun]:
        if child > noun and tree.rels[child] == "nmod":
            return counted(tree, child)
    return None


def _counts(tree: Tree, token: int) -> bool:
    return tree.lower[token] in (*_VAGUE, *_EXACT_WORDS, "dozen") or is_number(tree, token)


def _measures(tree: Tree, token: int) -> bool:
    """Whether a unit of measure follows at `token`: "18-year-old", "30 per cent"."""
    word = tree.lower[token].lstrip("-")
    return word in _MEASURES or (word == "" and tree.lower[token + 1] in _MEASURES)


def _single(tree: Tree, noun: int) -> Quantity | None:
    """ "An 18-year-old woman": one, where it is one."""
    if tree.tags[noun] not in ("NN", "NNP"):
        return None
    floor = max(noun - _REACH, tree.sentences[tree.sentence_of[noun]][0])
    article = (t for t in range(noun - 1, floor - 1, -1) if tree.lower[t] in (*_ONE, "the"))
    return Quantity(1, 1, next(article, noun), noun + 1)


def _at(tree: Tree, token: int) -> Quantity | None:
    """The number that ends at `token`, with its words to the left, as a quantity."""
    first = token
    while first and (is_number(tree, first - 1) or _joins(tree, first - 1)):
        first -= 1
    while first < token and not is_number(tree, first):
        first += 1
    if first and tree.lower[first - 1] in _CURRENCY:
        return None
    pair = RANGE.match(tree.lower[token]) if first == token else None
    if pair:
        low, high = int(pair[1]), int(pair[2])
        return Quantity(low, high, first, token + 1) if low < high else None
    value = number(tree.words[first : token + 1])
    if value is None:
        return None
    upper = range_end(tree, first, token)
    if upper is not None and upper[0] > value:
        return Quantity(value, upper[0], first, upper[1])
    if first and tree.lower[first - 1] == "a" and tree.lower[first] in SCALES:
        first -= 1  # "more than a dozen"
    lower = range_start(tree, first)
    if lower is not None and lower[0] < value:
        return Quantity(lower[0], value, lower[1], token + 1)
    return _bounded(tree, value, value, first, token + 1)


def _joins(tree: Tree, token: int) -> bool:
    """ "and" or a hyphen inside a number in words."""
    if tree.lower[token] == "and":
        return token > 0 and tree.lower[token - 1] in SCALES
    return (
        tree.lower[token] == "-"
        and token > 0
        and is_number(tree, token - 1)
        and not tree.lower[token - 1][0].isdigit()
    )


def _bounded(tree: Tree, low: int, high: int | None, first: int, end: int) -> Quantity:
    """The bounds with "at least", "up to" and the like before the number taken in."""
    before = " ".join(tree.lower[max(0, first - 4) : first])
    for phrase in _AT_LEAST:
        if before == phrase or before.endswith(f" {phrase}"):
            return Quantity(low, None, first - len(phrase.split()), end)
    for phrase in _AT_MOST:
        if before == phrase or before.endswith(f" {phrase}"):
            return Quantity(
                None, high if high is not None else None, first - len(phrase.split()), end
            )
    return Quantity(low, high, first, end)
