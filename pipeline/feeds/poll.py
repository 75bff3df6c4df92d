"""What a poll comes to: the next state of its feed, and the items to publish.

`decide…` functions read and return; `FeedMemory.apply` is what changes. Times are milliseconds
since 1970 and come from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from pipeline.feeds.compare import compare
from pipeline.feeds.feed import Feed, Item
from pipeline.feeds.pace import (
    DAY_MS,
    SECOND_MS,
    Pace,
    adapted,
    back_off_ms,
    fresh_ms,
    retry_after_ms,
    wait_ms,
)
from pipeline.feeds.recent import recent_children, recent_items
from schemas.feeds import FeedDefinition, FeedProblem, FeedState, ProblemKind

# The average of items a day looks back over about this long.
RATE_DAYS = 7.0
DAYS_KEPT = 7
TEMPORARY_MOVE_MS = DAY_MS
# What a stranger says is kept no longer than a line of a table.
LONGEST_SAID = 500
# An address that a redirect led to is given up when it fails so often.
LOCATION_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer to a poll says beside its body. `location` is where the feed is asked from now
    on; `body_hash` is empty for an answer without a body."""

    now_ms: int
    location: str
    headers: Mapping[str, str]
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The state after a poll, and what is to be published on account of it; see `News`."""

    state: FeedState
    new: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()
    churned: int = 0
    restyled: int = 0
    rolled_over: bool = False


def first_state(url: str) -> FeedState:
    """A feed that was never asked: it is due at once."""
    return FeedState(url=url, location=url.partition("#")[0])


def decide_read(
    definition: FeedDefinition, state: FeedState, feed: Feed, answer: Answer, pace: Pace
) -> Decision:
    """The feed was read. What it holds is compared with what was seen; failures are over."""
    items = recent_items(feed, answer.now_ms, first=not state.seen)
    seen = compare(state.seen, items.known).seen if items.known else state.seen
    found = compare(seen, items.taken)
    interval = _interval(definition, state, bool(found.new), found.rolled_over, pace)
    # A feed that rolls over faster than it wants to be asked for is asked more often all the same.
    own_wish = 0 if found.rolled_over else feed.least_interval_seconds * SECOND_MS
    if definition.interval_seconds is not None:
        own_wish = 0
    wait = wait_ms(interval, max(fresh_ms(answer.headers), own_wish), _spread(state), pace)
    now = answer.now_ms
    return Decision(
        state.model_copy(
            update={
                "location": answer.location,
                "etag": answer.headers.get("ETag"),
                "last_modified": answer.headers.get("Last-Modified"),
                "body_hash": answer.body_hash,
                "title": (feed.title or state.title or "")[:LONGEST_SAID] or None,
                "format": feed.dialect[:LONGEST_SAID],
                "items": len(feed.items),
                "seen": found.seen,
                "polls": state.polls + 1,
                "polled_ms": now,
                "succeeded_ms": now,
                "changed_ms": now if found.new else state.changed_ms,
                "next_ms": now + wait,
                "interval_ms": interval,
                "items_a_day": _rate(state, len(found.new), now),
                "days": _days(state.days, len(found.new), now),
                "failures": 0,
                "problem": None,
                "rolled_over": state.rolled_over + found.rolled_over,
                "churned": state.churned + found.churned,
                "children": recent_children(feed, state.children, now),
                "moved_to": None,
                "moved_for_good": False,
            }
        ),
        new=found.new,
        changed=found.changed,
        churned=found.churned,
        restyled=found.restyled,
        rolled_over=found.rolled_over,
    )


def decide_unchanged(
    definition: FeedDefinition, state: FeedState, answer: Answer, pace: Pace
) -> Decision:
    """The server says that nothing changed (304), or sent the same bytes. That ends a time in which
    it could not be reached; it does not mend what could not be read."""
    now = answer.now_ms
    if state.problem is not None and state.problem.kind == "content":
        return decide_failed(state, now, "content", state.problem.text, answer.headers, pace)
    interval = _interval(definition, state, False, False, pace)
    wait = wait_ms(interval, fresh_ms(answer.headers), _spread(state), pace)
    return Decision(
        state.model_copy(
            update={
                "location": answer.location,
                # RFC 9111 §3.2: what a 304 states replaces what was stored.
                "etag": answer.headers.get("ETag", state.etag),
                "last_modified": answer.headers.get("Last-Modified", state.last_modified),
                "polls": state.polls + 1,
                "polled_ms": now,
                "succeeded_ms": now,
                "next_ms": now + wait,
                "interval_ms": interval,
                "days": _days(state.days, 0, now),
                "failures": 0,
                "problem": None,
            }
        )
    )


def decide_failed(
    state: FeedState, now_ms: int, kind: ProblemKind, text: str, headers: Mapping[str, str],
    pace: Pace,
) -> Decision:  # fmt: skip
    """The poll failed: back off. Validators go when the document could not be read, so that the
    next answer is the whole of it and not `304`."""
    failures = state.failures + 1
    problem = FeedProblem(
        kind=kind,
        text=text[:LONGEST_SAID],
        since_ms=state.problem.since_ms if state.problem else now_ms,
    )
    # Neither changes within the hour, and asking again cannot help.
    settled = kind in ("gone", "robots")
    wait = back_off_ms(
        failures, retry_after_ms(headers, now_ms), f"{_spread(state)} {failures}", pace
    )
    given_up = failures >= LOCATION_FAILURES
    return Decision(
        state.model_copy(
            update={
                "location": first_state(state.url).location if given_up else state.location,
                "polls": state.polls + 1,
                "polled_ms": now_ms,
                "next_ms": now_ms + (max(wait, pace.most_ms) if settled else wait),
                "failures": failures,
                "problem": problem,
            }
            | (
                {"etag": None, "last_modified": None, "body_hash": None}
                if kind == "content"
                else {}
            )
        )
    )


def decide_moved(state: FeedState, now_ms: int, to: str, *, for_good: bool) -> Decision:
    """Another host serves the feed now, and its owner goes on from here. A temporary move is asked
    about again after a day."""
    return Decision(
        state.model_copy(
            update={
                "polls": state.polls + 1,
                "polled_ms": now_ms,
                "succeeded_ms": now_ms,
                "next_ms": now_ms + TEMPORARY_MOVE_MS,
                "failures": 0,
                "problem": None,
                "etag": None,
                "last_modified": None,
                "body_hash": None,
                "moved_to": to,
                "moved_for_good": for_good,
            }
        )
    )


def _interval(
    definition: FeedDefinition, state: FeedState, news: bool, rolled_over: bool, pace: Pace
) -> int:
    if definition.interval_seconds is not None:
        return pace.within(definition.interval_seconds * SECOND_MS)
    return adapted(state.interval_ms, news=news, rolled_over=rolled_over, pace=pace)


def _spread(state: FeedState) -> str:
    return f"{state.url} {state.polls}"


def _rate(state: FeedState, new: int, now_ms: int) -> float:
    """Items a day: an average that fades with RATE_DAYS, as of the last new item. The first poll
    finds what others wrote before: it says nothing about the rate."""
    if state.changed_ms is None or not new:
        return state.items_a_day
    days = max(0, now_ms - state.changed_ms) / DAY_MS
    return state.items_a_day * exp(-days / RATE_DAYS) + new / RATE_DAYS


def _days(days: tuple[tuple[int, int], ...], new: int, now_ms: int) -> tuple[tuple[int, int], ...]:
    today = now_ms // DAY_MS
    counts = dict(days)
    if new:
        counts[today] = counts.get(today, 0) + new
    return tuple(sorted((day, n) for day, n in counts.items() if day > today - DAYS_KEPT))
