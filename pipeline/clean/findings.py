"""What a layer found: a cut, with the words that it states as metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.ledger import Cut
from pipeline.clean.lines import Line
from pipeline.clean.shapes import Part
from schemas.clean import Layer, RemovalClass


@dataclass(frozen=True, slots=True)
class Finding:
    """A cut of (a part of) a line with the words to be stated as metadata: offsets `value_start`,
    `value_end` into the rendered text, equal where nothing is stated. `edge_only`: it holds where
    the line stands outside the body."""

    cut: Cut
    value_start: int
    value_end: int
    whole_line: bool
    edge_only: bool = False

    # Made anew, not by `dataclasses.replace`, which takes four times as long: most findings pass
    # through one of these.
    def at_edges(self) -> Finding:
        return Finding(self.cut, self.value_start, self.value_end, self.whole_line, True)

    def unstated(self) -> Finding:
        start = self.value_start
        return Finding(self.cut, start, start, self.whole_line, self.edge_only)

    def believed(self, chance: float) -> Finding:
        """The same, by the context's word."""
        cut = self.cut
        confidence = round(chance, 3)
        cut = Cut(cut.start, cut.end, cut.class_, "context", cut.rule, confidence)
        return Finding(cut, self.value_start, self.value_end, self.whole_line)


def of_line(
    line: Line, class_: RemovalClass, layer: Layer, rule: str, confidence: float
) -> Finding:
    """The whole of `line`, and all of it stated."""
    cut = Cut(line.start, line.end, class_, layer, rule, round(confidence, 3))
    return Finding(cut, line.start, line.end, True)


def of_part(line: Line, part: Part) -> Finding:
    """What a shape found in `line`."""
    start, end = line.start + part.start, line.start + part.end
    cut = Cut(start, end, part.class_, "lexicon", part.rule, part.confidence)
    whole = part.start == 0 and part.end == len(line.text)
    return Finding(cut, line.start + part.value_start, line.start + part.value_end, whole)


def fills(findings: Sequence[Finding], line: Line) -> bool:
    """The findings leave nothing of the line."""
    cut = sum([finding.cut.end - finding.cut.start for finding in findings]) if findings else 0
    return cut >= line.end - line.start
