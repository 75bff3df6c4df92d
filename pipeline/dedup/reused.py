"""Whether two texts share enough words in passages to be linked for that alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.dedup.features import PASSAGE_WORDS, Features, Reading
from pipeline.dedup.tokens import tokenise

# Of articles that have nothing to do with each other none shares so many words in passages, page
# furniture and tables apart. Measured on neardup.jsonl: 2 more wrong links in 82 million pairs at
# 50, 13 at 49, 26 at 48 (all of them quotations); reports by two hands of one event often share a
# quotation or two, of 20 to 49 words.
ENOUGH_WORDS = 50
# Of furniture that no mask knows yet one word in five to nine is the page's, of articles one in 60.
_OF_THE_PAGE = 0.1
# A passage of figures is a form that was filled in, as in tables of prices.
_OF_FIGURES = 0.5

_PAGE_WORDS = np.concatenate(
    [
        tokenise(line, len(line)).words
        for line in Path(__file__).with_name("page_words.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
)


def is_reused(own: Reading, other: Reading, found: Features) -> bool:
    """Whether ENOUGH_WORDS words of both texts stand in shared runs of PASSAGE_WORDS or more that
    are an article's: not furniture, not figures. `found`: the Features of the two."""
    if found.covered < ENOUGH_WORDS:
        return False
    passages = found.runs.at_least(PASSAGE_WORDS)
    if np.count_nonzero(passages.other_covered(len(other))) < ENOUGH_WORDS:
        return False
    shared = own.words[passages.covered(len(own))]
    figures = int(np.count_nonzero(shared & 1))
    of_page = int(np.count_nonzero(np.isin(shared, _PAGE_WORDS)))
    return figures < _OF_FIGURES * len(shared) and of_page < _OF_THE_PAGE * len(shared)
