import time

import pytest

from pipeline.dedup.features import Reading
from pipeline.dedup.sketch import sketch
from pipeline.dedup.verify import MAX_PASSAGES, compare
from tests.unit.pipeline.dedup.texts import prose


def relation(own: str, other: str) -> str | None:
    return compare(Reading(sketch(own)), Reading(sketch(other))).relation


REPORT = (
    f"{prose(1, 60)} met Angela and Barack in Paris with Carla and Dmitry and Evelyn "
    f"{prose(2, 60)} "
    f"12 of 80 were hurt {prose(3, 60)} at 7 sites in 2015 {prose(4, 60)}"
)


def test_a_report_with_a_dropped_sentence_is_edited() -> None:
    assert relation(REPORT.replace(prose(3, 25), ""), REPORT) == "edited"


def test_an_edited_copy_tells_which_words_were_put_for_which() -> None:
    own = REPORT.replace("were hurt", "had been injured").replace("at 7 sites", "at 7 places")
    found = compare(Reading(sketch(own)), Reading(sketch(REPORT)))
    assert found.relation == "edited"
    assert [
        (own[place.start : place.end], REPORT[place.other_start : place.other_end])
        for place in found.substitutions
    ] == [("had been injured", "were hurt"), ("places", "sites")]


def test_a_report_with_other_names_tells_other_facts() -> None:
    other = REPORT
    for name, instead in zip(
        ("Angela", "Barack", "Paris", "Carla", "Dmitry", "Evelyn"),
        ("Fatima", "Gerald", "Quito", "Hector", "Isabel", "Jochen"),
        strict=True,
    ):
        other = other.replace(name, instead)
    assert relation(other, REPORT) == "same-template-other-facts"


@pytest.mark.parametrize("number", ["12", "80", "7", "2015"])
def test_one_other_number_is_enough(number: str) -> None:
    assert relation(REPORT.replace(number, "99"), REPORT) == "same-template-other-facts"


def test_a_number_written_as_a_word_is_no_other_number() -> None:
    assert relation(REPORT.replace("at 7 sites", "at seven sites"), REPORT) == "edited"


# Reworded so that of nine words in a row four are left, of the numbers all.
WORDS = [*prose(5, 153).split(), "36", "41", "1997"]
SHORT_RUNS = [
    " ".join(WORDS[place : place + 4] + ["instead"] * 5) for place in range(0, len(WORDS), 9)
]


def test_many_short_runs_in_order_link() -> None:
    found = compare(Reading(sketch(" ".join(SHORT_RUNS))), Reading(sketch(" ".join(WORDS))))
    assert found.runs.lengths.size == 0
    assert found.relation == "shares-passage"


def test_as_many_out_of_order_link_nothing() -> None:
    assert relation(" ".join(reversed(SHORT_RUNS)), " ".join(WORDS)) is None


def test_as_many_with_other_numbers_link_nothing() -> None:
    reworded = " ".join(SHORT_RUNS).replace("36", "37").replace("41", "14").replace("1997", "2015")
    assert relation(reworded, " ".join(WORDS)) is None


def test_a_copy_with_a_pasted_passage_is_not_withheld_for_it() -> None:
    pasted = REPORT.replace(prose(3, 60), f"{prose(3, 60)} {prose(9, 60)}")
    assert relation(pasted, REPORT) == "contains"
    assert relation(REPORT, pasted) == "contained-in"


def test_comparing_a_text_with_itself_in_pieces_lists_a_bounded_number_of_passages() -> None:
    pieces = [prose(number, 12) for number in range(60)]
    found = compare(
        Reading(sketch(" ".join(pieces))), Reading(sketch(" x ".join(reversed(pieces))))
    )
    assert len(found.passages) == MAX_PASSAGES


def test_texts_made_of_repetitions_are_compared_in_linear_time() -> None:
    own, other = sketch("a b c d " * 4000), sketch("a b c d e " * 3200)
    started = time.process_time()
    compare(Reading(own), Reading(other))
    assert time.process_time() - started < 2
