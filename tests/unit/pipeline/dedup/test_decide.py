"""The five questions about a version, in their order."""

from __future__ import annotations

from base64 import b64decode

import pytest

from pipeline.dedup.decide import decide
from pipeline.dedup.sketch import MAX_WORDS, unpack
from pipeline.dedup.state import DedupState
from pipeline.limits import Limits
from schemas.article import Article, Duplicate
from schemas.codec import decode, encode
from schemas.message import epoch_milliseconds
from tests.unit.pipeline.dedup.texts import prose
from tests.unit.pipeline.dedup.versions import DAY, HOUR, START, outcomes, take, version

NEWS = prose(1, 60)
OTHER = prose(2, 60)
LATER = prose(3, 60)
EDITED = NEWS.replace(NEWS.split(" ")[20], "corrected", 1)


def test_a_text_never_seen_is_new_and_its_first_revision() -> None:
    made = take(DedupState(), version(NEWS, "a"))
    assert made is not None
    assert isinstance(made.output, Article)
    assert (made.output.revision, made.output.originality) == (1, 1.0)
    assert made.output.links == ()
    assert made.output.changes is None


def test_the_very_version_again_is_a_redelivery_and_leaves_no_record() -> None:
    assert outcomes(version(NEWS, "a"), version(NEWS, "a")) == ["new", "redelivery"]


@pytest.mark.parametrize("first", ["superseded", "unchanged", "revision", "copy", "new"])
def test_a_redelivery_of_any_outcome_is_a_redelivery(first: str) -> None:
    a = version(NEWS, "a", collected=START)
    again = {
        "superseded": version(OTHER, "a", collected=START - 1),
        "unchanged": version(NEWS + " ", "a", collected=START),
        "revision": version(OTHER, "a", collected=START),
        "copy": version(NEWS, "b"),
        "new": version(OTHER, "b"),
    }[first]
    assert outcomes(a, again, again, a) == ["new", first, "redelivery", "redelivery"]


def test_a_redelivery_goes_before_superseded() -> None:
    old, new = version(NEWS, "a", collected=START), version(OTHER, "a", collected=START + 1)
    assert outcomes(old, new, old) == ["new", "revision", "redelivery"]


def test_two_versions_of_an_article_in_either_order() -> None:
    old = version(NEWS, "a", collected=START)
    new = version(OTHER, "a", collected=START + HOUR)
    assert outcomes(old, new) == ["new", "revision"]
    assert outcomes(new, old) == ["new", "superseded"]


def test_an_equal_collection_time_does_not_supersede() -> None:
    assert outcomes(version(NEWS, "a", collected=START), version(OTHER, "a", collected=START)) == [
        "new",
        "revision",
    ]


def test_superseded_goes_before_unchanged() -> None:
    new = version(NEWS, "a", collected=START)
    old = version(NEWS + "\n", "a", collected=START - 1)
    assert outcomes(new, old) == ["new", "superseded"]


@pytest.mark.parametrize(
    "again",
    [NEWS + "\n", NEWS.replace(" ", "  "), NEWS.replace(" ", "\u00a0", 3), "\u200b" + NEWS],
)
def test_white_space_and_typography_are_no_change(again: str) -> None:
    assert outcomes(version(NEWS, "a"), version(again, "a")) == ["new", "unchanged"]


def test_typographic_quotes_and_dashes_are_no_change() -> None:
    plain = f'"{NEWS}" - so it\'s said...'
    typographic = f"“{NEWS}” – so it’s said…"
    assert outcomes(version(plain, "a"), version(typographic, "a")) == ["new", "unchanged"]


@pytest.mark.parametrize("changed", [NEWS + " 7", NEWS.capitalize(), NEWS + "."])
def test_letters_numbers_and_stops_are_a_change(changed: str) -> None:
    assert outcomes(version(NEWS, "a"), version(changed, "a")) == ["new", "revision"]


def test_a_changed_title_is_a_revision() -> None:
    one, other = version(NEWS, "a", title="One"), version(NEWS, "a", title="Other")
    assert outcomes(one, other) == ["new", "revision"]


def test_unchanged_is_asked_of_the_newest_version_alone() -> None:
    back = version(NEWS + " ", "a")
    assert outcomes(version(NEWS, "a"), version(OTHER, "a"), back) == [
        "new",
        "revision",
        "revision",
    ]


def test_unchanged_makes_the_version_the_newest_and_superseded_does_not() -> None:
    first = version(NEWS, "a", collected=START)
    unchanged = version(NEWS + " ", "a", collected=START + 10)
    between = version(OTHER, "a", collected=START + 5)
    assert outcomes(first, unchanged, between) == ["new", "unchanged", "superseded"]
    older = version(OTHER, "a", collected=START - 5)
    newer = version(LATER, "a", collected=START + 1)
    assert outcomes(first, older, newer) == ["new", "superseded", "revision"]


def test_own_duplicates_name_the_article_and_its_newest_revision_that_is_out() -> None:
    state = DedupState()
    take(state, version(NEWS, "a", collected=START))
    take(state, version(OTHER, "a", collected=START + 1))
    for article, relation in (
        (version(OTHER + " ", "a", collected=START + 2), "unchanged"),
        (version(LATER, "a", collected=START), "superseded"),
    ):
        made = decide(state, article)
        assert made is not None
        assert isinstance(made.output, Duplicate)
        assert (made.output.relation, made.output.score) == (relation, 1.0)
        assert (made.output.duplicate_of, made.output.duplicate_of_revision) == ("a", 2)
        assert made.entry is None


def test_revisions_are_numbered_by_what_came_out() -> None:
    state = DedupState()
    revisions = []
    for number, text in enumerate((NEWS, OTHER, OTHER + " ", LATER)):
        made = take(state, version(text, "a", collected=START + number))
        assert made is not None
        revisions.append(getattr(made.output, "revision", None))
    assert revisions == [1, 2, None, 3]


def test_a_revision_says_what_changed_against_the_one_before() -> None:
    state = DedupState()
    take(state, version(NEWS, "a"))
    made = take(state, version(EDITED, "a"))
    assert made is not None
    assert isinstance(made.output, Article)
    assert made.output.changes is not None
    (change,) = made.output.changes
    assert EDITED[change.start : change.end] == "corrected"
    assert NEWS[change.other_start : change.other_end] == NEWS.split(" ")[20]


def test_changes_are_null_when_the_revision_before_has_left_the_window() -> None:
    state = DedupState()
    take(state, version(NEWS, "a", appended=START))
    take(state, version(OTHER, "b", appended=START + 8 * DAY))
    made = take(state, version(EDITED, "a", appended=START + 8 * DAY))
    assert made is not None
    assert isinstance(made.output, Article)
    assert (made.output.revision, made.output.changes) == (2, None)


def test_a_copy_is_withheld_and_names_what_it_copies() -> None:
    state = DedupState()
    take(state, version(NEWS, "a", source="wire"))
    made = take(state, version(NEWS, "b", source="daily"))
    assert made is not None
    duplicate = made.output
    assert isinstance(duplicate, Duplicate)
    assert (duplicate.relation, duplicate.duplicate_of) == ("same-text", "a")
    assert (duplicate.revision, duplicate.duplicate_of_revision) == (None, 1)
    assert duplicate.passages
    assert duplicate.text == NEWS


def test_an_edited_copy_is_withheld() -> None:
    state = DedupState()
    take(state, version(NEWS, "a"))
    made = take(state, version(EDITED, "b"))
    assert made is not None
    assert isinstance(made.output, Duplicate)
    assert (made.output.relation, made.output.duplicate_of) == ("edited", "a")


def test_a_burst_of_identical_copies_gives_one_article() -> None:
    burst = [version(NEWS, f"a{number}", source=f"s{number}") for number in range(50)]
    assert outcomes(*burst) == ["new", *["copy"] * 49]


def test_withheld_copies_that_are_all_updated_do_not_come_out_as_revisions() -> None:
    first = [version(NEWS, f"a{number}", source=f"s{number}") for number in range(10)]
    update = f"{NEWS} {prose(4, 12)}"
    second = [version(update, f"a{number}", source=f"s{number}") for number in range(10)]
    decided = outcomes(*first, *second)
    assert decided[:10] == ["new", *["copy"] * 9]
    assert decided[10] == "revision"
    assert decided[11:] == ["copy"] * 9


def test_a_withheld_article_that_says_something_of_its_own_comes_out_as_its_first_revision() -> (
    None
):
    state = DedupState()
    take(state, version(NEWS, "a"))
    take(state, version(NEWS, "b"))
    made = take(state, version(OTHER, "b"))
    assert made is not None
    assert isinstance(made.output, Article)
    assert made.decision.outcome == "new"
    assert made.output.revision == 1


def test_an_article_that_is_out_is_never_withheld_as_a_copy() -> None:
    """It may become the same as another; its revision carries the link."""
    state = DedupState()
    take(state, version(NEWS, "a"))
    take(state, version(OTHER, "b"))
    made = take(state, version(NEWS, "b"))
    assert made is not None
    assert isinstance(made.output, Article)
    assert made.output.revision == 2
    assert [(link.article_id, link.relation) for link in made.output.links] == [("a", "same-text")]


def test_a_copy_of_what_was_only_withheld_is_withheld() -> None:
    """What was copied has left the window; the copy of it is still there."""
    state = DedupState()
    take(state, version(NEWS, "a", appended=START))
    take(state, version(NEWS, "b", appended=START + 6 * DAY))
    take(state, version(OTHER, "clock", appended=START + 8 * DAY))
    made = take(state, version(NEWS, "c", appended=START + 8 * DAY))
    assert made is not None
    assert isinstance(made.output, Duplicate)
    assert (made.output.duplicate_of, made.output.duplicate_of_revision) == ("b", None)


def test_after_the_comparison_window_the_same_text_is_news_again() -> None:
    copies = [version(NEWS, "a", appended=START), version(NEWS, "b", appended=START + 9 * DAY)]
    clock = version(OTHER, "c", appended=START + 8 * DAY)
    assert outcomes(copies[0], clock, copies[1]) == ["new", "new", "new"]


def test_lanes_do_not_see_each_other() -> None:
    state = DedupState()
    for lane in (None, "sports", "markets"):
        made = take(state, version(NEWS, "a", lane=lane))
        assert made is not None
        assert made.decision.outcome == "new"
    assert set(state.lanes) == {"default", "sports", "markets"}


def test_links_are_at_most_so_many() -> None:
    """A round-up has a part of everything."""
    state = DedupState()
    parts = [prose(100 + number, 60) for number in range(Limits().links + 8)]
    for number, part in enumerate(parts):
        take(state, version(part, f"a{number}", source=f"s{number}"))
    made = take(state, version(" ".join(parts), "z"))
    assert made is not None
    assert made.decision.outcome == "new"
    assert len(made.output.links) == Limits().links
    assert made.output.notes == ("only the closest 16 of 24 related articles are listed",)


def test_what_is_longer_than_a_sketch_says_so() -> None:
    made = take(DedupState(), version("word " * (MAX_WORDS + 1), "a"))
    assert made is not None
    assert made.output.notes == ("only the first 16384 words were compared with other articles",)


def test_a_decision_states_its_article_after_it() -> None:
    state = DedupState()
    first = take(state, version(NEWS, "a", collected=START))
    late = take(state, version(OTHER, "a", collected=START - DAY, appended=START + HOUR))
    assert first is not None
    assert late is not None
    assert late.decision.newest_ms == first.decision.newest_ms == START
    assert late.decision.newest_hash == first.decision.newest_hash
    assert late.decision.out_revision == 1
    assert late.decision.appended_ms == START + HOUR
    assert late.decision.content_hash == late.output.content_hash


def test_the_logged_sketch_is_the_sketch() -> None:
    made = decide(DedupState(), version(NEWS, "a", collected=START - HOUR))
    assert made is not None
    logged = made.sketch_entry()
    assert logged is not None
    assert made.entry is not None
    assert (logged.lane, logged.article_id, logged.revision) == ("default", "a", 1)
    assert logged.window_ms == START - HOUR
    assert unpack(b64decode(logged.packed)).digest == made.entry.sketch.digest


@pytest.mark.parametrize("text", [NEWS, EDITED])
def test_an_output_is_the_extracted_article_and_more(text: str) -> None:
    state = DedupState()
    take(state, version(NEWS, "z"))
    article = version(text, "a", title="T")
    made = take(state, article)
    assert made is not None
    model = type(made.output)
    assert decode(model, encode(made.output)) == model.model_validate(
        made.output.model_dump(by_alias=True)
    )
    for field in type(article).model_fields:
        assert getattr(made.output, field) == getattr(article, field)


def test_times_of_a_decision_are_those_of_the_record() -> None:
    article = version(NEWS, "a", appended=START + 5, collected=START + 3)
    made = decide(DedupState(), article)
    assert made is not None
    assert made.decision.newest_ms == epoch_milliseconds(article.collected_at) == START + 3
    assert made.decision.appended_ms == START + 5
