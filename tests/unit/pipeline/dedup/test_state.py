"""What dedup remembers, and for how long."""

from __future__ import annotations

import pytest

from pipeline.dedup.sketch import sketch
from pipeline.dedup.state import (
    COMPARISON_HORIZON_MS,
    IDENTITY_HORIZON_MS,
    DedupState,
    LaneState,
)
from pipeline.dedup.window import Entry
from schemas.decision import Decision, Outcome
from tests.unit.pipeline.dedup.texts import prose
from tests.unit.pipeline.dedup.versions import DAY, START, outcomes, version

MONTH = IDENTITY_HORIZON_MS


def decision(
    content: str, article_id: str = "a", *, appended: int = START, out: int = 1,
    outcome: Outcome = "new", newest: int = START,
) -> Decision:  # fmt: skip
    return Decision(
        lane="default",
        article_id=article_id,
        content_hash=content,
        outcome=outcome,
        appended_ms=appended,
        newest_ms=newest,
        newest_hash="00ff",
        out_revision=out,
    )


def folded(*decisions: Decision) -> LaneState:
    lane = LaneState()
    for made in decisions:
        lane.apply_decision(made)
    return lane


def entry(window_ms: int, article_id: str = "a", seed: int = 1) -> Entry:
    return Entry(article_id, 1, "s", window_ms, sketch(prose(seed, 30)))


def test_horizons_lie_within_what_kafka_keeps_and_beyond_what_can_come_again() -> None:
    assert 30 * DAY < IDENTITY_HORIZON_MS < 40 * DAY
    assert COMPARISON_HORIZON_MS < IDENTITY_HORIZON_MS


def test_a_version_is_known_by_article_and_content() -> None:
    lane = folded(decision("1"))
    assert lane.knows("a", "1")
    assert not lane.knows("a", "2")
    assert not lane.knows("b", "1")


def test_names_do_not_run_into_each_other() -> None:
    assert not folded(decision("bc", "a")).knows("ab", "c")


def test_the_article_is_what_its_last_decision_says() -> None:
    lane = folded(decision("1"), decision("2", out=2, outcome="revision", newest=START + 9))
    article = lane.articles["a"]
    assert (article.newest_ms, article.out_revision, article.live) == (START + 9, 2, 2)
    assert article.newest_hash == b"\x00\xff"


def test_a_version_is_forgotten_when_it_is_35_days_behind_the_newest() -> None:
    lane = folded(decision("1"), decision("2", "b", appended=START + MONTH))
    assert lane.knows("a", "1")
    lane.apply_decision(decision("3", "b", appended=START + MONTH + 1))
    assert not lane.knows("a", "1")
    assert "a" not in lane.articles
    assert lane.versions == 2


def test_an_article_lives_as_long_as_one_of_its_versions() -> None:
    lane = folded(decision("1"), decision("2", appended=START + DAY, out=2))
    lane.apply_decision(decision("3", "b", appended=START + MONTH + 1))
    assert not lane.knows("a", "1")
    assert lane.articles["a"].out_revision == 2
    assert lane.articles["a"].live == 1
    lane.apply_decision(decision("4", "b", appended=START + DAY + MONTH + 1))
    assert "a" not in lane.articles


def test_a_late_record_does_not_turn_time_back() -> None:
    lane = folded(decision("1", appended=START + DAY), decision("2", appended=START))
    assert lane.appended_ms == START + DAY
    assert lane.knows("a", "1")
    assert lane.knows("a", "2")


def test_the_same_decision_folded_twice_counts_once() -> None:
    lane = folded(decision("1"), decision("1"))
    assert lane.versions == 1
    assert lane.articles["a"].live == 1


def test_a_version_that_was_forgotten_can_be_decided_about_again() -> None:
    articles = [
        version("one two three", "a", appended=START),
        version("four five six", "b", appended=START + MONTH + DAY),
        version("one two three", "a", appended=START + MONTH + DAY),
    ]
    assert outcomes(*articles) == ["new", "new", "new"]
    again = version("one two three", "a", appended=START + MONTH)
    assert outcomes(articles[0], again) == ["new", "redelivery"]


@pytest.mark.parametrize(
    ("collected", "appended", "expected"),
    [
        (START + 5, START + 9, START + 5),
        (START + 9, START + 5, START + 5),
        (START - 5, START + 5, START),
        (START - 9, START - 5, START),
    ],
)
def test_window_time_is_collection_never_after_appending_and_never_backwards(
    collected: int, appended: int, expected: int
) -> None:
    lane = LaneState()
    lane.apply_sketch(entry(START))
    assert lane.next_window_ms(collected, appended) == expected


def test_a_sketch_leaves_when_it_is_7_days_behind() -> None:
    lane = LaneState()
    lane.apply_sketch(entry(START))
    lane.apply_sketch(entry(START + COMPARISON_HORIZON_MS, "b", 2))
    assert len(lane.window) == 2
    lane.apply_sketch(entry(START + COMPARISON_HORIZON_MS + 1, "c", 3))
    assert len(lane.window) == 2
    assert lane.window.latest("a") is None


def test_identity_and_comparison_have_their_own_clocks() -> None:
    lane = folded(decision("1", appended=START + 9 * MONTH))
    lane.apply_sketch(entry(START))
    assert lane.window_ms == START
    assert lane.appended_ms == START + 9 * MONTH


def test_looking_at_an_unknown_lane_does_not_make_it() -> None:
    state = DedupState()
    assert state.lane("x").versions == 0
    assert state.lanes == {}
    state.apply_decision(decision("1"))
    assert set(state.lanes) == {"default"}


def test_lanes_have_their_own_time() -> None:
    state = DedupState()
    state.apply_decision(decision("1"))
    state.apply_decision(decision("2", appended=START + 2 * MONTH)._replace(lane="x"))
    assert state.lane("default").knows("a", "1")


def test_applying_with_an_entry_feeds_both_memories_of_the_lane() -> None:
    state = DedupState()
    state.apply(decision("1"), entry(START))
    state.apply(decision("2", outcome="unchanged"), None)
    assert len(state.lane("default").window) == 1
    assert state.lane("default").versions == 2
