"""Reporting verbs set into what they report, or at its end: "The museum, he said, shows"."""

from __future__ import annotations

from pipeline.extract.attribution import TokenSpan
from pipeline.extract.tree import Tree

FINITE = ("VBD", "VBZ", "VBP")
MIN_CONTENT_TOKENS = 2
_CONTENT_WORDS = ("NOUN", "PROPN", "PRON", "VERB", "AUX", "ADJ", "NUM")
_MIN_BEFORE = 4
# Words that may follow a verb that ends its sentence: "said in a statement on Monday".
_TAIL = 9


def around(tree: Tree, verb: int) -> list[TokenSpan]:
    """The sentence that `verb` is set into, on both sides of it: "The museum, he said, shows"."""
    head = tree.heads[verb]
    sides = [(tree.left[head], tree.left[verb]), (tree.right[verb], tree.right[head])]
    sides = [side for side in sides if _says_something(tree, side)]
    return sides if any(end - first >= MIN_CONTENT_TOKENS for first, end in sides) else []


def _says_something(tree: Tree, side: TokenSpan) -> bool:
    return any(tree.pos[token] in _CONTENT_WORDS for token in range(*side))


def sentence_before(tree: Tree, verb: int) -> TokenSpan | None:
    """ "..., the military said.": all before the comma, where the verb's own words end the
    sentence."""
    first, end = tree.sentences[tree.sentence_of[verb]]
    subject = tree.child(verb, "nsubj")
    if subject is None or subject > verb or tree.tags[verb] not in FINITE:
        return None
    if end - verb > _TAIL or any(tree.tags[t] in (*FINITE, "MD") for t in range(verb + 1, end)):
        return None
    edge = tree.left[subject]
    comma = edge - 1 if edge and tree.words[edge - 1] == "," else edge
    if comma - first < _MIN_BEFORE or tree.words[comma] != ",":
        return None
    return first, comma
