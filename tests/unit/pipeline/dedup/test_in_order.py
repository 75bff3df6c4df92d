from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedup.in_order import Chain, longest_chain
from pipeline.dedup.runs import Runs

Run = tuple[int, int, int]


def runs(*found: Run) -> Runs:
    """Of (start, other start, words) each."""
    rows = np.array(sorted(found), np.int64).reshape(-1, 3)
    return Runs(*(np.ascontiguousarray(column) for column in rows.T))


@pytest.mark.parametrize(
    ("found", "chain"),
    [
        ((), Chain(0, 0)),
        (((3, 9, 5),), Chain(1, 5)),
        (((0, 0, 4), (5, 5, 4), (10, 9, 4)), Chain(3, 12)),
        (((0, 20, 4), (5, 5, 4), (10, 9, 4)), Chain(2, 8)),
        (((0, 20, 9), (10, 5, 4), (15, 9, 4)), Chain(1, 9)),
    ],
    ids=["none", "one", "in order", "the first moved to the end", "a long one outweighs two"],
)
def test_the_chain_with_the_most_words_is_found(found: tuple[Run, ...], chain: Chain) -> None:
    assert longest_chain(runs(*found)) == chain


@pytest.mark.parametrize(
    "second", [(3, 10, 4), (10, 3, 4)], ids=["in the one text", "in the other"]
)
def test_runs_that_overlap_do_not_follow_each_other(second: Run) -> None:
    assert longest_chain(runs((0, 0, 4), second)).runs == 1


@given(st.sets(st.tuples(*[st.integers(0, 20)] * 2, st.integers(1, 6)), max_size=7))
def test_no_chain_has_more_words(found: set[Run]) -> None:
    chains = [
        (sum(words for _, _, words in chain), len(chain))
        for many in range(len(found) + 1)
        for chain in combinations(sorted(found), many)
        if all(
            start + words <= later and other + words <= other_later
            for (start, other, words), (later, other_later, _) in combinations(chain, 2)
        )
    ]
    words, count = max(chains)
    assert longest_chain(runs(*found)) == Chain(count, words)
