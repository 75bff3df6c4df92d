"""The verb beside a quotation that reports it.

After the nearest-cue rules of news quotation extractors (textacy, the Gender Gap Tracker); the side
is decided by the punctuation before and inside the marks.
"""

from __future__ import annotations

from pipeline.extract.attribution import MAX_SOURCE_TOKENS
from pipeline.extract.cues import Cues
from pipeline.extract.marks import Quoted
from pipeline.extract.namedbeside import REACH
from pipeline.extract.quotedwords import last_word
from pipeline.extract.tree import STOPS, TENSED, Tree

# Costs in tokens of distance: a verb of thought is a worse cue than a verb of speech; a comma that
# ends the quotation points to the right, a comma or colon before it to the left. Set by hand.
_NOT_SPEECH = 5.0
_COMMA_INSIDE = -8.0
_COMMA_BEFORE = -6.0
_LEFT = 1.5
_NEW_SENTENCE = 6.0
_BEYOND = 2.0

_REPORTING = TENSED | {"VBN"}
# A verb behind one of these reports something else: “...,” when she asked him.
_SUBORDINATORS = frozenset({"when", "after", "before", "because", "while", "if", "since"}) | {
    "although", "though", "which", "who", "that",
}  # fmt: skip
# Tokens of a nickname with its marks, which may stand in a name: Anna "Red" Gray.
_MAX_NICKNAME = 3
# Tokens from the marks to a verb that ends the name behind them: “...,” Mary J. Gray notes.
_NAME_WITHIN = 4


def reporting_verb(tree: Tree, span: Quoted, inside: list[bool], cues: Cues) -> int | None:
    """The reporting verb nearest to the quotation, on the side that the punctuation points to."""
    right, left = _right(tree, span, inside, cues), _left(tree, span, inside, cues)
    if right is None or (left is not None and left[0] < right[0]):
        right = left
    return right[1] if right is not None else None


def _right(tree: Tree, span: Quoted, inside: list[bool], cues: Cues) -> tuple[float, int] | None:
    """The cost of the verb after the quotation, and the verb."""
    ending = last_word(tree, span)
    verb = None
    if span.end < len(tree) and tree.lower[span.end] not in _SUBORDINATORS:
        tokens = range(span.end, min(span.end + REACH, len(tree)))
        verb = _look(tree, tokens, inside, cues, span)
    cost = float(verb - span.end) if verb is not None else _BEYOND
    if verb is None and ending in (",", "?", "!"):
        verb = _beyond_apposition(tree, span, inside, cues)
    if verb is None:
        return None
    cost += _kind_cost(tree, verb, cues)
    if ending == ",":
        cost += _COMMA_INSIDE
    elif ending in STOPS and tree.sentences[tree.sentence_of[span.end]][0] == span.end:
        cost += _NEW_SENTENCE
    return cost, verb


def _left(tree: Tree, span: Quoted, inside: list[bool], cues: Cues) -> tuple[float, int] | None:
    tokens = range(span.first - 1, max(span.first - 1 - REACH, -1), -1)
    verb = _look(tree, tokens, inside, cues, span)
    if verb is None:
        return None
    cost = float(span.first - 1 - verb) + _kind_cost(tree, verb, cues)
    return cost + (_COMMA_BEFORE if tree.words[span.first - 1] in (",", ":") else _LEFT), verb


def _look(tree: Tree, tokens: range, inside: list[bool], cues: Cues, span: Quoted) -> int | None:
    paragraph = tree.paragraph_of[span.first]
    for token in tokens:
        if tree.paragraph_of[token] != paragraph or inside[token]:
            return None
        if tree.words[token] in STOPS and token not in (span.end, span.first - 1):
            return None
        if tree.words[token] in STOPS and tokens.step < 0:
            return None
        if cues.utters(tree, token) or _is_taken_for_noun(tree, span, token, cues):
            return token
    return None


def _beyond_apposition(tree: Tree, span: Quoted, inside: list[bool], cues: Cues) -> int | None:
    """The verb out of reach behind all that is said of its subject: “...,” Nan Gray, an economist
    who ..., said."""
    paragraph = tree.paragraph_of[span.first]
    for token in range(span.end, min(len(tree), span.end + MAX_SOURCE_TOKENS)):
        if tree.paragraph_of[token] != paragraph or tree.words[token] in STOPS:
            return None
        if inside[token] and all(inside[token : token + _MAX_NICKNAME + 1]):
            return None
        if (
            not inside[token]
            and tree.words[token - 1] == ","
            and tree.tags[token] in _REPORTING
            and cues.verb(tree, token) in cues.say
        ):
            return token
    return None


def _is_taken_for_noun(tree: Tree, span: Quoted, token: int, cues: Cues) -> bool:
    """Whether a verb after a name was read as a noun: “...,” Gray notes."""
    return (
        span.end < token <= span.end + _NAME_WITHIN
        and tree.tags[token] == "NNS"
        and tree.pos[token - 1] == "PROPN"
        and cues.verbs.get(tree.lower[token]) in cues.say
        and last_word(tree, span) == ","
    )


def _kind_cost(tree: Tree, verb: int, cues: Cues) -> float:
    return 0.0 if cues.verbs.get(tree.lower[verb]) in cues.say else _NOT_SPEECH
