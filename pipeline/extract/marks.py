"""Which characters are quotation marks, and which belong together.

Marks are paired by what stands around them, within a paragraph, and never assumed to come in even
numbers. A typographic mark, a straight one and an ASCII apostrophe may open and close each other
where the writer mixed them (`'...still there,"`). An apostrophe is a mark only where it can be no
part of a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.lexicon import split
from pipeline.extract.tree import Tree

_OPENERS = frozenset("“„«‟")
_CLOSERS = frozenset("”»")
_STRAIGHT = frozenset({'"'})
_SINGLE_OPENERS = frozenset("‘")
_AMBIGUOUS_SINGLE = frozenset("'’`")
_ELISIONS = frozenset(split("s S t re ve ll d m RE VE LL D M em til tis twas cause bout n"))

# A quotation that stays open for longer than this many tokens is a stray mark.
MAX_OPEN_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Quoted:
    """Tokens `first` to `end` (exclusive) with their marks. `closed`: it ends with a mark, not
    with its paragraph."""

    first: int
    end: int
    closed: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    opens: bool
    closes: bool
    single: bool


def quoted_spans(tree: Tree) -> list[Quoted]:
    """All quotations of the text in order; none overlaps or holds another."""
    spans = []
    opened: tuple[int, _Mark] | None = None
    inner = 0
    marks = _marks(tree)
    for number, (token, mark) in enumerate(marks):
        if opened is not None:
            first, opening = opened
            stale = tree.paragraph_of[token] != tree.paragraph_of[first]
            if stale or token - first > MAX_OPEN_TOKENS:
                end = _paragraph_end(tree, first)
                if stale and not opening.single and end - first > 2:
                    spans.append(Quoted(first, end, closed=False))
                opened = None
        if opened is None:
            inner = 0
            if mark.opens:
                opened = (token, mark)
            continue
        first, opening = opened
        if _is_inner(tree, marks, number, opening):
            inner += 1
            continue
        if inner and mark.closes:
            inner -= 1
            continue
        # An apostrophe never ends what a double mark began; the reverse is a writer's slip.
        matches = opening.single or not mark.single
        if mark.closes and matches and token > first:
            spans.append(Quoted(first, token + 1, closed=True))
            opened = None
        elif mark.opens and not mark.closes and opening.single and not mark.single:
            opened = (token, mark)  # an apostrophe was taken for a mark
    if opened is not None and not opened[1].single:
        first = opened[0]
        end = _paragraph_end(tree, first)
        if 2 < end - first <= MAX_OPEN_TOKENS:
            spans.append(Quoted(first, end, closed=False))
    return spans


def _is_inner(tree: Tree, marks: list[tuple[int, _Mark]], number: int, opening: _Mark) -> bool:
    """Whether the mark opens a quotation within one: “what he calls “hell” today”. Two that close
    follow it in the paragraph."""
    token, mark = marks[number]
    if mark.single or opening.single or not mark.opens or mark.closes:
        return False
    after = marks[number + 1 : number + 3]
    return len(after) == 2 and all(
        m.closes
        and not m.opens
        and not m.single
        and tree.paragraph_of[t] == tree.paragraph_of[token]
        for t, m in after
    )


def _paragraph_end(tree: Tree, token: int) -> int:
    number = tree.paragraph_of[token]
    end = token
    while end < len(tree) and tree.paragraph_of[end] == number:
        end += 1
    return end


def _marks(tree: Tree) -> list[tuple[int, _Mark]]:
    """The marks of the text with the token that each is, or is the edge of."""
    found = []
    for token, word in enumerate(tree.words):
        if not (set(word) & _ANY):
            continue
        if word in ("''", "``") or all(c in _ANY for c in word):
            found.append((token, _mark(tree, token, word)))
        else:
            # A mark that the tokenizer left on a word or a dash: 'airstrikes, ‘the, strikes', ”―.
            if word[0] in _CLOSERS and not any(c.isalnum() for c in word):
                found.append((token, _mark(tree, token, word[0])))
            elif word[0] in _ANY and not _is_elision(word[1:]):
                found.append((token, _edge(tree, token, word[0], opens=True)))
            if word[-1] in _ANY and len(word) > 1:
                found.append((token, _edge(tree, token, word[-1], opens=False)))
    return [(token, mark) for token, mark in found if mark.opens or mark.closes]


_ANY = _OPENERS | _CLOSERS | _STRAIGHT | _SINGLE_OPENERS | _AMBIGUOUS_SINGLE


def _mark(tree: Tree, token: int, word: str) -> _Mark:
    start, end = tree.starts[token], tree.ends[token]
    single = len(word) == 1 and word in _SINGLE_OPENERS | _AMBIGUOUS_SINGLE
    if word[0] in _OPENERS or word[0] in _SINGLE_OPENERS or word == "``":
        return _Mark(start, end, opens=True, closes=False, single=single)
    before = tree.text[start - 1] if start else " "
    after = tree.text[end] if end < len(tree.text) else " "
    if word[0] in _CLOSERS:
        # ”Mr. Trump”: typed as a closing mark, and opening all the same.
        opens = before.isspace() and after.isalnum()
        return _Mark(start, end, opens=opens, closes=not opens, single=False)
    opens = _is_boundary(before) and not after.isspace()
    closes = not before.isspace() and not after.isalnum()
    if word == "''":
        # Two apostrophes close what a straight mark opened; at the start of words they open.
        return _Mark(start, end, opens=opens and not closes, closes=not opens, single=False)
    if single and closes and before in "sS" and not opens:
        # "officials' talks": a possessive, unless it ends a phrase.
        closes = not (after == " " and _next_begins_lower(tree, token))
    if not single and not opens and not closes:
        opens = after.isalnum()
        closes = not opens
    return _Mark(
        start, end, opens=opens, closes=closes and not (opens and before.isspace()), single=single
    )


def _edge(tree: Tree, token: int, mark: str, *, opens: bool) -> _Mark:
    single = mark in _SINGLE_OPENERS | _AMBIGUOUS_SINGLE
    start, end = tree.starts[token], tree.ends[token]
    before = tree.text[start - 1] if start else " "
    fits = _is_boundary(before) if opens else end >= len(tree.text) or not tree.text[end].isalnum()
    if not opens and single and tree.words[token][-2:-1] in ("s", "S"):
        fits = False
    return _Mark(start, end, opens=opens and fits, closes=not opens and fits, single=single)


def _is_boundary(before: str) -> bool:
    return before.isspace() or before in '([{—–-"“‘/:'


def _is_elision(rest: str) -> bool:
    """Whether letters after an apostrophe are the end of the word before it: 's, 're, 'em."""
    return rest in _ELISIONS or rest.isdigit()


def _next_begins_lower(tree: Tree, token: int) -> bool:
    after = token + 1
    return after < len(tree) and tree.words[after][:1].islower()
