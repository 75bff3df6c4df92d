"""The layers over the lines of one article: title, lexicon, memory of the source, context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean import context, shapes
from pipeline.clean.ledger import Cut
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.lines import LONG_LINE_WORDS, Line, hash_key
from pipeline.clean.memory import earlier_version, recurs
from pipeline.clean.title import READ_CONFIDENCE, REPEAT_CONFIDENCE, read_title, repeats_title
from schemas.clean import Layer, RemovalClass
from schemas.profile import Profile

# A rule below this confidence leaves the line alone.
MIN_CONFIDENCE = 0.7

# Where the memory knows more of the prose than this, it has learned articles, not furniture.
MAX_REMEMBERED_PROSE = 0.5

# How sure a recurring line is furniture: measured precision on the second article of a source and
# on the later ones.
MEMORY_CONFIDENCE_FIRST = 0.95
MEMORY_CONFIDENCE = 0.98


@dataclass(frozen=True, slots=True)
class Finding:
    """A cut of (a part of) a line with the words to be stated as metadata: offsets `value_start`,
    `value_end` into the rendered text, equal where nothing is stated."""

    cut: Cut
    value_start: int
    value_end: int
    whole_line: bool


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

    def judge(
        self, lines: Sequence[Line], titles: Sequence[str], profile: Profile | None
    ) -> Judgement:
        """Findings for each of `lines`; `titles` are the folded forms of the titles given."""
        known: list[list[Finding]] = [[] for _ in lines]
        # The words alone first: what is furniture by its words is neither body nor title.
        worded = [self._by_words(line, edge=False) for line in lines]
        repeats = [bool(titles) and repeats_title(line, titles) for line in lines]
        body = context.find_body(lines, lambda i: repeats[i] or _fills(worded[i], lines[i]))
        title = self._judge_titles(lines, titles, repeats, worded, body, known)
        for position, line in enumerate(lines):
            if known[position]:
                continue
            edge = body.is_edge(position)
            known[position] += self._by_words(line, edge=True) if edge else worded[position]
        notes: list[str] = []
        remembered, distrusted = self._judge_memory(lines, profile, known)
        if distrusted:
            notes.append("abstained: the memory of the source knows most of this article")
        self._judge_context(lines, body, title, known)
        findings = tuple(tuple(found) for found in known)
        return Judgement(findings, remembered, distrusted, tuple(notes))

    def _judge_titles(
        self,
        lines: Sequence[Line],
        titles: Sequence[str],
        repeats: Sequence[bool],
        worded: Sequence[Sequence[Finding]],
        body: context.Body,
        known: list[list[Finding]],
    ) -> int | None:
        """The position of the title, cut with all its repeats."""
        given = [position for position, repeated in enumerate(repeats) if repeated]
        for position in given:
            known[position].append(
                _whole(lines[position], "title", "title", "repeat", REPEAT_CONFIDENCE)
            )
        if given:
            return given[0] if given[0] <= body.first else None
        if titles or not body.found:
            return None
        head = [lines[i] for i in range(body.first) if not _fills(worded[i], lines[i])]
        if len(head) > context.MAX_HEAD_LINES:
            return None
        title = read_title(head, lines[body.first : body.last + 1])
        if title is None:
            return None
        position = next(i for i, line in enumerate(lines) if line is title)
        known[position].append(_whole(title, "title", "title", "above-body", READ_CONFIDENCE))
        return position

    def _by_words(self, line: Line, *, edge: bool) -> list[Finding]:
        hit = self._lexicon.match(line, edge=edge)
        if hit is not None and hit.confidence >= MIN_CONFIDENCE:
            return [_whole(line, hit.class_, "lexicon", hit.rule, hit.confidence)]
        parts = (
            shapes.source_link(line)
            or shapes.leading_parenthesis(line)
            or shapes.caption(line)
            or shapes.credit(line)
            or (edge and (shapes.byline(line) or shapes.date(line) or shapes.call_to_action(line)))
            or self._trailing_phrase(line)
            or ()
        )
        return [_part(line, part) for part in parts if part.confidence >= MIN_CONFIDENCE]

    def _trailing_phrase(self, line: Line) -> list[shapes.Part]:
        """`… he said. Advertisement`: known words behind the last sentence of a line."""
        start = shapes.last_sentence_break(line.text) if not line.ends_sentence else None
        if start is None:
            return []
        hit = self._lexicon.classify(line.text[start:])
        if hit is None or hit.class_ in ("section", "byline"):
            return []
        end = len(line.text)
        rule = f"trailing-{hit.rule}"
        return [shapes.Part(start, end, hit.class_, rule, hit.confidence, start, start)]

    def _judge_memory(
        self,
        lines: Sequence[Line],
        profile: Profile | None,
        known: list[list[Finding]],
    ) -> tuple[float, bool]:
        if profile is None or not profile.lines:
            return 0.0, False
        names = [hash_key(line.key) if line.key else "" for line in lines]
        long = [line.words >= LONG_LINE_WORDS for line in lines]
        same_as = earlier_version(
            profile, [n for n, is_long in zip(names, long, strict=True) if is_long]
        )
        counts = [
            recurs(profile, name, long=is_long, same_as=same_as) if name else 0
            for name, is_long in zip(names, long, strict=True)
        ]
        characters = sum(len(line.text) for line in lines)
        seen = sum(len(line.text) for line, count in zip(lines, counts, strict=True) if count)
        prose = sum(len(line.text) for line in lines if line.is_paragraph)
        seen_prose = sum(
            len(line.text)
            for line, count in zip(lines, counts, strict=True)
            if count and line.is_paragraph
        )
        if seen_prose > MAX_REMEMBERED_PROSE * prose:
            return seen / characters, True
        for position, count in enumerate(counts):
            if count and not any(finding.whole_line for finding in known[position]):
                confidence = MEMORY_CONFIDENCE if count > 1 else MEMORY_CONFIDENCE_FIRST
                rule = f"seen-in:{count}"
                known[position] = [_whole(lines[position], "other", "memory", rule, confidence)]
        return seen / characters, False

    def _judge_context(
        self,
        lines: Sequence[Line],
        body: context.Body,
        title: int | None,
        known: list[list[Finding]],
    ) -> None:
        if not body.found:
            return
        free = [i for i in range(body.first) if not known[i] or i == title]
        verdicts = context.judge_head(lines, free, title)
        verdicts += context.judge_tail(lines, body, lambda i: _class_of(known[i]))
        for verdict in verdicts:
            if verdict.confidence >= MIN_CONFIDENCE and not known[verdict.position]:
                known[verdict.position].append(
                    _whole(
                        lines[verdict.position],
                        verdict.class_,
                        "context",
                        verdict.rule,
                        verdict.confidence,
                    )
                )


def _whole(line: Line, class_: RemovalClass, layer: Layer, rule: str, confidence: float) -> Finding:
    cut = Cut(line.start, line.end, class_, layer, rule, confidence)
    return Finding(cut, line.start, line.end, True)


def _part(line: Line, part: shapes.Part) -> Finding:
    start, end = line.start + part.start, line.start + part.end
    cut = Cut(start, end, part.class_, "lexicon", part.rule, part.confidence)
    whole = part.start == 0 and part.end == len(line.text)
    return Finding(cut, line.start + part.value_start, line.start + part.value_end, whole)


def _fills(findings: Sequence[Finding], line: Line) -> bool:
    """The findings leave nothing of the line."""
    return sum(finding.cut.end - finding.cut.start for finding in findings) >= line.end - line.start


def _class_of(findings: Sequence[Finding]) -> RemovalClass | None:
    return findings[0].cut.class_ if findings else None
