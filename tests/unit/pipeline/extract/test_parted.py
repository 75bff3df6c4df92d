"""Names that the model takes for one."""

from __future__ import annotations

import pytest

from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.parted import parted
from pipeline.extract.reader import Name
from pipeline.extract.tree import Token, Tree, plant

GAZETTEER = Gazetteer()


def read(text: str, *, common: tuple[str, ...] = ()) -> Tree:
    """A text of words with spaces between, each its own head; all are proper nouns but `common`."""
    tokens, start = [], 0
    for number, word in enumerate(text.split(" ")):
        pos = "NOUN" if word in common else "PROPN"
        tokens.append(
            Token(
                start=start, end=start + len(word), pos=pos, tag="NNP", dep="ROOT", head=number,
                begins_sentence=number == 0,
            )
        )  # fmt: skip
        start += len(word) + 1
    return plant(text, tokens, [0])


def parts(tree: Tree, name: Name) -> list[tuple[str, str]]:
    return [
        (tree.span_text(part.first, part.end), part.label) for part in parted(tree, name, GAZETTEER)
    ]


def test_two_places_with_a_hyphen_between_are_two() -> None:
    tree = read("the UK - France summit")
    assert parts(tree, Name(1, 4, "ORG")) == [("UK", "GPE"), ("France", "GPE")]


@pytest.mark.parametrize("text", ["Guinea - Bissau", "Smith - Jones", "Smith - France"])
def test_a_place_with_a_hyphen_in_its_name_and_other_names_are_one(text: str) -> None:
    assert parts(read(text), Name(0, 3, "GPE")) == [(text, "GPE")]


def test_a_country_is_no_part_of_its_ministers_name() -> None:
    tree = read("Minister of Mongolia L.Oyun met Chad Smith")
    assert parts(tree, Name(2, 4, "PERSON")) == [("Mongolia", "GPE"), ("L.Oyun", "PERSON")]
    assert parts(tree, Name(5, 7, "PERSON")) == [("Chad Smith", "PERSON")]


def test_an_event_is_called_by_a_name() -> None:
    tree = read("the invasion of Ukraine", common=("invasion",))
    assert parts(tree, Name(1, 4, "EVENT")) == []
    assert parts(read("the Battle of Mosul"), Name(1, 4, "EVENT")) == [("Battle of Mosul", "EVENT")]
