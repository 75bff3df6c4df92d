import time

import pytest

from pipeline.dedup.sketch import sketch
from pipeline.dedup.window import ComparisonWindow, Entry, Match
from tests.unit.pipeline.dedup.texts import FURNITURE, prose


def entry(
    article: str, text: str, *, at: int = 0, source: str = "s", revision: int | None = 1
) -> Entry:
    return Entry(article, revision, source, at, sketch(text))


def window_of(*entries: Entry, linking_run: int | None = None) -> ComparisonWindow:
    window = ComparisonWindow(linking_run)
    for one in entries:
        window.add(one)
    return window


def find(window: ComparisonWindow, text: str, *, source: str = "other") -> list[Match]:
    return window.find(sketch(text), source, exclude="me")


def test_unrelated_articles_do_not_match() -> None:
    assert find(window_of(entry("a", prose(1, 300))), prose(2, 300)) == []


def test_the_same_text_with_other_typography_is_same_text() -> None:
    text = prose(1, 200)
    [match] = find(window_of(entry("a", text)), text.replace(" ", "\u00a0\n"))
    assert (match.article_id, match.revision, match.relation, match.score) == (
        "a",
        1,
        "same-text",
        1,
    )


def test_a_text_of_three_words_is_found_again() -> None:
    [match] = find(window_of(entry("a", "Nothing to report")), "Nothing  to report")
    assert match.relation == "same-text"


def test_a_lightly_edited_copy_is_edited() -> None:
    text = prose(1, 200)
    edited = text.replace(" ba", " du", 4)
    [match] = find(window_of(entry("a", text)), edited)
    assert match.relation == "edited"
    assert all(edited[p.start : p.end] == text[p.other_start : p.other_end] for p in match.passages)


def test_a_copy_with_one_other_number_is_not_a_copy() -> None:
    text = prose(1, 100) + " 36 people were killed " + prose(2, 100)
    [match] = find(window_of(entry("a", text)), text.replace("36", "41"))
    assert match.relation == "same-template-other-facts"


def test_half_a_text_is_contained_in_it_and_it_contains_its_half() -> None:
    whole, half = prose(1, 300), prose(1, 120)
    assert [m.relation for m in find(window_of(entry("a", whole)), half)] == ["contained-in"]
    assert [m.relation for m in find(window_of(entry("a", half)), whole)] == ["contains"]


def test_a_passage_in_common_is_found_with_its_places() -> None:
    sentence = prose(9, 64)
    old, new = (
        f"{prose(1, 200)} {sentence} {prose(2, 200)}",
        f"{prose(3, 90)} {sentence} {prose(4, 9)}",
    )
    [match] = find(window_of(entry("a", old)), new)
    assert match.relation == "shares-passage"
    [passage] = match.passages
    assert new[passage.start : passage.end] == sentence
    assert old[passage.other_start : passage.other_end] == sentence
    assert passage.words == 64


def test_two_halves_of_a_quotation_link() -> None:
    halves = prose(8, 19), prose(9, 17)
    old = f"{prose(1, 200)} {halves[0]} he said in a statement {halves[1]} {prose(2, 200)}"
    new = f"{prose(3, 200)} {halves[0]} one source told us {halves[1]} {prose(4, 200)}"
    [match] = find(window_of(entry("a", old)), new)
    assert match.relation == "shares-passage"
    assert [passage.words for passage in match.passages] == [19, 17]


def test_a_sentence_links_only_where_that_is_asked_for() -> None:
    sentence = prose(9, 24)
    old, new = f"{prose(1, 200)} {sentence}", f"{prose(3, 90)} {sentence} {prose(4, 90)}"
    assert find(window_of(entry("a", old)), new) == []
    assert find(window_of(entry("a", old), linking_run=16), new)


def test_an_article_is_not_compared_with_itself() -> None:
    window = window_of(entry("me", prose(1, 200)))
    assert find(window, prose(1, 200)) == []
    assert window.originality(sketch(prose(1, 200)), "s", exclude="me") == 1.0


def test_originality_is_the_share_of_words_that_no_earlier_article_has() -> None:
    window = window_of(entry("a", prose(1, 100)), entry("b", prose(2, 100)))
    mixed = sketch(f"{prose(1, 100)} {prose(3, 100)} {prose(2, 100)} {prose(4, 100)}")
    assert window.originality(mixed, "s", exclude="me") == pytest.approx(0.5, abs=0.01)


def test_what_a_source_repeats_in_three_articles_links_no_fourth() -> None:
    def page(number: int) -> str:
        return f"{prose(number, 60)} {FURNITURE} {prose(number + 100, 60)}"

    window = window_of(*(entry(str(n), page(n)) for n in range(3)), linking_run=16)
    assert find(window, page(3), source="s") == []
    assert window.originality(sketch(page(3)), "s", exclude="me") == 1.0
    assert find(window, page(3), source="another")


def test_a_withheld_copy_is_known_by_its_text_after_its_original_has_left() -> None:
    text = prose(1, 200)
    window = window_of(entry("a", text, at=1), entry("b", text, at=5, revision=None))
    assert [m.article_id for m in find(window, text)] == ["a"]
    assert window.evict(5) == 1
    [match] = find(window, text)
    assert (match.article_id, match.revision, match.relation) == ("b", None, "same-text")
    assert window.evict(6) == 1
    assert find(window, text) == []


def test_texts_made_of_repetitions_cost_no_more_than_others() -> None:
    window = window_of(*(entry(str(n), "a b c d " * 4000 + prose(n, 9)) for n in range(4)))
    started = time.process_time()
    find(window, "b c d a " * 4000)
    assert time.process_time() - started < 2


def test_a_window_that_ran_empty_goes_on() -> None:
    window = window_of(*(entry(str(n), prose(n, 300), at=n) for n in range(150)))
    assert find(window, "new " + prose(3, 300))
    assert window.evict(1000) == 150
    assert find(window, prose(3, 300)) == []
    window.add(entry("again", prose(3, 300), at=1000))
    assert [match.article_id for match in find(window, "new " + prose(3, 300))] == ["again"]


def test_evicted_articles_are_not_found() -> None:
    window = window_of(entry("a", prose(1, 200), at=1), entry("b", prose(2, 200), at=2))
    assert window.evict(2) == 1
    assert find(window, prose(1, 200) + " more") == []
    assert [m.article_id for m in find(window, prose(2, 200) + " more")] == ["b"]
    assert len(window) == 1


def test_a_newer_revision_takes_the_place_of_the_older() -> None:
    window = window_of(entry("a", prose(1, 200)), entry("a", prose(2, 200), revision=2))
    latest = window.latest("a")
    assert latest is not None
    assert latest.revision == 2
    assert latest.sketch.digest == sketch(prose(2, 200)).digest
    assert [m.revision for m in find(window, prose(2, 200))] == [2]
    assert window.latest("b") is None


def test_window_time_does_not_go_back() -> None:
    window = window_of(entry("a", "x", at=5))
    with pytest.raises(ValueError, match="backwards"):
        window.add(entry("b", "y", at=4))
