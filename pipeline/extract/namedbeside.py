"""Speakers that no verb names: by a colon before the quotation, or a dash after it."""

from __future__ import annotations

from pipeline.extract.attribution import TokenSpan
from pipeline.extract.marks import Quoted
from pipeline.extract.tree import Tree

# A cue or a speaker stands within this many tokens of the marks, in the same sentence.
REACH = 14
_DASHES = frozenset({"―", "—", "–", "--", "-"})
_MAX_SIGNATURE = 6


def signed(tree: Tree, span: Quoted) -> TokenSpan | None:
    """The name after a dash that ends the paragraph of a quotation: “...” ― Edwin G. Monroy"""
    # The dash may stand in one token with the mark: ”―
    dash = span.end - 1 if tree.words[span.end - 1][-1] in _DASHES else span.end
    if dash + 1 >= len(tree) or tree.words[dash][-1] not in _DASHES:
        return None
    end = dash + 1
    while end < len(tree) and tree.paragraph_of[end] == tree.paragraph_of[span.first]:
        end += 1
    name = (dash + 1, end)
    short = 1 <= end - dash - 1 <= _MAX_SIGNATURE
    return name if short and tree.words[dash + 1][:1].isupper() else None


def colon_before(tree: Tree, span: Quoted) -> int | None:
    before = span.first - 1
    if before > 0 and tree.words[before] == ":" and not tree.words[before - 1].isdigit():
        return before
    return None


def before_colon(tree: Tree, colon: int, inside: list[bool]) -> TokenSpan | None:
    first = tree.sentences[tree.sentence_of[colon]][0]
    for token in range(max(first, colon - REACH), colon):
        if tree.pos[token] in ("PROPN", "NOUN", "PRON") and not inside[token]:
            return tree.phrase(token) if tree.readable(token) else (token, token + 1)
    return None
