"""What stands between quotation marks: speech, a part of a sentence, a title or a term."""

from __future__ import annotations

from pipeline.extract.attribution import TokenSpan
from pipeline.extract.cues import Cues
from pipeline.extract.marks import Quoted
from pipeline.extract.tree import FINITE, STOPS, Tree

# Fewer words are a term in quotation marks, unless they end like a sentence.
MIN_WORDS = 4
_INNER_CLOSERS = frozenset({"’", "'", "”", "''"})
_LITTLE = frozenset({"a", "an", "the", "of", "in", "on", "to", "for", "with", "and", "or", "at"})


def is_part(tree: Tree, span: Quoted, cue: TokenSpan | None) -> bool:
    """Whether the words are part of the writer's own sentence, as in "wants “justice for
    Terrence”": they begin small, and no comma, colon or "that" leads to them, nor a cue to a
    clause of their own ("stated “all the airstrikes are coordinated”")."""
    first = tree.words[min(span.first + 1, len(tree) - 1)]
    before = tree.words[span.first - 1] if span.first else "."
    led_in = before in (",", ":", ".", "that") or not any(c.isalnum() for c in before)
    if cue is not None and cue[1] == span.first:
        led_in |= any(tree.tags[t] in FINITE for t in range(span.first, span.end))
    return first[:1].islower() and not led_in


def ends_open(tree: Tree, span: Quoted) -> bool:
    """Whether the sentence goes on to say whose words these are: “...,” she said."""
    return last_word(tree, span) == ","


def sentence_start(tree: Tree, span: Quoted, inside: list[bool]) -> int:
    """Where the sentence begins that the quoted words end, the writer's words before them in."""
    start = tree.sentences[tree.sentence_of[span.first]][0]
    marked = [t for t in range(start, span.first) if inside[t]]
    return span.first if marked else start


def is_report_of(
    tree: Tree, before: range, source: TokenSpan | None, cues: Cues, *, same: bool
) -> bool:
    """Whether the words before the marks are a report, of the `same` speaker as the quotation where
    a pronoun takes him up ("Gray said they came “by night,” she said"), else of another one ("Gray
    said they came “by night,” Reuters reported")."""
    is_pronoun = source is not None and tree.pos[source[0]] == "PRON"
    return is_pronoun == same and any(cues.says(tree, token) for token in before)


def is_title(tree: Tree, span: Quoted) -> bool:
    """Whether all but little words begin with capitals: “The Apprentice”, “Women in Power”."""
    words = [
        word
        for word in tree.words[span.first + 1 : span.end - span.closed]
        if any(c.isalpha() for c in word) and word not in _LITTLE
    ]
    return len(words) >= 2 and all(word[0].isupper() for word in words)


def is_speech(tree: Tree, span: Quoted) -> bool:
    words = sum(tree.pos[i] not in ("PUNCT", "SPACE") for i in range(span.first + 1, span.end - 1))
    return words >= MIN_WORDS or (words >= 2 and last_word(tree, span) in (",", ".", "!", "?", "—"))


def last_word(tree: Tree, span: Quoted) -> str:
    last = span.end - 2 if span.closed else span.end - 1
    while last > span.first and tree.words[last] in _INNER_CLOSERS:
        last -= 1
    return tree.words[last] if last > span.first else ""


def is_sentence(tree: Tree, span: Quoted) -> bool:
    """Whether the quotation is a sentence of its own rather than a title or a term."""
    first = tree.words[span.first + 1] if span.first + 1 < len(tree) else ""
    long = span.end - span.first > MIN_WORDS + 2
    ends = last_word(tree, span) in (".", "!", "?", ",") or (
        span.end < len(tree) and tree.words[span.end] in STOPS
    )
    return long and first[:1].isupper() and ends
