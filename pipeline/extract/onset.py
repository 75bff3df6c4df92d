"""Where a reported clause begins, also where the parse lost it."""

from __future__ import annotations

from pipeline.extract.cues import Cues
from pipeline.extract.extent import DAYS, written_end
from pipeline.extract.tree import FINITE, Tree

# Words that may stand between a reporting verb and its clause: "said at a rally on Monday that".
_MAX_BETWEEN = 12
_CLAUSE_OPENERS = frozenset({"PRON", "DET", "NOUN", "PROPN", "ADJ", "NUM", "SCONJ"})
_NOMINAL = frozenset({"DT", "NNP", "NNPS", "NN", "NNS", "JJ", "PRP", "PRP$", "CD", "EX"})
_DEPENDENT = frozenset({"IN", "WRB", "CC"})
# Pronouns that are nothing but subjects, so that a clause begins with them.
_SUBJECTS = frozenset({"he", "she", "they", "we", "i"})
_TIMES = DAYS | {"today", "yesterday", "tomorrow"}
_SEPARATORS = frozenset({",", ":", ";"})
# Verbs that name their hearer before what he hears.
_TELLING = frozenset({"tell", "inform", "remind", "assure", "notify", "warn", "persuade"})


def onset(tree: Tree, base: str, after: int, clause: int, first: int) -> int:
    """Where the clause with the head `clause` begins that follows the reporting words, which end
    before `after`: with "that", else at `first`, where the parse has it, or with the words that the
    parse left between."""
    that = _that(tree, after, clause)
    if that is not None:
        return that
    left_out = range(after, first)
    if base in _TELLING or not left_out or tree.tags[after] not in _NOMINAL:
        return first
    if any(tree.lower[t] in _TIMES or tree.words[t] in _SEPARATORS for t in left_out):
        return first
    return after


def lost_onset(tree: Tree, verb: int, base: str, cues: Cues) -> int | None:
    """Where the clause begins that the parse did not put under `verb`: a "that" or a pronoun a few
    words on ("said after the vote he would"), or right after a verb of speech."""
    after, end = verb + 1, written_end(tree, verb)
    if base in cues.say or base not in cues.attitude:
        that = _that(tree, after, end)
        if that is not None:
            return that
    if base not in cues.say:
        return None
    for token in range(after + 1, min(end - 1, after + _MAX_BETWEEN)):
        subject = tree.lower[token] in _SUBJECTS and tree.tags[token - 1] not in _DEPENDENT
        if subject and tree.tags[token + 1] in FINITE:
            return token
        if _ends_search(tree, token):
            break
    return after if after < end and tree.pos[after] in _CLAUSE_OPENERS else None


def _that(tree: Tree, after: int, end: int) -> int | None:
    for token in range(after, min(end, after + _MAX_BETWEEN)):
        if tree.lower[token] == "that" and tree.tags[token] in ("IN", "WDT"):
            return token
        if _ends_search(tree, token):
            return None
    return None


def _ends_search(tree: Tree, token: int) -> bool:
    return (
        tree.is_verb(token)
        or tree.words[token] in _SEPARATORS
        or tree.lower[token] in ("and", "but")
    )
