"""What the memory of a source says of the lines of one more article of it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.clean.findings import Finding, of_line
from pipeline.clean.lines import LONG_LINE_WORDS, Line
from pipeline.clean.memory import earlier_version, recurs
from schemas.profile import Profile

# Where the memory knows more of the prose than this, it has learned articles, not furniture.
MAX_REMEMBERED_PROSE = 0.5

# How sure a recurring line is furniture: measured precision on the second article of a source and
# on the later ones.
MEMORY_CONFIDENCE_FIRST = 0.95
MEMORY_CONFIDENCE = 0.98


def judge_memory(
    lines: Sequence[Line],
    names: Sequence[str],
    profile: Profile | None,
    article: str,
    known: list[list[Finding]],
) -> tuple[float, bool]:
    """Cut the lines that recur in the source; the part of the text that the memory knows, and
    whether that is too much to be believed. `names` are those of the lines (see `name_lines`)."""
    if profile is None or not profile.lines:
        return 0.0, False
    long = [line.words >= LONG_LINE_WORDS for line in lines]
    of_prose = [name for name, is_long in zip(names, long, strict=True) if is_long]
    same_as = earlier_version(profile, article, of_prose)
    counts = [
        recurs(profile, name, long=is_long, same_as=same_as) if name else 0
        for name, is_long in zip(names, long, strict=True)
    ]
    sizes = [len(line.text) for line in lines]
    prose = [line.is_paragraph for line in lines]
    share = sum(size for size, count in zip(sizes, counts, strict=True) if count) / sum(sizes)
    seen_prose = sum(
        size for size, count, p in zip(sizes, counts, prose, strict=True) if count and p
    )
    if seen_prose > MAX_REMEMBERED_PROSE * sum(
        size for size, p in zip(sizes, prose, strict=True) if p
    ):
        return share, True
    for position, count in enumerate(counts):
        if count and not any(finding.whole_line for finding in known[position]):
            confidence = MEMORY_CONFIDENCE if count > 1 else MEMORY_CONFIDENCE_FIRST
            found = of_line(lines[position], "other", "memory", f"seen-in:{count}", confidence)
            known[position] = [found]
    return share, False
