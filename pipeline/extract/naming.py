"""What somebody calls a thing: "calls people “losers”", "likened it to “burning a book”"."""

from __future__ import annotations

from pipeline.extract.lexicon import split
from pipeline.extract.marks import Quoted
from pipeline.extract.tree import Tree
from pipeline.extract.verbs import by_form

_VERBS = frozenset(by_form(split("call dub label brand liken compare describe characterize")))
# Tokens between the verb and the marks: the thing that is named.
_REACH = 8
# What stands between the names of a list: “weak,” a “danger” and “lost”.
_LISTING = frozenset({"a", "an", "the", "and", "or", ","})
_MAX_LISTING = 3


def naming_verb(tree: Tree, span: Quoted, inside: list[bool]) -> int | None:
    """The verb whose object is named by the words in marks, however few; `inside` says of each
    token whether it stands between marks."""
    start = tree.sentences[tree.sentence_of[span.first]][0]
    for token in range(span.first - 1, max(start, span.first - 1 - _REACH) - 1, -1):
        if inside[token] or tree.words[token] in (",", ":", ";"):
            return None
        if tree.is_verb(token):
            names = tree.lower[token] in _VERBS and not tree.is_passive(token)
            return token if names and span.first - token > 1 else None
    return None


def is_listed(tree: Tree, end: int, first: int) -> bool:
    """Whether marks at `first` hold one more name after those that end at `end`."""
    between = range(end, first)
    return 0 < len(between) <= _MAX_LISTING and all(tree.lower[t] in _LISTING for t in between)
