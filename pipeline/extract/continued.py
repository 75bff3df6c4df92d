"""Quotations that go on where the one before ended: with its sentence, or with its speaker."""

from __future__ import annotations

from pipeline.extract.marks import Quoted
from pipeline.extract.namedbeside import REACH
from pipeline.extract.quotedwords import MIN_WORDS, is_sentence
from pipeline.extract.tree import STOPS, Tree

# A quotation without a cue goes on with the last speaker within this many tokens of his words, or
# within one sentence of this many.
CONTINUES_WITHIN = 30
_SENTENCE_WITHIN = 90
_BEFORE = frozenset({".", "!", "?", ")", "”", '"', "'", "’"})


def is_resumed(tree: Tree, span: Quoted, end: int, inside: list[bool]) -> bool:
    """Whether the words go on with the sentence that the quotation before, which ended at `end`,
    broke off at a comma: “When winter comes,” he said, smiling, “we will be home.”"""
    return (
        0 < span.first - end <= REACH
        and tree.words[span.first + 1][:1].islower()
        and tree.words[span.first - 1] == ","
        and tree.words[end - 2] == ","
        and not any(tree.words[t] in STOPS or inside[t] for t in range(end, span.first))
    )


def goes_on(tree: Tree, span: Quoted, end: int) -> bool:
    """Whether the speaker of the quotation before, which ended at `end`, goes on: with a whole
    sentence, next in the paragraph or at the head of one of the next two."""
    here, before = tree.paragraph_of[span.first], tree.paragraph_of[end - 1]
    if span.first == 0 or tree.paragraph_of[span.first - 1] != here:
        return here - before <= 2 and is_sentence(tree, span)
    return (
        here == before
        and _follows(tree, span.first, end)
        and span.end - span.first > MIN_WORDS
        and tree.words[span.first + 1][:1].isupper()
        and tree.words[span.first - 1] in _BEFORE
    )


def _follows(tree: Tree, first: int, end: int) -> bool:
    """Whether only a few words, or the rest of one sentence, stand between the quotations."""
    if first - end <= CONTINUES_WITHIN:
        return True
    stops = sum(tree.words[t] in STOPS for t in range(end, min(first, end + _SENTENCE_WITHIN)))
    return first - end <= _SENTENCE_WITHIN and stops == 1
