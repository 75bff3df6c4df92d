"""Indirect speech: what stands under a reporting verb."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.according import according_to, nominal
from pipeline.extract.attribution import (
    Attribution,
    TokenSpan,
    cue_span,
    kind_of,
    source_span,
    tidied,
)
from pipeline.extract.cues import Cues
from pipeline.extract.direct import Direct
from pipeline.extract.setin import FINITE, around, sentence_before
from pipeline.extract.tree import Tree

_CLAUSE_OPENERS = ("PRON", "DET", "NOUN", "PROPN", "ADJ", "NUM", "SCONJ")
_AS = frozenset({"as"})
_ADDRESSING = frozenset({"tell", "ask", "order", "promise", "warn", "advise", "instruct"})


def find_reports(tree: Tree, inside: list[bool], direct: Direct, cues: Cues) -> list[Attribution]:
    """Indirect and mixed reports. Where one overlaps a direct quotation of the same cue, that one
    is widened to a mixed quote instead."""
    reports = [*_clausal(tree, inside, direct, cues)]
    reports += according_to(tree, inside)
    reports += nominal(tree, inside, cues)
    return reports


def _clausal(tree: Tree, inside: list[bool], direct: Direct, cues: Cues) -> Iterator[Attribution]:
    for verb in range(len(tree)):
        base = cues.verb(tree, verb)
        if base is None or inside[verb] or not tree.readable(verb):
            continue
        report = _report(tree, verb, base, cues) or _plain_clause(tree, verb, base, cues)
        if report is None:
            continue
        contents = [tidy for span in report.contents if (tidy := tidied(tree, span)) is not None]
        if not contents or any(first <= verb < end for first, end in contents):
            continue
        if _merged(direct, contents[0], verb):
            continue
        if all(all(inside[first:end]) for first, end in contents):
            continue
        subject = tree.subject(verb)
        source = None
        if subject is not None and not any(first <= subject < end for first, end in contents):
            source = source_span(tree, subject, verb, inside)
        if source is None and report.needs_source:
            continue
        yield Attribution(kind_of(inside, *contents), contents, report.cue, source)


@dataclass(frozen=True, slots=True)
class _Report:
    contents: list[TokenSpan]
    cue: TokenSpan
    needs_source: bool = False


def _report(tree: Tree, verb: int, base: str, cues: Cues) -> _Report | None:
    """What `verb` reports, and the words with which it does."""
    cue = cue_span(tree, verb)
    clause = tree.child(verb, "ccomp")
    if clause is not None:
        return _Report([_clause_span(tree, verb, clause, cues)], cue)
    infinitive = tree.child(verb, "xcomp")
    if infinitive is not None and base in cues.infinitive and tree.pos[infinitive] != "ADV":
        first = tree.left[infinitive]
        made = tree.child(verb, "obj")
        if made is not None and verb < made < infinitive and base not in _ADDRESSING:
            first = tree.left[made]  # "wants [the court to rule]", but "told him [to leave]"
        return _Report([(first, tree.right[infinitive])], cue, needs_source=True)
    if base in cues.say:
        set_in = tree.rels[verb] == "parataxis" and tree.heads[verb] != verb
        if set_in or (tree.rels[verb] == "advcl" and tree.has_child_word(verb, _AS)):
            sides = around(tree, verb)
            return _Report(sides, cue) if sides else None
        before = sentence_before(tree, verb)
        if before is not None:
            return _Report([before], cue)
        beside = tree.child(verb, "parataxis")
        if beside is not None:
            return _Report([(tree.left[beside], tree.right[beside])], cue)
    if base in cues.prepositions:
        matter = _matter(tree, verb, cues.prepositions[base])
        if matter is not None:
            preposition, thing = matter
            return _Report([(preposition + 1, tree.right[thing])], (cue[0], preposition + 1))
    object_ = tree.child(verb, "obj")
    if base in cues.attitude and object_ is not None and object_ > verb:
        return _Report([(tree.left[object_], tree.right[object_])], cue)
    return None


def _plain_clause(tree: Tree, verb: int, base: str, cues: Cues) -> _Report | None:
    """ "X said Y did Z" where the parse lost it: from the verb to the end of the sentence, or to
    the next reporting verb joined to it."""
    after = verb + 1
    first, end = tree.sentences[tree.sentence_of[verb]]
    if base not in cues.say or tree.tags[verb] not in FINITE or after >= end:
        return None
    if tree.pos[after] not in _CLAUSE_OPENERS or verb == first:
        return None
    for token in range(after + 1, end):
        reports_on = cues.verb(tree, token) in cues.say and tree.tags[token] in (*FINITE, "VBG")
        if reports_on and tree.lower[token - 1] in ("and", ",", "but"):
            end = token - 1
            break
    # Two words at least, and a verb of their own with a word before it that can be its subject.
    if not any(tree.tags[token] in (*FINITE, "MD") for token in range(after + 1, end)):
        return None
    return _Report([(after, end)], cue_span(tree, verb), needs_source=True)


def _matter(tree: Tree, verb: int, prepositions: frozenset[str]) -> tuple[int, int] | None:
    """The preposition right after the verb and what it governs: "called for" and "restraint"."""
    after = verb + 1
    if after >= len(tree) or tree.lower[after] not in prepositions:
        return None
    for child in tree.children[verb]:
        if child > after and tree.rels[child] in ("obl", "nmod") and after in tree.children[child]:
            return after, child
    return None


def _clause_span(tree: Tree, verb: int, clause: int, cues: Cues) -> TokenSpan:
    first, end = tree.left[clause], tree.right[clause]
    for child in tree.children[clause]:
        if child > clause and cues.verb(tree, child) is not None:
            # ", saying ..." reports on; it is no part of what was reported before it.
            edge = tree.left[child]
            comma = tree.words[edge] == "," or tree.words[edge - 1] == ","
            joined = tree.rels[child] in ("advcl", "conj", "parataxis")
            if (joined and tree.tags[child] == "VBG" and comma) or (
                tree.rels[child] == "conj" and tree.tags[child] != tree.tags[clause] == "VB"
            ):
                end = min(end, edge)
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


def _merged(direct: Direct, content: TokenSpan, verb: int) -> bool:
    """Whether a direct quotation of the same cue took the content in."""
    attribution = direct.by_verb.get(verb)
    if attribution is None:
        return False
    first, end = content
    for span in attribution.contents:
        if span[1] <= first or span[0] >= end:
            continue
        if span[0] <= first and span[1] >= end:
            return True
        widened = (min(span[0], first), max(span[1], end))
        attribution.kind = "mixed"
        others = [c for c in attribution.contents if c[1] <= widened[0] or c[0] >= widened[1]]
        attribution.contents = sorted([*others, widened])
        return True
    return False
