"""Indirect speech without a reporting verb: "according to", "the claim that"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.attribution import Attribution, kind_of, tidied
from pipeline.extract.cues import Cues
from pipeline.extract.tree import Tree

_THAT = frozenset({"that"})


def according_to(tree: Tree, inside: list[bool]) -> Iterator[Attribution]:
    for token in range(len(tree) - 2):
        if tree.lower[token] != "according" or tree.lower[token + 1] != "to":
            continue
        if inside[token] or not tree.readable(token):
            continue
        noun = _governed(tree, token)
        if noun is None:
            continue
        source = tree.trim(max(tree.left[noun], token + 2), tree.right[noun])
        if source is None:
            continue
        first, end = tree.sentences[tree.sentence_of[token]]
        sides = [tree.trim(first, token), tree.trim(source[1], end)]
        content = max((s for s in sides if s), key=lambda s: s[1] - s[0], default=None)
        words = tidied(tree, content) if content else None
        if words is not None:
            yield Attribution(kind_of(inside, words), [words], (token, token + 2), source)


def _governed(tree: Tree, according: int) -> int | None:
    """The noun after "according to"."""
    head = tree.heads[according]
    if tree.rels[according] == "case" and head > according:
        return head
    _, end = tree.sentences[tree.sentence_of[according]]
    for token in range(according + 2, min(end, according + 14)):
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
