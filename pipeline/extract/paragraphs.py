"""Where the paragraphs of a text begin: at each line, or at blank lines where lines are wrapped."""

from __future__ import annotations

import re
from itertools import pairwise

# Terminals and mail wrap at 72 to 80 columns, old wires at 64; paragraphs are rarely all so short.
WRAPPED_WIDTH = 100
# Of the lines that are followed by another, the share that end without an end of sentence in a
# wrapped text; about one line in ten ends with a sentence by chance there.
WRAPPED_SHARE = 0.6
_MIN_BREAKS = 4
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_ENDS = (".", "!", "?", ":", "”", '"', "’", "'", ")", "…")


def paragraph_starts(text: str) -> list[int]:
    """Character offsets at which paragraphs begin, ascending; the first is 0."""
    if _is_wrapped(text):
        return [0, *(match.end() for match in _BLANK.finditer(text) if match.end() < len(text))]
    starts = [0]
    offset = 0
    for line in text.split("\n"):
        if offset and line.strip():
            starts.append(offset)
        offset += len(line) + 1
    return starts


def _is_wrapped(text: str) -> bool:
    """Whether single line breaks are the width of a screen rather than the end of a paragraph."""
    breaks = mid_sentence = 0
    lines = text.split("\n")
    for line, following in pairwise(lines):
        if not line.strip() or not following.strip():
            continue
        if len(line) > WRAPPED_WIDTH:
            return False
        breaks += 1
        if not line.rstrip().endswith(_SENTENCE_ENDS):
            mid_sentence += 1
    return breaks >= _MIN_BREAKS and mid_sentence >= WRAPPED_SHARE * breaks
