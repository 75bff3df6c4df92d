"""What two texts have to do with each other: a pure function of two sketches and word weights."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.dedup.features import Features, Reading, features
from pipeline.dedup.passages import passages
from pipeline.dedup.runs import Runs
from schemas.article import LinkRelation, Passage

# Shorter runs are common phrases ("said in a statement on Thursday that the").
PASSAGE_WORDS = 8
MAX_PASSAGES = 32
# A relation is reported from here on.
LINKED = 0.5

# Two texts are one when each holds so much of the other, by weight of its words.
_SAME_STORY = 0.6
_CONTAINED = 0.75
# Agreement of numbers and names below which a text tells other facts. Research (dedup, finding 9):
# of 415 re-sent wire reports none agreed on less than 34 % of the numbers.
_FACTS_AGREE = 0.6
_NUMBERS_TO_JUDGE = 2
_NAMES_TO_JUDGE = 3
_TEMPLATE = 0.3
# So many words of shared passages are certain to be no accident (research: the formula of the
# prototype), and so many are a link at all.
_CERTAIN_PASSAGE = 32
_LEAST_PASSAGE = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one text is to another. `score` in [0, 1]: the certainty of the relation. `runs` are all
    shared runs of PASSAGE_WORDS words or more, `passages` the longest of them as characters."""

    relation: LinkRelation
    score: float
    passages: tuple[Passage, ...]
    runs: Runs


def compare(own: Reading, other: Reading) -> Comparison | None:
    """What `own` is to `other`, or None where they have nothing to do with each other.

    `same-text` is decided by the digest alone; a text that tells other facts is never `edited`.
    """
    if own.sketch.digest == other.sketch.digest:
        return _evidence(own, other, "same-text", 1.0, features(own, other))
    found = features(own, other)
    relation = _relation(found)
    if relation is None:
        return None
    score = _score(found)
    return _evidence(own, other, relation, score, found) if score >= LINKED else None


def _relation(found: Features) -> LinkRelation | None:
    least, most = sorted((found.own_share, found.other_share))
    if _other_facts(found):
        if least >= _TEMPLATE and min(found.own_cover, found.other_cover) >= _TEMPLATE:
            return "same-template-other-facts"
    elif least >= _SAME_STORY:
        return "edited"
    elif most >= _CONTAINED:
        return "contained-in" if found.own_share > found.other_share else "contains"
    return "shares-passage" if found.longest >= _LEAST_PASSAGE else None


def _other_facts(found: Features) -> bool:
    numbers = found.number_count >= _NUMBERS_TO_JUDGE and found.numbers < _FACTS_AGREE
    names = found.name_count >= _NAMES_TO_JUDGE and found.names < _FACTS_AGREE
    return numbers or names or found.replaced_numbers > 0


def _score(found: Features) -> float:
    share = max(found.own_share, found.other_share)
    return float(min(1.0, max(share, found.covered / _CERTAIN_PASSAGE)))


def _evidence(
    own: Reading, other: Reading, relation: LinkRelation, score: float, found: Features
) -> Comparison:
    runs = found.runs.at_least(PASSAGE_WORDS)
    shown = passages(own.sketch, other.sketch, runs, MAX_PASSAGES)
    return Comparison(relation, round(score, 4), shown, runs)
