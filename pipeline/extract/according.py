"""Indirect speech without a reporting verb: "according to", "the claim that"."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pipeline.extract.attribution import Attribution, TokenSpan, kind_of, tidied
from pipeline.extract.cues import Cues
from pipeline.extract.marks import Quoted
from pipeline.extract.tree import Tree

# Tokens from "according" to the end of the words that it governs.
_SOURCE_WITHIN = 14
_THAT = frozenset({"that"})


def according_to(tree: Tree, inside: list[bool], taken: Container[int]) -> Iterator[Attribution]:
    """`taken` are the tokens "according" that belong to a quotation."""
    for token in range(len(tree) - 2):
        if tree.lower[token] != "according" or tree.lower[token + 1] != "to":
            continue
        if inside[token] or not tree.readable(token):
            continue
        source = according_source(tree, token) if token not in taken else None
        if source is None:
            continue
        first, end = tree.sentences[tree.sentence_of[token]]
        sides = [tree.trim(first, token), tree.trim(source[1], end)]
        content = max((s for s in sides if s), key=lambda s: s[1] - s[0], default=None)
        words = tidied(tree, content) if content else None
        if words is not None:
            yield Attribution(kind_of(inside, words), [words], (token, token + 2), source)


def according_source(tree: Tree, according: int) -> TokenSpan | None:
    """The words after "according to"."""
    noun = _governed(tree, according)
    if noun is None:
        return None
    return tree.trim(max(tree.left[noun], according + 2), tree.right[noun])


def according_beside(tree: Tree, span: Quoted) -> int | None:
    """The "according to" right after the marks, or at the head of the sentence that leads to them
    with a comma."""
    if tree.words[span.end : span.end + 2] == ["according", "to"]:
        return span.end
    first = tree.sentences[tree.sentence_of[span.first]][0]
    leads = tree.words[span.first - 1] == "," and 2 < span.first - first <= _SOURCE_WITHIN
    return first if leads and tree.lower[first : first + 2] == ["according", "to"] else None


def _governed(tree: Tree, according: int) -> int | None:
    """The noun after "according to"."""
    head = tree.heads[according]
    if tree.rels[according] == "case" and head > according:
        return head
    _, end = tree.sentences[tree.sentence_of[according]]
    for token in range(according + 2, min(end, according + _SOURCE_WITHIN)):
        if tree.pos[token] in ("NOUN", "PROPN", "PRON"):
            head = tree.heads[token]
            return head if head > token and tree.rels[token] in ("compound", "nmod") else token
    return None


def nominal(tree: Tree, inside: list[bool], cues: Cues) -> Iterator[Attribution]:
    """ "Moscow's claim that ..." """
    for noun in range(len(tree)):
        if tree.lower[noun] not in cues.nouns or tree.pos[noun] != "NOUN":
            continue
        if inside[noun] or not tree.readable(noun):
            continue
        clause = next(
            (
                c
                for c in tree.children[noun]
                if c > noun and tree.rels[c] in ("acl", "ccomp") and tree.has_child_word(c, _THAT)
            ),
            None,
        )
        if clause is None:
            continue
        content = tidied(tree, (tree.left[clause], tree.right[clause]))
        if content is None:
            continue
        owner = next((c for c in tree.children[noun] if tree.deps[c] == "nmod:poss"), None)
        source = None
        if owner is not None:
            first, end = tree.phrase(owner)
            if tree.lower[end - 1] in ("'s", "'"):
                end -= 1
            source = (first, end) if end > first else None
        yield Attribution(kind_of(inside, content), [content], (noun, noun + 1), source)
