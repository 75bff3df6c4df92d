import pytest

from pipeline.dedup.features import Features, Reading
from pipeline.dedup.runs import shared_runs
from pipeline.dedup.score import LINKED, counted, score
from pipeline.dedup.sketch import sketch
from tests.unit.pipeline.dedup.texts import prose


def features(own: str, other: str) -> Features:
    one, two = Reading(sketch(own)), Reading(sketch(other))
    return Features(one, two, shared_runs(one.words, one.grams, two.words, two.grams))


def test_all_that_is_counted_lies_between_nothing_and_everything_in_common() -> None:
    named = f"{prose(1, 60)} 36 of 41 in Paris with Angela and Barack and Carla and Dmitry"
    parts = [prose(number, 9) for number in range(2, 20)]
    first, second = " here ".join((named, *parts)), " there ".join((named, *parts))
    assert max(counted(features(first, second))) == 1.0
    assert min(counted(features(first, second))) > 0.9
    nothing = counted(features(prose(1, 200) + " 1", prose(2, 200) + " 2"))
    assert set(nothing) == {0.0}


@pytest.mark.parametrize("words", [12, 25, 40])
def test_a_brief_of_which_one_word_was_changed_is_linked(words: int) -> None:
    brief = prose(1, words).split()
    changed = [*brief[: words // 3], "instead", *brief[words // 3 + 1 :]]
    assert score(features(" ".join(changed), " ".join(brief))) > LINKED


def test_the_more_two_texts_have_in_common_the_more_certain_it_is() -> None:
    text = prose(1, 200)
    scores = [
        score(features(f"{prose(1, taken)} {prose(2, 200 - taken)}", text))
        for taken in range(0, 201, 10)
    ]
    assert scores == sorted(scores)
    assert scores[0] < LINKED < scores[-1]
