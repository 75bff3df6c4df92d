"""Fifty words in common passages link two articles, whatever else they are."""

import pytest

from pipeline.dedup.sketch import sketch
from pipeline.dedup.window import ComparisonWindow, Entry, Match
from tests.unit.pipeline.dedup.texts import prose

TAKEN = prose(7, 60).split()
OWN, OTHER = prose(1, 500).split(), prose(2, 500).split()


def match(own: str, other: str) -> Match | None:
    """What `own` is to `other`, the only article there is."""
    window = ComparisonWindow()
    window.add(Entry("a", 1, "s", 0, sketch(other)))
    return next(iter(window.find(sketch(own), "other", exclude="me")), None)


def among(words: list[str], passages: list[list[str]]) -> str:
    """`words` with the `passages` set in at even distances."""
    step = len(words) // (len(passages) + 1)
    parts = [words[place : place + step] for place in range(0, len(words), step)]
    for place, passage in enumerate(passages):
        parts.insert(2 * place + 1, passage)
    return " ".join(word for part in parts for word in part)


def pieces(words: list[str], size: int) -> list[list[str]]:
    return [words[place : place + size] for place in range(0, len(words), size)]


@pytest.mark.parametrize("size", [50, 25, 17, 10], ids=lambda size: f"runs of {size}")
def test_fifty_words_link(size: int) -> None:
    passages = pieces(TAKEN[: 51 if size == 17 else 50], size)
    found = match(among(OWN, passages), among(OTHER, passages))
    assert found is not None
    assert found.relation == "shares-passage"
    assert sum(passage.words for passage in found.passages) >= 50


def test_forty_nine_words_do_not() -> None:
    assert match(among(OWN, [TAKEN[:49]]), among(OTHER, [TAKEN[:49]])) is None


def test_words_of_runs_that_are_no_passage_do_not_count() -> None:
    phrases = pieces(TAKEN, 6)
    assert match(among(OWN, phrases), among(OTHER, phrases)) is None


def test_what_speaks_of_the_page_does_not_link_by_its_length() -> None:
    talk = pieces([word for eight in pieces(TAKEN, 8) for word in (*eight, "newsletter")], 20)
    assert match(among(OWN, talk), among(OTHER, talk)) is None


def test_passages_of_figures_do_not_link_by_their_length() -> None:
    prices = [f"{place * 37 % 1000}" if place % 3 else TAKEN[place] for place in range(60)]
    rows = pieces(prices, 20)
    assert match(among(OWN, rows), among(OTHER, rows)) is None
