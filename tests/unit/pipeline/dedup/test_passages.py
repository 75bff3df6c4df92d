from pipeline.dedup.passages import changes
from pipeline.dedup.sketch import sketch

OLD = "Police said 36 people were killed on Monday in the city of Homs. Officials denied it later."


def told(new: str) -> list[tuple[str, str]]:
    return [
        (new[c.start : c.end], OLD[c.other_start : c.other_end])
        for c in changes(sketch(OLD), sketch(new))
    ]


def test_the_same_words_have_no_changes() -> None:
    assert told(OLD.replace(" ", "\n")) == []


def test_a_changed_number_is_one_change() -> None:
    assert told(OLD.replace("36", "41")) == [("41", "36")]


def test_an_insertion_stands_behind_the_word_before_it() -> None:
    [change] = changes(sketch(OLD), sketch(OLD.replace("the city", "the old city")))
    assert change.other_start == change.other_end == OLD.index(" city")
    assert told(OLD.replace("the city", "the old city")) == [("old", "")]


def test_a_deletion_has_no_words_of_the_new_text() -> None:
    assert told(OLD.replace(" on Monday", "")) == [("", "on Monday")]


def test_a_text_rewritten_altogether_is_one_change() -> None:
    assert told("Nothing like this was ever written before") == [
        ("Nothing like this was ever written before", OLD.rstrip("."))
    ]


def test_changes_of_a_repetitive_text_end() -> None:
    old, new = sketch("a b " * 4000), sketch("b a " * 3000 + "c " + "a b " * 1000)
    assert changes(old, new)
