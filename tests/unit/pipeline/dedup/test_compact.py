"""What is kept of a sketch is all of it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.dedup.compact import CompactSketches
from pipeline.dedup.sketch import pack, sketch
from tests.unit.pipeline.dedup.texts import prose

TEXTS = [
    "",
    "One, two — 3,000 words; “quoted” by a very-long" + " " * 40 + "silence",
    *(prose(number, 3000) for number in range(30)),
]


def test_a_sketch_is_restored_to_the_bit_whatever_came_before_and_after() -> None:
    """90,000 words, most of them new: far more than can own their bits."""
    sketches, kept = CompactSketches(), []
    for text in TEXTS:
        made = sketch(text)
        kept.append((made, sketches.compacted(made)))
    for made, compact in kept:
        assert pack(sketches.restored(compact, made.digest)) == pack(made)
        assert sketches.words(compact).tolist() == made.words.tolist()


def test_words_that_come_again_take_two_bytes() -> None:
    sketches, made = CompactSketches(), sketch(prose(1, 500))
    sketches.compacted(made)
    assert len(sketches.compacted(made)) < len(pack(made)) - 2 * 500 + 50


@pytest.mark.parametrize("words", [[0, 0, 1 << 16, 5], [1 << 16, 0, 2 << 16, 1 << 16]])
def test_words_with_the_same_low_bits_are_told_apart(words: list[int]) -> None:
    sketches = CompactSketches()
    plain = sketch("four words of text")
    object.__setattr__(plain, "words", np.array(words, np.uint32))
    compact = sketches.compacted(plain)
    assert sketches.words(compact).tolist() == words


def test_a_run_is_followed_as_far_as_all_bits_agree() -> None:
    sketches, low = CompactSketches(), 1 << 16
    plain = sketch("four words of text")
    there = np.array([0, 1, low | 2, 3, 2, low | 1, 0], np.uint32)
    object.__setattr__(plain, "words", there)
    compact = sketches.compacted(plain)
    own = np.array([9, 1, low | 2, 3, 2, low | 1, low], np.uint32)
    assert sketches.run_around(own, 3, compact, 3, 0, 7) == (1, 6)
    assert sketches.run_around(own, 3, compact, 3, 2, 5) == (2, 5)
    assert sketches.run_around(own[2:], 1, compact, 3, 0, 5) == (0, 4)
    own[4] |= low
    assert sketches.run_around(own, 3, compact, 3, 0, 7) == (1, 4)
