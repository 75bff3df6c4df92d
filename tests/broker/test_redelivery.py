"""One version is decided about once, whenever and however often it comes."""

from __future__ import annotations

import time

import pytest

from tests.support.articles import article, pairs, prose
from tests.support.system import System, wait_until
from tests.support.topics import values

pytestmark = pytest.mark.faults(row=12)

DRAIN_SECONDS = 60.0


def drain(system: System) -> None:
    wait_until(system.is_drained, DRAIN_SECONDS, "all is worked off")


def outcome(system: System, lane: str) -> list[tuple[str, object]]:
    """Each article id with its revision or, withheld, its relation; in order of decision."""
    out = [
        (value["lineage"]["extracted"]["offset"], value["article_id"], value["revision"])
        for value in values(system.settings, "articles", lane=lane)
    ] + [
        (value["lineage"]["extracted"]["offset"], value["article_id"], value["relation"])
        for value in values(system.settings, "duplicates", lane=lane)
    ]
    return [(article_id, what) for _, article_id, what in sorted(out)]


def test_a_version_that_comes_again_at_once_changes_nothing(running: System) -> None:
    same = article("gazette", prose("Umbral"), article_id="umbral", lane="at-once")
    running.publish(pairs(same, same, same))
    drain(running)
    assert outcome(running, "at-once") == [("umbral", 1)]


def test_a_version_that_comes_again_after_a_restart_of_dedup_changes_nothing(
    running: System,
) -> None:
    same = article("gazette", prose("Velden"), article_id="velden", lane="restart")
    running.publish(pairs(same))
    drain(running)
    running.terminate(running.of("dedup")[0])
    running.start("dedup")
    running.publish(pairs(same, same | {"body": prose("Velden") + "\nMore follows.",
                                        "collected_at": "2099-01-01T00:00:00Z"}))  # fmt: skip
    drain(running)
    # The other version is known as a revision: the restarted worker remembers what is out.
    assert outcome(running, "restart") == [("velden", 1), ("velden", 2)]


def test_a_version_that_comes_again_after_the_comparison_window_changes_nothing(
    running: System,
) -> None:
    lane, month = "window", 30 * 24 * 3600
    old = article(
        "gazette", prose("Wolmar"), article_id="wolmar", lane=lane, collected_at=ago(month)
    )
    recent = article("gazette", prose("Xanten"), article_id="xanten", lane=lane)
    copy = article("herald", prose("Wolmar"), article_id="wolmar-in-the-herald", lane=lane)
    running.publish(pairs(old))
    drain(running)
    running.publish(pairs(recent, old))
    drain(running)
    running.publish(pairs(copy))
    drain(running)
    # That its copy is news again shows that the window has moved past it.
    assert outcome(running, lane) == [("wolmar", 1), ("xanten", 1), ("wolmar-in-the-herald", 1)]


def test_a_page_fetched_again_with_another_counter_is_no_new_article(running: System) -> None:
    def page(views: int) -> dict[str, object]:
        body = f"{prose('Yverdon')}\nViews: {views}"
        return article("gazette", body, article_id="yverdon", lane="counter")

    running.publish(pairs(page(12)))
    drain(running)
    running.publish(pairs(page(13), page(14)))
    drain(running)
    assert outcome(running, "counter") == [
        ("yverdon", 1), ("yverdon", "unchanged"), ("yverdon", "unchanged"),
    ]  # fmt: skip
    (out,) = values(running.settings, "articles", lane="counter")
    assert "Views" not in out["text"]


def test_two_versions_in_flight_come_out_as_an_article_and_its_revision(running: System) -> None:
    running.publish(pairs(*_versions("in-order", "Zarnow", order=(1, 2))))
    drain(running)
    assert outcome(running, "in-order") == [("zarnow", 1), ("zarnow", 2)]
    newest = max(values(running.settings, "articles", lane="in-order"), key=lambda v: v["revision"])
    assert "Two workers were hurt" in newest["text"]
    assert newest["changes"]


def test_two_versions_in_flight_in_wrong_order_leave_the_newer_one_standing(
    running: System,
) -> None:
    running.publish(pairs(*_versions("wrong-order", "Zarnow", order=(2, 1))))
    drain(running)
    assert outcome(running, "wrong-order") == [("zarnow", 1), ("zarnow", "superseded")]
    (out,) = values(running.settings, "articles", lane="wrong-order")
    assert "Two workers were hurt" in out["text"]


def _versions(lane: str, name: str, order: tuple[int, int]) -> list[dict[str, object]]:
    first = article(
        "gazette", prose(name), article_id=name.lower(), lane=lane,
        collected_at="2026-03-01T10:00:00Z",
    )  # fmt: skip
    second = first | {
        "body": f"{prose(name)}\nTwo workers were hurt on Friday when a crane fell over.",
        "collected_at": "2026-03-01T11:00:00Z",
    }
    return [(first, second)[number - 1] for number in order]


def ago(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - seconds))
