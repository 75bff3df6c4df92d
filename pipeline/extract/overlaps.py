"""Where a quotation and a report are about the same words."""

from __future__ import annotations

from pipeline.extract.attribution import Attribution, TokenSpan, cue_span
from pipeline.extract.cues import Cues
from pipeline.extract.direct import Direct
from pipeline.extract.quotedwords import is_report_of
from pipeline.extract.tree import Tree
from schemas.extracted import QuoteKind


def is_spoken(tree: Tree, direct: Direct, verb: int, contents: list[TokenSpan], cues: Cues) -> bool:
    """Whether a quotation ends right before `verb`, its subject, or a name that the parse did not
    take for one: that is what it reports."""
    attribution = direct.by_verb.get(verb)
    if attribution is None:
        return False
    subject = tree.child(verb, "nsubj")
    begins = (verb, cue_span(tree, verb)[0], verb if subject is None else tree.left[subject])
    before = contents[-1][1] <= verb
    for first, end in attribution.contents:
        words = range(contents[0][0], first)
        if before and is_report_of(tree, words, attribution.source, cues, same=False):
            continue
        if end > verb or (not before and tree.words[end - 2] == "."):
            continue  # “It fell.” Gray said that ...: the verb has a clause of its own
        if end in begins or (before and tree.pos[end] == "PROPN"):
            return True
    return False


def is_led_in(tree: Tree, inside: list[bool], contents: list[TokenSpan]) -> bool:
    """Whether a colon leads from the contents to a quotation: "scolded him: “...”"."""
    end = contents[-1][1]
    return end + 1 < len(tree) and tree.words[end] == ":" and inside[end + 1]


def merged(tree: Tree, direct: Direct, contents: list[TokenSpan], verb: int) -> bool:
    """Whether a quotation of the same cue took the contents in: it is widened to a mixed quote."""
    attribution = direct.by_verb.get(verb)
    if attribution is None:
        return False
    quoted = attribution.contents
    if not any(a < end and first < b for first, end in contents for a, b in quoted):
        return False
    if len(contents) > 1 and not _resumes(tree, contents[1], quoted):
        return True
    widened = _united([*contents, *quoted])
    if widened != sorted(quoted):
        attribution.kind = "mixed"
        attribution.contents = widened
    return True


def _resumes(tree: Tree, content: TokenSpan, quoted: list[TokenSpan]) -> bool:
    """Whether the words after "..., he said," go on with the sentence: a quotation there begins
    small. With a capital it stands for itself, and what came before is the writer's."""
    if all(first != content[0] for first, _ in quoted):
        return True
    return tree.words[content[0] + 1][:1].islower()


def _united(spans: list[TokenSpan]) -> list[TokenSpan]:
    united: list[TokenSpan] = []
    for first, end in sorted(spans):
        if united and first < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((first, end))
    return united


def without_reported(
    tree: Tree, inside: list[bool], attribution: Attribution, reports: list[Attribution]
) -> Attribution:
    """`attribution` without the quoted parts of sentences that a report holds anyway."""
    if attribution.kind != "mixed":
        return attribution
    kept = [c for c in attribution.contents if not any(_holds(tree, r, c) for r in reports)]
    if len(kept) == len(attribution.contents):
        return attribution
    kind: QuoteKind = "direct" if all(all(inside[first:end]) for first, end in kept) else "mixed"
    return Attribution(kind, kept, attribution.cue, attribution.source)


def _holds(tree: Tree, report: Attribution, content: TokenSpan) -> bool:
    return all(report.covers(t) for t in range(*content) if tree.words[t][0].isalnum())
