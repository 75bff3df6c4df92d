"""Direct speech: what stands between quotation marks, and the words that say whose it is.

Pieces of an interrupted quotation share their cue; a quotation that goes on in the next sentence or
paragraph keeps its speaker.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.extract.according import according_beside, according_source
from pipeline.extract.attribution import Attribution, TokenSpan, cue_span, source_span, tidied
from pipeline.extract.beside import reporting_verb
from pipeline.extract.continued import goes_on, is_resumed
from pipeline.extract.cues import Cues
from pipeline.extract.extent import reach_thing
from pipeline.extract.marks import Quoted
from pipeline.extract.namedbeside import before_colon, colon_before, signed
from pipeline.extract.naming import is_listed, naming_verb
from pipeline.extract.quotedwords import (
    ends_open,
    is_part,
    is_report_of,
    is_sentence,
    is_speech,
    is_title,
    sentence_start,
)
from pipeline.extract.tree import Tree

_PRESENT = ("VBZ", "VBP")
_INVERTED = ("nsubj", "obj", "obl", "dep", "nmod")


@dataclass(slots=True)
class Direct:
    """The attributions found, those with a verb by its token too (with "according to" by its first
    token), and quotations without any."""

    attributions: list[Attribution] = field(default_factory=list)
    by_verb: dict[int, Attribution] = field(default_factory=dict)
    orphans: list[Quoted] = field(default_factory=list)


def find_direct(tree: Tree, quoted: list[Quoted], inside: list[bool], cues: Cues) -> Direct:
    """All direct quotations; `inside` says of each token whether it stands between marks."""
    found = Direct()
    last: tuple[Attribution, int] | None = None
    named: tuple[int, int] | None = None
    for span in quoted:
        naming = naming_verb(tree, span, inside)
        if naming is None and named is not None and is_listed(tree, named[1], span.first):
            naming = named[0]
        if naming is not None:
            named = (naming, span.end)
            _add_named(tree, span, naming, inside, found, cues)
            continue
        if not is_speech(tree, span) or is_title(tree, span):
            continue
        attribution = _attributed(tree, span, inside, cues, found, last)
        if attribution is None:
            if is_sentence(tree, span):
                found.orphans.append(span)
            continue
        _add_content(tree, span, inside, cues, attribution)
        last = (attribution, span.end)
    return found


def _add_content(
    tree: Tree, span: Quoted, inside: list[bool], cues: Cues, attribution: Attribution
) -> None:
    first, cue = span.first, attribution.cue
    that = _that_before(tree, span)
    if that is not None and cue is not None and cue[1] <= that:
        attribution.kind, first = "mixed", that
    elif attribution.kind == "direct" and not attribution.contents and is_part(tree, span, cue):
        attribution.kind = "mixed"
        if cue is not None and cue[0] >= span.end and ends_open(tree, span):
            start = sentence_start(tree, span, inside)
            if not is_report_of(tree, range(start, first), attribution.source, cues, same=True):
                first = start
    attribution.contents.append((first, span.end))


def _that_before(tree: Tree, span: Quoted) -> int | None:
    """The "that" which leads to the marks, with or without a comma."""
    that = span.first - 1
    if that > 0 and tree.words[that] == ",":
        that -= 1
    return that if that >= 0 and tree.lower[that] == "that" else None


def _add_named(
    tree: Tree, span: Quoted, verb: int, inside: list[bool], found: Direct, cues: Cues
) -> None:
    """Adds what somebody calls a thing, from the thing on: "calls [them “losers”]"."""
    held = found.by_verb.get(verb)
    if held is None:
        source = _source(tree, verb, inside)
        # A head or a list may leave the subject out; "a city called “Little Paris”" has none.
        unnamed = tree.tags[verb] not in _PRESENT if source is None else source[0] > verb
        if unnamed:
            return
        held = Attribution("mixed", [], cue_span(tree, verb), source)
        found.attributions.append(held)
        found.by_verb[verb] = held
    first = held.contents.pop()[0] if held.contents else verb + 1
    end = reach_thing(tree, verb, (span.end, span.end), cues)
    words = tidied(tree, (first, end)) or (first, end)
    held.contents.append((first, words[1]))


def _attributed(
    tree: Tree,
    span: Quoted,
    inside: list[bool],
    cues: Cues,
    found: Direct,
    last: tuple[Attribution, int] | None,
) -> Attribution | None:
    """The attribution that the words beside the quotation give it, else that of the quotation
    before, `last` with its end, where it goes on; a new one joins `found`."""
    if last is not None and is_resumed(tree, span, last[1], inside):
        return last[0]
    verb = reporting_verb(tree, span, inside, cues)
    if verb is not None and verb in found.by_verb:
        return found.by_verb[verb]
    source: TokenSpan | None
    if (according := according_beside(tree, span)) is not None:
        verb, cue, source = according, (according, according + 2), according_source(tree, according)
    elif (signature := signed(tree, span)) is not None:
        cue, source = (signature[0] - 1, signature[0]), signature
    elif verb is not None:
        cue = cue_span(tree, verb)
        source = _source(tree, verb, inside) or _name_between(tree, span, verb)
    elif (colon := colon_before(tree, span)) is not None:
        cue, source = (colon, colon + 1), before_colon(tree, colon, inside)
    else:
        return last[0] if last is not None and goes_on(tree, span, last[1]) else None
    attribution = Attribution("direct", [], cue, source)
    found.attributions.append(attribution)
    if verb is not None and cue[0] <= verb < cue[1]:
        found.by_verb[verb] = attribution
    return attribution


def _name_between(tree: Tree, span: Quoted, verb: int) -> TokenSpan | None:
    """All that stands between the marks and the verb, where it begins with a name."""
    begins_with_name = span.end < verb and tree.pos[span.end] == "PROPN"
    return tree.trim(span.end, verb) if begins_with_name else None


def _source(tree: Tree, verb: int, inside: list[bool]) -> TokenSpan | None:
    if not tree.readable(verb):
        return None
    subject = tree.subject(verb)
    if subject is not None and not inside[subject]:
        return source_span(tree, subject, verb, inside)
    for child in tree.children[verb]:
        behind = child > verb and tree.rels[child] in _INVERTED and not inside[child]
        if behind and tree.child(child, "case") is None:  # "said Mr Gray", but "said of it"
            return source_span(tree, child, verb, inside)
    return None
