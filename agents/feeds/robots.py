"""Asking a host for its robots.txt."""

from __future__ import annotations

from collections.abc import Callable

from agents.feeds.doors import Fetches
from agents.feeds.fetch import Fetched, FetchError, FetchRequest, MovedToOtherHost
from agents.feeds.hosts import MAY_PASS
from pipeline.clean.decode import decode_bytes
from pipeline.feeds.place import origin_of
from pipeline.feeds.robots import answered, unreachable
from schemas.feeds import RobotsCopy


async def ask_robots(
    fetches: Fetches, url: str, before: RobotsCopy | None, now_ms: Callable[[], int]
) -> tuple[RobotsCopy, Fetched | MovedToOtherHost | FetchError]:
    """The robots.txt that speaks for `url`, with the answer that it follows from. `before` is the
    copy known until now; `now_ms` is read when the answer is there."""
    origin = origin_of(url)
    try:
        answer = await fetches.fetch(FetchRequest(f"{origin}/robots.txt", accept="robots"))
    except FetchError as error:
        if error.kind in MAY_PASS:
            return unreachable(origin, before, now_ms()), error
        # An address that is refused is refused again, with its reason, for what is asked.
        return answered(origin, 404, "", {}, before, now_ms()), error
    if isinstance(answer, MovedToOtherHost):
        # It is another host's: RFC 9309 §2.3.1.2 lets it count as not there.
        return answered(origin, 404, "", {}, before, now_ms()), answer
    text = decode_bytes(answer.body)
    return answered(origin, answer.status, text, answer.headers, before, now_ms()), answer
