"""Reported words while they are put together: tokens, not yet characters."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.tree import STOPS, Tree
from schemas.extracted import QuoteKind

TokenSpan = tuple[int, int]


# Words for a speaker with all that is said of him; longer ones are a mistake of the parse.
MAX_SOURCE_TOKENS = 40


@dataclass(slots=True)
class Attribution:
    """What is reported, by which words, and whose it is. Spans are (first, last + 1); an
    interrupted quotation has several contents, in order."""

    kind: QuoteKind
    contents: list[TokenSpan]
    cue: TokenSpan | None
    source: TokenSpan | None

    def covers(self, token: int) -> bool:
        return any(first <= token < end for first, end in self.contents)


def source_span(tree: Tree, noun: int, cue: int, inside: list[bool]) -> TokenSpan:
    """The words for the speaker: the whole phrase of `noun` with what is said of him ("Erin
    Murphy, a former aide"), up to the cue; `inside` marks the tokens in quotation marks."""
    first, end = tree.left[noun], tree.right[noun]
    if first <= cue < end:
        first, end = (first, cue) if noun < cue else (cue + 1, end)
    if tree.pos[first] == "ADP" and noun < cue and tree.trim(end, cue) is not None:
        # "At the Pentagon Wednesday, Ash Carter said", with the place taken for the subject.
        first, end = end, cue
    whole = tree.trim(first, end)
    if whole is None or whole[1] - whole[0] > MAX_SOURCE_TOKENS or any(inside[slice(*whole)]):
        return tree.phrase(noun)
    return whole


def cue_span(tree: Tree, verb: int) -> TokenSpan:
    """The verb with its auxiliaries, adverbs and particle: "has also said", "pointed out"."""
    first, end = verb, verb + 1
    for child in sorted((c for c in tree.children[verb] if c < verb), reverse=True):
        if tree.rels[child] in ("aux", "advmod") and tree.right[child] == first:
            first = tree.left[child]
    for child in tree.children[verb]:
        if tree.deps[child] == "compound:prt" and child == end:
            end = child + 1
    return first, end


def tidied(tree: Tree, span: TokenSpan) -> TokenSpan | None:
    """`span` without the punctuation around it; None where nothing is left."""
    trimmed = tree.trim(*span)
    if trimmed is None:
        return None
    first, end = trimmed
    # "However, growth slowed, the bank said": the writer's word, not the bank's.
    if end - first > 2 and tree.words[first + 1] == "," and tree.pos[first] in ("ADV", "CCONJ"):
        first += 2
    while end > first and tree.words[end - 1] in STOPS:
        end -= 1
    return (first, end) if end > first else None


def kind_of(inside: list[bool], *contents: TokenSpan) -> QuoteKind:
    """Mixed where a part of the contents stands between marks."""
    return "mixed" if any(any(inside[first:end]) for first, end in contents) else "indirect"
