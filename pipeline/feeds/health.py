"""How a feed does, in the words of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.feeds.memory import FeedMemory
from pipeline.feeds.pace import DAY_MS, MINUTE_MS
from pipeline.feeds.place import host_of, origin_of
from pipeline.feeds.poll import DAYS_KEPT
from schemas.feeds import FeedDefinition, FeedState

Standing = Literal["new", "good", "quiet", "moved", "failing"]

# A feed that is silent for so many of its usual gaps between items deserves a look; nights and
# weekends are no silence.
QUIET_GAPS = 5.0
LEAST_QUIET_MS = 3 * DAY_MS


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A row of the table. `per_day` is the mean of the last days that are known; `why` says why a
    feed is backed off, silent or elsewhere."""

    definition: FeedDefinition
    standing: Standing
    succeeded_ms: int | None
    next_ms: int | None
    interval_ms: int
    per_day: float
    pages_waiting: int
    why: str


def feed_health(memory: FeedMemory, definition: FeedDefinition, now_ms: int) -> FeedHealth:
    """How the feed of `definition` does now."""
    state = memory.states.get(definition.url)
    pages = sum(page.feed == definition.url for page in memory.pages.values())
    if state is None:
        why = _host_trouble(memory, definition.url, now_ms)
        return FeedHealth(
            definition, "failing" if why else "new", None, None, 0, 0.0, pages,
            why or "not asked yet",
        )  # fmt: skip
    standing, why = _standing(memory, state, now_ms)
    moved = state.moved_to is not None and state.moved_for_good
    return FeedHealth(
        definition=definition,
        standing=standing,
        succeeded_ms=state.succeeded_ms,
        next_ms=None if moved else _next(memory, state),
        interval_ms=state.interval_ms,
        per_day=_per_day(state, now_ms),
        pages_waiting=pages,
        why=why,
    )


def quiet_ms(state: FeedState, now_ms: int) -> int:
    """For how long the feed has been silent beyond what is usual for it; 0 where it is not."""
    if state.changed_ms is None or state.items_a_day <= 0:
        return 0
    expected = max(LEAST_QUIET_MS, round(QUIET_GAPS * DAY_MS / state.items_a_day))
    return max(0, now_ms - state.changed_ms - expected)


def _standing(memory: FeedMemory, state: FeedState, now_ms: int) -> tuple[Standing, str]:
    if state.problem is not None:
        tries = "once" if state.failures == 1 else f"{state.failures} times in a row"
        return (
            "failing",
            f"{state.problem.text} ({tries}, for {span(now_ms - state.problem.since_ms)})",
        )
    if state.moved_to is not None:
        how = "for good" if state.moved_for_good else "for now"
        return "moved", f"redirected {how} to {state.moved_to.partition('#')[0]}"
    if trouble := _host_trouble(memory, state.location, now_ms):
        return "failing", trouble
    if quiet_ms(state, now_ms):
        assert state.changed_ms is not None
        usual = span(round(DAY_MS / state.items_a_day))
        return "quiet", f"nothing new for {span(now_ms - state.changed_ms)}, usual is {usual}"
    notes = []
    if state.rolled_over:
        notes.append(f"rolled over {state.rolled_over} times")
    if state.churned:
        notes.append(f"{state.churned} guids renamed")
    return "good", ", ".join(notes)


def _host_trouble(memory: FeedMemory, url: str, now_ms: int) -> str:
    """Why the host of `url` is not asked for anything now; empty where it is."""
    host = memory.host(host_of(url) or "")
    if host.not_before_ms > now_ms and host.why:
        return host.why
    robots = memory.robots.get(origin_of(url))
    if robots is not None and robots.answer == "nothing":
        since = now_ms if robots.since_ms is None else robots.since_ms
        return f"its robots.txt cannot be read, for {span(now_ms - since)}"
    return ""


def _next(memory: FeedMemory, state: FeedState) -> int:
    return max(state.next_ms, memory.host(host_of(state.location) or "").not_before_ms)


def _per_day(state: FeedState, now_ms: int) -> float:
    today = now_ms // DAY_MS
    counts = [count for day, count in state.days if day > today - DAYS_KEPT]
    first = min((day for day, _ in state.days), default=today)
    return sum(counts) / (today - first + 1)


def span(milliseconds: int) -> str:
    """A length of time for people: its largest unit."""
    for size, unit in ((DAY_MS, "d"), (60 * MINUTE_MS, "h"), (MINUTE_MS, "min"), (1000, "s")):
        if milliseconds >= size:
            return f"{milliseconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return "0 s"
