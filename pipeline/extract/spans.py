"""Names as spans of tokens: which token is in which, and which of two that overlap stays."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.lexicon import split
from pipeline.extract.reader import Name
from pipeline.extract.tree import Tree

_SENTENCE_OPENERS = frozenset(split("A An In The At From Near On To And But For With Of"))


def holders(names: Iterable[Name], count: int) -> list[Name | None]:
    """For each token the name that it is part of."""
    held: list[Name | None] = [None] * count
    for name in names:
        for position in range(name.first, name.end):
            held[position] = name
    return held


def without_overlaps(names: Iterable[Name]) -> list[Name]:
    """The longer of two overlapping names, the earlier of two as long; in order of the text."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda n: (n.first - n.end, n.first)):
        positions = range(name.first, name.end)
        if taken.isdisjoint(positions):
            kept.append(name)
            taken.update(positions)
    return sorted(kept, key=lambda name: name.first)


def is_free_capital(tree: Tree, held: list[Name | None], token: int) -> bool:
    """Whether the word is capitalised for being part of a name that nobody saw."""
    word = tree.words[token]
    return word[:1].isupper() and held[token] is None and word not in _SENTENCE_OPENERS


def is_name_word(tree: Tree, token: int) -> bool:
    """Whether the word is a capitalised proper noun."""
    word = tree.words[token]
    return word[:1].isupper() and word.replace("-", "").isalpha() and tree.pos[token] == "PROPN"
