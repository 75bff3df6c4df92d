"""The clean stage: a raw article in, its own words and the ledger out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.clean import page
from pipeline.clean.chances import level_programs, smooth
from pipeline.clean.classifier import MODEL_DIR, LineClassifier
from pipeline.clean.door import content_type
from pipeline.clean.findings import Finding
from pipeline.clean.fold import hash_key
from pipeline.clean.head import Statements, read_head
from pipeline.clean.judge import Judge, Judgement
from pipeline.clean.kind import describe_kind
from pipeline.clean.ledger import settle
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.lines import Block, Line, split_lines
from pipeline.clean.looks import join_looks
from pipeline.clean.markup import parse
from pipeline.clean.memory import Lesson, make_lesson, name_lines
from pipeline.clean.outside import cut_outside, find_others, find_own
from pipeline.clean.render import Page, render
from pipeline.clean.statements import gather
from pipeline.clean.title import title_keys
from pipeline.clean.wrappers import unwrap
from pipeline.identity import identify
from pipeline.limits import DEFAULT_LIMITS, Limits, check_body, check_line, check_links
from pipeline.lineage import read_step
from pipeline.stage import Position, RejectedError
from schemas.clean import CleanArticle, Removal
from schemas.lineage import Lineage
from schemas.profile import Profile
from schemas.raw import RawArticle


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean article; `rendered`, the text that its removals refer to (the body, for HTML the
    page's rendered text); and what it teaches of its source."""

    article: CleanArticle
    rendered: str
    lesson: Lesson


class Cleaner:
    """Cleans articles one by one. Constructed once a process: it reads the lexicon and the weights
    of the line classifiers in `model_dir` (None: those that are shipped)."""

    def __init__(self, model_dir: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._judge = Judge(Lexicon())
        directory = model_dir or MODEL_DIR
        self._of_text = LineClassifier(directory / "text.npz")
        self._of_pages = LineClassifier(directory / "page.npz")

    def clean(self, raw: RawArticle, at: Position, profile: Profile | None) -> Cleaned:
        """`raw` without what is not the article, by what its words, its place in the text and the
        `profile` of its source say. Pure. Raises RejectedError for a page that shows no text and
        TooLargeError for what the limits do not take."""
        check_body(raw, self._limits)
        version = identify(raw)
        kind = content_type(raw.content_type, raw.body)
        notes: list[str] = []
        blocks: list[Block] | None = None
        stated: Statements = {}
        shown: Page | None = None
        rendered = raw.body
        if kind == "text/html":
            markup = parse(raw.body, self._limits.html_nesting)
            shown = unwrap(render(markup.tree, self._limits))
            check_links(shown.links, self._limits)
            rendered, blocks = shown.text, page.blocks(shown)
            stated = read_head(markup.tree)
            notes += self._page_notes(shown, markup.flattened)
        lines = split_lines(rendered, blocks)
        if not lines:
            raise RejectedError("it shows no text")
        check_line(max(len(line.text) for line in lines), self._limits)
        if len(lines) > self._limits.lines:
            notes.append(f"only the first {self._limits.lines} of {len(lines)} lines were judged")
            del lines[self._limits.lines :]
        titles = _titles(raw, stated, lines)
        readings = [self._judge.read(line) for line in lines]
        classifier = self._of_text if blocks is None else self._of_pages
        title_words = frozenset(titles[0].split(" ") if titles else ())
        chances = classifier.judge(
            lines, [how_known(found) for found in readings], title_words
        ).tolist()
        if shown is not None:
            chances = join_looks(lines, level_programs(lines, chances))
        chances = smooth(lines, chances)
        others = find_others(shown, lines, readings, chances, titles) if shown is not None else {}
        own = find_own(lines, chances, others.keys())
        inside = [lines[position] for position in own]
        names = name_lines(inside)
        article_name = hash_key(version.article_id)
        judgement = self._judge.judge(
            inside,
            [readings[position] for position in own],
            [chances[position] for position in own],
            titles,
            profile,
            names,
            article_name,
        )
        notes += judgement.notes
        framing: list[Finding] = []
        if shown is not None:
            framing = cut_outside(lines, set(own), titles, others)
            notes += describe_kind(shown, lines, inside)
        text, removals, found = _assemble(rendered, framing, judgement, notes)
        article = CleanArticle(
            article_id=version.article_id,
            content_hash=version.content_hash,
            lane=version.lane,
            source=raw.source,
            url=raw.url,
            collected_at=raw.collected_at or at.appended_at,
            appended_at=at.appended_at,
            content_type=kind,
            restrictions=raw.restrictions,
            text=text,
            removals=removals,
            metadata=gather(raw, rendered, stated, found),
            notes=tuple(notes),
            lineage=Lineage(raw=read_step(at)),
        )
        lesson = make_lesson(
            raw.source,
            article_name,
            version.content_hash,
            inside,
            names,
            share=judgement.remembered,
            distrusted=judgement.distrusted,
        )
        return Cleaned(article, rendered, lesson)

    def _page_notes(self, shown: Page, flattened: bool) -> list[str]:
        """What of a page the caps left out."""
        notes = []
        if shown.deep:
            levels = self._limits.html_nesting
            notes.append(f"what nests deeper than {levels} levels was read as part of the last")
        if flattened:
            notes.append("tags of the page were left out, no words: it has too many or too deep")
        if shown.truncated:
            notes.append(f"the page was cut after {self._limits.page_lines} lines")
        return notes


def how_known(found: Sequence[Finding]) -> int:
    """How the words of a line are known, as the classifiers were trained: 0 not at all, 1 by the
    lexicon, 2 by a shape."""
    if not found:
        return 0
    return 1 if found[0].cut.rule.startswith(("phrase", "opens", "holds")) else 2


def _titles(raw: RawArticle, stated: Statements, lines: Sequence[Line]) -> tuple[str, ...]:
    """Folded titles that are known without reading the text: the producer's and the page's."""
    given = [raw.title] if raw.title is not None and raw.title.strip() else []
    of_page = [mined.value for mined in stated.get("title", ())]
    headings = [line.text for line in lines if line.block is not None and line.block.tag == "h1"]
    return title_keys([*given, *of_page, *(headings if len(headings) == 1 else [])])


def _assemble(
    rendered: str, framing: Sequence[Finding], judgement: Judgement, notes: list[str]
) -> tuple[str, tuple[Removal, ...], list[Finding]]:
    """The text that is left, its receipts and the findings they stand for. Where nothing would be
    left, the least certain layers are not believed, one after the other: a text is never empty."""
    inside = [finding for found in judgement.findings for finding in found]
    for doubted in ((), ("context", "memory"), ("context", "memory", "lexicon"), None):
        kept = [f for f in inside if doubted is not None and f.cut.layer not in doubted]
        found = sorted([*framing, *kept], key=lambda finding: finding.cut.start)
        text, removals = settle(rendered, (finding.cut for finding in found))
        if text and not text.isspace():
            if doubted != ():
                notes.append("abstained: nothing of the text would have been left")
            return text, removals, found
    raise AssertionError("a line inside the article is always left")
