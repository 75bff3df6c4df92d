"""The layers over the lines of one article: title, lexicon, memory of the source, context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean import context, shapes
from pipeline.clean.chances import LEAST_CHANCE, MIN_CHANCE_PROSE, needed_chance
from pipeline.clean.comments import judge_comments
from pipeline.clean.findings import Finding, fills, of_line, of_part
from pipeline.clean.hints import Hint
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.lines import LONG_LINE_CHARACTERS, Line
from pipeline.clean.remembered import judge_memory
from pipeline.clean.title import READ_CONFIDENCE, REPEAT_CONFIDENCE, read_title, repeats_title
from schemas.clean import RemovalClass
from schemas.profile import Profile

# A rule below this confidence leaves the line alone.
MIN_CONFIDENCE = 0.7


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings by line. `remembered` is the part of the characters that the memory knew,
    `distrusted` says that it knew so much that it was not believed."""

    findings: tuple[tuple[Finding, ...], ...]
    remembered: float
    distrusted: bool
    notes: tuple[str, ...]


class Judge:
    """The layers with what they know. Pure: equal lines, titles and profile give equal findings."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, line: Line) -> tuple[Finding, ...]:
        """What `line` is by its words and form alone. Findings that are `edge_only` count outside
        the body; an empty result says nothing."""
        hit = self._lexicon.match(line)
        if hit is not None and hit.confidence >= MIN_CONFIDENCE:
            found = of_line(line, hit.class_, "lexicon", hit.rule, hit.confidence)
            return (found.at_edges() if hit.edge_only else found,)
        parts = shapes.source_link(line) or shapes.leading_parenthesis(line)
        if not parts and len(line.text) <= LONG_LINE_CHARACTERS and shapes.has_label(line):
            in_caption = line.block is not None and line.block.hints & Hint.CAPTION
            parts = [] if in_caption else shapes.copyright_notice(line)
            parts = parts or shapes.caption(line) or shapes.credit(line)
        if parts:
            return tuple(of_part(line, part) for part in parts)
        parts = shapes.byline(line) or shapes.date(line) or shapes.call_to_action(line)
        if parts:
            return tuple(of_part(line, part).at_edges() for part in parts)
        trailing = None if line.ends_sentence else self._trailing_phrase(line)
        return () if trailing is None else (of_part(line, trailing),)

    def judge(
        self,
        lines: Sequence[Line],
        readings: Sequence[tuple[Finding, ...]],
        chances: Sequence[float],
        titles: Sequence[str],
        profile: Profile | None,
        names: Sequence[str],
        article: str,
    ) -> Judgement:
        """Findings for each of `lines`: `readings` are those of `read`, `chances` those of the
        classifier (1: surely furniture), `titles` the folded forms of the titles given, `names`
        those under which `profile` knows the lines, `article` the hash of the article's id."""
        known: list[list[Finding]] = [[] for _ in lines]
        anywhere = [found and tuple(f for f in found if not f.edge_only) for found in readings]
        repeats = [bool(titles) and repeats_title(line, titles) for line in lines]
        dropped = [
            repeats[i] or chances[i] >= MIN_CHANCE_PROSE or fills(anywhere[i], line)
            for i, line in enumerate(lines)
        ]
        body = context.find_body(lines, dropped.__getitem__)
        classes = [_class_of(found) for found in readings]
        commented = judge_comments(lines, classes, dropped, body.first) if body.found else {}
        if commented:
            body = context.find_body(lines, lambda i: dropped[i] or i in commented)
            for position, found in commented.items():
                known[position].append(found)
        title = _judge_titles(lines, titles, repeats, anywhere, body, known)
        for position in range(len(lines)):
            if not known[position]:
                edge = body.is_edge(position)
                known[position] += readings[position] if edge else anywhere[position]
        remembered, distrusted = judge_memory(lines, names, profile, article, known)
        _judge_context(lines, readings, chances, body, title, known)
        notes = ("abstained: the memory of the source knows most of this article",)
        findings = tuple(tuple(found) for found in known)
        return Judgement(findings, remembered, distrusted, notes if distrusted else ())

    def _trailing_phrase(self, line: Line) -> shapes.Part | None:
        """`… he said. Advertisement`: known words behind the last sentence of a line."""
        start = shapes.last_sentence_break(line.text)
        if start is None:
            return None
        hit = self._lexicon.classify(line.text[start:])
        if hit is None or hit.class_ in ("section", "byline"):
            return None
        end = len(line.text)
        rule = f"trailing-{hit.rule}"
        return shapes.Part(start, end, hit.class_, rule, hit.confidence, start, start)


def _judge_titles(
    lines: Sequence[Line],
    titles: Sequence[str],
    repeats: Sequence[bool],
    anywhere: Sequence[tuple[Finding, ...]],
    body: context.Body,
    known: list[list[Finding]],
) -> int | None:
    """The position of the title above the body, cut with all its repeats."""
    given = [position for position, repeated in enumerate(repeats) if repeated]
    for position in given:
        known[position].append(
            of_line(lines[position], "title", "title", "repeat", REPEAT_CONFIDENCE)
        )
    if given:
        return given[0] if given[0] <= body.first else None
    if titles or not body.found:
        return None
    head = [lines[i] for i in range(body.first) if not fills(anywhere[i], lines[i])]
    if len(head) > context.MAX_HEAD_LINES:
        return None
    title = read_title(head, lines[body.first : body.last + 1])
    if title is None:
        return None
    position = next(i for i, line in enumerate(lines) if line is title)
    known[position].append(of_line(title, "title", "title", "above-body", READ_CONFIDENCE))
    return position


def _judge_context(
    lines: Sequence[Line],
    readings: Sequence[tuple[Finding, ...]],
    chances: Sequence[float],
    body: context.Body,
    title: int | None,
    known: list[list[Finding]],
) -> None:
    if body.found:
        free = [i for i in range(body.first) if not known[i] or i == title]
        verdicts = context.judge_head(lines, free, title)
        verdicts += context.judge_tail(lines, body, lambda i: _class_of(known[i]))
        for verdict in verdicts:
            if verdict.confidence >= MIN_CONFIDENCE and not known[verdict.position]:
                line = lines[verdict.position]
                known[verdict.position].append(
                    of_line(line, verdict.class_, "context", verdict.rule, verdict.confidence)
                )
    for position, line in enumerate(lines):
        chance = chances[position]
        if known[position] or chance < LEAST_CHANCE or chance < needed_chance(line):
            continue
        if readings[position] and fills(readings[position], line):
            known[position] = [f.believed(chance) for f in readings[position]]
        else:
            before = _class_of(known[position - 1]) if position else None
            class_ = context.guess_class(line, before)
            found = of_line(line, class_, "context", "classifier", chance)
            known[position] = [found if class_ == "caption" else found.unstated()]


def _class_of(findings: Sequence[Finding]) -> RemovalClass | None:
    return findings[0].cut.class_ if findings else None
