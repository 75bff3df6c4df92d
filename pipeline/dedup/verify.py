"""What two texts have to do with each other: a pure function of two sketches and word weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.dedup.features import (
    PASSAGE_WORDS,
    Features,
    Reading,
)
from pipeline.dedup.passages import passages, substitutions
from pipeline.dedup.reused import ENOUGH_WORDS, is_reused
from pipeline.dedup.runs import Runs, shared_runs
from pipeline.dedup.score import LINKED, may_link, score
from pipeline.dedup.told_otherwise import tell_otherwise
from schemas.article import Change, LinkRelation, Passage

MAX_PASSAGES = 32
MAX_SUBSTITUTIONS = 32

# Two texts are one when each holds so much of the other, by weight of its words and word pairs and
# in shared runs, and neither has a passage of its own: LOCAL_WORDS words of which the other has
# less than this. Measured on neardup.jsonl, least share: light edits .22 and more, pasted passages
# .12 and less.
_SAME_STORY = 0.5
_NO_OWN_PASSAGE = 0.2
_CONTAINED = 0.6
# Furniture of the older text is looked for where the newer one shares so much, and it does not.
_MUCH = 0.3
_NEARLY_ALL = 0.9
# By so much the share of the older text that is covered may grow when its furniture is masked.
_SPARED = 2.0
# Agreement of numbers and names below which a text tells other facts. Research (dedup, finding 9):
# of 415 re-sent wire reports none agreed on less than 34 % of the numbers.
_FACTS_AGREE = 0.6
_NUMBERS_TO_JUDGE = 2
_NAMES_TO_JUDGE = 3
# Two long runs with a few other words between them ("he added, according to") are one quotation.
# They link whatever the score. Measured on neardup.jsonl: 15 links more, all of them quotations.
_HALF_QUOTATION = 17
_BETWEEN_HALVES = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one text is to another. `relation` is None where they have nothing to do with each
    other. `score` in [0, 1]: the certainty that they have. `runs` are all shared runs of
    PASSAGE_WORDS words or more, `passages` the longest of them as characters. Of an edited copy
    `substitutions` are the first places where it has other words."""

    relation: LinkRelation | None
    score: float
    passages: tuple[Passage, ...]
    runs: Runs
    substitutions: tuple[Change, ...] = ()


def compare(
    own: Reading,
    other: Reading,
    furniture: Callable[[], NDArray[np.bool_]] | None = None,
    *,
    linking_run: int | None = None,
) -> Comparison:
    """What `own` is to `other`.

    `same-text` is decided by the digest alone; a text that tells other facts is never `edited`.
    `furniture` marks the words of `other` that are furniture: asked for only where it might decide.
    A run of `linking_run` words links by itself.
    """
    runs = shared_runs(own.words, own.grams, other.words, other.grams)
    if own.sketch.digest == other.sketch.digest:
        return _evidence(own, other, "same-text", 1.0, runs)
    if not _might_link(own, other, runs, linking_run):
        return Comparison(None, 0.0, (), runs.at_least(PASSAGE_WORDS))
    if furniture is not None and _is_furniture_at_stake(own, other, runs):
        other = other.with_furniture(furniture())
    found = Features(own, other, runs)
    certainty = score(found)
    quoted = found.longest >= _HALF_QUOTATION and _is_quotation(found.runs)
    quoted |= linking_run is not None and found.longest >= linking_run
    if certainty < LINKED and not quoted and not is_reused(own, other, found):
        return Comparison(None, certainty, (), found.runs.at_least(PASSAGE_WORDS))
    relation = _relation(own, other, found)
    return _evidence(own, other, relation, max(certainty, LINKED), found.runs)


def _is_furniture_at_stake(own: Reading, other: Reading, runs: Runs) -> bool:
    """Whether the older text has much for itself, while the newer one has little."""
    shared = int(runs.lengths.sum())
    return shared >= _MUCH * own.unmasked() and shared < _NEARLY_ALL * len(other)


def _might_link(own: Reading, other: Reading, runs: Runs, linking_run: int | None) -> bool:
    """Whether the runs alone leave it open that the two texts link."""
    if not len(runs):
        return False
    longest = int(runs.lengths.max())
    if longest >= min(_HALF_QUOTATION, linking_run or _HALF_QUOTATION):
        return True
    words, shared = (own.unmasked(), len(other)), int(runs.lengths.sum())
    covers = (min(1.0, shared / max(words[0], 1)), min(1.0, _SPARED * shared / max(words[1], 1)))
    covered = int(runs.at_least(PASSAGE_WORDS).lengths.sum())
    return covered >= ENOUGH_WORDS or may_link(covers, covered, longest, len(runs))


def _relation(own: Reading, other: Reading, found: Features) -> LinkRelation:
    if (
        min(found.shares) >= _SAME_STORY
        and min(found.covers) >= _SAME_STORY
        and min(found.leasts) >= _NO_OWN_PASSAGE
    ):
        return "same-template-other-facts" if _other_facts(own, other, found) else "edited"
    if max(found.shares) >= _CONTAINED and not _other_facts(own, other, found):
        return "contained-in" if found.shares[0] > found.shares[1] else "contains"
    return "shares-passage"


def _other_facts(own: Reading, other: Reading, found: Features) -> bool:
    for (agreement, count), to_judge in (
        (found.numbers, _NUMBERS_TO_JUDGE),
        (found.names, _NAMES_TO_JUDGE),
    ):
        if count >= to_judge and agreement < _FACTS_AGREE:
            return True
    return tell_otherwise(own, other, found.runs)


def _is_quotation(runs: Runs) -> bool:
    halves = runs.at_least(_HALF_QUOTATION)
    between = halves.starts[1:] - halves.starts[:-1] - halves.lengths[:-1]
    other_between = halves.other_starts[1:] - halves.other_starts[:-1] - halves.lengths[:-1]
    near = (np.abs(between) <= _BETWEEN_HALVES) & (np.abs(other_between) <= _BETWEEN_HALVES)
    return bool(near.any())


def _evidence(
    own: Reading, other: Reading, relation: LinkRelation, certainty: float, runs: Runs
) -> Comparison:
    long = runs.at_least(PASSAGE_WORDS)
    shown = passages(own.sketch, other.sketch, long, MAX_PASSAGES)
    replaced = (
        substitutions(own.sketch, other.sketch, runs, MAX_SUBSTITUTIONS)
        if relation == "edited"
        else ()
    )
    return Comparison(relation, round(certainty, 4), shown, long, replaced)
