"""How far reported words reach.

The parser hangs the last phrase of a reported clause on the reporting verb ("said it was wrong [to
leave the town]") and ends sentences too early. So the words that follow a reported clause
without a break are part of it. Where the writer speaks again is told by the words after a break: a
participle, a verb that has the reporting verb's subject, another report, an apposition.

The order of the tests and the word lists were settled on half of the PolNeAR development articles
and hold on the other half.
"""

from __future__ import annotations

from pipeline.extract.cues import Cues
from pipeline.extract.lexicon import split
from pipeline.extract.tree import FINITE, STOPS, TENSED, Tree

_BREAKS = frozenset({";", ":", "-", "–", "—", "―", "--", "("})
_CLOSERS = frozenset({"”", '"', "''", "’", "»", "'"})
_VERBS = TENSED | {"VB", "VBN"}
_RELATIVES = frozenset({"who", "which", "where", "when", "whose"})
_JOINS = frozenset(split("and but or while though although whereas as yet so"))
# A contrast after a comma ("..., while the rest was spared") is left to the writer.
_CONTRASTS = frozenset({"while", "whereas", "though", "although"})
_ARTICLES = frozenset({"a", "an", "the"})
_APPOSED = frozenset({"appos", "parataxis", "obl", "nmod", "obj", "dep"})
# Prepositions of place, time and circumstance: with the verb, not with the thing it names.
_SETTING = frozenset(
    split("in at on during after before since amid when while by until following under over if")
) | {"because", "so"}
DAYS = frozenset(split("monday tuesday wednesday thursday friday saturday sunday"))
_SUBJECT_WORDS = frozenset({"PRON", "PROPN", "NOUN", "DET", "ADV", "ADJ"})
# A sentence that the parser cut in two or three is read as one.
_MAX_PARTS = 3
# Words beyond the parse: longer ones are a list or a transcript rather than a sentence.
_MAX_REACH = 150
# Words from a break to the verb of another report: "though she also said".
_CUE_WITHIN = 4
# Words from "which" to the modal verb that makes it part of the report: "which would, they fear,".
_MODAL_WITHIN = 3


def written_end(tree: Tree, token: int) -> int:
    """Where the sentence of `token` ends for its writer: with a stop, or with the paragraph."""
    number = tree.sentence_of[token]
    end = tree.sentences[number][1]
    for part in range(number, min(number + _MAX_PARTS, len(tree.sentences))):
        end = tree.sentences[part][1]
        if end == len(tree) or tree.paragraph_of[end] != tree.paragraph_of[token]:
            break
        if any(tree.words[t] in STOPS for t in range(max(token, end - 2), end)):
            break
    return end


def reach(
    tree: Tree, verb: int, parsed: tuple[int, int], cues: Cues, *, finite: bool = True
) -> int:
    """The end of the clause that `verb` reports, which the parse has at the tokens `parsed`.
    `finite`: a clause of its own, which "and" may join to another ("to leave" is none)."""
    limit = min(written_end(tree, verb), _governor(tree, verb, parsed[1]))
    return _cut(tree, parsed, limit, cues, finite)


def reach_from(tree: Tree, first: int, cues: Cues) -> int:
    """The end of reported words that begin at `first` and are no clause in the parse."""
    return _cut(tree, (first, first + 1), written_end(tree, first), cues, finite=True)


def _cut(tree: Tree, parsed: tuple[int, int], limit: int, cues: Cues, finite: bool) -> int:
    first, end = parsed
    limit = max(end, min(limit, end + _MAX_REACH))
    for token in range(first, end):
        if _turns(tree, token, limit, cues):
            return _closed(tree, token)
    for token in range(end, limit):
        if _breaks(tree, token, limit, cues, finite):
            return _closed(tree, token)
    return limit


def _turns(tree: Tree, token: int, limit: int, cues: Cues) -> bool:
    """Whether the writer speaks again from `token` on, whatever the parse says."""
    if tree.words[token] == ",":
        after = _after(tree, token)
        return (
            (after < limit and tree.lower[after] in _CONTRASTS)
            or _reports_on(tree, after, limit, cues)
            or _is_reported_elsewhere(tree, after, limit, cues)
        )
    # "would open the border and warned": no form that goes with "would".
    joined = token + 1
    return (
        tree.tags[token] == "CC"
        and joined < limit
        and tree.tags[joined] in TENSED
        and tree.rels[joined] == "conj"
        and tree.tags[tree.heads[joined]] == "VB"
    )


def _is_reported_elsewhere(tree: Tree, after: int, limit: int, cues: Cues) -> bool:
    """Whether somebody else speaks of the thing named after the comma: "a step that X called"."""
    if after >= limit or tree.lower[after] not in _ARTICLES:
        return False
    noun = tree.heads[after]
    return tree.rels[noun] == "appos" and any(
        tree.rels[c] == "acl" and tree.tags[c] in TENSED and cues.verb(tree, c) is not None
        for c in tree.children[noun]
    )


def reach_thing(tree: Tree, verb: int, parsed: tuple[int, int], cues: Cues) -> int:
    """The end of the thing that `verb` reports ("criticised [the plan for its cost]")."""
    end = parsed[1]
    for token in range(parsed[0], end - 1):
        if tree.words[token] == "," and tree.lower[token + 1] in _RELATIVES:
            return token  # what the writer adds: "the mayor, who is 70"
    limit = reach(tree, verb, (end, end), cues, finite=False)
    for token in range(end, limit):
        word, head, tag = tree.lower[token], tree.heads[token], tree.tags[token]
        following = token + 1
        if word == ",":
            return _closed(tree, token)
        if token == end and tag == "RB":
            return token
        if word in _SETTING and verb in (head, tree.heads[head]):
            return token
        if word in _SETTING and following < limit and tree.lower[following] in DAYS:
            return token
        if tag == "CC" and following < limit and tree.tags[following] in _VERBS:
            return token
    return limit


def _governor(tree: Tree, verb: int, end: int) -> int:
    """Where the words begin that a relative clause only describes the subject of: "the man who said
    so [was arrested]"."""
    noun = tree.heads[verb]
    above = tree.heads[noun]
    if tree.rels[verb] not in ("acl", "csubj") or tree.rels[noun] != "nsubj" or above < end:
        return len(tree)
    return next((c for c in tree.children[above] if end <= c < above), above)


def _breaks(tree: Tree, token: int, limit: int, cues: Cues, finite: bool) -> bool:
    """Whether the writer speaks again from `token` on."""
    if tree.words[token] in _BREAKS:
        return tree.tags[token] != "HYPH"
    comma = tree.words[token] == ","
    after = _after(tree, token) if comma else token
    if after >= limit:
        return False
    word, tag = tree.lower[after], tree.tags[after]
    if word in _JOINS and (comma or tag in ("CC", "IN")):
        if comma and (word in _CONTRASTS or (not finite and _is_clause(tree, after + 1, limit))):
            return True
        return _leaves(tree, after + 1, limit, cues, finite)
    if not comma:
        return False
    if tag == "VBG" or tag in TENSED:
        return True
    if word in _RELATIVES:
        # A relative clause in the mood of the report is reported too: "which would cost more".
        modal = range(after + 1, min(after + 1 + _MODAL_WITHIN, limit))
        return not any(tree.tags[t] == "MD" for t in modal)
    if word in _ARTICLES and tree.rels[tree.heads[after]] in _APPOSED:
        return True
    return _reports_on(tree, after, limit, cues)


def _is_clause(tree: Tree, first: int, limit: int) -> bool:
    """Whether the next verb, before the next comma, has a tense or is a modal."""
    verb = _next_verb(tree, first, limit)
    return verb is not None and tree.tags[verb] in FINITE


def _leaves(tree: Tree, first: int, limit: int, cues: Cues, finite: bool) -> bool:
    """Whether after "and" the one who reports does something else ("and left"), or another report
    begins ("but she said"). "And did not ..." goes on with a clause that is finite itself."""
    verb = first + (first < limit and tree.tags[first] == "RB")
    if verb < limit and tree.tags[verb] in TENSED and (not finite or tree.pos[verb] != "AUX"):
        return True
    next_verb = _next_verb(tree, first, limit)
    if next_verb is None or tree.tags[next_verb] not in TENSED:
        return False
    return cues.verb(tree, next_verb) is not None


def _next_verb(tree: Tree, first: int, limit: int) -> int | None:
    """The first verb, unless a comma comes before it."""
    for token in range(first, limit):
        if tree.words[token] == ",":
            return None
        if tree.is_verb(token):
            return token
    return None


def _reports_on(tree: Tree, after: int, limit: int, cues: Cues) -> bool:
    """Whether the words after a comma are a report of their own: "saying", "though he added"."""
    if after < limit and tree.tags[after] == "VBG":
        return cues.verb(tree, after) in cues.say
    joined = after < limit and tree.lower[after] in _JOINS
    first = after + joined
    for token in range(first, min(first + _CUE_WITHIN, limit)):
        if tree.tags[token] in TENSED:
            return (joined or token > first) and cues.verb(tree, token) in cues.say
        if tree.pos[token] not in _SUBJECT_WORDS:
            return False
    return False


def _after(tree: Tree, comma: int) -> int:
    """The token after a comma and the marks that close behind it."""
    token = comma + 1
    while token < len(tree) and tree.words[token] in _CLOSERS:
        token += 1
    return token


def _closed(tree: Tree, end: int) -> int:
    """`end`, or the end of the marks behind a comma there: the marks of the words before it."""
    after = _after(tree, end)
    return after if tree.words[end] == "," and after > end + 1 else end
