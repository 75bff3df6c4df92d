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
from pipeline.extract.extent import reach, reach_thing
from pipeline.extract.onset import lost_onset, onset
from pipeline.extract.overlaps import is_led_in, is_spoken, merged
from pipeline.extract.setin import around, between_commas, sentence_before
from pipeline.extract.tree import FINITE, TENSED, Tree

_AS = frozenset({"as"})
_TO = frozenset({"to"})
_REPORTING = TENSED | {"VBG"}
_NAMING = frozenset({"call", "label", "dub", "brand"})
_NAMES = ("NOUN", "PROPN", "PRON", "ADV")
_ADDRESSING = frozenset({"tell", "ask", "order", "promise", "warn", "advise", "instruct"})


def find_reports(tree: Tree, inside: list[bool], direct: Direct, cues: Cues) -> list[Attribution]:
    """Indirect and mixed reports. Where one overlaps a direct quotation of the same cue, that one
    is widened to a mixed quote instead."""
    reports = [*_clausal(tree, inside, direct, cues)]
    reports += according_to(tree, inside, direct.by_verb)
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
        if is_spoken(tree, direct, verb, contents, cues) or is_led_in(tree, inside, contents):
            continue
        if merged(tree, direct, contents, verb):
            continue
        if all(all(inside[first:end]) for first, end in contents):
            continue
        source = _source(tree, verb, inside, contents)
        if source is None and report.needs_source:
            continue
        yield Attribution(kind_of(inside, *contents), contents, report.cue, source)


def _source(
    tree: Tree, verb: int, inside: list[bool], contents: list[TokenSpan]
) -> TokenSpan | None:
    """The words for whoever reports: the subject, of a passive the one named with "by"."""
    subject = tree.subject(verb)
    if subject is None:
        return None
    if tree.heads[subject] == verb and tree.is_passive(verb):
        agent = next((c for c in tree.children[verb] if tree.deps[c] == "obl:agent"), None)
        if agent is None:
            return None
        first, end = source_span(tree, agent, verb, inside)
        return (first + (tree.lower[first] == "by" and end - first > 1), end)
    if any(first <= subject < end for first, end in contents):
        return None
    return source_span(tree, subject, verb, inside)


@dataclass(frozen=True, slots=True)
class _Report:
    contents: list[TokenSpan]
    cue: TokenSpan
    needs_source: bool = False


def _report(tree: Tree, verb: int, base: str, cues: Cues) -> _Report | None:
    """What `verb` reports, and the words with which it does."""
    cue = cue_span(tree, verb)
    if base in cues.say and (base == "tell" or tree.child(verb, "obj") is None):
        sides = between_commas(tree, verb, cue, cues)
        if sides:
            return _Report(sides, cue)
    clauses = [c for c in tree.children[verb] if tree.rels[c] == "ccomp"]
    if clauses:
        clause = next((c for c in clauses if c > verb), clauses[0])
        return _Report([_clause_span(tree, verb, base, clause, cue, cues)], cue)
    matter = _matter(tree, verb, base, cue, cues)
    if matter is not None:
        return matter
    infinitive = tree.child(verb, "xcomp")
    if infinitive is not None and base in cues.infinitive and _is_infinitive(tree, infinitive):
        first = tree.left[infinitive]
        made = tree.child(verb, "obj")
        if made is not None and verb < made < infinitive and base not in _ADDRESSING:
            first = tree.left[made]  # "wants [the court to rule]", but "told him [to leave]"
        parsed = (infinitive + 1, tree.right[infinitive])
        end = reach(tree, verb, parsed, cues, finite=False)
        return _Report([(first, end)], cue, needs_source=True)
    return _thing(tree, verb, base, cue, cues) or _beside(tree, verb, base, cue, cues)


def _thing(tree: Tree, verb: int, base: str, cue: TokenSpan, cues: Cues) -> _Report | None:
    """A thing reported rather than a clause: "criticised the plan", "called him a liar"."""
    thing = tree.child(verb, "obj")
    if thing is None or thing < verb:
        return None
    if base in cues.attitude or (base in _NAMING and _is_named(tree, verb)):
        first, end = tree.left[thing], tree.right[thing]
        return _Report([(first, reach_thing(tree, verb, (first, end), cues))], cue)
    return None


def _beside(tree: Tree, verb: int, base: str, cue: TokenSpan, cues: Cues) -> _Report | None:
    """What a verb of speech reports that is set into it, or that ends its sentence."""
    if base not in cues.say:
        return None
    set_in = tree.rels[verb] == "parataxis" and tree.heads[verb] != verb
    if set_in or (tree.rels[verb] == "advcl" and tree.has_child_word(verb, _AS)):
        sides = around(tree, verb)
        return _Report(sides, cue) if sides else None
    before = sentence_before(tree, verb)
    return _Report([before], cue) if before is not None else None


def _plain_clause(tree: Tree, verb: int, base: str, cues: Cues) -> _Report | None:
    """ "X said Y did Z" where the parse lost it."""
    start, end = tree.sentences[tree.sentence_of[verb]]
    if verb == start or tree.tags[verb] not in _REPORTING:
        return None
    first = lost_onset(tree, verb, base, cues)
    # Two words at least, and a verb of their own with a word before it that can be its subject.
    if first is None or not any(tree.tags[t] in FINITE for t in range(first + 1, end)):
        return None
    content = (first, reach(tree, verb, (first, first + 1), cues))
    return _Report([content], cue_span(tree, verb), needs_source=True)


def _is_named(tree: Tree, verb: int) -> bool:
    """Whether the verb has two objects ("called him a liar"), or says how its object is. ("A city
    called Paris" is nobody's words.)"""
    if tree.rels[verb] == "acl":
        return False
    objects = [c for c in tree.children[verb] if c > verb and tree.rels[c] in ("obj", "xcomp")]
    return len(objects) > 1 or any(
        tree.rels[c] == "acl" and tree.tags[c] in ("JJ", "VBN")
        for o in objects
        for c in tree.children[o]
    )


def _matter(tree: Tree, verb: int, base: str, cue: TokenSpan, cues: Cues) -> _Report | None:
    """What the preposition right after the verb governs: "called for [restraint]"."""
    after = verb + 1
    if after >= len(tree) or tree.lower[after] not in cues.prepositions.get(base, ()):
        return None
    for child in tree.children[verb]:
        if child > after and tree.rels[child] in ("obl", "nmod") and after in tree.children[child]:
            end = reach_thing(tree, verb, (after + 1, tree.right[child]), cues)
            return _Report([(after + 1, end)], (cue[0], after + 1))
    return None


def _is_infinitive(tree: Tree, word: int) -> bool:
    """Whether `word` says what is to be ("wants the roads [open]"), rather than names a thing."""
    return tree.pos[word] not in _NAMES or tree.has_child_word(word, _TO)


def _clause_span(
    tree: Tree, verb: int, base: str, clause: int, cue: TokenSpan, cues: Cues
) -> TokenSpan:
    first, end = tree.left[clause], tree.right[clause]
    if first < verb < end:  # the verb cuts into its clause: the larger side is the content
        first, end = (first, verb) if verb - first > end - verb else (verb + 1, end)
    if first > verb:
        end = reach(tree, verb, (cue[1], end), cues)
        return onset(tree, base, cue[1], clause, first), end
    before = sentence_before(tree, verb) if base in cues.say else None
    return before or (first, end)
