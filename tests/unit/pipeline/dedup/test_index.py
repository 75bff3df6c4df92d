import random

import numpy as np
import pytest

from pipeline.dedup.index import PostingIndex

NONE = np.empty(0, np.int64)


class Plain:
    """What the index is to find, by looking at everything."""

    def __init__(self) -> None:
        self.postings: list[tuple[int, int, int]] = []

    def lookup(self, key: int, hidden: set[int], limit: int) -> dict[int, int]:
        there: dict[int, int] = {}
        for document, has, place in reversed(self.postings):
            if has == key and document not in hidden and len(there) < limit:
                there[document] = place
        return there


@pytest.mark.parametrize("seed", range(6))
def test_a_lookup_finds_what_a_plain_search_finds(seed: int) -> None:
    rng = random.Random(seed)
    index, plain = PostingIndex(), Plain()
    # Few keys that differ in high bits alone collide in the table; many grow it.
    keys = [rng.randrange(2, 1 << 12) << 20 for _ in range(50)] + rng.sample(
        range(2, 1 << 32), 2000
    )
    first = 0
    for document in range(2000):
        has = rng.sample(keys, rng.randrange(1, 30))
        places = [rng.randrange(1 << 16) for _ in has]
        index.add(document, np.array(has, np.uint32), np.array(places, np.uint16))
        plain.postings += zip([document] * len(has), has, places, strict=True)
        if rng.random() < 0.03:
            first = rng.randrange(first, document)
            index.drop_documents_before(first)
            plain.postings = [posting for posting in plain.postings if posting[0] >= first]
        hidden, also = [document - 5, document - 2], document - 7
        asked = rng.sample(keys, 4)
        found = index.lookup(np.array(asked, np.uint32), np.array(hidden), also, 5)
        expected = [
            (row, there)
            for row, key in enumerate(asked)
            if (there := plain.lookup(key, {*hidden, also}, 5))
        ]
        assert list(found) == [(row, list(there), list(there.values())) for row, there in expected]


def test_dropping_everything_gives_memory_back() -> None:
    index = PostingIndex()
    for document in range(500):
        keys = np.arange(document * 50 + 2, document * 50 + 52, dtype=np.uint32)
        index.add(document, keys, np.zeros(50, np.uint16))
    full = index.nbytes
    index.drop_documents_before(500)
    assert index.nbytes < full / 4
    assert not list(index.lookup(np.arange(2, 100, dtype=np.uint32), NONE, None, 5))


def test_the_number_of_postings_may_pass_what_the_table_holds() -> None:
    """The table knows postings by their low 32 bits."""
    index = PostingIndex()
    index._gone = (1 << 16) - 2
    index._first = index._next = index._gone << 16
    for document in range(1500):  # four blocks
        keys = np.arange(2, 202, dtype=np.uint32) + 200 * (document % 3)
        index.add(document, keys, np.arange(200, dtype=np.uint16))
        index.drop_documents_before(max(0, document - 700))
        if document >= 705:
            [(_, there, _), *rest] = index.lookup(keys[:3], NONE, None, 400)
            assert there == list(range(document, document - 701, -3))
            assert len(rest) == 2


def test_documents_may_be_far_apart() -> None:
    """Texts of less than four words have numbers, and no postings."""
    index = PostingIndex()
    key, place = np.array([7], np.uint32), np.array([3], np.uint16)
    documents = [5, 65_540, 65_541, 400_000]
    for document in documents:
        index.add(document, key, place)
    for gone, document in enumerate(documents):
        index.drop_documents_before(document)
        [(row, there, at)] = index.lookup(key, NONE, None, 5)
        assert (row, there) == (0, documents[gone:][::-1])
        assert at == [3] * len(there)
    index.drop_documents_before(900_000)
    assert not list(index.lookup(key, NONE, None, 5))


def test_of_a_key_that_comes_again_in_a_document_the_last_place_counts() -> None:
    index = PostingIndex()
    again = np.array([7, 9, 7, 7], np.uint32)
    for document in range(3):
        index.add(document, again, np.arange(4, dtype=np.uint16))
    assert list(index.lookup(again[:2], NONE, None, 5)) == [
        (0, [2, 1, 0], [3, 3, 3]),
        (1, [2, 1, 0], [1, 1, 1]),
    ]
