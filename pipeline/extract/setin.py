"""Reporting verbs set into what they report, or at its end: "The museum, he said, shows"."""

from __future__ import annotations

from pipeline.extract.attribution import TokenSpan
from pipeline.extract.cues import Cues
from pipeline.extract.extent import reach_from
from pipeline.extract.tree import FINITE, TENSED, Tree

MIN_CONTENT_TOKENS = 2
_CONTENT_WORDS = ("NOUN", "PROPN", "PRON", "VERB", "AUX", "ADJ", "NUM")
_MIN_BEFORE = 4
# Words that may follow a verb that ends its sentence: "said in a statement on Monday".
_TAIL = 9
# Words between the verb and the comma after it: "he told me on Friday,".
_SET_IN_TAIL = 7
_OF_ANOTHER_CLAUSE = FINITE | {"VBG", "TO"}
# What begins after that comma where it only adds to the reporting words: ", who ...", ", that ...".
_ADDING_TAGS = frozenset({"VBG", "VBN", "WP", "WDT"})
_ADDING_WORDS = frozenset({"and", "but", "that"})


def between_commas(tree: Tree, verb: int, cue: TokenSpan, cues: Cues) -> list[TokenSpan]:
    """What stands on both sides of the words that report, where those stand between commas; none
    where they do not. A participle before them is the writer's: "Asked why, he said, ..."."""
    start, end = tree.sentences[tree.sentence_of[verb]]
    subject = tree.child(verb, "nsubj")
    if subject is None or tree.tags[verb] not in TENSED or tree.tags[subject] in ("WP", "WDT"):
        return []
    opening = min(tree.left[subject], cue[0]) - 1
    if opening > start and tree.lower[opening] == "as":
        opening -= 1
    if opening <= start or tree.words[opening] != "," or tree.tags[start] in ("VBG", "VBN"):
        return []
    closing = _comma_after(tree, max(cue[1], tree.right[subject] if subject > verb else 0), end)
    if closing is None or closing + 2 >= end:
        return []
    after = closing + 1
    if tree.tags[after] in _ADDING_TAGS or tree.lower[after] in _ADDING_WORDS:
        return []
    return [(start, opening), (after, reach_from(tree, after, cues))]


def _comma_after(tree: Tree, first: int, end: int) -> int | None:
    """The comma that ends the words that report: no verb and no "that" before it."""
    for token in range(first, min(first + _SET_IN_TAIL, end)):
        if tree.words[token] == ",":
            return token
        if tree.tags[token] in _OF_ANOTHER_CLAUSE or tree.lower[token] == "that":
            return None
    return None


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
    if subject is None or subject > verb or tree.tags[verb] not in TENSED:
        return None
    if end - verb > _TAIL or any(tree.tags[t] in FINITE for t in range(verb + 1, end)):
        return None
    edge = tree.left[subject]
    comma = edge - 1 if edge and tree.words[edge - 1] == "," else edge
    if comma - first < _MIN_BEFORE or tree.words[comma] != ",":
        return None
    return first, comma
