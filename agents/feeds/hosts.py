"""What an answer, or none, means for all requests to its host."""

from __future__ import annotations

from collections.abc import Mapping

from agents.feeds.fetch import FetchErrorKind
from pipeline.feeds.memory import FeedMemory
from pipeline.feeds.pace import Pace, back_off_ms, retry_after_ms
from schemas.feeds import HostState

# The machine, and not one address on it, is at fault.
_HOST_IS_AWAY: frozenset[FetchErrorKind] = frozenset({"dns", "connect", "tls"})
# May pass: worth another try. All other errors are the answer.
MAY_PASS: frozenset[FetchErrorKind] = _HOST_IS_AWAY | {"timeout", "protocol"}
_SLOW_DOWN = frozenset({429, 503})


def after_answer(
    memory: FeedMemory, host: str, status: int, headers: Mapping[str, str], now_ms: int, pace: Pace
) -> tuple[HostState, ...]:
    """The host's new state after an answer with `status`: 429 and 503 are for the whole host; any
    other answer ends the time in which it was away. Empty where nothing changes."""
    before = memory.host(host)
    if status in _SLOW_DOWN:
        failures = before.failures + 1
        wait = back_off_ms(failures, retry_after_ms(headers, now_ms), f"{host} {failures}", pace)
        why = f"the host answers {status}, and is left alone for {wait // 1000} s"
        return (_held(before, now_ms + wait, why, failures),)
    if before.failures:
        return (before.model_copy(update={"failures": 0, "why": None, "not_before_ms": 0}),)
    return ()


def after_silence(
    memory: FeedMemory, host: str, kind: FetchErrorKind, text: str, now_ms: int, pace: Pace
) -> tuple[HostState, ...]:
    """The host's new state when a request failed with `kind`."""
    if kind not in _HOST_IS_AWAY:
        return ()
    before = memory.host(host)
    failures = before.failures + 1
    wait = back_off_ms(failures, 0, f"{host} {failures}", pace)
    return (_held(before, now_ms + wait, text, failures),)


def _held(before: HostState, until_ms: int, why: str, failures: int) -> HostState:
    return before.model_copy(update={"not_before_ms": until_ms, "why": why, "failures": failures})
