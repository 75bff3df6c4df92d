"""Direct speech: what stands between quotation marks, and the words that say whose it is.

After the nearest-cue rules of news quotation extractors (textacy, the Gender Gap Tracker), with
three additions that paid on political news: pieces of an interrupted quotation share their cue, a
quotation that goes on in the next sentence or paragraph keeps its speaker, and the side of the cue
is decided by the punctuation before and inside the marks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.extract.attribution import Attribution, TokenSpan, cue_span, source_span
from pipeline.extract.cues import Cues
from pipeline.extract.marks import Quoted
from pipeline.extract.namedbeside import REACH, before_colon, colon_before, signed
from pipeline.extract.naming import naming_verb
from pipeline.extract.quotedwords import (
    MIN_WORDS,
    STOPS,
    ends_open,
    is_part,
    is_sentence,
    is_speech,
    is_title,
    last_word,
    sentence_start,
)
from pipeline.extract.tree import Tree

# A quotation without a cue goes on with the last speaker within this many tokens of his words.
CONTINUES_WITHIN = 30
_INVERTED = ("nsubj", "obj", "obl", "dep", "nmod")

# Costs in tokens of distance: a verb of thought is a worse cue than a verb of speech; a comma that
# ends the quotation points to the right, a comma or colon before it to the left. Set by hand.
_NOT_SPEECH = 5.0
_COMMA_INSIDE = -8.0
_COMMA_BEFORE = -6.0
_LEFT = 1.5
_NEW_SENTENCE = 6.0


@dataclass(slots=True)
class Direct:
    """The attributions found, those with a verb by its token too, and quotations without any."""

    attributions: list[Attribution] = field(default_factory=list)
    by_verb: dict[int, Attribution] = field(default_factory=dict)
    orphans: list[Quoted] = field(default_factory=list)


def find_direct(tree: Tree, quoted: list[Quoted], inside: list[bool], cues: Cues) -> Direct:
    """All direct quotations; `inside` says of each token whether it stands between marks."""
    found = Direct()
    last: tuple[Attribution, int, int] | None = None
    for span in quoted:
        naming = naming_verb(tree, span, inside)
        if naming is not None:
            _add_named(tree, span, naming, inside, found)
            continue
        if not is_speech(tree, span) or is_title(tree, span):
            continue
        attribution = _attributed(tree, span, inside, cues, found)
        if attribution is None and last is not None and _goes_on(tree, span, last):
            attribution = last[0]
        if attribution is None:
            if is_sentence(tree, span):
                found.orphans.append(span)
            continue
        content = (span.first, span.end)
        if (
            attribution.kind == "direct"
            and not attribution.contents
            and is_part(tree, span, attribution.cue)
        ):
            attribution.kind = "mixed"
            if (
                attribution.cue is not None
                and attribution.cue[0] >= span.end
                and ends_open(tree, span)
            ):
                content = (sentence_start(tree, span, inside), span.end)
        attribution.contents.append(content)
        last = (attribution, tree.paragraph_of[span.first], span.end)
    return found


def _add_named(tree: Tree, span: Quoted, verb: int, inside: list[bool], found: Direct) -> None:
    held = found.by_verb.get(verb)
    if held is None:
        source = _source(tree, verb, inside)
        if source is None or source[0] > verb:
            return
        held = Attribution("mixed", [], cue_span(tree, verb), source)
        found.attributions.append(held)
        found.by_verb[verb] = held
    held.contents.append((span.first, span.end))


def _attributed(
    tree: Tree, span: Quoted, inside: list[bool], cues: Cues, found: Direct
) -> Attribution | None:
    """The attribution that the words beside the quotation give it; a new one joins `found`."""
    verb = _cue(tree, span, inside, cues)
    if verb is not None and verb in found.by_verb:
        return found.by_verb[verb]
    source: TokenSpan | None
    if (signature := signed(tree, span)) is not None:
        cue, source = (signature[0] - 1, signature[0]), signature
    elif verb is not None:
        cue, source = cue_span(tree, verb), _source(tree, verb, inside)
    elif (colon := colon_before(tree, span)) is not None:
        cue, source = (colon, colon + 1), before_colon(tree, colon, inside)
    else:
        return None
    attribution = Attribution("direct", [], cue, source)
    found.attributions.append(attribution)
    if verb is not None and cue[0] <= verb < cue[1]:
        found.by_verb[verb] = attribution
    return attribution


def _cue(tree: Tree, span: Quoted, inside: list[bool], cues: Cues) -> int | None:
    """The reporting verb nearest to the quotation, on the side that the punctuation points to."""
    ending = last_word(tree, span)
    before = tree.words[span.first - 1] if span.first else ""
    best: tuple[float, int] | None = None
    right = _look(tree, range(span.end, min(span.end + REACH, len(tree))), inside, cues, span)
    if right is not None:
        cost = float(right - span.end) + _kind_cost(tree, right, cues)
        if ending == ",":
            cost += _COMMA_INSIDE
        elif ending in STOPS and tree.sentences[tree.sentence_of[span.end]][0] == span.end:
            cost += _NEW_SENTENCE
        best = (cost, right)
    left = _look(
        tree, range(span.first - 1, max(span.first - 1 - REACH, -1), -1), inside, cues, span
    )
    if left is not None:
        cost = float(span.first - 1 - left) + _kind_cost(tree, left, cues)
        cost += _COMMA_BEFORE if before in (",", ":") else _LEFT
        if best is None or cost < best[0]:
            best = (cost, left)
    return best[1] if best else None


def _look(tree: Tree, tokens: range, inside: list[bool], cues: Cues, span: Quoted) -> int | None:
    paragraph = tree.paragraph_of[span.first]
    for token in tokens:
        if tree.paragraph_of[token] != paragraph or inside[token]:
            return None
        if tree.words[token] in STOPS and token not in (span.end, span.first - 1):
            return None
        if tree.words[token] in STOPS and tokens.step < 0:
            return None
        if cues.utters(tree, token):
            return token
    return None


def _kind_cost(tree: Tree, verb: int, cues: Cues) -> float:
    return 0.0 if cues.verb(tree, verb) in cues.say else _NOT_SPEECH


def _source(tree: Tree, verb: int, inside: list[bool]) -> TokenSpan | None:
    if not tree.readable(verb):
        return None
    subject = tree.subject(verb)
    if subject is not None and not inside[subject]:
        return source_span(tree, subject, verb, inside)
    for child in tree.children[verb]:
        if child > verb and tree.rels[child] in _INVERTED and not inside[child]:
            return source_span(tree, child, verb, inside)
    return None


def _goes_on(tree: Tree, span: Quoted, last: tuple[Attribution, int, int]) -> bool:
    """Whether the speaker before goes on: a whole sentence, next in the paragraph or at the head
    of one of the next two."""
    _, paragraph, end = last
    here = tree.paragraph_of[span.first]
    before = tree.words[span.first - 1] if span.first else ""
    opens_paragraph = span.first == 0 or tree.paragraph_of[span.first - 1] != here
    if opens_paragraph:
        return here - paragraph <= 2 and is_sentence(tree, span)
    return (
        here == paragraph
        and span.first - end <= CONTINUES_WITHIN
        and span.end - span.first > MIN_WORDS
        and tree.words[span.first + 1][:1].isupper()
        and before in (".", "!", "?", ")", "”", '"', "'", "’")
    )
