"""Indirect speech: clauses under a reporting verb, "according to", "the claim that"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.attribution import Attribution, TokenSpan
from pipeline.extract.cues import Cues
from pipeline.extract.direct import Direct, cue_span
from pipeline.extract.tree import Tree

MIN_CONTENT_TOKENS = 2
_STOPS = frozenset({".", "!", "?"})
_AS = frozenset({"as"})
_THAT = frozenset({"that"})


def find_reports(tree: Tree, inside: list[bool], direct: Direct, cues: Cues) -> list[Attribution]:
    """Indirect and mixed reports. Where one overlaps a direct quotation of the same cue, that one
    is widened to a mixed quote instead."""
    reports = [*_clausal(tree, inside, direct, cues)]
    reports += _according(tree, inside)
    reports += _nominal(tree, inside, cues)
    return reports


def _clausal(tree: Tree, inside: list[bool], direct: Direct, cues: Cues) -> Iterator[Attribution]:
    for verb in range(len(tree)):
        base = cues.verb(tree, verb)
        if base is None or inside[verb] or not tree.readable(verb):
            continue
        found = _content(tree, verb, base, cues)
        if found is None:
            continue
        content, rule = _tidied(tree, found[0]), found[1]
        if content is None or content[0] <= verb < content[1]:
            continue
        if _merged(direct, content, verb):
            continue
        first, end = content
        if inside[first] and all(inside[first:end]):
            continue
        subject = tree.subject(verb)
        source = None
        if subject is not None and not first <= subject < end:
            source = tree.phrase(subject)
        if source is None and rule == "infinitive":
            continue
        kind = "mixed" if any(inside[first:end]) else "indirect"
        yield Attribution(kind, [content], cue_span(tree, verb), source)  # type: ignore[arg-type]


def _content(tree: Tree, verb: int, base: str, cues: Cues) -> tuple[TokenSpan, str] | None:
    """The reported clause of `verb` as a span, and the rule that found it."""
    clause = tree.child(verb, "ccomp")
    if clause is not None:
        return _clause_span(tree, verb, clause, cues), "clause"
    infinitive = tree.child(verb, "xcomp")
    if infinitive is not None and base in cues.infinitive and tree.pos[infinitive] != "ADV":
        return (tree.left[infinitive], tree.right[infinitive]), "infinitive"
    if base in cues.say:
        if tree.rels[verb] == "parataxis" and tree.heads[verb] != verb:
            around = _around(tree, verb)
            return (around, "around") if around else None
        beside = tree.child(verb, "parataxis")
        if beside is not None:
            return (tree.left[beside], tree.right[beside]), "beside"
        if tree.rels[verb] == "advcl" and tree.has_child_word(verb, _AS):
            around = _around(tree, verb)
            return (around, "around") if around else None
    if base in cues.attitude:
        thing = tree.child(verb, "obj")
        if thing is not None and thing > verb:
            return (tree.left[thing], tree.right[thing]), "attitude"
    return None


def _clause_span(tree: Tree, verb: int, clause: int, cues: Cues) -> TokenSpan:
    first, end = tree.left[clause], tree.right[clause]
    # ", saying ..." reports on; it is no part of what was reported before it.
    for child in tree.children[clause]:
        if (
            child > clause
            and tree.rels[child] in ("advcl", "conj", "parataxis")
            and tree.tags[child] == "VBG"
            and cues.verb(tree, child) is not None
            and tree.words[tree.left[child] - 1] == ","
        ):
            end = min(end, tree.left[child])
    if clause > verb:
        # "... said that A, and that B": the second clause hangs on the verb in many parses.
        for child in tree.children[verb]:
            if (
                tree.rels[child] == "conj"
                and child > clause
                and cues.verb(tree, child) is None
                and tree.child(child, "nsubj") is not None
            ):
                end = max(end, tree.right[child])
    if first < verb < end:  # the verb cuts into its clause: the larger side is the content
        first, end = (first, verb) if verb - first > end - verb else (verb + 1, end)
    return first, end


def _around(tree: Tree, verb: int) -> TokenSpan | None:
    """The sentence that `verb` is set into, on the larger side of it."""
    head = tree.heads[verb]
    left = (tree.left[head], tree.left[verb])
    right = (tree.right[verb], tree.right[head])
    larger = max(left, right, key=lambda span: span[1] - span[0])
    return larger if larger[1] - larger[0] >= MIN_CONTENT_TOKENS else None


def _tidied(tree: Tree, span: TokenSpan) -> TokenSpan | None:
    """`span` without "that" at its head and the stop at its end; None where too little is left."""
    trimmed = tree.trim(*span)
    if trimmed is None:
        return None
    first, end = trimmed
    if tree.lower[first] in _THAT and end - first > 2:
        first += 1
    while end > first and tree.words[end - 1] in _STOPS:
        end -= 1
    return (first, end) if end - first >= MIN_CONTENT_TOKENS else None


def _merged(direct: Direct, content: TokenSpan, verb: int) -> bool:
    """Whether a direct quotation of the same cue took the content in."""
    first, end = content
    for span, attribution in direct.of_span.items():
        cue = attribution.cue
        if cue is None or not cue[0] <= verb < cue[1] or span[1] <= first or span[0] >= end:
            continue
        if span[0] <= first + 1 and span[1] >= end - 1:
            return True
        widened = (min(span[0], first), max(span[1], end))
        attribution.kind = "mixed"
        attribution.contents = [
            c for c in attribution.contents if c[1] <= widened[0] or c[0] >= widened[1]
        ]
        attribution.contents.append(widened)
        attribution.contents.sort()
        return True
    return False


def _according(tree: Tree, inside: list[bool]) -> Iterator[Attribution]:
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
        tidied = _tidied(tree, content) if content else None
        if tidied is not None:
            kind = "mixed" if any(inside[tidied[0] : tidied[1]]) else "indirect"
            yield Attribution(kind, [tidied], (token, token + 2), source)  # type: ignore[arg-type]


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


def _nominal(tree: Tree, inside: list[bool], cues: Cues) -> Iterator[Attribution]:
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
        content = _tidied(tree, (tree.left[clause], tree.right[clause]))
        if content is None:
            continue
        owner = next((c for c in tree.children[noun] if tree.deps[c] == "nmod:poss"), None)
        source = None
        if owner is not None:
            first, end = tree.phrase(owner)
            if tree.lower[end - 1] in ("'s", "'"):
                end -= 1
            source = (first, end) if end > first else None
        kind = "mixed" if any(inside[content[0] : content[1]]) else "indirect"
        yield Attribution(kind, [content], (noun, noun + 1), source)  # type: ignore[arg-type]
