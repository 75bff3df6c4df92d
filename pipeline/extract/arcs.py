"""The trees that a decoder leaves behind: sentences and relations read off its arcs."""

from __future__ import annotations

from dataclasses import dataclass

ROOT = "ROOT"
# A label that stands for a crossing arc names the relation of the word that it should hang on.
_LIFTED = "||"


@dataclass(frozen=True, slots=True)
class Arcs:
    """One item a token: its head (a token position, its own at the root) and its relation."""

    heads: list[int]
    labels: list[str]
    begins: list[bool]


def planted(linked: list[int], named: list[str]) -> Arcs:
    """The trees of the heads (-1: none) and labels that moves gave the tokens; words lifted over a
    crossing are put where their labels say."""
    heads = [head if head >= 0 else token for token, head in enumerate(linked)]
    labels = [label if heads[token] != token else ROOT for token, label in enumerate(named)]
    begins = _sentence_starts(heads)
    for token, label in enumerate(labels):
        if _LIFTED in label:
            labels[token], _, above = label.partition(_LIFTED)
            heads[token] = _below(heads, labels, token, above)
    return Arcs(heads, labels, begins)


def _sentence_starts(heads: list[int]) -> list[bool]:
    """Where the leftmost word of a root's tree stands."""
    root = [-1] * len(heads)
    begins = [False] * len(heads)
    for token in range(len(heads)):
        way = []
        above = token
        while root[above] < 0 and heads[above] != above:
            way.append(above)
            above = heads[above]
        top = root[above]
        if top < 0:
            top = root[above] = above
            begins[token] = True  # the first word that leads to this root
        for passed in way:
            root[passed] = top
    return begins


def _below(heads: list[int], labels: list[str], token: int, relation: str) -> int:
    """The nearest word in `relation` under the head of `token`, or that head."""
    level = {heads[token]}
    while level:
        below = [c for c, head in enumerate(heads) if head in level and c not in (head, token)]
        for child in below:
            if labels[child] == relation:
                return child
        level = set(below)
    return heads[token]
