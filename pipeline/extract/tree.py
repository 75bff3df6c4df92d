"""A parsed text as plain lists: what the rules read, free of the model's own types.

Tokens of white space are left out; token positions count from 0 over the rest. The relations are
those of Universal Dependencies 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.bounds import MAX_SENTENCE_TOKENS

SUBJECTS = frozenset({"nsubj"})
# Tags of verbs with a tense; with modals, of what makes a clause.
TENSED = frozenset({"VBD", "VBZ", "VBP"})
FINITE = TENSED | {"MD"}
# What ends a sentence.
STOPS = frozenset({".", "!", "?"})
# Parts of a noun phrase that say more about it without being part of its name.
_TRAILING = frozenset({"acl:relcl", "parataxis", "appos"})
_MAX_CLIMB = 4


class Token(NamedTuple):
    """One token as the model gives it: `start`, `end` are character offsets into the text, `head`
    is a token position (its own at the root)."""

    start: int
    end: int
    pos: str
    tag: str
    dep: str
    head: int
    begins_sentence: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """The parse. All lists have one item a token; spans of tokens are (first, last + 1)."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    lower: list[str]
    pos: list[str]
    tags: list[str]
    deps: list[str]
    rels: list[str]
    heads: list[int]
    children: list[list[int]]
    left: list[int]
    right: list[int]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]
    paragraph_of: list[int]
    skipped: frozenset[int] = field(default=frozenset())

    def __len__(self) -> int:
        return len(self.words)

    def span_text(self, first: int, end: int) -> str:
        """The words of the tokens `first` to `end` (exclusive) as they stand in the text."""
        return self.text[self.starts[first] : self.ends[end - 1]]

    def child(self, token: int, *rels: str) -> int | None:
        """The first child of `token` in one of the relations (without their subtypes)."""
        return next((c for c in self.children[token] if self.rels[c] in rels), None)

    def has_child_word(self, token: int, words: frozenset[str]) -> bool:
        return any(self.lower[c] in words for c in self.children[token])

    def is_verb(self, token: int) -> bool:
        return self.pos[token] in ("VERB", "AUX") or self.tags[token].startswith("VB")

    def is_passive(self, verb: int) -> bool:
        return any(self.deps[c] in ("nsubj:pass", "aux:pass") for c in self.children[verb])

    def readable(self, token: int) -> bool:
        """Whether rules may walk the sentence of this token: it is not too long."""
        return self.sentence_of[token] not in self.skipped

    def subject(self, verb: int) -> int | None:
        """Who does what `verb` says, climbing to the verb that it shares its subject with."""
        for _ in range(_MAX_CLIMB):
            for child in self.children[verb]:
                if self.rels[child] in SUBJECTS and self.deps[child] != "expl":
                    return child
            head = self.heads[verb]
            if head == verb:
                return None
            if self.rels[verb] == "acl":
                return head
            if self.rels[verb] not in ("conj", "xcomp", "advcl", "parataxis", "aux", "cop"):
                return None
            verb = head
        return None

    def phrase(self, noun: int) -> tuple[int, int]:
        """The noun phrase of `noun` without relative clauses and appositions that follow it."""
        first, end = self.left[noun], self.right[noun]
        for child in self.children[noun]:
            if child > noun and self.deps[child] in _TRAILING and self.left[child] > noun:
                end = min(end, self.left[child])
        return self.trim(first, end) or (noun, noun + 1)

    def trim(self, first: int, end: int) -> tuple[int, int] | None:
        """The span without punctuation that only separates it from its neighbours."""
        while first < end and self.words[first] in _EDGE:
            first += 1
        while end > first and self.words[end - 1] in _EDGE:
            end -= 1
        return (first, end) if end > first else None

    def ancestors(self, token: int) -> Iterator[int]:
        """The heads above `token`, nearest first."""
        for _ in range(MAX_SENTENCE_TOKENS):
            head = self.heads[token]
            if head == token:
                return
            yield head
            token = head


_EDGE = frozenset({",", ";", ":", ".", "-", "–", "—", "--", "(", ")"})


def plant(text: str, tokens: Sequence[Token], paragraph_starts: Sequence[int]) -> Tree:
    """The tree of `tokens`. `paragraph_starts` are character offsets, ascending."""
    count = len(tokens)
    heads = [token.head for token in tokens]
    children: list[list[int]] = [[] for _ in range(count)]
    for position, head in enumerate(heads):
        if head != position:
            children[head].append(position)
    left, right = _edges(heads, children)
    sentences, sentence_of = _sentences(tokens)
    words = [text[token.start : token.end] for token in tokens]
    return Tree(
        text=text,
        starts=[token.start for token in tokens],
        ends=[token.end for token in tokens],
        words=words,
        lower=[word.lower().replace("’", "'") for word in words],
        pos=[token.pos for token in tokens],
        tags=[token.tag for token in tokens],
        deps=[token.dep for token in tokens],
        rels=[token.dep.partition(":")[0] for token in tokens],
        heads=heads,
        children=children,
        left=left,
        right=right,
        sentences=sentences,
        sentence_of=sentence_of,
        paragraph_of=_paragraphs(tokens, paragraph_starts),
        skipped=frozenset(
            number
            for number, (first, end) in enumerate(sentences)
            if end - first > MAX_SENTENCE_TOKENS
        ),
    )


def _edges(heads: list[int], children: list[list[int]]) -> tuple[list[int], list[int]]:
    """First token, and last token + 1, of each token's subtree; linear in the tokens."""
    left = list(range(len(heads)))
    right = [position + 1 for position in left]
    open_children = [len(below) for below in children]
    done = [position for position in left if not open_children[position]]
    while done:
        position = done.pop()
        head = heads[position]
        if head == position:
            continue
        left[head] = min(left[head], left[position])
        right[head] = max(right[head], right[position])
        open_children[head] -= 1
        if not open_children[head]:
            done.append(head)
    return left, right


def _sentences(tokens: Sequence[Token]) -> tuple[list[tuple[int, int]], list[int]]:
    firsts = [p for p, token in enumerate(tokens) if token.begins_sentence or p == 0]
    sentences = list(pairwise([*firsts, len(tokens)]))
    sentence_of = [
        number for number, (first, end) in enumerate(sentences) for _ in range(first, end)
    ]
    return sentences, sentence_of


def _paragraphs(tokens: Sequence[Token], paragraph_starts: Sequence[int]) -> list[int]:
    numbers = []
    number = 0
    for token in tokens:
        while number + 1 < len(paragraph_starts) and paragraph_starts[number + 1] <= token.start:
            number += 1
        numbers.append(number)
    return numbers
