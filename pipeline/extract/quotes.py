"""Who said what: all quotes of a text, with their speakers and the words that report them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.extract.attribution import Attribution, TokenSpan
from pipeline.extract.cues import Cues, load_cues
from pipeline.extract.direct import find_direct
from pipeline.extract.marks import quoted_spans
from pipeline.extract.overlaps import without_reported
from pipeline.extract.reports import find_reports
from pipeline.extract.speakers import Speakers
from pipeline.extract.tree import Tree
from schemas.extracted import Quote, Reference, Span


@dataclass(frozen=True, slots=True)
class Quotes:
    """`quotes` for the record; `attributions` with their speakers for the rules that come after."""

    quotes: list[Quote]
    attributions: list[tuple[Attribution, Reference | None]]


@cache
def _cues() -> Cues:
    return load_cues()


def find_quotes(tree: Tree, speakers: Speakers) -> Quotes:
    """The quotes in the order of the text. The marks are part of a direct quote's span."""
    cues = _cues()
    spans = quoted_spans(tree)
    inside = [False] * len(tree)
    for span in spans:
        inside[span.first : span.end] = [True] * (span.end - span.first)
    direct = find_direct(tree, spans, inside, cues)
    reports = find_reports(tree, inside, direct, cues)
    spoken_words = (without_reported(tree, inside, a, reports) for a in direct.attributions)
    attributions = sorted([*(a for a in spoken_words if a.contents), *reports], key=_where)
    quotes: list[Quote] = []
    spoken: list[tuple[Attribution, Reference | None]] = []
    for number, attribution in enumerate(attributions):
        speaker = None
        if attribution.source is not None:
            speaker = speakers.reference(attribution.source, attributions[:number][-2:])
        cue = _span(tree, attribution.cue) if attribution.cue else None
        spoken.append((attribution, speaker))
        quotes += [
            _quote(tree, content, attribution, speaker, cue, inside)
            for content in attribution.contents
        ]
    for orphan in direct.orphans:
        words = _span(tree, (orphan.first, orphan.end))
        quotes.append(Quote(start=words.start, end=words.end, text=words.text, kind="direct"))
    quotes.sort(key=lambda quote: (quote.start, quote.end))
    return Quotes(quotes, spoken)


def _quote(
    tree: Tree,
    content: TokenSpan,
    attribution: Attribution,
    speaker: Reference | None,
    cue: Span | None,
    inside: list[bool],
) -> Quote:
    span = _span(tree, content)
    kind = attribution.kind
    pieces = len(attribution.contents) > 1
    if kind == "mixed" and pieces and all(inside[content[0] : content[1]]):
        kind = "direct"  # one piece of a quote that goes on in the speaker's own words
    return Quote(
        start=span.start, end=span.end, text=span.text, kind=kind, speaker=speaker, cue=cue
    )


def _where(attribution: Attribution) -> tuple[int, int]:
    first = min(first for first, _ in attribution.contents)
    return (attribution.cue[0] if attribution.cue else first, first)


def _span(tree: Tree, tokens: TokenSpan) -> Span:
    start, end = tree.starts[tokens[0]], tree.ends[tokens[1] - 1]
    last = tree.words[tokens[1] - 1]
    if last[0] in "”»" and tokens[1] - tokens[0] > 1:
        end -= len(last) - 1  # ”― is one token, and the dash no part of the quotation
    return Span(start=start, end=end, text=tree.text[start:end])
